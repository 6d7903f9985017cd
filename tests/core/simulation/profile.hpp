#pragma once
// How kind the world of one seed is. Each trouble is absent in about half of the seeds, so that every one is also met
// without the others.

#include <cstdint>
#include <set>
#include <string>

#include "random.hpp"

namespace cvm::simulation {

/// What DeleteImages does with the rest when one image of a list cannot go.
enum class Batches : std::uint8_t { all_or_nothing, partial, until_first };
/// Which snapshots DeleteBindedSnap takes along.
enum class BoundSnapshots : std::uint8_t { spares_shared, system_only, all };

struct Profile {
  // the account
  int regions = 1;
  int most_images = 30;  ///< in a region
  bool many_instances = false;
  bool culprits = false;  ///< images that DeleteImages refuses, and no read shows why
  bool busy = false;      ///< images on which a task runs for a while
  std::set<std::string> denied{};

  // the service
  Batches batches = Batches::all_or_nothing;
  BoundSnapshots bound_snapshots = BoundSnapshots::spares_shared;
  bool names_culprit = true;
  bool deleted_is_running = false;  ///< a second delete of an image that is going: MutexOperation instead of NotFound
  bool dry_run_is_error = false;    ///< DryRunOperation
  std::size_t most_ids = 100;
  std::int64_t most_lag_ms = 0;      ///< how old the state may be that a read shows
  std::int64_t most_visible_ms = 0;  ///< how long a deleted image may still be shown
  int blind = 0;                     ///< per cent of reads by id that miss one image that is there

  // errors and losses, per mille of requests
  int throttled = 0;
  int internal_error = 0;  ///< half of them after the effect
  int bad_gateway = 0;     ///< the same
  int cut_body = 0;
  int not_sent = 0;
  int lost_before = 0;
  int lost_after = 0;
  int lost_late = 0;  ///< the effect comes after the client was told
  int slow = 0;
  std::int64_t most_late_ms = 0;

  // the client's machine
  std::int64_t wall_offset_ms = 0;
  int clock_steps = 0;
  std::int64_t largest_step_ms = 0;
  int crashes = 0;  ///< at most
  int crash = 0;    ///< per mille of steps
  bool snapshot_instead_of_journal = false;
  bool slow_persist = false;
  bool slow_driver = false;
  int cancel = 0;  ///< per ten thousand of steps
  std::size_t max_in_flight = 16;
  std::size_t batch = 100;
  int delete_rate = 10;

  // the others
  int acts_before = 0;  ///< between plan and apply
  int acts_during = 0;  ///< while planning and applying, at most
  std::int64_t pause_ms = 0;

  /// Nothing is lost, nobody interferes: everything that the plan lets go must be deleted.
  [[nodiscard]] bool calm() const noexcept;
  /// The driver meets no crash and no cancel.
  [[nodiscard]] bool undisturbed() const noexcept { return crashes == 0 && cancel == 0; }
};

Profile random_profile(Random random);

/// After an unclear end and this long, reads show what the request did. The engine relies on it (`settle_ms`).
inline constexpr std::int64_t settled_within_ms = 14'000;

}  // namespace cvm::simulation
