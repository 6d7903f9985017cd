#pragma once
// What makes deleting an image impossible or harmful, whatever is selected.

#include "plan/findings.hpp"
#include "plan/region_facts.hpp"
#include "plan/rules.hpp"

namespace cvm {

/// Adds the findings, and fills `planned`'s references and sharing.
void judge_safety(PlannedImage& planned, const Image& image, const RegionFacts& facts, const Rules& rules,
                  Findings& findings);

}  // namespace cvm
