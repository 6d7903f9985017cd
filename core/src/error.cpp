#include "cvm/error.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "ascii.hpp"

namespace cvm {
namespace {

// In the order of the enumeration.
constexpr auto spellings = std::to_array<std::string_view>({"invalid-parameter", "invalid-region",
                                                            "invalid-endpoint",  "invalid-credential",
                                                            "invalid-timestamp", "request-too-large",
                                                            "no-credential",     "credential-unavailable",
                                                            "not-sent",          "lost",
                                                            "timed-out",         "cancelled",
                                                            "http-status",       "malformed-answer",
                                                            "answer-too-large",  "throttled",
                                                            "authentication",    "clock",
                                                            "permission",        "service",
                                                            "refused",           "misuse",
                                                            "internal"});
static_assert(spellings.size() == static_cast<std::size_t>(ErrorCode::internal) + 1);

void append_on_one_line(std::string& out, std::string_view text) {
  for (const char c : text) out += ascii::is_control(c) ? ' ' : c;
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
  const auto index = static_cast<std::size_t>(code);
  return index < spellings.size() ? spellings[index] : spellings.back();
}

std::optional<ErrorCode> parse_error_code(std::string_view text) noexcept {
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    if (spellings[i] == text) return static_cast<ErrorCode>(i);
  }
  return std::nullopt;
}

std::string describe(const Error& error) {
  std::string line(to_string(error.code));
  if (!error.where.empty() && error.message.find(error.where) == std::string::npos) {
    line += " (";
    append_on_one_line(line, error.where);
    line += ')';
  }
  line += ": ";
  append_on_one_line(line, error.message);
  if (!error.service_code.empty() || !error.service_message.empty()) {
    line += "; the service says ";
    append_on_one_line(line, error.service_code);
    if (!error.service_code.empty() && !error.service_message.empty()) line += ": ";
    append_on_one_line(line, error.service_message);
  }
  if (!error.request_id.empty()) {
    line += " [RequestId ";
    append_on_one_line(line, error.request_id);
    line += ']';
  }
  return line;
}

Error make_error(ErrorCode code, std::string where, std::string message) {
  Error error;
  error.code = code;
  error.where = std::move(where);
  error.message = std::move(message);
  return error;
}

}  // namespace cvm
