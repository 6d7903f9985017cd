#pragma once
// From what is known of a region to a verdict for each of its images. Pure: facts and rules in, verdicts out.

#include <cstdint>
#include <vector>

#include "cvm/plan.hpp"
#include "plan/region_facts.hpp"
#include "plan/rules.hpp"

namespace cvm {

struct Judgement {
  std::vector<PlannedImage> images{};  ///< in the order of the facts; missing ones last
  std::int64_t short_by = 0;           ///< how many more `free` or `until_below` wanted than are safe
};

Judgement judge(const RegionFacts& facts, const Rules& rules);

/// The service's code where there is one, otherwise this program's.
std::string short_text(const Error& error);

}  // namespace cvm
