#include "buffers.hpp"

#include "cvm/secret.hpp"
#include "exports.hpp"

namespace cvm::wasm {
namespace {

// A wasm instance is a program of its own: these are its locals, not state that calls could meet by surprise.
std::string input_bytes;
std::string output_bytes;

constexpr std::size_t at_first = 4096;
constexpr std::size_t most_kept = std::size_t{1} << 20;

/// What one large body needed is given back; the memory of ordinary calls stays.
void make_room(std::string& bytes, std::size_t size) {
  if (bytes.size() > most_kept) std::string().swap(bytes);
  if (size > bytes.size()) bytes.resize(size < at_first ? at_first : size);
}

}  // namespace

std::string_view input(std::uint32_t size) noexcept { return {input_bytes.data(), size}; }

FrameWriter output() {
  if (output_bytes.capacity() > most_kept) std::string().swap(output_bytes);
  return FrameWriter(output_bytes);
}

void wipe_buffers() noexcept {
  wipe(input_bytes);
  wipe(output_bytes);
}

CVM_EXPORT(cvm_input) char* cvm_input(std::size_t size) {
  make_room(input_bytes, size);
  return input_bytes.data();
}

CVM_EXPORT(cvm_output) const char* cvm_output() { return output_bytes.data(); }

}  // namespace cvm::wasm
