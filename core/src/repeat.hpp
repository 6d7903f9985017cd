#pragma once
// Finding a text that stands twice where each may stand once.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cvm {

/// A text and its place among others.
struct Numbered {
  std::string_view text;
  std::uint32_t number;
  std::uint32_t hash = 0;  ///< written while sorting
};

/// Two equal texts.
struct Repeat {
  std::string_view text;
  std::uint32_t first;
  std::uint32_t again;
};

/// The earliest text that stood before, and where it stood first. `texts` are in the order of their numbers; they are
/// sorted when they are many, so that no input takes long.
std::optional<Repeat> find_repeat(std::span<Numbered> texts);

}  // namespace cvm
