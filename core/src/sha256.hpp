#pragma once
/// \file
/// SHA-256 and HMAC-SHA256 over Botan: internal. Objects are reused; nothing here throws (memory aside, whose end is
/// the program's end).

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace Botan {
class HashFunction;
class MessageAuthenticationCode;
}  // namespace Botan

namespace cvm {

using Digest = std::array<std::uint8_t, 32>;
using DigestHex = std::array<char, 64>;

DigestHex to_hex(const Digest& digest) noexcept;

inline std::string_view view(const DigestHex& hex) noexcept { return {hex.data(), hex.size()}; }
inline std::string_view view(const Digest& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Overwrites in a way that the compiler keeps.
void scrub(void* memory, std::size_t size) noexcept;

class Sha256 {
 public:
  Sha256() noexcept;
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::string_view bytes) noexcept;
  /// The digest of everything since the last `finish`; the object is as new afterwards.
  Digest finish() noexcept;
  Digest of(std::string_view bytes) noexcept {
    update(bytes);
    return finish();
  }

 private:
  std::unique_ptr<Botan::HashFunction> hash_;
};

/// Keyed once, used often: the key stays.
class HmacSha256 {
 public:
  /// The key is `head` followed by `tail`, of any length together.
  explicit HmacSha256(std::string_view head, std::string_view tail = {}) noexcept;
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;
  ~HmacSha256();

  Digest of(std::string_view message) noexcept;

 private:
  std::unique_ptr<Botan::MessageAuthenticationCode> mac_;
};

}  // namespace cvm
