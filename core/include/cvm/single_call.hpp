#pragma once
/// \file
/// One call as a machine of its own.

#include <optional>

#include "cvm/machine.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

/// Sends one call, with all that the Scheduler does about rates, retries and the clock. Always ends in Finished; the
/// call's own end is `result`. A change whose answer was lost ends as an ambiguous error and is not sent again.
class SingleCall final : public Machine {
 public:
  /// `limiter` must outlive the machine. `deadline_ms` is a duration from the first poll; `forever`: none.
  SingleCall(Call call, std::int64_t deadline_ms, SchedulerOptions options, Limiter& limiter);
  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;

  /// Set once `poll` returned Finished.
  [[nodiscard]] const std::optional<Completed>& result() const noexcept { return result_; }
  [[nodiscard]] std::int64_t skew_ms() const noexcept { return scheduler_.skew_ms(); }

 private:
  Call call_;
  std::int64_t deadline_ms_;
  Scheduler scheduler_;
  bool submitted_ = false;
  std::optional<Completed> result_{};
};

}  // namespace cvm
