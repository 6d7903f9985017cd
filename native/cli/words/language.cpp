#include "words/language.hpp"

#include <array>

namespace cvm::cli {

std::string_view tag_of(Language language) noexcept { return language == Language::chinese ? "zh-CN" : "en-US"; }

std::optional<Language> parse_language(std::string_view tag) noexcept {
  if (tag == "en-US") return Language::english;
  if (tag == "zh-CN") return Language::chinese;
  return std::nullopt;
}

Language language_of_locale(const std::function<const char*(const char*)>& variable) {
  constexpr std::array names{"LC_ALL", "LC_MESSAGES", "LANG"};
  for (const char* name : names) {
    const char* value = variable(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("zh") ? Language::chinese : Language::english;
  }
  return Language::english;
}

}  // namespace cvm::cli
