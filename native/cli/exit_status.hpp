#pragma once
// One place decides how the command ends.

#include "cvm/error.hpp"
#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"

namespace cvm::cli {

enum class Exit : int {
  done = 0,        ///< done and verified
  usage = 1,       ///< usage, configuration, input that validation or the service refuses; standard output is broken
  partial = 2,     ///< some images failed, or were skipped because they changed
  unverified = 3,  ///< accepted, not verified in time
  refused = 4,     ///< a guard refused, not confirmed, no image could go, no permission
  authentication = 5,  ///< no usable key, the key was refused, or the clock
  incomplete = 6,      ///< a region or a check could not be read whole, the network, an end that is not known
  deletions = 10,      ///< plan --detailed-exitcode: it would delete something
  interrupted = 130,
};

/// The one that counts when both apply: 130, 5, 6, 2, 3, then 4, 1 and 10.
Exit combine(Exit a, Exit b) noexcept;

/// Of a command that ended with this error.
Exit status_of(const Error& error) noexcept;

/// Of one region among others: what is not scanned makes the scan incomplete, unless the key, the clock, the user or
/// the region's own name is to blame.
Exit status_of_region(const Error& error) noexcept;

/// What the scan leaves behind: a region that was not read, or a check that failed for another reason than a missing
/// permission and kept an image, makes it incomplete. Images that the checks keep do not count otherwise.
Exit status_of_scan(const Plan& plan) noexcept;

/// What became of the images that the plan lets go; those that it keeps do not count.
Exit status_of(const Plan& plan, const Receipt& receipt);

}  // namespace cvm::cli
