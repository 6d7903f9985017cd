#pragma once
// Virtual time and everything that happens by itself in it.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "cvm/machine.hpp"
#include "model_service.hpp"
#include "profile.hpp"
#include "random.hpp"

namespace cvm::simulation {

/// What will happen when. Things of one instant happen in the order in which they were set down.
class Agenda {
 public:
  [[nodiscard]] Millis now() const noexcept { return now_; }
  void at(Millis instant, std::function<void()> thing) { things_.emplace(std::max(instant, now_), std::move(thing)); }
  /// `forever` when nothing is set down.
  [[nodiscard]] Millis next() const noexcept { return things_.empty() ? forever : things_.begin()->first; }
  /// Goes to the instant; what is due on the way happens. True when something happened.
  bool advance(Millis instant) {
    bool happened = false;
    while (!things_.empty() && things_.begin()->first <= instant) {
      auto thing = things_.extract(things_.begin());
      now_ = std::max(now_, thing.key());
      thing.mapped()();
      happened = true;
    }
    now_ = std::max(now_, instant);
    return happened;
  }

 private:
  Millis now_ = 0;
  std::multimap<Millis, std::function<void()>> things_{};
};

/// The client's machine: a monotonic clock that begins anywhere in each process, and a wall clock that may be wrong.
struct Clock {
  Millis monotonic_begin = 0;
  Millis wall_offset;
  Millis least_offset;
  Millis largest_offset;

  explicit Clock(Millis offset) noexcept : wall_offset(offset), least_offset(offset), largest_offset(offset) {}
  void set_wall(Millis offset) noexcept {
    wall_offset = offset;
    least_offset = std::min(least_offset, offset);
    largest_offset = std::max(largest_offset, offset);
  }
  [[nodiscard]] Time time(Millis now) const noexcept {
    return {monotonic_begin + now, epoch_s * 1000 + now + wall_offset};
  }
};

struct World {
  World(const Profile& profile_in, std::uint64_t seed_in)
      : seed(seed_in),
        profile(profile_in),
        random(seed_in),
        clock(profile_in.wall_offset_ms),
        service(profile_in, random.fork(100)) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::uint64_t seed;
  Profile profile;
  Random random;
  Agenda agenda{};
  Clock clock;
  Service service;
  std::function<void(const std::string&)> trace{};  ///< hears everything, when somebody wants to
  bool quiet = false;                               ///< the others have stopped, and so have the clock's steps
};

}  // namespace cvm::simulation
