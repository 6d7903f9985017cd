#include "apply/batch_errors.hpp"

namespace cvm {
namespace {

bool is_id_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool names(const std::string& message, const std::string& id) {
  for (auto at = message.find(id); at != std::string::npos; at = message.find(id, at + 1)) {
    const std::size_t end = at + id.size();
    if (end == message.size() || !is_id_character(message[end])) return true;
  }
  return false;
}

bool ends_the_run(const Error& error) {
  switch (error.code) {
    case ErrorCode::not_sent:
    case ErrorCode::throttled:
    case ErrorCode::authentication:
    case ErrorCode::clock:
    case ErrorCode::permission:
    case ErrorCode::timed_out:
    case ErrorCode::cancelled:
    case ErrorCode::invalid_timestamp:
    case ErrorCode::invalid_region:
    case ErrorCode::invalid_endpoint:
      return true;
    default:
      return false;
  }
}

Reason refused(const Error& error) {
  if (error.service_code.empty()) return {"still-visible", {}};
  return {"refused", {{"code", error.service_code}}};
}

}  // namespace cvm
