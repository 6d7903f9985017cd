#pragma once
/// \file
/// TC3-HMAC-SHA256, stage by stage, and a Signer that puts the stages together.
/// Source: Tencent Cloud API, "Signature v3".

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "cvm/http.hpp"
#include "cvm/secret.hpp"

namespace cvm::tc3 {

/// The instants that may be signed: 1970-01-01 to the last second of 2099, in Unix seconds.
inline constexpr std::int64_t min_timestamp = 0;
inline constexpr std::int64_t max_timestamp = 4'102'444'799;
constexpr bool is_signable(std::int64_t timestamp) noexcept {
  return timestamp >= min_timestamp && timestamp <= max_timestamp;
}

/// "2023-11-14": the UTC calendar date of the instant. Precondition: min_timestamp ≤ timestamp ≤ max_timestamp.
std::string utc_date(std::int64_t timestamp);

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

/// `name:value\n` for each header given: names and values lower-cased and trimmed, sorted by name.
std::string canonical_headers(const Headers& signed_headers);

/// "content-type;host": the names, lower-cased and sorted.
std::string signed_header_names(const Headers& signed_headers);

/// The six parts joined by line feeds. `canonical_query` is the text after '?' exactly as sent (never sorted).
std::string canonical_request(std::string_view method, std::string_view canonical_query,
                              std::string_view canonical_headers, std::string_view signed_headers,
                              std::string_view hashed_payload);

/// "2023-11-14/cvm/tc3_request"
std::string credential_scope(std::string_view date, std::string_view service);

std::string string_to_sign(std::int64_t timestamp, std::string_view credential_scope,
                           std::string_view hashed_canonical_request);

/// 32 raw bytes of key material, wiped when they go.
class Key {
 public:
  Key() noexcept = default;
  explicit Key(const std::array<std::uint8_t, 32>& bytes) noexcept : bytes_(bytes) {}
  Key(Key&& other) noexcept;
  Key& operator=(Key&& other) noexcept;
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key();
  [[nodiscard]] const std::array<std::uint8_t, 32>& reveal() const noexcept { return bytes_; }

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

Key date_key(std::string_view secret_key, std::string_view date);  ///< kDate: HMAC("TC3" + SecretKey, date)
Key service_key(const Key& date_key, std::string_view service);    ///< kService: HMAC(kDate, service)
Key signing_key(const Key& service_key);                           ///< kSigning: HMAC(kService, "tc3_request")
std::string signature(const Key& signing_key, std::string_view string_to_sign);  ///< 64 lower-case hex digits

std::string authorization(std::string_view secret_id, std::string_view credential_scope,
                          std::string_view signed_headers, std::string_view signature);

}  // namespace cvm::tc3

namespace cvm {

struct SignOptions {
  std::string service{};                      ///< from configuration, not from the host: "cvm"
  std::int64_t timestamp = 0;                 ///< Unix seconds; header and scope date both come from it
  std::vector<std::string> signed_headers{};  ///< beyond content-type and host, such as "x-tc-action"
};

/// Every stage of one signature, for people who look for a difference. Holds no secret but the token header's value
/// inside `added` (which the request needs) and, when x-tc-token is among the signed headers, inside
/// `canonical_request`.
struct SignedStages {
  std::string canonical_request{};
  std::string hashed_canonical_request{};
  std::string credential_scope{};
  std::string string_to_sign{};
  std::string signature{};
  std::string authorization{};
  Headers added{};  ///< to be set: authorization, x-tc-timestamp and, with a session token, x-tc-token
};

/// Signs requests for one credential. The derived key is kept for each date and service, so one derivation serves a
/// day. Not for two threads at once: give each its own.
///
/// ```cpp
/// auto signer = cvm::Signer::create(std::move(credential));
/// auto signed_request = signer->sign(request.http, {.service = "cvm", .timestamp = 1700000000});
/// ```
class Signer {
 public:
  /// Error: `invalid-credential`.
  static Result<Signer> create(Credential credential);
  Signer(Signer&&) noexcept;
  Signer& operator=(Signer&&) noexcept;
  ~Signer();

  /// The request with authorization, x-tc-timestamp and x-tc-token added (an x-tc-timestamp that is there must be equal
  /// to the option's, or the option must be 0: then it is taken from the header). `host` and `content-type` must be
  /// among the headers, once each, and so must every header named in `signed_headers`; path must be "/";
  /// `x-tc-content-sha256: UNSIGNED-PAYLOAD` leaves the body out of the signature. An Authorization that is there is
  /// replaced. Errors: `invalid-parameter` (a missing or duplicate header, a line feed in a value, a bad path),
  /// `invalid-timestamp`.
  Result<HttpRequest> sign(HttpRequest request, const SignOptions& options);

  /// The same, with every stage's text.
  Result<SignedStages> explain(const HttpRequest& request, const SignOptions& options);

  [[nodiscard]] std::string_view secret_id() const noexcept;

 private:
  struct State;
  explicit Signer(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

/// A curl command line that sends the request as it stands; every argument is quoted for a POSIX shell.
std::string curl_command(const HttpRequest& request);

}  // namespace cvm
