#include "output/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace cvm::cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) noexcept {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t value, Range range) { return value < range.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

// Unicode 15: general categories Cc, Bidi_Control, line and paragraph separators, invisible format characters. The
// joiners U+200C and U+200D are left alone: Persian and emoji are written with them.
constexpr auto treacherous = std::to_array<Range>({{0x0000, 0x001F},
                                                   {0x007F, 0x009F},
                                                   {0x00AD, 0x00AD},
                                                   {0x034F, 0x034F},
                                                   {0x061C, 0x061C},
                                                   {0x115F, 0x1160},
                                                   {0x17B4, 0x17B5},
                                                   {0x180E, 0x180E},
                                                   {0x200B, 0x200B},
                                                   {0x200E, 0x200F},
                                                   {0x2028, 0x202E},
                                                   {0x2060, 0x206F},
                                                   {0x3164, 0x3164},
                                                   {0xFEFF, 0xFEFF},
                                                   {0xFFA0, 0xFFA0},
                                                   {0xFFF9, 0xFFFB},
                                                   {0x1D173, 0x1D17A},
                                                   {0xE0000, 0xE0FFF}});

// Unicode 15: Mn and Me of the scripts that names are likely to be written in, joiners, variation selectors.
constexpr auto zero_width = std::to_array<Range>(
    {{0x0300, 0x036F},  {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x0610, 0x061A},
     {0x064B, 0x065F},  {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x0900, 0x0902}, {0x093A, 0x093A}, {0x093C, 0x093C},
     {0x0941, 0x0948},  {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x0EB1, 0x0EB1},
     {0x0EB4, 0x0EBC},  {0x0EC8, 0x0ECE}, {0x1161, 0x11FF}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200C, 0x200D},
     {0x20D0, 0x20F0},  {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF},
     {0xE0100, 0xE01EF}});

// Unicode 15, East_Asian_Width W and F, with the blocks of ideographs as a whole.
constexpr auto double_width = std::to_array<Range>(
    {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
     {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
     {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
     {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
     {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
     {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
     {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
     {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
     {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
     {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
     {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
     {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
     {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
     {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5},
     {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF}, {0x1F6EB, 0x1F6EC},
     {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
     {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}});

std::size_t width_of(CodePoint c) noexcept {
  if (!c.valid || c.value < 0x300) return 1;
  if (is_in(zero_width, c.value)) return 0;
  return is_in(double_width, c.value) ? 2 : 1;
}

std::string spelt_out(CodePoint c, std::string_view bytes) {
  if (!c.valid) return fmt::format("\\x{:02x}", static_cast<std::uint8_t>(bytes.front()));
  switch (c.value) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(c.value);
  return number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{{{:x}}}", number);
}

}  // namespace

CodePoint first_code_point(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {lead, 1, false};
  char32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {lead, 1, false};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[length] || value > 0x10FFFF || surrogate) return {lead, 1, false};
  return {value, length, true};
}

bool is_treacherous(char32_t code_point) noexcept {
  const bool variation_selector = code_point >= 0xE0100 && code_point <= 0xE01EF;
  return is_in(treacherous, code_point) && !variation_selector;
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    if (!c.valid || is_treacherous(c.value)) {
      out += spelt_out(c, text);
    } else {
      out.append(text.substr(0, c.length));
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    width += width_of(c);
    text.remove_prefix(c.length);
  }
  return width;
}

namespace {

/// Bytes of the longest front that fits, and at least one code point, so that every loop over it ends.
std::size_t bytes_that_fit(std::string_view text, std::size_t width) noexcept {
  std::size_t bytes = 0;
  for (std::size_t used = 0; bytes < text.size();) {
    const CodePoint c = first_code_point(text.substr(bytes));
    used += width_of(c);
    if (used > width && bytes > 0) break;
    bytes += c.length;
  }
  return bytes;
}

struct LineBreak {
  std::size_t end;   ///< of this line
  std::size_t next;  ///< where the next one begins
};

/// At the last blank, otherwise behind the last dash of the second half, otherwise where the room ends.
LineBreak line_break(std::string_view text, std::size_t room) noexcept {
  const std::size_t blank = text.substr(0, room + 1).rfind(' ');
  if (blank != std::string_view::npos && blank > 0) return {blank, blank + 1};
  const std::size_t dash = text.substr(0, room).find_last_of("-/:,");
  if (dash != std::string_view::npos && dash >= room / 2) return {dash + 1, dash + 1};
  return {room, room};
}

}  // namespace

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width < 2) return width == 0 ? "" : "…";
  return std::string(text.substr(0, bytes_that_fit(text, width - 1))) + "…";
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (display_width(text) > width) {
    const auto [end, next] = line_break(text, bytes_that_fit(text, width));
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(next);
    if (text.empty()) return lines;
  }
  lines.emplace_back(text);
  return lines;
}

std::string paragraph(std::string_view text, std::size_t width, std::size_t indent) {
  constexpr std::size_t narrowest = 24;
  if (width < narrowest) return std::string(indent, ' ') + std::string(text) + "\n";
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t margin = out.empty() ? indent : indent + 2;
    const std::string line = wrap(rest, width - margin).front();
    out += std::string(margin, ' ') + line + "\n";
    rest.remove_prefix(std::min(rest.size(), line.size()));
    while (rest.starts_with(' ')) rest.remove_prefix(1);
  }
  return out;
}

}  // namespace cvm::cli
