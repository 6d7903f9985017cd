#include "cvm/http.hpp"

#include <algorithm>
#include <array>

#include "ascii.hpp"

namespace cvm {

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) noexcept {
  for (const Header& header : headers) {
    if (ascii::equal_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t count_headers(const Headers& headers, std::string_view name) noexcept {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), [name](const Header& header) {
    return ascii::equal_ignoring_case(header.name, name);
  }));
}

namespace {

constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// The number that the digits of `text` from `at` spell; -1 when one of them is no digit.
int digits_at(std::string_view text, std::size_t at, std::size_t count) noexcept {
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (!ascii::is_digit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// 1 to 12; 0 when `text` is no month.
int month_number(std::string_view text) noexcept {
  const auto* found = std::find(months.begin(), months.end(), text);
  return found == months.end() ? 0 : static_cast<int>(found - months.begin()) + 1;
}

int days_in_month(int year, int month) noexcept {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Days from 1970-01-01 in the Gregorian calendar. The year is taken to begin in March, which puts the leap day last.
std::int64_t days_from_epoch(int year, int month, int day) noexcept {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  constexpr std::int64_t days_per_era = 146'097;
  constexpr std::int64_t days_before_1970 = 719'468;
  return era * days_per_era + day_of_era - days_before_1970;
}

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept {
  //                                 Sun, 06 Nov 1994 08:49:37 GMT
  constexpr std::string_view form = "___, __ ___ ____ __:__:__ GMT";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '_' && form[i] != text[i]) return std::nullopt;
  }
  if (std::find(weekdays.begin(), weekdays.end(), text.substr(0, 3)) == weekdays.end()) return std::nullopt;
  const int day = digits_at(text, 5, 2);
  const int month = month_number(text.substr(8, 3));
  const int year = digits_at(text, 12, 4);
  const int hour = digits_at(text, 17, 2);
  const int minute = digits_at(text, 20, 2);
  const int second = digits_at(text, 23, 2);
  if (month == 0 || year < 0 || day < 1 || day > days_in_month(year, month)) return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  return ((days_from_epoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

std::optional<UrlParts> split_url(std::string_view url) noexcept {
  UrlParts parts;
  for (const std::string_view start : {"https://", "http://"}) {
    if (url.substr(0, start.size()) != start) continue;
    parts.scheme = url.substr(0, start.size() - 3);
    url.remove_prefix(start.size());
    break;
  }
  if (parts.scheme.empty()) return std::nullopt;
  if (url.find('#') != std::string_view::npos) return std::nullopt;
  const std::size_t query_mark = std::min(url.find('?'), url.size());
  const std::size_t authority_end = std::min(url.find('/'), query_mark);
  if (authority_end == 0) return std::nullopt;
  parts.authority = url.substr(0, authority_end);
  parts.path = url.substr(authority_end, query_mark - authority_end);
  if (query_mark < url.size()) parts.query = url.substr(query_mark + 1);
  return parts;
}

}  // namespace cvm
