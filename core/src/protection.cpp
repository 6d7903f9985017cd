// Tags that keep an image.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "cvm/planner.hpp"

namespace cvm {
namespace {

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Unix seconds at which the UTC day "YYYY-MM-DD" ends.
std::optional<std::int64_t> end_of_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const std::chrono::sys_seconds next_day = std::chrono::sys_days{date} + std::chrono::days{1};
  return next_day.time_since_epoch().count();
}

/// "Keep-Until " → "keep-until": a slip of the hand does not take the protection away.
std::string plain(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '_')
      out += '-';
    else if (c != ' ')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool protects(const Tag& tag, const std::vector<TagRule>& rules, std::int64_t unix_seconds) {
  const std::string key = plain(tag.Key);
  if (key == "keep") return true;
  if (key == "keep-until") {
    const auto end = end_of_day(tag.Value);
    return !end || unix_seconds < *end;
  }
  for (const TagRule& rule : rules) {
    if (rule.key == tag.Key && (!rule.value || *rule.value == tag.Value)) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> protecting_tag(const std::vector<Tag>& tags, const std::vector<TagRule>& rules,
                                          std::int64_t unix_seconds) {
  for (const Tag& tag : tags) {
    if (protects(tag, rules, unix_seconds)) return tag.Key + "=" + tag.Value;
  }
  return std::nullopt;
}

}  // namespace cvm
