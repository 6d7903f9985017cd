#include "sha256.hpp"

#include <botan/hash.h>
#include <botan/mac.h>
#include <botan/mem_ops.h>

#include <algorithm>
#include <cstring>
#if __has_include(<botan/sha2_32.h>)
#include <botan/hmac.h>
#include <botan/sha2_32.h>
#define CVM_IMAGES_BOTAN_CLASSES 1
#endif

namespace cvm {
namespace {

// Botan 2 has the classes in public headers. The factories of Botan 3 find the same ones by name, at the price of a
// parser and a map, which the WebAssembly build does not want.
std::unique_ptr<Botan::HashFunction> new_sha256() {
#ifdef CVM_IMAGES_BOTAN_CLASSES
  return std::make_unique<Botan::SHA_256>();
#else
  return Botan::HashFunction::create_or_throw("SHA-256");
#endif
}

std::unique_ptr<Botan::MessageAuthenticationCode> new_hmac() {
#ifdef CVM_IMAGES_BOTAN_CLASSES
  return std::make_unique<Botan::HMAC>(new Botan::SHA_256);
#else
  return Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)");
#endif
}

const std::uint8_t* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

constexpr std::size_t block_size = 64;

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

void scrub(void* memory, std::size_t size) noexcept { Botan::secure_scrub_memory(memory, size); }

Sha256::Sha256() noexcept : hash_(new_sha256()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) noexcept { hash_->update(bytes_of(bytes), bytes.size()); }

Digest Sha256::finish() noexcept {
  Digest digest;
  hash_->final(digest.data());
  return digest;
}

HmacSha256::HmacSha256(std::string_view head, std::string_view tail) noexcept : mac_(new_hmac()) {
  // RFC 2104: a key longer than a block is hashed first. Done here because Botan refuses keys over 4096 bytes.
  std::array<std::uint8_t, block_size> key{};
  std::size_t size = head.size() + tail.size();
  if (size <= block_size) {
    std::copy(tail.begin(), tail.end(), std::copy(head.begin(), head.end(), key.begin()));
  } else {
    Sha256 hash;
    hash.update(head);
    Digest digest = hash.of(tail);
    size = digest.size();
    std::copy(digest.begin(), digest.end(), key.begin());
    scrub(digest.data(), digest.size());
  }
  mac_->set_key(key.data(), size);
  scrub(key.data(), key.size());
}

HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;
HmacSha256::~HmacSha256() = default;

Digest HmacSha256::of(std::string_view message) noexcept {
  Digest digest;
  mac_->update(bytes_of(message), message.size());
  mac_->final(digest.data());
  return digest;
}

}  // namespace cvm
