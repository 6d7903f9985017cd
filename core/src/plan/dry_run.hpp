#pragma once
// Asking the service itself, with DeleteImages and DryRun, whether images could be deleted.

#include <string>
#include <vector>

#include "calls.hpp"
#include "plan/region_facts.hpp"
#include "plan/region_references.hpp"

namespace cvm {

/// Whether an answer that refuses speaks of one id or of the whole list is not documented: a list that is refused is
/// asked again in halves, so that every id has an answer of its own.
class DryRun {
 public:
  DryRun(Calls& calls, RegionFacts& facts, CheckListener& listener)
      : calls_(&calls), facts_(&facts), listener_(&listener) {}
  void ask(Time now, const std::vector<std::string>& ids);

 private:
  void ask_some(Time now, std::vector<std::string> ids);
  void take(Time now, const std::vector<std::string>& ids, const Result<DeleteImagesResponse>& result);

  Calls* calls_;
  RegionFacts* facts_;
  CheckListener* listener_;
};

}  // namespace cvm
