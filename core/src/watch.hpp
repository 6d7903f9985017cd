#pragma once
// Looking at images again and again until it is clear what became of them.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cvm/applier.hpp"

namespace cvm {

/// What the reads of a set of images have shown so far. Keeps time for the reads; does not make them.
class Watch {
 public:
  /// The first read is due `times.first_read_ms` after `start_ms`.
  Watch(std::vector<std::string> ids, const DeletionTimes& times, std::int64_t start_ms);

  [[nodiscard]] const std::vector<std::string>& ids() const noexcept { return ids_; }
  [[nodiscard]] std::int64_t start_ms() const noexcept { return start_ms_; }
  [[nodiscard]] bool due(std::int64_t now_ms) const noexcept { return !reading_ && now_ms >= next_read_ms_; }
  [[nodiscard]] bool reading() const noexcept { return reading_; }
  [[nodiscard]] std::int64_t next_read_ms() const noexcept { return next_read_ms_; }

  /// The ids that are not known to be gone yet: those the next read asks for.
  [[nodiscard]] std::vector<std::string> open_ids() const;
  void begin_read(std::int64_t now_ms) noexcept {
    reading_ = true;
    read_begun_ms_ = now_ms;
  }
  /// A read ended. One that failed shows nothing.
  void take(std::int64_t now_ms, const Result<std::map<std::string, Image>>& found);

  /// Two reads in a row did not show it.
  [[nodiscard]] bool gone(const std::string& id) const;
  /// As the latest successful read showed it; nothing when it was missing there or none succeeded.
  [[nodiscard]] const Image* latest(const std::string& id) const;
  [[nodiscard]] bool all_gone() const;
  /// Each of them is gone, or the latest read showed it: none was missing just once.
  [[nodiscard]] bool is_clear() const;
  /// The latest read that succeeded began showing this set at or after that instant.
  [[nodiscard]] bool read_since(std::int64_t instant_ms) const noexcept { return last_good_read_ms_ >= instant_ms; }

 private:
  struct Sighting {
    int missing_in_a_row = 0;
    std::optional<Image> image{};
  };
  std::vector<std::string> ids_;
  std::map<std::string, Sighting> sightings_{};
  std::int64_t start_ms_;
  std::int64_t interval_ms_;
  std::int64_t longest_interval_ms_;
  std::int64_t next_read_ms_;
  std::int64_t last_good_read_ms_ = INT64_MIN;
  std::int64_t read_begun_ms_ = INT64_MIN;
  bool reading_ = false;
};

}  // namespace cvm
