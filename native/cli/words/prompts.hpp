#pragma once
// Questions, and what is said when they are not answered with a yes.

#include <cstddef>
#include <string>
#include <string_view>

#include "words/language.hpp"

namespace cvm::cli::words {

/// What is about to be deleted, and all that goes along with it.
struct Deletion {
  std::size_t images = 0;
  std::string_view regions{};
  std::string_view account{};
  std::size_t shared = 0;  ///< images whose sharing is ended
  bool with_snapshots = false;
  bool resumed = false;
};
std::string delete_question(Language language, const Deletion& deletion);
std::string call_question(Language language, std::string_view action, std::string_view region, std::string_view host);
std::string type_phrase(Language language, std::string_view phrase);

std::string wrong_count(Language language, std::size_t expected, std::size_t actual);
std::string nobody_to_ask(Language language, std::string_view command_line);
std::string nothing_typed(Language language);
std::string other_text_typed(Language language);
std::string interrupted_before(Language language);

/// The run stopped because what it does could not be written down.
std::string journal_unwritten(Language language, std::string_view why);

}  // namespace cvm::cli::words
