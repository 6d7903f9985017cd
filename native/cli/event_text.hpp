#pragma once
// Events as lines.

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

#include "cvm/machine.hpp"

namespace cvm::cli {

/// `detail` read; empty when it is no object.
boost::json::object event_detail(const Event& event);

/// "answered ap-guangzhou action=DescribeImages request_id=…": for -v.
std::string event_text(const Event& event);

/// One object of cvm-images.event/1, with its line feed.
std::string event_json(const Event& event, std::int64_t wall_ms);

}  // namespace cvm::cli
