#include "sha256.hpp"

#include <algorithm>
#include <cstring>

namespace cvm {
namespace {

/// The two digits of every byte.
constexpr auto hex_pairs = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t byte = 0; byte < pairs.size(); ++byte) pairs[byte] = {digits[byte >> 4], digits[byte & 15]};
  return pairs;
}();

}  // namespace

DigestHex to_hex(const Digest& digest) noexcept {
  DigestHex hex;
  char* out = hex.data();
  for (const std::uint8_t byte : digest) {
    std::memcpy(out, hex_pairs[byte].data(), 2);
    out += 2;
  }
  return hex;
}

void Sha256::update(std::string_view bytes) noexcept {
  constexpr std::size_t block_size = Sha256Blocks::block_size;
  if (open_size_ > 0) {
    const std::size_t taken = std::min(block_size - open_size_, bytes.size());
    std::memcpy(open_.data() + open_size_, bytes.data(), taken);
    open_size_ += taken;
    bytes.remove_prefix(taken);
    if (open_size_ < block_size) return;
    blocks_.add({open_.data(), block_size});
    open_size_ = 0;
  }
  const std::size_t whole = bytes.size() - bytes.size() % block_size;
  blocks_.add(bytes.substr(0, whole));
  bytes.remove_prefix(whole);
  if (!bytes.empty()) std::memcpy(open_.data(), bytes.data(), bytes.size());
  open_size_ = bytes.size();
}

Digest Sha256::finish() noexcept {
  const Digest digest = blocks_.finish({open_.data(), open_size_});
  blocks_.restart();
  scrub(open_.data(), open_size_);  // a long key is hashed here
  open_size_ = 0;
  return digest;
}

Digest RepeatedSha256::of(std::string_view text) noexcept {
  if (text.size() < first_.size()) {
    work_.restart();
    return work_.finish(text);
  }
  if (!has_first_ || std::memcmp(first_.data(), text.data(), first_.size()) != 0) {
    std::memcpy(first_.data(), text.data(), first_.size());
    after_first_.restart();
    after_first_.add(text.substr(0, first_.size()));
    has_first_ = true;
  }
  work_ = after_first_;
  return work_.finish(text.substr(first_.size()));
}

HmacSha256::HmacSha256(std::string_view head, std::string_view tail) noexcept {
  std::array<char, Sha256Blocks::block_size> pad{};
  if (head.size() + tail.size() <= pad.size()) {
    std::copy(tail.begin(), tail.end(), std::copy(head.begin(), head.end(), pad.begin()));
  } else {
    Sha256 hash;
    hash.update(head);
    Digest digest = hash.of(tail);
    std::memcpy(pad.data(), digest.data(), digest.size());
    scrub(digest.data(), digest.size());
  }
  constexpr char inner = 0x36;
  constexpr char outer = 0x5c;
  for (char& byte : pad) byte = static_cast<char>(byte ^ inner);
  inner_.add({pad.data(), pad.size()});
  for (char& byte : pad) byte = static_cast<char>(byte ^ inner ^ outer);
  outer_.add({pad.data(), pad.size()});
  scrub(pad.data(), pad.size());
}

Digest HmacSha256::of(std::string_view message) noexcept {
  work_ = inner_;
  const Digest digest = work_.finish(message);
  work_ = outer_;
  return work_.finish(view(digest));
}

}  // namespace cvm
