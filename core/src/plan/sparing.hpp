#pragma once
// The rules that spare: age, the newest of a group, no more than are needed.

#include <cstdint>
#include <optional>
#include <vector>

#include "plan/findings.hpp"
#include "plan/region_facts.hpp"
#include "plan/rules.hpp"

namespace cvm {

struct Candidate {
  const Image* image = nullptr;
  std::optional<std::int64_t> created{};  ///< Unix seconds; without it the image is kept anyway
  bool chosen = false;                    ///< every rule that chooses lets it through
  Findings findings{};
};

void spare_young(std::vector<Candidate>& candidates, const Selection& selection, std::int64_t now_s);

/// The NORMAL images of each group that are newest stay, whatever else is said of them.
void spare_newest(std::vector<Candidate>& candidates, const Rules& rules);

/// Of those that nothing spares so far, only the oldest go, as many as `free` or `until_below` want. Returns how many
/// there are too few.
std::int64_t spare_enough(std::vector<Candidate>& candidates, const Selection& selection, const RegionFacts& facts);

}  // namespace cvm
