#pragma once
/// \file
/// From a selection to a plan: everything that speaks for or against deleting is asked. Reads only.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cvm/machine.hpp"
#include "cvm/plan.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

struct PlanRequest {
  std::vector<std::string> regions{};  ///< one at least
  Selection selection{};
  Guards guards{};
  std::int64_t valid_ms = 24 * 3'600'000;
};

/// Reads images, quota, references and sharing in all regions at once, at the rates allowed, and judges every image.
///
/// Ends in Failed when the request is refused before anything is sent (`invalid-parameter`, `invalid-region`), when it
/// is cancelled, or when the key or the clock is refused. A region whose images or totals cannot be read is "not
/// scanned"; a reference check that fails makes what depends on it `unknown`.
///
/// ```cpp
/// cvm::Planner planner({.regions = {"ap-guangzhou"}, .selection = {.names = {"web-*"}}}, options, limiter);
/// ```
class Planner final : public Machine {
 public:
  /// `options.account` is the SecretId's hash (`account_of`): the plan names it when GetCallerIdentity does not answer.
  /// `limiter` must outlive the machine.
  Planner(PlanRequest request, SchedulerOptions options, Limiter& limiter);
  ~Planner() override;
  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;
  /// Complete once `poll` returned Finished.
  [[nodiscard]] const Plan& plan() const noexcept;
  [[nodiscard]] std::int64_t skew_ms() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Those that the rules of `filter` let through: the rules that choose and `min_age_s`; the others spare nothing here.
/// Error: that of `validate`.
Result<std::vector<Image>> filter_images(std::vector<Image> images, const Selection& filter, std::int64_t unix_seconds);

/// The states in which the service deletes: NORMAL, CREATEFAILED, IMPORTFAILED. Every other one, known or not, blocks.
bool is_deletable_state(std::string_view state) noexcept;

/// True while the tags protect at `unix_seconds`: `keep` with any value, `keep-until=<date>` up to the end of that UTC
/// day (a date that cannot be read protects), both in any case and with blanks or "_" for "-", and the rules given.
/// Returns the tag as "key=value".
std::optional<std::string> protecting_tag(const std::vector<Tag>& tags, const std::vector<TagRule>& rules,
                                          std::int64_t unix_seconds);

}  // namespace cvm
