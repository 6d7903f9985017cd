#include "event_detail.hpp"

#include "json_writer.hpp"

namespace cvm::detail {

using json::ObjectWriter;

std::string sending(std::string_view action, int attempt) {
  return ObjectWriter().member("action", action).member("attempt", attempt).finish();
}

std::string answered(std::string_view action, std::string_view request_id, const Error* error) {
  ObjectWriter object;
  object.member("action", action).member("request_id", request_id);
  if (error != nullptr) object.member("error", to_string(error->code)).if_any("service_code", error->service_code);
  return object.finish();
}

std::string retrying(std::string_view action, ErrorCode reason, std::int64_t delay_ms) {
  return ObjectWriter()
      .member("action", action)
      .member("reason", to_string(reason))
      .member("delay_ms", delay_ms)
      .finish();
}

std::string throttled(std::string_view action) { return ObjectWriter().member("action", action).finish(); }

std::string clock_corrected(std::int64_t skew_ms) {
  return ObjectWriter().member("skew_seconds", skew_ms / 1000).finish();
}

}  // namespace cvm::detail
