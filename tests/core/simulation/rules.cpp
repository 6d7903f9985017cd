#include "rules.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <regex>
#include <string_view>

namespace cvm::simulation {
namespace {

/// One character of a pattern; `rest` is what follows it.
bool matches_one(std::string_view pattern, char c, std::string_view& rest) {
  if (pattern.front() == '[') {
    const std::size_t end = pattern.find(']');
    rest = pattern.substr(end + 1);
    for (std::size_t i = 1; i < end; ++i) {
      if (i + 2 < end && pattern[i + 1] == '-') {
        if (pattern[i] <= c && c <= pattern[i + 2]) return true;
        i += 2;
      } else if (pattern[i] == c) {
        return true;
      }
    }
    return false;
  }
  rest = pattern.substr(1);
  return pattern.front() == '?' || pattern.front() == c;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (matches_glob(pattern.substr(1), text.substr(i))) return true;
    }
    return false;
  }
  std::string_view rest;
  return !text.empty() && matches_one(pattern, text.front(), rest) && matches_glob(rest, text.substr(1));
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool has(const std::vector<Tag>& tags, const TagRule& rule) {
  return std::any_of(tags.begin(), tags.end(),
                     [&](const Tag& tag) { return tag.Key == rule.key && (!rule.value || *rule.value == tag.Value); });
}

const std::regex& compiled(const std::string& pattern) {
  static std::map<std::string, std::regex> known;
  return known.try_emplace(pattern, pattern).first->second;
}

std::int64_t days_of(std::string_view date) {
  const std::string text(date);
  const std::chrono::year_month_day day{std::chrono::year{std::atoi(text.c_str())},
                                        std::chrono::month{static_cast<unsigned>(std::atoi(text.c_str() + 5))},
                                        std::chrono::day{static_cast<unsigned>(std::atoi(text.c_str() + 8))}};
  return std::chrono::sys_days{day}.time_since_epoch().count();
}

}  // namespace

bool chosen(const Selection& selection, const Image& image) {
  if (!selection.ids.empty() && !contains(selection.ids, image.ImageId)) return false;
  const auto& names = selection.names;
  if (!names.empty() && std::none_of(names.begin(), names.end(),
                                     [&](const std::string& glob) { return matches_glob(glob, image.ImageName); })) {
    return false;
  }
  if (selection.name_regex && !std::regex_search(image.ImageName, compiled(*selection.name_regex))) return false;
  const auto& tags = selection.tags;
  if (!std::all_of(tags.begin(), tags.end(), [&](const TagRule& rule) { return has(image.Tags, rule); })) return false;
  if (!selection.families.empty() && !contains(selection.families, image.ImageFamily)) return false;
  return selection.states.empty() || contains(selection.states, image.ImageState);
}

std::string group_of(const Grouping& grouping, const Image& image) {
  if (grouping.kind == GroupKind::family) return image.ImageFamily;
  if (grouping.kind == GroupKind::tag) {
    for (const Tag& tag : image.Tags) {
      if (tag.Key == grouping.tag_key) return "=" + tag.Value;
    }
    return {};
  }
  if (grouping.kind == GroupKind::region) return {};
  // The run has a digit in it: "web-server" is a name, not a "web" with a date.
  const std::string& name = image.ImageName;
  const std::size_t digit = name.find_last_of("0123456789");
  if (digit == std::string::npos) return name;
  const std::size_t letter = name.find_last_not_of("0123456789.-_", digit);
  return name.substr(0, letter == std::string::npos ? 0 : letter + 1);
}

std::optional<std::string> protection(const std::vector<Tag>& tags, const std::vector<TagRule>& rules,
                                      std::int64_t unix_seconds) {
  for (const Tag& tag : tags) {
    const bool until = tag.Key == "keep-until" && unix_seconds < (days_of(tag.Value) + 1) * 86'400;
    const bool ruled = std::any_of(rules.begin(), rules.end(), [&](const TagRule& rule) { return has({tag}, rule); });
    if (tag.Key == "keep" || until || ruled) return tag.Key + "=" + tag.Value;
  }
  return std::nullopt;
}

std::optional<std::int64_t> created_seconds(const Image& image) {
  const std::string& text = image.CreatedTime;
  if (text.empty()) return std::nullopt;
  return days_of(text) * 86'400 + std::atoi(text.c_str() + 11) * 3600 + std::atoi(text.c_str() + 14) * 60 +
         std::atoi(text.c_str() + 17);
}

}  // namespace cvm::simulation
