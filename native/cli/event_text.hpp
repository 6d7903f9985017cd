#pragma once
// Events as lines.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "cvm/machine.hpp"

namespace cvm::cli {

/// `detail` read; empty when it is no object.
boost::json::object event_detail(const Event& event);

/// What a `clock_corrected` event says of this machine's clock, in seconds; nothing for other events.
std::optional<std::int64_t> skew_of(const Event& event);

/// "answered ap-guangzhou action=DescribeImages request_id=…": for -v.
std::string event_text(const Event& event);

/// One object of cvm-images.event/1, with its line feed.
std::string event_json(const Event& event, std::int64_t wall_ms);

}  // namespace cvm::cli
