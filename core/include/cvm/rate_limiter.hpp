#pragma once
/// \file
/// The service's limits on requests a second, kept on this side.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace cvm {

/// What a limit counts: one account, one region, one action.
struct RateKey {
  std::string account{};  ///< anything that names the account, such as the SecretId's hash
  std::string region{};
  std::string action{};
  friend bool operator==(const RateKey&, const RateKey&) = default;
};

/// The limiter as the Scheduler sees it, so that clients of one process may share one (behind a lock of their own).
class Limiter {
 public:
  virtual ~Limiter() = default;
  /// Takes a place for one send now: returns `now_ms` and counts it, or returns the later instant to ask again at and
  /// counts nothing. `rate_per_second` is the service's limit, at least 1.
  virtual std::int64_t acquire(const RateKey& key, int rate_per_second, std::int64_t now_ms) = 0;
  /// The service said RequestLimitExceeded: the rate is lowered for a while.
  virtual void throttled(const RateKey& key, std::int64_t now_ms) = 0;
};

/// Evenly spaced sends: at most rate − 1 in any 1.05 s (one a 1.05 s for a rate of 1 or 2), whoever counts and however
/// the network jitters. It starts empty: the first send of a key waits one interval, so that a process that is killed
/// and started again gets no fresh burst. After RequestLimitExceeded the interval doubles (eight times at most) and
/// comes back step by step, one halving every 10 s without another. Time that goes back is taken as standing still.
class RateLimiter final : public Limiter {
 public:
  /// `started_ms`: the instant at which this limiter began to exist.
  explicit RateLimiter(std::int64_t started_ms) noexcept : started_ms_(started_ms) {}
  std::int64_t acquire(const RateKey& key, int rate_per_second, std::int64_t now_ms) override;
  void throttled(const RateKey& key, std::int64_t now_ms) override;

 private:
  struct Less {
    bool operator()(const RateKey& a, const RateKey& b) const noexcept;
  };
  struct Bucket {
    std::int64_t next_us = 0;  ///< earliest instant of the next send, in microseconds
    int slowdown = 0;          ///< the interval is doubled this many times
    std::int64_t slowed_at_ms = 0;
  };
  Bucket& bucket(const RateKey& key, int rate_per_second);
  std::int64_t started_ms_;
  std::int64_t latest_ms_ = INT64_MIN;
  std::map<RateKey, Bucket, Less> buckets_;
};

}  // namespace cvm
