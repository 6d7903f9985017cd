#pragma once
// One region of a plan, carried out: look back, check again, cancel sharing, delete, verify.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apply/progress.hpp"
#include "apply/region_deletion.hpp"
#include "apply/unsharing.hpp"
#include "plan/region_scan.hpp"

namespace cvm {

class RegionRun {
 public:
  /// All must outlive it. `expired`: the plan must not be begun any more; what an earlier run sent is looked at.
  RegionRun(Calls& calls, Events& events, Progress& progress, const ApplyRequest& request, const Rules& rules,
            const PlannedRegion& planned, bool expired);

  void add(ImageProgress& image) {
    deletion_.add(image);
    images_.push_back(&image);
  }
  /// Goes on as far as what is known allows.
  void advance(Time now);
  void cancel();
  [[nodiscard]] bool done() const noexcept { return round_ == Round::done; }
  [[nodiscard]] std::int64_t next_instant() const;
  [[nodiscard]] const QuotaReceipt& quota() const noexcept { return quota_; }

 private:
  void step(Time now);
  enum class Round : std::uint8_t { start, look_back, scan, prepare, deletion, done };

  void begin(Time now);
  void read_back(Time now);
  void conclude_look_back(Time now);
  void scan(Time now);
  void ask_earlier_unsharing(Time now);
  void conclude_scan(Time now);
  void evaluate(Time now, ImageProgress& image, const PlannedImage* fresh);
  [[nodiscard]] std::optional<std::string> sharing_change(const ImageProgress& image, const PlannedImage& fresh) const;
  [[nodiscard]] std::optional<Reason> lost_check() const;
  static bool is_open(const ImageProgress& image);
  void end_expired();
  void end_without_scan(const Error& error);
  void ask_backing(Time now);
  void take_backing(const std::map<std::string, BlockSnapshot>& found);
  void start_deletion();
  void settle(ImageProgress& image, Outcome outcome, std::optional<Reason> reason, std::optional<Error> error = {}) {
    settle_image(image, *progress_, *events_, outcome, std::move(reason), std::move(error));
  }

  Calls* calls_;
  Events* events_;
  Progress* progress_;
  const ApplyRequest* request_;
  const PlannedRegion* planned_;
  RegionScan scan_;
  Unsharing unsharing_;
  RegionDeletion deletion_;
  QuotaReceipt quota_{};
  std::vector<ImageProgress*> images_{};
  Round round_ = Round::start;
  std::optional<Watch> watch_{};  ///< what an earlier run may have sent
  Ids accepted_{};
  Ids ready_{};
  std::set<std::string> with_snapshots_{};
  int open_ = 0;
  bool expired_;
  bool cancelled_ = false;
};

}  // namespace cvm
