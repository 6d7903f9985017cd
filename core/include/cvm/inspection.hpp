#pragma once
/// \file
/// What is known of images before anything is deleted: found or not, state, type, sharing, protection, who uses them.

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cvm/machine.hpp"
#include "cvm/models.hpp"
#include "cvm/plan.hpp"
#include "cvm/planner.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

struct InspectionRequest {
  std::string region{};
  std::vector<std::string> ids{};
  std::vector<TagRule> protect_tags{};       ///< beside `keep` and `keep-until=<date>`, which always protect
  std::set<std::string> allow_protected{};   ///< ids whose protection is lifted
  std::set<std::string> allow_referenced{};  ///< ids that may go although somebody uses them, or nobody could tell
};

struct InspectedImage {
  std::string id{};
  std::optional<Image> image{};  ///< nothing when the region does not have it
  Verdict verdict = Verdict::unknown;
  std::vector<Reason> reasons{};
  std::vector<Reference> references{};
  std::vector<std::string> shared_with{};  ///< account ids
};

struct InspectionReport {
  std::string region{};
  std::optional<std::string> account{};  ///< AccountId of GetCallerIdentity, where that is permitted
  std::optional<std::int64_t> quota{};   ///< custom images allowed in the region
  std::optional<std::int64_t> used{};    ///< custom images there are
  std::vector<InspectedImage> images{};  ///< in the order of the request
  std::vector<CheckRecord> checks{};
  std::int64_t skew_ms = 0;
};

/// Asks the service everything that speaks for or against deleting the given images. Reads only.
///
/// Fails (`Failed`) when the request is refused before anything is sent, when it is cancelled, when the key is refused,
/// or when the images themselves cannot be read. A reference check that fails makes the images `unknown`.
class Inspection final : public Machine {
 public:
  /// `limiter` must outlive the machine.
  Inspection(InspectionRequest request, SchedulerOptions options, Limiter& limiter);
  ~Inspection() override;
  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;
  /// Complete once `poll` returned Finished.
  [[nodiscard]] const InspectionReport& report() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
