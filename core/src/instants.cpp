// Instants in documents.

#include <algorithm>
#include <chrono>

#include "ascii.hpp"
#include "cvm/models.hpp"
#include "document_words.hpp"

namespace cvm {
namespace {

constexpr std::int64_t first_second = -62'167'219'200;  // of the year 0
constexpr std::int64_t last_second = 253'402'300'799;   // of the year 9999

void append_digits(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = decimal(number);
  out.append(width - std::min(width, digits.size()), '0').append(digits);
}

/// To the second, without a zone.
std::string civil(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds instant(std::chrono::seconds(std::clamp(unix_seconds, first_second, last_second)));
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::int64_t second = (instant - day).count();
  const std::int64_t parts[] = {int{date.year()}, unsigned{date.month()}, unsigned{date.day()},
                                second / 3'600,   second / 60 % 60,       second % 60};
  std::string out;
  append_digits(out, parts[0], 4);
  for (std::size_t i = 1; i < std::size(parts); ++i) {
    out += "--T::"[i - 1];
    append_digits(out, parts[i], 2);
  }
  return out;
}

}  // namespace

std::string rfc3339(std::int64_t unix_seconds) { return civil(unix_seconds) + 'Z'; }

std::string rfc3339_ms(std::int64_t unix_ms) {
  const std::int64_t ms = (unix_ms % 1'000 + 1'000) % 1'000;
  std::string out = civil(unix_ms / 1'000 - (unix_ms % 1'000 < 0 ? 1 : 0)) + '.';
  append_digits(out, ms, 3);
  return out + 'Z';
}

std::optional<std::int64_t> instant_of(std::string_view text) {
  const auto seconds = parse_api_time(text);
  return seconds && rfc3339(*seconds) == text ? seconds : std::nullopt;
}

std::optional<std::int64_t> instant_ms_of(std::string_view text) {
  constexpr std::size_t fraction = sizeof("2026-11-24T10:00:00.") - 1;
  const auto seconds = parse_api_time(text);
  if (!seconds || text.size() != fraction + 4) return std::nullopt;
  std::int64_t ms = *seconds * 1'000;
  for (std::int64_t place = 100, i = 0; place > 0; place /= 10, ++i) {
    const char digit = text[fraction + static_cast<std::size_t>(i)];
    if (!ascii::is_digit(digit)) return std::nullopt;
    ms += place * (digit - '0');
  }
  return rfc3339_ms(ms) == text ? std::optional(ms) : std::nullopt;
}

}  // namespace cvm
