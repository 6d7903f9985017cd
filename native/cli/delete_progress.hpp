#pragma once
// The events of a deletion, followed for people.

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "cvm/machine.hpp"
#include "terminal.hpp"
#include "words/language.hpp"

namespace cvm::cli {

/// "checked: instances 126", for the progress line of an inspection; empty for other events.
std::string checked_text(const Event& event, Language language);

/// A line for each image that came to its end, and a progress line.
class DeletionProgress {
 public:
  DeletionProgress(Console& console, Language language, std::size_t total) noexcept
      : console_(console), language_(language), total_(total) {}
  void on(const Event& event);

 private:
  using Clock = std::chrono::steady_clock;
  void tell_end(const std::string& image, const std::string& how);
  void show(const std::string& now);
  Console& console_;
  const Language language_;
  const std::size_t total_;
  std::size_t ended_ = 0;
  std::map<std::string, Clock::time_point> sent_{};
  EventKind last_ = EventKind::sending;
};

}  // namespace cvm::cli
