#pragma once
// Cancelling the sharing of images that are to be deleted, and making sure that it is cancelled.

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "apply/region_deletion.hpp"

namespace cvm {

/// Each image by itself: ModifyImageSharePermission, then reads until nobody shares it any more. What is still shared
/// when the settle time is over is cancelled again, three times at most, unless the service said no.
class Unsharing {
 public:
  /// All must outlive it.
  Unsharing(Calls& calls, Events& events, Progress& progress, const DeletionTimes& times, std::string region)
      : calls_(&calls), events_(&events), progress_(&progress), times_(&times), region_(std::move(region)) {}

  /// Cancels the sharing of the image with the accounts that the plan names.
  void begin(Time now, ImageProgress& image);
  /// Reads what is due.
  void advance(Time now);
  void cancel() noexcept { cancelled_ = true; }
  [[nodiscard]] bool idle() const noexcept { return jobs_.empty(); }
  [[nodiscard]] std::int64_t next_instant() const;
  /// Ids whose sharing is cancelled, verified.
  [[nodiscard]] const std::vector<std::string>& unshared() const noexcept { return unshared_; }

 private:
  struct Job {
    ImageProgress* image = nullptr;
    int sends = 0;
    bool busy = false;             ///< a call is under way
    std::optional<Error> error{};  ///< how the latest request ended
    std::int64_t settled_ms = 0;
    std::int64_t next_read_ms = 0;
    std::int64_t interval_ms = 0;
  };

  void send(Time now, Job& job);
  void look(Time now, Job& job);
  void take(Time now, Job& job, const std::vector<std::string>& left, std::int64_t asked_ms);
  void end(Job& job, std::optional<Reason> reason, std::optional<Error> error = {});

  Calls* calls_;
  Events* events_;
  Progress* progress_;
  const DeletionTimes* times_;
  std::string region_;
  std::vector<std::string> unshared_{};
  std::list<Job> jobs_{};
  bool cancelled_ = false;
};

/// Adds to the receipt the planned accounts that a read does not show any more. False when the read shows others.
bool note_unshared(ImageProgress& image, Progress& progress, const std::vector<std::string>& left);

}  // namespace cvm
