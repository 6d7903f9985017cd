#pragma once
// UTF-8, code point by code point.

#include <string>
#include <string_view>

namespace cvm {

/// A code point, or, beyond all of them, `stray_byte` plus a byte that is no part of one.
using Unit = char32_t;
inline constexpr Unit stray_byte = 0x110000;

/// Takes the first unit off the front of `rest`, which is not empty.
Unit take_unit(std::string_view& rest) noexcept;

/// The same text with U+FFFD for every byte that is no part of a code point.
std::string valid_utf8(std::string text);

}  // namespace cvm
