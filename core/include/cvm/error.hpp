#pragma once
/// \file
/// Errors are values. Nothing in cvm-images throws across its public interface.
///
/// ```cpp
/// cvm::Result<cvm::Endpoint> endpoint = cvm::parse_endpoint("ftp://example");
/// if (!endpoint) std::cerr << cvm::describe(endpoint.error()) << '\n';
/// ```

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cvm {

/// The closed list of error codes. `to_string` gives the spelling that C++, JavaScript, the JSON documents and the
/// command share.
enum class ErrorCode : std::uint8_t {
  invalid_parameter,       ///< a parameter or option that validation refuses; nothing was sent
  invalid_region,          ///< a region with odd characters, or one that does not fit the host; nothing was sent
  invalid_endpoint,        ///< an endpoint with a path, credentials, `http://` beyond loopback …; nothing was sent
  invalid_credential,      ///< an empty, padded or oddly formed SecretId, SecretKey or token; nothing was sent
  invalid_timestamp,       ///< an instant before 1970 or past 2100; nothing was sent
  request_too_large,       ///< a body over 10 MiB or a GET over 32 KiB; nothing was sent
  no_credential,           ///< no provider has a credential
  credential_unavailable,  ///< the configured source of credentials failed
  not_sent,                ///< nothing left this machine: DNS, connection refused, TLS, proxy
  lost,                    ///< the request was sent, at least in part, and no whole answer came
  timed_out,               ///< the deadline of the call passed before an attempt could succeed
  cancelled,               ///< the caller asked to stop
  http_status,             ///< the answer's status is not 200
  malformed_answer,        ///< the answer is not the service's JSON
  answer_too_large,        ///< the answer passed the cap (64 MiB)
  throttled,               ///< RequestLimitExceeded*
  authentication,          ///< AuthFailure.* other than the clock and permissions
  clock,                   ///< AuthFailure.SignatureExpire after the clock was corrected once
  permission,              ///< UnauthorizedOperation*, AuthFailure.UnauthorizedOperation
  service,                 ///< every other error that the service answered: see `service_code`
  refused,                 ///< a guard of this program refused to go on
  misuse,                  ///< the caller broke the interface's rules (an unknown request number, say); nothing changed
  internal,                ///< a fault in cvm-images
};

/// "invalid-parameter", "not-sent", …
std::string_view to_string(ErrorCode code) noexcept;

/// The code spelt `text`, if there is one.
std::optional<ErrorCode> parse_error_code(std::string_view text) noexcept;

/// What went wrong, where, and what may be done about it. Never holds a secret.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message{};          ///< for people: names the input and the remedy
  std::string where{};            ///< the parameter, option, action or host it is about; may be empty
  std::string service_code{};     ///< the service's own `Response.Error.Code`, such as "InvalidImageId.NotFound"
  std::string service_message{};  ///< the service's own `Response.Error.Message`; not to be matched by programs
  std::string request_id{};       ///< the service's RequestId; empty when the request never reached it
  int http_status = 0;            ///< 0 when no answer came
  bool retryable = false;         ///< the same request may succeed later
  bool ambiguous = false;         ///< the request may have acted: look before sending it again
};

/// One line for people: code, message, the service's own words and RequestId.
std::string describe(const Error& error);

/// A value or an Error. `.value()` without a check does not compile unless `throw_exception_from_error` is defined, so
/// a check can't be forgotten; use `if (result)`, `*result` and `result.error()`.
template <class T>
using Result = boost::system::result<T, Error>;

/// An Error with the given code, place and message.
Error make_error(ErrorCode code, std::string where, std::string message);

}  // namespace cvm
