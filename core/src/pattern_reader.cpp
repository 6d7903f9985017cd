#include "pattern_reader.hpp"

#include "ascii.hpp"
#include "json.hpp"

namespace cvm {
namespace {

constexpr std::size_t longest_pattern = 4096;
constexpr Unit last_unit = stray_byte + 0xff;

bool is_punctuation(Unit unit) noexcept {
  if (unit < ' ' || unit > '~') return false;
  const char c = static_cast<char>(unit);
  return !ascii::is_digit(c) && !ascii::is_lower(c) && !ascii::is_upper(c);
}

/// The control characters that have an escape; 0 for everything else.
Unit control_of(Unit name) noexcept {
  switch (name) {
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'f':
      return '\f';
    case 'v':
      return '\v';
    default:
      return 0;
  }
}

}  // namespace

bool contains(const std::vector<CharacterRange>& ranges, CharacterSet set, Unit unit) noexcept {
  for (std::uint32_t i = set.first; i < set.first + set.size; ++i)
    if (unit >= ranges[i].first && unit <= ranges[i].last) return !set.is_negated;
  return set.is_negated;
}

void PatternReader::fail(std::size_t place, Parts what, std::string_view remedy) {
  if (fault_) return;
  std::int64_t number = 1;
  for (std::string_view before = text_.substr(0, place); !before.empty(); ++number) take_unit(before);
  fault_ = error_saying(
      ErrorCode::invalid_parameter, "pattern",
      {"the pattern ", json::quoted(text_), " has ", joined(what), " at character ", decimal(number), remedy});
}

void PatternReader::check_size() {
  if (!text_.empty() && text_.size() <= longest_pattern) return;
  const std::string_view problem = text_.empty() ? "is empty" : "is longer than 4096 bytes";
  fault_ = error_saying(ErrorCode::invalid_parameter, "pattern", {"the pattern ", problem});
}

bool PatternReader::take(std::string_view word) noexcept {
  if (!is_at(word)) return false;
  rest_.remove_prefix(word.size());
  return true;
}

CharacterSet PatternReader::set_since(std::size_t first, bool is_negated) const noexcept {
  return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(ranges_.size() - first), is_negated};
}

CharacterSet PatternReader::set_of(CharacterRange range) {
  ranges_.push_back(range);
  return set_since(ranges_.size() - 1);
}

CharacterSet PatternReader::read_escape() {
  const std::size_t first = ranges_.size();
  if (const auto unit = take_escaped()) ranges_.push_back({*unit, *unit});
  return set_since(first);
}

CharacterSet PatternReader::read_class() {
  const std::size_t open = place() - 1;
  const std::size_t first = ranges_.size();
  const bool is_negated = take("^") || (syntax_ == PatternSyntax::glob && take("!"));
  if (is_at("]")) fail(open, {"a class that starts with \"]\""}, R"(: write it "\]")");
  while (!is_done() && !is_at("]")) add_class_item();
  if (!take("]")) fail(open, {"a class without its \"]\""}, R"(; a "[" of the name is written "\[")");
  return set_since(first, is_negated);
}

/// A character, a range or a shorthand. A dash is one of the characters where it cannot make a range.
void PatternReader::add_class_item() {
  const std::size_t begin = place();
  for (const std::string_view posix : {"[:", "[.", "[="})
    if (is_at(posix)) return fail(begin, {"a POSIX class"}, ", which is not supported");
  const auto first = take_class_unit();
  const bool is_range = is_at("-") && !is_at("-]") && rest_.size() > 1;
  if (!is_range) {
    if (first) ranges_.push_back({*first, *first});
    return;
  }
  take("-");
  const auto last = take_class_unit();
  if (!first || !last || *first > *last)
    return fail(begin, {"the range ", json::quoted(from(begin))}, ", which is no range of characters");
  ranges_.push_back({*first, *last});
}

/// Nothing for a shorthand, whose ranges are then in the list.
std::optional<Unit> PatternReader::take_class_unit() { return take("\\") ? take_escaped() : take(); }

std::optional<Unit> PatternReader::take_escaped() {
  const std::size_t backslash = place() - 1;
  if (rest_.empty()) {
    fail(backslash, {"a \"\\\" with nothing behind it"});
    return std::nullopt;
  }
  return syntax_ == PatternSyntax::glob ? take() : take_regex_escape(backslash);
}

std::optional<Unit> PatternReader::take_regex_escape(std::size_t backslash) {
  const Unit name = take();
  if (is_punctuation(name)) return name;
  if (const Unit control = control_of(name); control != 0) return control;
  constexpr std::u32string_view shorthands = U"dDwWsS";
  if (shorthands.find(name) != std::u32string_view::npos) {
    add_shorthand(name);
    return std::nullopt;
  }
  const bool is_reference = (name >= '1' && name <= '9') || name == 'k';
  const std::string_view what = is_reference ? "the back-reference " : "the unknown escape ";
  fail(backslash, {what, json::quoted(from(backslash))}, is_reference ? ", which is not supported" : "");
  return std::nullopt;
}

void PatternReader::add_shorthand(Unit name) {
  constexpr CharacterRange digits[] = {{'0', '9'}};
  constexpr CharacterRange words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  constexpr CharacterRange spaces[] = {{'\t', '\r'}, {' ', ' '}};
  const bool is_negated = name < 'a';
  const Unit small = is_negated ? name + ('a' - 'A') : name;
  const CharacterRange* const begin = small == 'd' ? digits : small == 'w' ? words : spaces;
  const CharacterRange* const end = begin + (small == 'd' ? 1 : small == 'w' ? 4 : 2);
  if (!is_negated) {
    ranges_.insert(ranges_.end(), begin, end);
    return;
  }
  Unit next = 0;
  for (const CharacterRange* range = begin; range != end; ++range) {
    ranges_.push_back({next, range->first - 1});
    next = range->last + 1;
  }
  ranges_.push_back({next, last_unit});
}

}  // namespace cvm
