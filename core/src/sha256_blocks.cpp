// The only file that knows Botan.

#include <botan/hash.h>
#include <botan/mem_ops.h>

#include <algorithm>
#include <cstring>

#include "sha256.hpp"
// Botan 2 shows its compression function, and warns that it may move. CVM_IMAGES_PUBLIC_BOTAN does without it, as Botan
// 3 has to: each copy is then a new object.
#if __has_include(<botan/sha2_32.h>) && !defined(CVM_IMAGES_PUBLIC_BOTAN)
#include <botan/sha2_32.h>
#define CVM_IMAGES_BOTAN_COMPRESSION 1
#endif

namespace cvm {

void scrub(void* memory, std::size_t size) noexcept { Botan::secure_scrub_memory(memory, size); }

namespace {

const std::uint8_t* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

#ifdef CVM_IMAGES_BOTAN_COMPRESSION

namespace {

using Words = Botan::secure_vector<std::uint32_t>;

// FIPS 180-4, 5.3.3
constexpr std::array<std::uint32_t, 8> initial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

void put_big_endian(std::uint8_t* out, std::uint64_t number, int bytes) noexcept {
  for (int i = bytes; i-- > 0; number >>= 8U) out[i] = static_cast<std::uint8_t>(number);
}

}  // namespace

struct Sha256Blocks::State {
  Words words{initial.begin(), initial.end()};
  std::uint64_t size = 0;
};

void Sha256Blocks::add(std::string_view blocks) noexcept {
  if (blocks.empty()) return;
  Botan::SHA_256::compress_digest(state_->words, bytes_of(blocks), blocks.size() / block_size);
  state_->size += blocks.size();
}

Digest Sha256Blocks::finish(std::string_view rest) noexcept {
  const std::uint64_t bits = (state_->size + rest.size()) * 8;
  const std::size_t open = rest.size() % block_size;
  add(rest.substr(0, rest.size() - open));
  // FIPS 180-4, 5.1.1: a one, zeros, and the length in bits at the end of a block.
  constexpr std::size_t length_size = 8;
  const std::size_t last = open + 1 + length_size <= block_size ? block_size : 2 * block_size;
  std::array<std::uint8_t, 2 * block_size> end;
  if (open > 0) std::memcpy(end.data(), rest.data() + rest.size() - open, open);
  end[open] = 0x80;
  std::memset(end.data() + open + 1, 0, last - open - 1 - length_size);
  put_big_endian(end.data() + last - length_size, bits, length_size);
  Botan::SHA_256::compress_digest(state_->words, end.data(), last / block_size);
  scrub(end.data(), open);
  Digest digest;
  for (std::size_t i = 0; i < initial.size(); ++i) put_big_endian(digest.data() + 4 * i, state_->words[i], 4);
  return digest;
}

void Sha256Blocks::restart() noexcept {
  std::copy(initial.begin(), initial.end(), state_->words.begin());
  state_->size = 0;
}

Sha256Blocks& Sha256Blocks::operator=(const Sha256Blocks& other) noexcept {
  std::copy(other.state_->words.begin(), other.state_->words.end(), state_->words.begin());
  state_->size = other.state_->size;
  return *this;
}

#else

struct Sha256Blocks::State {
  std::unique_ptr<Botan::HashFunction> hash = Botan::HashFunction::create_or_throw("SHA-256");
};

void Sha256Blocks::add(std::string_view blocks) noexcept { state_->hash->update(bytes_of(blocks), blocks.size()); }

Digest Sha256Blocks::finish(std::string_view rest) noexcept {
  Digest digest;
  state_->hash->update(bytes_of(rest), rest.size());
  state_->hash->final(digest.data());
  return digest;
}

void Sha256Blocks::restart() noexcept { state_->hash->clear(); }

Sha256Blocks& Sha256Blocks::operator=(const Sha256Blocks& other) noexcept {
  if (this != &other) state_->hash = other.state_->hash->copy_state();
  return *this;
}

#endif

Sha256Blocks::Sha256Blocks() noexcept : state_(std::make_unique<State>()) {}
Sha256Blocks::Sha256Blocks(Sha256Blocks&&) noexcept = default;
Sha256Blocks& Sha256Blocks::operator=(Sha256Blocks&&) noexcept = default;
Sha256Blocks::~Sha256Blocks() = default;

}  // namespace cvm
