#include "profile.hpp"

#include <algorithm>
#include <vector>

namespace cvm::simulation {
namespace {

/// Zero in half of the seeds, else up to `most`.
int rate(Random& random, int most) { return random.chance(50) ? 0 : static_cast<int>(random.between(1, most)); }

void draw_account(Profile& profile, Random& random) {
  profile.regions = random.chance(70) ? 1 : static_cast<int>(random.between(2, 4));
  profile.most_images = random.chance(5) ? 230 : static_cast<int>(random.between(3, 40));
  profile.many_instances = random.chance(5);
  profile.culprits = random.chance(25);
  profile.busy = random.chance(25);
  if (random.chance(25)) profile.denied.insert("GetCallerIdentity");
  static const std::vector<std::string> reads = {"DescribeInstances",
                                                 "DescribeLaunchTemplates",
                                                 "DescribeLaunchTemplateVersions",
                                                 "DescribeLaunchConfigurations",
                                                 "DescribeSnapshots",
                                                 "DescribeImageSharePermission",
                                                 "DescribeImageFromFamily",
                                                 "DescribeImageQuota"};
  if (random.chance(15)) profile.denied.insert(random.pick(reads));
  if (random.chance(2)) profile.denied.insert("DeleteImages");
  if (random.chance(2)) profile.denied.insert("ModifyImageSharePermission");
}

void draw_service(Profile& profile, Random& random) {
  profile.batches = static_cast<Batches>(random.below(3));
  profile.bound_snapshots = static_cast<BoundSnapshots>(random.below(3));
  profile.names_culprit = random.chance(60);
  profile.deleted_is_running = random.chance(20);
  profile.dry_run_is_error = random.chance(30);
  const std::vector<std::size_t> limits = {100, 100, 100, 20, 7, 1};
  profile.most_ids = random.pick(limits);
}

void draw_faults(Profile& profile, Random& random) {
  profile.throttled = rate(random, 60);
  profile.internal_error = rate(random, 60);
  profile.bad_gateway = rate(random, 60);
  profile.cut_body = rate(random, 40);
  profile.not_sent = rate(random, 60);
  profile.lost_before = rate(random, 60);
  profile.lost_after = rate(random, 60);
  profile.lost_late = rate(random, 60);
  profile.slow = rate(random, 60);
}

/// Late effect, visibility and lag together stay below what the engine takes to be settled.
void draw_consistency(Profile& profile, Random& random) {
  profile.most_late_ms = random.between(100, 7'000);
  if (random.chance(70)) profile.most_visible_ms = random.between(100, 4'000);
  if (random.chance(50)) profile.most_lag_ms = random.between(10, settled_within_ms - 11'500);
  if (random.chance(30)) profile.blind = static_cast<int>(random.between(5, 40));
}

/// Visible for minutes: only where every end is clear, else nobody could tell.
void draw_long_visibility(Profile& profile, Random& random) {
  if (!random.chance(5)) return;
  Profile clear;
  clear.regions = profile.regions;
  clear.most_images = profile.most_images;
  clear.throttled = profile.throttled;
  clear.not_sent = profile.not_sent;
  clear.most_visible_ms = random.between(60'000, 200'000);
  profile = clear;
}

void draw_client(Profile& profile, Random& random) {
  if (random.chance(30)) profile.wall_offset_ms = random.between(-2'000'000, 2'000'000);
  if (random.chance(30)) profile.clock_steps = static_cast<int>(random.between(1, 3));
  profile.largest_step_ms = random.chance(5) ? 40 * 3'600'000 : 1'200'000;
  if (random.chance(50)) {
    profile.crashes = static_cast<int>(random.between(1, 6));
    profile.crash = static_cast<int>(random.between(1, 25));
  }
  profile.snapshot_instead_of_journal = random.chance(25);
  profile.slow_persist = random.chance(40);
  profile.slow_driver = random.chance(30);
  if (random.chance(20)) profile.cancel = static_cast<int>(random.between(2, 60));
  const std::vector<std::size_t> places = {16, 16, 4, 1, 40};
  profile.max_in_flight = random.pick(places);
  const std::vector<std::size_t> batches = {100, 100, 50, 5, 1};
  profile.batch = random.pick(batches);
  const std::vector<int> rates = {10, 10, 10, 2, 1, 100};
  profile.delete_rate = random.pick(rates);
}

void draw_others(Profile& profile, Random& random) {
  if (random.chance(50)) profile.acts_before = static_cast<int>(random.between(1, 6));
  if (random.chance(50)) profile.acts_during = static_cast<int>(random.between(1, 12));
  profile.pause_ms = random.chance(5) ? 25 * 3'600'000 : random.between(0, 3'600'000);
}

}  // namespace

bool Profile::calm() const noexcept {
  const int faults = throttled + internal_error + bad_gateway + cut_body + not_sent + lost_before + lost_after +
                     lost_late + slow + clock_steps + acts_before + acts_during + blind;
  return faults == 0 && undisturbed() && !culprits && !busy && most_visible_ms < settled_within_ms &&
         pause_ms < 23 * 3'600'000 && denied.empty();
}

Profile random_profile(Random random) {
  Profile profile;
  draw_account(profile, random);
  draw_service(profile, random);
  draw_consistency(profile, random);
  const bool kind = random.chance(15);
  if (!kind) draw_faults(profile, random);
  draw_client(profile, random);
  if (!kind || random.chance(30)) draw_others(profile, random);
  if (kind && random.chance(70)) {
    profile.culprits = profile.busy = false;
    profile.denied.clear();
    profile.clock_steps = profile.crashes = profile.cancel = profile.blind = 0;
  }
  draw_long_visibility(profile, random);
  return profile;
}

}  // namespace cvm::simulation
