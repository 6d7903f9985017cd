#include "utf8.hpp"

#include <cstddef>

namespace cvm {
namespace {

/// How many bytes a code point with this first byte has; 0 when there is none.
std::size_t size_after(unsigned first) noexcept {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

bool is_code_point(Unit unit, std::size_t size) noexcept {
  constexpr Unit least[] = {0, 0, 0x80, 0x800, 0x10000};  // of that size: what is less has a shorter form
  return unit >= least[size] && unit < stray_byte && (unit < 0xd800 || unit > 0xdfff);
}

}  // namespace

Unit take_unit(std::string_view& rest) noexcept {
  const unsigned first = static_cast<unsigned char>(rest.front());
  const std::size_t size = size_after(first);
  Unit unit = size < 2 ? first : first & (0x7fU >> size);
  bool is_whole = size > 0 && size <= rest.size();
  for (std::size_t i = 1; is_whole && i < size; ++i) {
    const unsigned next = static_cast<unsigned char>(rest[i]);
    is_whole = (next & 0xc0U) == 0x80;
    unit = unit << 6U | (next & 0x3fU);
  }
  is_whole = is_whole && is_code_point(unit, size);
  rest.remove_prefix(is_whole ? size : 1);
  return is_whole ? unit : stray_byte + first;
}

std::string valid_utf8(std::string text) {
  std::string mended;
  std::string_view rest = text;
  std::size_t kept = 0;  // of the text, in `mended` already
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    if (take_unit(rest) < stray_byte) continue;
    mended.append(text, kept, at - kept).append("\xef\xbf\xbd");
    kept = at + 1;
  }
  if (kept == 0) return text;
  return mended.append(text, kept);
}

}  // namespace cvm
