#pragma once
/// \file
/// A limiter that the clients of one process share.

#include <memory>
#include <mutex>

#include "cvm/rate_limiter.hpp"

namespace cvm {

/// A RateLimiter behind a lock. Give the same one to every Client whose calls count for the same accounts.
class SharedRateLimiter final : public Limiter {
 public:
  SharedRateLimiter();
  std::int64_t acquire(const RateKey& key, int rate_per_second, std::int64_t now_ms) override;
  void throttled(const RateKey& key, std::int64_t now_ms) override;

 private:
  std::mutex mutex_;
  RateLimiter limiter_;
};

/// The one that clients use when they are given none.
std::shared_ptr<Limiter> process_rate_limiter();

}  // namespace cvm
