#include <chrono>

#include "ascii.hpp"
#include "cvm/models.hpp"

namespace cvm {
namespace {

/// Marks as in the form stand for themselves, '0' for any digit.
bool has_form(std::string_view text, std::string_view form) noexcept {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '0' ? !ascii::is_digit(text[i]) : text[i] != form[i]) return false;
  return true;
}

int number(std::string_view digits) noexcept {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// What may follow the seconds: a fraction or nothing, then the word for UTC.
bool is_utc_ending(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    if (text.empty() || !ascii::is_digit(text.front())) return false;
    while (!text.empty() && ascii::is_digit(text.front())) text.remove_prefix(1);
  }
  return text == "Z" || text == "+00:00";
}

}  // namespace

std::optional<std::int64_t> parse_api_time(std::string_view text) noexcept {
  constexpr std::string_view form = "0000-00-00T00:00:00";
  const std::string_view instant = text.substr(0, form.size());
  if (!has_form(instant, form) || !is_utc_ending(text.substr(form.size()))) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(number(instant.substr(0, 4))),
                                         std::chrono::month(static_cast<unsigned>(number(instant.substr(5, 2)))),
                                         std::chrono::day(static_cast<unsigned>(number(instant.substr(8, 2)))));
  const int hour = number(instant.substr(11, 2));
  const int minute = number(instant.substr(14, 2));
  const int second = number(instant.substr(17, 2));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + hour * 3'600 + minute * 60 + second;
}

}  // namespace cvm
