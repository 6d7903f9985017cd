#pragma once
/// \file
/// SHA-256 and HMAC-SHA256 over Botan: internal. Objects are reused; nothing here throws (memory aside, whose end is
/// the program's end).

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

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

/// SHA-256 over whole blocks, with the end still open. A copy goes on from where the original stands: what many texts
/// begin with is hashed once.
class Sha256Blocks {
 public:
  static constexpr std::size_t block_size = 64;

  Sha256Blocks() noexcept;
  Sha256Blocks(Sha256Blocks&&) noexcept;
  Sha256Blocks& operator=(Sha256Blocks&&) noexcept;
  /// Allocates nothing.
  Sha256Blocks& operator=(const Sha256Blocks& other) noexcept;
  ~Sha256Blocks();

  /// Precondition: the size is a multiple of `block_size`.
  void add(std::string_view blocks) noexcept;
  /// The digest of all that was added, and of `rest` behind it. Only assignment is allowed afterwards, and `restart`.
  Digest finish(std::string_view rest) noexcept;
  void restart() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Sha256 {
 public:
  void update(std::string_view bytes) noexcept;
  /// The digest of everything since the last `finish`; the object is as new afterwards.
  Digest finish() noexcept;
  Digest of(std::string_view bytes) noexcept {
    update(bytes);
    return finish();
  }

 private:
  Sha256Blocks blocks_{};
  std::array<char, Sha256Blocks::block_size> open_{};  ///< what does not fill a block yet
  std::size_t open_size_ = 0;
};

/// SHA-256 of texts that mostly have the same first block, which is then hashed once.
class RepeatedSha256 {
 public:
  Digest of(std::string_view text) noexcept;

 private:
  std::array<char, Sha256Blocks::block_size> first_{};
  Sha256Blocks after_first_{};
  Sha256Blocks work_{};
  bool has_first_ = false;
};

/// Keyed once, used often: the key stays, as the states of SHA-256 after its two pads (RFC 2104).
class HmacSha256 {
 public:
  /// The key is `head` followed by `tail`, of any length together.
  explicit HmacSha256(std::string_view head, std::string_view tail = {}) noexcept;

  Digest of(std::string_view message) noexcept;

 private:
  Sha256Blocks inner_{};
  Sha256Blocks outer_{};
  Sha256Blocks work_{};
};

}  // namespace cvm
