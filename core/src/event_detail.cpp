#include "event_detail.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cvm::detail {
namespace {

std::string text(const boost::json::object& object) { return boost::json::serialize(object); }

boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string sending(std::string_view action, int attempt) {
  return text({{"action", view(action)}, {"attempt", attempt}});
}

std::string answered(std::string_view action, std::string_view request_id, const Error* error) {
  boost::json::object object{{"action", view(action)}, {"request_id", view(request_id)}};
  if (error != nullptr) {
    object.emplace("error", view(to_string(error->code)));
    if (!error->service_code.empty()) object.emplace("service_code", error->service_code);
  }
  return text(object);
}

std::string retrying(std::string_view action, ErrorCode reason, std::int64_t delay_ms) {
  return text({{"action", view(action)}, {"reason", view(to_string(reason))}, {"delay_ms", delay_ms}});
}

std::string throttled(std::string_view action) { return text({{"action", view(action)}}); }

std::string clock_corrected(std::int64_t skew_ms) { return text({{"skew_seconds", skew_ms / 1000}}); }

}  // namespace cvm::detail
