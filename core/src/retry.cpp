#include "cvm/retry.hpp"

#include <algorithm>

#include "cvm/answer.hpp"

namespace cvm {
namespace {

enum class Way { again, final, look, look_later };

bool is_group(const Error& error, std::string_view group) { return in_code_group(error.service_code, group); }

/// The end says nothing of what the service did.
bool is_unclear(const Error& error) {
  switch (error.code) {
    case ErrorCode::lost:
    case ErrorCode::http_status:
    case ErrorCode::malformed_answer:
    case ErrorCode::answer_too_large:
      return true;
    default:
      return is_group(error, "InternalError") || is_group(error, "InternalServerError") ||
             is_group(error, "ServiceUnavailable");
  }
}

bool is_busy(const Error& error) {
  return is_group(error, "MutexOperation") || is_group(error, "ResourceInUse") ||
         is_group(error, "ResourceUnavailable");
}

Way way_after(Effect effect, const AttemptEnd& end) {
  const Error& error = end.error;
  if (!end.sent) return error.retryable ? Way::again : Way::final;
  if (error.code == ErrorCode::throttled) return Way::again;
  if (is_unclear(error)) {
    if (effect == Effect::changes) return Way::look;
    const bool is_hopeless = error.code == ErrorCode::lost && !error.retryable;  // a bad certificate, given up here
    return is_hopeless || error.code == ErrorCode::answer_too_large ? Way::final : Way::again;
  }
  if (effect == Effect::changes && is_busy(error)) return Way::look_later;
  return Way::final;
}

GiveUp give_up(Error error, bool retryable, bool ambiguous) {
  error.retryable = retryable;
  error.ambiguous = ambiguous;
  return {std::move(error)};
}

}  // namespace

std::uint64_t mix(std::uint64_t value) noexcept {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

RetryDecision decide_retry(const RetryPolicy& policy, Effect effect, const AttemptEnd& end, int attempt,
                           std::int64_t elapsed_ms, std::uint64_t seed) {
  switch (way_after(effect, end)) {
    case Way::final:
      return give_up(end.error, false, false);
    case Way::look:
      return give_up(end.error, false, true);
    case Way::look_later:
      return give_up(end.error, true, false);
    case Way::again:
      break;
  }
  if (attempt >= policy.max_attempts) return give_up(end.error, true, false);
  const int doublings = std::clamp(attempt - 1, 0, 30);
  const std::int64_t most = std::min(policy.cap_ms, policy.base_ms << doublings);
  const auto delay =
      static_cast<std::int64_t>(mix(seed) % static_cast<std::uint64_t>(std::max<std::int64_t>(most, 0) + 1));
  if (elapsed_ms + delay > policy.total_ms) return give_up(end.error, true, false);
  return TryAgain{delay};
}

}  // namespace cvm
