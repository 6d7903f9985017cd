#pragma once
// The events of planning and applying, followed for people.

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cvm/machine.hpp"
#include "terminal.hpp"
#include "words/language.hpp"

namespace cvm::cli {

/// "checked: instances 126", for the progress line of a plan; empty for other events.
std::string checked_text(const Event& event, Language language);

/// "3 min 20 s", "45 s": for how long something may still take.
std::string duration_text(std::chrono::seconds time, Language language);

/// What reading everything again said, then a line for each image that came to its end, and a progress line with the
/// time that the rest may take.
class ApplyProgress {
 public:
  using Clock = std::chrono::steady_clock;
  ApplyProgress(Console& console, Language language, std::size_t total) noexcept
      : console_(console), language_(language), total_(total) {}
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
  std::size_t ended_ = 0;
  std::vector<std::string> unchanged_{};
  bool recheck_told_ = false;
  Clock::time_point first_sent_{};
  std::map<Key, Clock::time_point> sent_{};
  EventKind last_ = EventKind::sending;
};

}  // namespace cvm::cli
