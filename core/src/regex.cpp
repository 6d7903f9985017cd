// Running a regular expression: all ways through its steps at once, so that no text takes more than text times steps.

#include <optional>

#include "ascii.hpp"
#include "pattern.hpp"

namespace cvm {
namespace {

bool is_word(std::optional<Unit> unit) noexcept {
  if (!unit || *unit > 0x7f) return false;
  const char c = static_cast<char>(*unit);
  return ascii::is_lower(c) || ascii::is_upper(c) || ascii::is_digit(c) || c == '_';
}

class Run {
 public:
  Run(const std::vector<Regex::Step>& steps, const std::vector<CharacterRange>& ranges)
      : steps_(steps), ranges_(ranges), seen_(steps.size()) {}

  bool finds_in(std::string_view rest) {
    for (before_.reset();; before_ = next_) {
      next_.reset();
      if (!rest.empty()) next_ = take_unit(rest);
      if (goes_on()) return true;
      if (!next_) return false;
      starts_.clear();
      for (const std::uint32_t step : waiting_)
        if (contains(ranges_, steps_[step].set, *next_)) starts_.push_back(step + 1);
    }
  }

 private:
  /// From where the last character led, and from the beginning, for the match may start here; true at the end.
  bool goes_on() {
    ++round_;
    waiting_.clear();
    for (const std::uint32_t step : starts_)
      if (reaches_end(step)) return true;
    return reaches_end(0);
  }

  /// Follows all ways that take no character.
  bool reaches_end(std::uint32_t from) {
    open_.assign(1, from);
    while (!open_.empty()) {
      const std::uint32_t at = open_.back();
      open_.pop_back();
      if (at == steps_.size()) return true;
      if (seen_[at] == round_) continue;
      seen_[at] = round_;
      const Regex::Step& step = steps_[at];
      const auto other = static_cast<std::uint32_t>(static_cast<std::int64_t>(at) + step.offset);
      if (step.kind == Regex::Step::Kind::character) {
        waiting_.push_back(at);
      } else if (step.kind == Regex::Step::Kind::jump) {
        open_.push_back(other);
      } else {
        if (step.kind == Regex::Step::Kind::split) open_.push_back(other);
        if (holds(step.kind)) open_.push_back(at + 1);
      }
    }
    return false;
  }

  bool holds(Regex::Step::Kind kind) const noexcept {
    switch (kind) {
      case Regex::Step::Kind::text_begin:
        return !before_;
      case Regex::Step::Kind::text_end:
        return !next_;
      case Regex::Step::Kind::word_edge:
        return is_word(before_) != is_word(next_);
      case Regex::Step::Kind::no_word_edge:
        return is_word(before_) == is_word(next_);
      default:
        return true;
    }
  }

  const std::vector<Regex::Step>& steps_;
  const std::vector<CharacterRange>& ranges_;
  std::optional<Unit> before_{};
  std::optional<Unit> next_{};
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> seen_;       ///< the round in which a step was reached last
  std::vector<std::uint32_t> open_{};     ///< steps to be followed
  std::vector<std::uint32_t> waiting_{};  ///< steps that take the next character
  std::vector<std::uint32_t> starts_{};   ///< steps behind those that took it
};

}  // namespace

bool Regex::matches(std::string_view text) const { return Run(steps_, ranges_).finds_in(text); }

}  // namespace cvm
