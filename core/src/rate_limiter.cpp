#include "cvm/rate_limiter.hpp"

#include <algorithm>
#include <tuple>

namespace cvm {
namespace {

constexpr std::int64_t window_us = 1'050'000;
constexpr int most_doublings = 3;
constexpr std::int64_t recovery_ms = 10'000;

std::int64_t interval_us(int rate_per_second, int doublings) {
  const std::int64_t sends = std::max(1, rate_per_second - 1);
  const std::int64_t even = (window_us + sends - 1) / sends;
  return even << doublings;
}

}  // namespace

bool RateLimiter::Less::operator()(const RateKey& a, const RateKey& b) const noexcept {
  return std::tie(a.account, a.region, a.action) < std::tie(b.account, b.region, b.action);
}

RateLimiter::Bucket& RateLimiter::bucket(const RateKey& key, int rate_per_second) {
  const auto [place, is_new] = buckets_.try_emplace(key);
  if (is_new) place->second.next_us = started_ms_ * 1000 + interval_us(rate_per_second, 0);
  return place->second;
}

std::int64_t RateLimiter::acquire(const RateKey& key, int rate_per_second, std::int64_t now_ms) {
  latest_ms_ = std::max(latest_ms_, now_ms);
  const std::int64_t now = latest_ms_;
  Bucket& bucket = this->bucket(key, rate_per_second);
  while (bucket.slowdown > 0 && now - bucket.slowed_at_ms >= recovery_ms) {
    --bucket.slowdown;
    bucket.slowed_at_ms += recovery_ms;
  }
  if (now * 1000 < bucket.next_us) return now_ms + (bucket.next_us - now * 1000 + 999) / 1000;
  bucket.next_us = now * 1000 + interval_us(rate_per_second, bucket.slowdown);
  return now_ms;
}

void RateLimiter::throttled(const RateKey& key, std::int64_t now_ms) {
  latest_ms_ = std::max(latest_ms_, now_ms);
  const auto place = buckets_.find(key);
  if (place == buckets_.end()) return;
  Bucket& bucket = place->second;
  bucket.slowdown = std::min(most_doublings, bucket.slowdown + 1);
  bucket.slowed_at_ms = latest_ms_;
}

}  // namespace cvm
