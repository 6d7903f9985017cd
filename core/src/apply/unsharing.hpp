#pragma once
// Cancelling the sharing of images that are to be deleted, and making sure that it is cancelled.

#include <set>
#include <string>
#include <vector>

#include "apply/region_deletion.hpp"

namespace cvm {

/// Each image by itself: ModifyImageSharePermission, then a read of what is left. A request whose end is not known is
/// looked after the same way, and sent again if the sharing is still there, three times at most.
class Unsharing {
 public:
  /// All must outlive it.
  Unsharing(Calls& calls, Events& events, Progress& progress, std::string region)
      : calls_(&calls), events_(&events), progress_(&progress), region_(std::move(region)) {}

  /// Cancels the sharing of the image with the accounts that the plan names.
  void begin(Time now, ImageProgress& image);
  void cancel() noexcept { cancelled_ = true; }
  [[nodiscard]] bool idle() const noexcept { return open_ == 0; }
  /// Ids whose sharing is cancelled, verified.
  [[nodiscard]] const std::vector<std::string>& unshared() const noexcept { return unshared_; }

 private:
  void send(Time now, ImageProgress& image, int sends);
  void look(Time now, ImageProgress& image, int sends, std::optional<Error> error);
  void take(Time now, ImageProgress& image, int sends, const std::optional<Error>& error,
            const std::vector<std::string>& left);
  void fail(ImageProgress& image, Error error);

  Calls* calls_;
  Events* events_;
  Progress* progress_;
  std::string region_;
  std::vector<std::string> unshared_{};
  int open_ = 0;
  bool cancelled_ = false;
};

}  // namespace cvm
