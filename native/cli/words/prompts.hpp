#pragma once
// Questions, and what is said when they are not answered with a yes.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "words/language.hpp"

namespace cvm::cli::words {

std::string delete_question(Language language, std::size_t count, std::string_view region,
                            const std::optional<std::string>& account);
std::string call_question(Language language, std::string_view action, std::string_view region, std::string_view host);
std::string type_phrase(Language language, std::string_view phrase);

std::string wrong_count(Language language, std::size_t expected, std::size_t actual);
std::string nobody_to_ask(Language language, std::string_view command_line);
std::string nothing_typed(Language language);
std::string other_text_typed(Language language);
std::string interrupted_before(Language language);

}  // namespace cvm::cli::words
