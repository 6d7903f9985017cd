#pragma once
// What somebody might ask for.

#include "cvm/planner.hpp"
#include "world.hpp"

namespace cvm::simulation {

/// Regions, a selection that validation accepts, and guards.
PlanRequest random_request(const World& world, Random random);

}  // namespace cvm::simulation
