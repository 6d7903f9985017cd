#pragma once
// Nothing is changed before somebody said so: a typed phrase on a terminal, or --yes with the number expected.

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "cvm/error.hpp"
#include "terminal.hpp"
#include "words/language.hpp"

namespace cvm::cli {

struct Consent {
  bool yes = false;
  std::optional<std::size_t> expect_count{};
};

struct Question {
  std::string text{};    ///< what is about to happen
  std::string phrase{};  ///< what has to be typed
  std::size_t count = 0;
  std::string command_line{};  ///< what to add where nobody can be asked
};

/// A line from `descriptor` without its end; nothing at the end of input or once `stop` was requested.
std::optional<std::string> read_line(int descriptor, const std::stop_token& stop);

/// Equal but for blanks at the ends and how many stand between words. Capitals count.
bool is_phrase(std::string_view typed, std::string_view phrase);

/// How it was confirmed, for the receipt: "typed phrase" or "--yes --expect-count N". Errors: `refused`, or `cancelled`
/// when a signal came first.
Result<std::string> confirm(const Question& question, const Consent& consent, const Terminal& terminal,
                            Console& console, Language language, const std::stop_token& stop, int input = 0);

}  // namespace cvm::cli
