#pragma once
// What globs and regular expressions share: sets of characters, and reading a pattern so that messages name the place.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "message.hpp"
#include "utf8.hpp"

namespace cvm {

struct CharacterRange {
  Unit first = 0;
  Unit last = 0;
};

/// Some of the ranges of a pattern, which keeps them all in one list.
struct CharacterSet {
  std::uint32_t first = 0;
  std::uint32_t size = 0;
  bool is_negated = false;
};

bool contains(const std::vector<CharacterRange>& ranges, CharacterSet set, Unit unit) noexcept;

enum class PatternSyntax : std::uint8_t { glob, regex };

class PatternReader {
 public:
  PatternReader(PatternSyntax syntax, std::string_view text, std::vector<CharacterRange>& ranges) noexcept
      : syntax_(syntax), text_(text), rest_(text), ranges_(ranges) {}

  /// The first thing that cannot be read. What is read after it has no meaning.
  [[nodiscard]] const std::optional<Error>& fault() const noexcept { return fault_; }
  /// "the pattern "a(?=b)" has <what> at character 2<remedy>"
  void fail(std::size_t place, Parts what, std::string_view remedy = {});
  /// An empty pattern and one that is too long.
  void check_size();

  [[nodiscard]] bool is_done() const noexcept { return rest_.empty() || fault_; }
  [[nodiscard]] std::size_t place() const noexcept { return text_.size() - rest_.size(); }
  [[nodiscard]] std::string_view from(std::size_t place) const noexcept {
    return text_.substr(place, this->place() - place);
  }
  [[nodiscard]] bool is_at(std::string_view word) const noexcept { return rest_.starts_with(word); }
  bool take(std::string_view word) noexcept;
  Unit take() noexcept { return take_unit(rest_); }

  CharacterSet set_of(Unit unit) { return set_of({unit, unit}); }
  CharacterSet set_of(CharacterRange range);

  /// What follows a "[" that was taken, the "]" included.
  CharacterSet read_class();
  /// What follows a "\" that was taken.
  CharacterSet read_escape();

 private:
  CharacterSet set_since(std::size_t first, bool is_negated = false) const noexcept;
  void add_shorthand(Unit name);
  void add_class_item();
  std::optional<Unit> take_class_unit();
  std::optional<Unit> take_escaped();
  std::optional<Unit> take_regex_escape(std::size_t backslash);

  PatternSyntax syntax_;
  std::string_view text_;
  std::string_view rest_;
  std::vector<CharacterRange>& ranges_;
  std::optional<Error> fault_{};
};

}  // namespace cvm
