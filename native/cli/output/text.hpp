#pragma once
// Text that others wrote, on a terminal: made harmless, measured, broken into lines.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cvm::cli {

/// One code point at the front of a text. An invalid byte is a code point of its own, `valid` false.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = true;
};
/// Precondition: `text` is not empty.
CodePoint first_code_point(std::string_view text) noexcept;

/// Control characters, overrides of the writing direction, invisible separators: what can move the cursor, change the
/// order of what is read, or hide.
bool is_treacherous(char32_t code_point) noexcept;

/// The text with everything treacherous spelt out: "\n", "\x1b", "\u{202e}"; invalid UTF-8 byte by byte: "\xff".
std::string visible(std::string_view text);

/// Columns on a terminal: 2 for CJK and emoji, 0 for combining marks.
std::size_t display_width(std::string_view text) noexcept;

/// As much of the text as fits `width` columns, with "…" when something was cut.
std::string cut_to_width(std::string_view text, std::size_t width);

/// `wrap`, as lines with their ends, the later ones indented by two blanks more than the first. No limit: one line.
std::string paragraph(std::string_view text, std::size_t width, std::size_t indent = 0);

/// Lines of at most `width` columns, broken at blanks where there are any, else behind dashes, else anywhere. At least
/// one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace cvm::cli
