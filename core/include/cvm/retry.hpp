#pragma once
/// \file
/// One function decides what becomes of an attempt. Sleeping and sending are somebody else's.

#include <cstdint>
#include <variant>

#include "cvm/action.hpp"
#include "cvm/error.hpp"

namespace cvm {

struct RetryPolicy {
  int max_attempts = 6;
  std::int64_t base_ms = 500;  ///< full jitter: a delay is drawn from [0, min(cap, base · 2^(attempt − 1))]
  std::int64_t cap_ms = 8'000;
  std::int64_t total_ms = 30'000;  ///< of one call, from its first attempt
};

/// How an attempt ended, for the decision: the error, and whether anything left this machine.
struct AttemptEnd {
  Error error{};
  bool sent = true;
};

struct TryAgain {
  std::int64_t delay_ms = 0;
};
struct GiveUp {
  Error error{};  ///< `retryable` and `ambiguous` set for good
};
using RetryDecision = std::variant<TryAgain, GiveUp>;

/// Is the same request sent again by itself?
///
/// | end of the attempt                                                        | reads | changes                    |
/// |---------------------------------------------------------------------------|-------|----------------------------|
/// | nothing left this machine (certificate: never)                            | again | again                      |
/// | RequestLimitExceeded*                                                     | again | again                      |
/// | lost, status not 200, not the service's JSON, InternalError*              | again | give up, ambiguous: look   |
/// | ServiceUnavailable                                                        | again | give up, ambiguous: look   |
/// | MutexOperation.*, ResourceInUse.*, ResourceUnavailable.*                  | final | give up, retryable: look   |
/// | everything else                                                           | final | final                      |
///
/// `attempt` counts from 1; `elapsed_ms` is the time since the call's first attempt began; `seed` is the jitter (any
/// value; the same seed gives the same delay). A delay that would pass `total_ms` gives up at once.
RetryDecision decide_retry(const RetryPolicy& policy, Effect effect, const AttemptEnd& end, int attempt,
                           std::int64_t elapsed_ms, std::uint64_t seed);

/// A well-mixed 64-bit number from another (splitmix64): the source of jitter.
std::uint64_t mix(std::uint64_t value) noexcept;

}  // namespace cvm
