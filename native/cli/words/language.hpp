#pragma once
// The two languages of the command. `say` takes both texts at once, so none can be missing, and the compiler checks
// that the arguments fit both.

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cvm::cli {

enum class Language : std::uint8_t { english, chinese };

/// "en-US", "zh-CN": the spelling of `--lang` and of X-TC-Language.
std::string_view tag_of(Language language) noexcept;
std::optional<Language> parse_language(std::string_view tag) noexcept;

/// From LC_ALL, LC_MESSAGES and LANG, the first that is set: Chinese when it begins with "zh".
Language language_of_locale(const std::function<const char*(const char*)>& variable);

struct Phrase {
  std::string_view en;
  std::string_view zh;
  [[nodiscard]] constexpr std::string_view in(Language language) const noexcept {
    return language == Language::chinese ? zh : en;
  }
};

template <class... T>
std::string say(Language language, fmt::format_string<const T&...> en, fmt::format_string<const T&...> zh,
                const T&... arguments) {
  return fmt::format(language == Language::chinese ? zh : en, arguments...);
}

/// "1 image", "2 images". Chinese needs no plural: it is written in place.
inline std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace cvm::cli
