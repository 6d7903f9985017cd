#pragma once
// The `detail` objects of the events that a Scheduler tells.

#include <cstdint>
#include <string>
#include <string_view>

#include "cvm/error.hpp"

namespace cvm::detail {

std::string sending(std::string_view action, int attempt);
/// `error`: null for a success.
std::string answered(std::string_view action, std::string_view request_id, const Error* error);
/// `reason`: how the attempt ended.
std::string retrying(std::string_view action, ErrorCode reason, std::int64_t delay_ms);
std::string throttled(std::string_view action);
std::string clock_corrected(std::int64_t skew_ms);

}  // namespace cvm::detail
