#pragma once
// Everything that speaks for or against deleting images of one region: asked, then judged.

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calls.hpp"
#include "cvm/machine.hpp"
#include "plan/dry_run.hpp"
#include "plan/judge.hpp"
#include "plan/region_facts.hpp"
#include "plan/region_references.hpp"
#include "plan/rules.hpp"

namespace cvm {

using Events = std::list<Event>;
Event take_first(Events& events);  ///< there is one

/// Two rounds: what the region holds and who uses it; then, as long as verdicts ask for more, what is only asked of
/// images that would otherwise go (sharing, what a family resolves to, the service's own opinion).
class RegionScan final : public CheckListener {
 public:
  /// All must outlive the scan.
  RegionScan(Calls& calls, Events& events, const Rules& rules, std::string region);
  RegionScan(const RegionScan&) = delete;
  RegionScan& operator=(const RegionScan&) = delete;

  void begin(Time now);

  /// Goes on when everything that was asked has been answered. True once it is done.
  bool advance(Time now);
  [[nodiscard]] bool done() const noexcept { return done_; }

  /// An error after which nothing else can work: the key, the clock, a cancellation.
  [[nodiscard]] const std::optional<Error>& fatal() const noexcept { return fatal_; }

  /// Complete once it is done. Nothing stands in `images` when the region was not scanned.
  [[nodiscard]] const PlannedRegion& region() const noexcept { return report_; }
  [[nodiscard]] std::vector<PlannedImage>& images() noexcept { return judgement_.images; }
  [[nodiscard]] const RegionFacts& facts() const noexcept { return facts_; }

  void begin_check() override { ++open_; }
  void end_check(Time now, std::string check, std::int64_t count, const std::optional<Error>& error) override;

 private:
  void ask_quota(Time now);
  void ask_count(Time now);
  void ask_list(Time now);
  void ask_ids(Time now, std::vector<std::string> ids);
  void take_list(Time now, Result<std::vector<Image>> images);
  void fail(const Error& error);
  bool ask_more(Time now);
  void ask_sharing(Time now, const std::string& id);
  void report_families();
  void conclude();

  Calls* calls_;
  Events* events_;
  const Rules* rules_;
  RegionFacts facts_{};
  RegionReferences references_;
  DryRun dry_run_;
  PlannedRegion report_{};
  Judgement judgement_{};
  std::map<std::string, CheckRecord> checks_{};
  std::set<std::string> sharing_asked_{};
  std::optional<Error> fatal_{};
  int open_ = 0;
  bool done_ = false;
};

/// Errors after which nothing else can work: the key, the clock, a cancellation.
bool is_fatal(const Error& error);

/// The `detail` of `checked` and `image_verdict` events.
std::string checked_detail(const std::string& check, std::int64_t count, const std::optional<Error>& error);
std::string verdict_detail(const PlannedImage& image);

}  // namespace cvm
