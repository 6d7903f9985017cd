#include "watch.hpp"

#include <algorithm>
#include <utility>

namespace cvm {
namespace {

constexpr int reads_that_prove = 2;

}  // namespace

Watch::Watch(std::vector<std::string> ids, const DeletionTimes& times, std::int64_t start_ms)
    : ids_(std::move(ids)),
      start_ms_(start_ms),
      interval_ms_(std::max<std::int64_t>(1, times.first_read_ms)),
      longest_interval_ms_(std::max<std::int64_t>(1, times.longest_interval_ms)),
      next_read_ms_(start_ms + interval_ms_) {
  for (const std::string& id : ids_) sightings_.try_emplace(id);
}

std::vector<std::string> Watch::open_ids() const {
  std::vector<std::string> open;
  for (const std::string& id : ids_) {
    if (!gone(id)) open.push_back(id);
  }
  return open;
}

void Watch::take(std::int64_t now_ms, const Result<std::map<std::string, Image>>& found) {
  reading_ = false;
  interval_ms_ = std::min(longest_interval_ms_, interval_ms_ + interval_ms_ / 2);
  next_read_ms_ = now_ms + interval_ms_;
  if (!found) return;
  last_good_read_ms_ = read_begun_ms_;  // a slow answer shows what was there when it was asked for
  for (auto& [id, sighting] : sightings_) {
    if (sighting.missing_in_a_row >= reads_that_prove) continue;
    const auto image = found->find(id);
    if (image == found->end()) {
      ++sighting.missing_in_a_row;
      sighting.image.reset();
    } else {
      sighting.missing_in_a_row = 0;
      sighting.image = image->second;
    }
  }
}

bool Watch::gone(const std::string& id) const { return sightings_.at(id).missing_in_a_row >= reads_that_prove; }

const Image* Watch::latest(const std::string& id) const {
  const auto& image = sightings_.at(id).image;
  return image ? &*image : nullptr;
}

bool Watch::is_clear() const {
  return std::all_of(ids_.begin(), ids_.end(),
                     [this](const std::string& id) { return gone(id) || latest(id) != nullptr; });
}

bool Watch::all_gone() const {
  return std::all_of(ids_.begin(), ids_.end(), [this](const std::string& id) { return gone(id); });
}

}  // namespace cvm
