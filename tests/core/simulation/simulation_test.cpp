// Thousands of random runs of the engine against the model of the service. Long runs: the program `simulate`.

#include <gtest/gtest.h>

#include <string>

#include "run.hpp"

namespace cvm::simulation {
namespace {

/// Plays the seeds and adds up what happened in them. The first that breaks an invariant ends it.
Counts play(std::uint64_t first, std::uint64_t last) {
  Counts total;
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFailure(); ++seed) {
    const RunResult result = run_seed(seed);
    if (result.violation) ADD_FAILURE() << describe_failure(seed, *result.violation);
    for (const auto& [name, times] : result.counts) total[name] += times;
  }
  return total;
}

constexpr std::uint64_t seeds = CVM_IMAGES_SEEDS;

// Two halves, so that two processors share them.
TEST(Simulation, NoSeedOfTheFirstHalfBreaksAnInvariant) { play(1, seeds / 2); }

TEST(Simulation, NoSeedOfTheSecondHalfBreaksAnInvariant) { play(seeds / 2 + 1, seeds); }

/// Else the invariants would have nothing to say.
TEST(Simulation, TheRunsMeetEverythingThatTheyAreThereFor) {
  Counts met = play(100'001, 102'000);
  for (const char* verdict : {"block", "unknown", "keep", "delete"}) {
    EXPECT_GT(met["verdict " + std::string(verdict)], 500U) << verdict;
  }
  for (const char* outcome : {"deleted", "accepted", "failed", "skipped", "unknown"}) {
    EXPECT_GT(met["outcome " + std::string(outcome)], 0U) << outcome;
  }
  for (const char* reason :
       {"already-gone", "changed", "protected", "referenced", "refused", "check-failed", "state"}) {
    EXPECT_GT(met["because " + std::string(reason)], 0U) << reason;
  }
  for (const char* thing : {"crashes", "interrupted", "receipts", "refused", "unshared", "snapshot deleted"}) {
    EXPECT_GT(met[thing], 10U) << thing;
  }
  EXPECT_GT(met["outcome deleted"], met["deletes planned"] / 3);
}

TEST(Simulation, ASeedIsTheSameRunEveryTime) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::string traces[2];
    for (std::string& trace : traces) {
      run_seed(seed, [&trace](const std::string& line) { trace += line + '\n'; });
    }
    EXPECT_EQ(traces[0], traces[1]) << "seed " << seed;
    EXPECT_GT(traces[0].size(), 100U);
  }
}

}  // namespace
}  // namespace cvm::simulation
