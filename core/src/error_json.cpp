#include "error_json.hpp"

#include <limits>

#include "json_writer.hpp"

namespace cvm {
namespace {

using json::Kind;
using json::Value;

bool read_text(Value in, std::string_view key, std::string& out) {
  const Value value = in.find(key);
  out = value.text();
  return value.is(Kind::text);
}

bool read_flag(Value in, std::string_view key, bool& out) {
  const auto flag = in.find(key).boolean();
  out = flag.value_or(false);
  return flag.has_value();
}

bool read_code(Value in, std::string_view key, ErrorCode& out) {
  const auto code = parse_error_code(in.find(key).text());
  out = code.value_or(ErrorCode::internal);
  return code.has_value();
}

bool read_status(Value in, std::string_view key, int& out) {
  const std::int64_t number = in.find(key).integer().value_or(-1);
  const bool fits = number >= 0 && number <= std::numeric_limits<int>::max();
  out = fits ? static_cast<int>(number) : 0;
  return fits;
}

}  // namespace

std::string write_error(const Error& error) {
  return json::ObjectWriter()
      .member("code", to_string(error.code))
      .member("message", error.message)
      .member("where", error.where)
      .member("service_code", error.service_code)
      .member("service_message", error.service_message)
      .member("request_id", error.request_id)
      .member("http_status", error.http_status)
      .member("retryable", error.retryable)
      .member("ambiguous", error.ambiguous)
      .finish();
}

bool read_error(Value in, Error& out) {
  constexpr std::size_t members = 9;
  return in.size() == members && read_code(in, "code", out.code) && read_text(in, "message", out.message) &&
         read_text(in, "where", out.where) && read_text(in, "service_code", out.service_code) &&
         read_text(in, "service_message", out.service_message) && read_text(in, "request_id", out.request_id) &&
         read_status(in, "http_status", out.http_status) && read_flag(in, "retryable", out.retryable) &&
         read_flag(in, "ambiguous", out.ambiguous);
}

}  // namespace cvm
