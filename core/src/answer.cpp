#include "cvm/answer.hpp"

#include <utility>

#include "ascii.hpp"
#include "json.hpp"
#include "member_reader.hpp"

namespace cvm {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view perhaps_a_proxy = ": a proxy or gateway may have answered in the service's place";

std::string_view message_for(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::throttled:
      return "too many requests a second: send fewer and try again";
    case ErrorCode::authentication:
      return "the service does not accept the credential or the signature";
    case ErrorCode::clock:
      return "the time of the request is more than 5 minutes away from the service's: set this machine's clock";
    case ErrorCode::permission:
      return "the credential may not do this: its policy has to allow the action";
    default:
      return "the service refused the request";
  }
}

Error service_error(std::string_view code, std::string_view message, std::string_view request_id) {
  const ErrorCode own_code = classify_service_code(code);
  Error error = error_saying(own_code, {}, {message_for(own_code)});
  error.service_code = code;
  error.service_message = message;
  error.request_id = request_id;
  error.retryable = own_code == ErrorCode::throttled || in_code_group(code, "InternalError") ||
                    in_code_group(code, "InternalServerError") || in_code_group(code, "ServiceUnavailable");
  return error;
}

/// The text of a member; empty when it is absent or null, nothing when it is of another kind.
std::optional<std::string_view> text_of(Value object, std::string_view name) noexcept {
  const Value value = object.find(name);
  if (!value || value.is(Kind::null)) return std::string_view();
  if (!value.is(Kind::text)) return std::nullopt;
  return value.text();
}

Error read_error(Value error, std::string_view request_id) {
  if (!error.is(Kind::object)) return json::malformed("Response.Error", {"Response.Error is not an object"});
  const auto code = text_of(error, "Code");
  const auto message = text_of(error, "Message");
  if (!code || code->empty()) return json::malformed("Response.Error.Code", {"Response.Error.Code is not a text"});
  if (!message) return json::malformed("Response.Error.Message", {"Response.Error.Message is not a text"});
  return service_error(*code, *message, request_id);
}

/// The older body {code, message, codeDesc}. Its code 0 means success, but there is no Response to go with it.
std::optional<Error> read_older_error(Value root) {
  const auto number = root.find("code").integer();
  if (!number || *number == 0) return std::nullopt;
  const auto description = text_of(root, "codeDesc");
  const auto message = text_of(root, "message");
  if (!description || !message) return std::nullopt;
  std::string service_code(*description);
  if (service_code.empty()) service_code = decimal(*number);
  return service_error(service_code, *message, {});
}

std::string describe_unreadable(std::string_view body, const std::string& fault) {
  const std::string_view trimmed = ascii::trim(body);
  if (trimmed.empty()) return joined({"the answer is empty", perhaps_a_proxy});
  if (trimmed.front() == '<') return joined({"the answer is HTML or XML", perhaps_a_proxy});
  return joined({"the answer ", fault});
}

Result<Answer> read_body(const std::string& body) {
  json::Document document;
  if (const auto fault = json::parse(body, document)) return json::malformed({}, {describe_unreadable(body, *fault)});
  const Value response = document.root().find("Response");
  if (!response.is(Kind::object)) {
    auto older = read_older_error(document.root());
    return older ? *std::move(older) : json::malformed("Response", {"the answer has no object Response"});
  }
  const auto request_id = text_of(response, "RequestId");
  if (!request_id) return json::malformed("Response.RequestId", {"Response.RequestId is not a text"});
  if (const Value error = response.find("Error")) return read_error(error, *request_id);
  if (request_id->empty()) return json::malformed("Response.RequestId", {"Response.RequestId is missing"});
  Answer answer{std::string(*request_id), body, {}};
  if (response.find("DeprecatedWarning"))
    answer.deprecated_warning = json::raw_member(json::raw_member(body, "Response"), "DeprecatedWarning");
  return answer;
}

Error wrong_status(int status) {
  Error error = error_saying(ErrorCode::http_status, {},
                             {"the status of the answer is ", decimal(status), ", not 200", perhaps_a_proxy});
  error.retryable = true;
  return error;
}

Result<Answer> read(const HttpResponse& response) {
  if (response.status != 200) return wrong_status(response.status);
  if (response.body.size() > max_answer_bytes)
    return error_saying(ErrorCode::answer_too_large, {}, {"the answer is larger than 64 MiB"});
  return read_body(response.body);
}

}  // namespace

Result<Answer> read_answer(const HttpResponse& response) {
  auto answer = read(response);
  if (answer) return answer;
  Error error = answer.error();
  error.http_status = response.status;
  return error;
}

ErrorCode classify_service_code(std::string_view service_code) noexcept {
  if (in_code_group(service_code, "RequestLimitExceeded")) return ErrorCode::throttled;
  if (in_code_group(service_code, "AuthFailure.SignatureExpire")) return ErrorCode::clock;
  if (in_code_group(service_code, "AuthFailure.UnauthorizedOperation")) return ErrorCode::permission;
  if (in_code_group(service_code, "UnauthorizedOperation")) return ErrorCode::permission;
  if (in_code_group(service_code, "AuthFailure")) return ErrorCode::authentication;
  return ErrorCode::service;
}

bool in_code_group(std::string_view service_code, std::string_view group) noexcept {
  if (!service_code.starts_with(group)) return false;
  return service_code.size() == group.size() || service_code[group.size()] == '.';
}

}  // namespace cvm
