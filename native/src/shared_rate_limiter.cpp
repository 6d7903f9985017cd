#include "cvm/shared_rate_limiter.hpp"

#include "driver.hpp"

namespace cvm {

SharedRateLimiter::SharedRateLimiter() : limiter_(now().monotonic_ms) {}

std::int64_t SharedRateLimiter::acquire(const RateKey& key, int rate_per_second, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  return limiter_.acquire(key, rate_per_second, now_ms);
}

void SharedRateLimiter::throttled(const RateKey& key, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  limiter_.throttled(key, now_ms);
}

std::shared_ptr<Limiter> process_rate_limiter() {
  static const std::shared_ptr<Limiter> limiter = std::make_shared<SharedRateLimiter>();
  return limiter;
}

}  // namespace cvm
