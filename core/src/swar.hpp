#pragma once
/// \file
/// Looks at eight bytes at a time in an ordinary register: internal. A header is too short for vector instructions to
/// pay, and byte by byte these checks would cost as much as the hashing.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "ascii.hpp"

namespace cvm::swar {

using Word = std::uint64_t;
inline constexpr Word ones = 0x0101'0101'0101'0101;
inline constexpr Word high_bits = ones * 0x80;

inline Word load(const char* bytes) noexcept {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Calls `at` with the offsets of words that cover a text of `size` ≥ 8 bytes; the last may overlap the one before.
template <class At>
void for_each_word(std::size_t size, At at) noexcept {
  for (std::size_t i = 0; i + sizeof(Word) < size; i += sizeof(Word)) at(i);
  at(size - sizeof(Word));
}

/// Is there a byte from 0 to `last` (below 0x80)?
inline bool has_up_to(std::string_view text, unsigned char last) noexcept {
  if (text.size() < sizeof(Word)) {
    return std::any_of(text.begin(), text.end(), [last](char c) { return static_cast<unsigned char>(c) <= last; });
  }
  const Word limits = ones * static_cast<Word>(last + 1);
  Word found = 0;
  for_each_word(text.size(), [&](std::size_t i) {
    const Word word = load(text.data() + i);
    found |= (word - limits) & ~word;
  });
  return (found & high_bits) != 0;
}

/// The word with its capital letters in lower case. All sums stay within their bytes.
constexpr Word lower(Word word) noexcept {
  const Word low = word & ~high_bits;
  const Word from_a = low + ones * (0x80 - 'A');
  const Word past_z = low + ones * (0x7f - 'Z');
  const Word capitals = from_a & ~past_z & ~word & high_bits;
  return word | capitals >> 2;
}

inline void make_lower(char* text, std::size_t size) noexcept {
  if (size < sizeof(Word)) {
    std::transform(text, text + size, text, ascii::to_lower);
    return;
  }
  for_each_word(size, [text](std::size_t i) {
    const Word word = lower(load(text + i));
    std::memcpy(text + i, &word, sizeof word);
  });
}

}  // namespace cvm::swar
