#pragma once
/// \file
/// Reading what the service answered.

#include <string>
#include <string_view>

#include "cvm/error.hpp"
#include "cvm/http.hpp"

namespace cvm {

/// A success. `body` is the answer as the service wrote it: numbers and member order are untouched.
struct Answer {
  std::string request_id{};
  std::string body{};                ///< the whole document: {"Response":{…}}
  std::string deprecated_warning{};  ///< JSON text of `Response.DeprecatedWarning`; empty when absent
};

inline constexpr std::size_t max_answer_bytes = 64U * 1024 * 1024;

/// Reads one answer: status 200 and a JSON document with an object `Response` without `Error` is a success. Errors:
/// `http-status` (any other status), `malformed-answer` (HTML, a cut body, no `Response`, a success whose `RequestId`
/// is missing or not a text, nesting deeper than 64, a member that stands twice in one object, a number too large for a
/// double, more than 1,000,000 values), `answer-too-large`, and by the service's own code `throttled`,
/// `authentication`, `clock`, `permission` or `service`. `retryable` and `ambiguous` are set as for a request that only
/// reads; `retry.hpp` knows the difference. Members that are not known are left alone. Source: "Responses", Tencent
/// Cloud API documentation; the older body {code, message, codeDesc} is read as an error too.
Result<Answer> read_answer(const HttpResponse& response);

/// The error code that belongs to the service's own: "AuthFailure.SignatureExpire" → clock, "RequestLimitExceeded.…" →
/// throttled, …
ErrorCode classify_service_code(std::string_view service_code) noexcept;

/// "RequestLimitExceeded" matches itself and "RequestLimitExceeded.UinLimitExceeded", not "RequestLimitExceededX".
bool in_code_group(std::string_view service_code, std::string_view group) noexcept;

}  // namespace cvm
