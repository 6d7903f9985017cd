#pragma once
/// \file
/// Secrets that cannot be copied by mistake, cannot be printed and are wiped when they go.

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "cvm/error.hpp"

namespace cvm {

/// Bytes that must not be shown: a SecretKey, a session token. Move-only; its memory is overwritten when it is
/// destroyed, moved from or replaced. There is no `operator<<`; `reveal` is the one way in and is easy to find in a
/// review.
class Secret {
 public:
  Secret() noexcept = default;
  /// Copies `bytes`; wiping the source is the caller's business (`wipe`).
  explicit Secret(std::string_view bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// The bytes, valid while this object lives and is not moved from. Only for signing and for the X-TC-Token header.
  [[nodiscard]] std::string_view reveal() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// A deliberate copy.
  [[nodiscard]] Secret clone() const;

 private:
  void wipe_and_free() noexcept;
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

/// Overwrites the text in a way that the compiler keeps, then clears it.
void wipe(std::string& text) noexcept;

/// Who signs. `expires_at` is in Unix seconds; 0 means that the credential does not expire.
struct Credential {
  std::string secret_id{};
  Secret secret_key{};
  Secret token{};
  std::int64_t expires_at = 0;

  [[nodiscard]] Credential clone() const;
};

/// Refuses an empty SecretId or SecretKey, any of the three with white space at an end or control characters, a
/// SecretId with a character that would break the Authorization header, and a token with one that no header can carry.
/// Error: `invalid-credential`; the message never contains the value. Source: "Common error codes",
/// AuthFailure.SecretIdNotFound (mind stray spaces).
Result<void> validate(const Credential& credential);

/// The name under which an account's rates are counted and that a plan gives where GetCallerIdentity is not permitted:
/// the first 16 hex digits of SHA-256(SecretId). It names the key and tells nothing of it.
std::string account_of(std::string_view secret_id);

/// The SecretId for people and logs: first four and last three characters, "AKID…3f9".
std::string masked(std::string_view secret_id);

}  // namespace cvm
