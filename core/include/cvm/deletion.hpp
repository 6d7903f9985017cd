#pragma once
/// \file
/// Deleting images that were inspected, and proving that they are gone.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/applier.hpp"
#include "cvm/inspection.hpp"
#include "cvm/machine.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

struct DeletionRequest {
  std::string region{};
  std::vector<InspectedImage> images{};  ///< those to delete, as they were inspected
  std::size_t batch = 100;               ///< ids in one DeleteImages request, at most
  int max_sends = 6;                     ///< of one id
  DeletionTimes times{};
};

struct SnapshotOutcome {
  std::string id{};
  std::string outcome = "unknown";  ///< `deleted`, `left`, `unknown`
  friend bool operator==(const SnapshotOutcome&, const SnapshotOutcome&) = default;
};

struct ImageOutcome {
  std::string id{};
  Outcome outcome = Outcome::unknown;
  /// Codes: `changed` (what), `already-gone`, `cancelled`, `refused` (code), `still-visible`, `not-sent`, `no-answer`.
  std::optional<Reason> reason{};
  int attempts = 0;  ///< DeleteImages requests that named it
  std::vector<std::string> request_ids{};
  std::optional<Error> error{};
  std::vector<SnapshotOutcome> snapshots{};
};

struct DeletionReport {
  std::string region{};
  std::vector<ImageOutcome> images{};  ///< in the order of the request
  std::optional<std::int64_t> used_after{};
  std::int64_t started_ms = 0;  ///< wall time
  std::int64_t finished_ms = 0;
  std::int64_t skew_ms = 0;
  bool cancelled = false;
  std::optional<Error> fault{};  ///< the run broke off: images without a verified end are `unknown` if they were sent
};

/// Reads every image again (changed name, state, tags or sharing: skipped), sends DeleteImages in batches, looks after
/// every end that was not a success, verifies.
///
/// After a failed or lost batch all of its ids are read until the answer is stable: one that two reads do not show is
/// gone; one that is still visible after the settle time is there. What the error names, and what changed, is dropped;
/// only the rest is sent again, in halves when the batch failed without naming anything. Nothing is ever sent again
/// without that look. Always ends in Finished; what went wrong stands in the report. After `Cancel` nothing new is
/// sent.
class Deletion final : public Machine {
 public:
  Deletion(DeletionRequest request, SchedulerOptions options, Limiter& limiter);
  ~Deletion() override;
  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;
  [[nodiscard]] const DeletionReport& report() const noexcept;
  /// The report of a run that ends here, before Finished: what was sent and not verified is `unknown`, the rest is
  /// `failed`, not sent.
  [[nodiscard]] DeletionReport broken_off(const Error& fault) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
