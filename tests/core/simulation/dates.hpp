#pragma once
// The service's dates, written by its own hand: a mistake of the core must not pass its own test.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace cvm::simulation {

struct CivilTime {
  int year, month, day, weekday, hour, minute, second;
};

inline CivilTime civil_time(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds instant{std::chrono::seconds{unix_seconds}};
  const auto days = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{days};
  const auto rest = static_cast<int>((instant - days).count());
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(std::chrono::weekday{days}.c_encoding()),
          rest / 3600,
          rest / 60 % 60,
          rest % 60};
}

/// "2026-03-02T10:00:00Z"
inline std::string date_text(std::int64_t unix_seconds) {
  const CivilTime t = civil_time(unix_seconds);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month, t.day, t.hour, t.minute,
                t.second);
  return text;
}

/// "Mon, 02 Mar 2026 10:00:00 GMT"
inline std::string http_date(std::int64_t unix_seconds) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime t = civil_time(unix_seconds);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[t.weekday], t.day, months[t.month - 1],
                t.year, t.hour, t.minute, t.second);
  return text;
}

}  // namespace cvm::simulation
