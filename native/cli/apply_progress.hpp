#pragma once
// The events of planning and applying, followed for people.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cvm/machine.hpp"
#include "terminal.hpp"
#include "words/language.hpp"

namespace cvm::cli {

/// What was checked so far, of all regions: "checked: images 300, instances 126, sharing 12".
class CheckProgress {
 public:
  explicit CheckProgress(Language language) noexcept : language_(language) {}
  void on(const Event& event);
  [[nodiscard]] std::string text() const;

 private:
  const Language language_;
  std::vector<std::pair<std::string, std::int64_t>> counts_{};
};

/// "3 min 20 s", "45 s": for how long something may still take.
std::string duration_text(std::chrono::seconds time, Language language);

/// What reading everything again said, then a line for each image that came to its end, and a progress line with the
/// time that the rest may take.
class ApplyProgress {
 public:
  using Clock = std::chrono::steady_clock;
  ApplyProgress(Console& console, Language language, std::size_t total) noexcept
      : console_(console), language_(language), total_(total), checks_(language) {}
  void on(const Event& event, Clock::time_point now = Clock::now());

 private:
  using Key = std::pair<std::string, std::string>;  ///< region, id
  void tell_recheck();
  void tell_end(const Event& event, const std::string& how);
  void tell_gone(const Event& event, Clock::time_point now);
  void tell_kept(const Event& event);
  [[nodiscard]] std::string in_words(const Event& event) const;
  void show(const std::string& what, Clock::time_point now);
  Console& console_;
  const Language language_;
  const std::size_t total_;
  CheckProgress checks_;
  std::size_t ended_ = 0;
  std::vector<std::string> unchanged_{};
  bool recheck_told_ = false;
  Clock::time_point first_sent_{};
  std::map<Key, Clock::time_point> sent_{};
  EventKind last_ = EventKind::sending;
};

}  // namespace cvm::cli
