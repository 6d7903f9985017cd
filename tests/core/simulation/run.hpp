#pragma once
// One seed: an account, a plan, its application, and what must hold.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "invariants.hpp"

namespace cvm::simulation {

/// What happened in a run or in many: "plans", "deletes", "requests", "crashes", "outcome deleted", …
using Counts = std::map<std::string, std::uint64_t>;

struct RunResult {
  std::optional<Violation> violation{};
  Counts counts{};
};

/// `trace` hears every step.
RunResult run_seed(std::uint64_t seed, std::function<void(const std::string&)> trace = {});

/// "seed 7: look-again at 1200 ms: …; to see it: simulate --seed 7 --verbose"
std::string describe_failure(std::uint64_t seed, const Violation& violation);

}  // namespace cvm::simulation
