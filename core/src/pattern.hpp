#pragma once
// Globs and regular expressions over names. Both compare code points of UTF-8; a byte that is no part of one stands for
// itself. No pattern and no text makes them slow: a glob takes at most text times pattern, a regular expression at most
// text times its steps, which are bounded.

#include <cstdint>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "pattern_reader.hpp"

namespace cvm {

/// Compared with the whole text: `*` any characters, `?` one, `[a-z]` one of these, `[!x]` and `[^x]` one that is not,
/// `\` takes the next as it is.
class Glob {
 public:
  /// Error: `invalid-parameter` that says what cannot be read and where; also for an empty pattern.
  static Result<Glob> parse(std::string_view text);
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  struct Piece {
    CharacterSet set{};    ///< one character of it …
    bool is_many = false;  ///< … or any number of any
  };
  Glob() = default;
  std::vector<CharacterRange> ranges_{};
  std::vector<Piece> pieces_{};
};

/// Found anywhere in the text unless anchored: literals, `.`, classes, `\d \w \s \D \W \S` (ASCII), `\b \B`, groups,
/// `|`,
/// `* + ? {m} {m,} {m,n}` with or without `?` behind, `^`, `$` (of the whole text). Look-around, references, flags and
/// what is not known are refused: a pattern that means something else here than where it was tried would delete too
/// much.
class Regex {
 public:
  /// Error: `invalid-parameter` that says what cannot be read and where; also for an empty pattern.
  static Result<Regex> parse(std::string_view text);
  [[nodiscard]] bool matches(std::string_view text) const;

  /// One step of the automaton. After the last one the text has matched.
  struct Step {
    enum class Kind : std::uint8_t { character, split, jump, text_begin, text_end, word_edge, no_word_edge };
    Kind kind = Kind::character;
    CharacterSet set{};       ///< of a character
    std::int32_t offset = 0;  ///< of a jump; of the other way of a split, whose first is the next step
  };

 private:
  Regex() = default;
  std::vector<CharacterRange> ranges_{};
  std::vector<Step> steps_{};
};

}  // namespace cvm
