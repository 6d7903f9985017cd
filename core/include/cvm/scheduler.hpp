#pragma once
/// \file
/// The queue of calls: rates, retries, clock skew, order. Every decision about sending is made here and nowhere else.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cvm/answer.hpp"
#include "cvm/error.hpp"
#include "cvm/machine.hpp"
#include "cvm/rate_limiter.hpp"
#include "cvm/request.hpp"
#include "cvm/retry.hpp"

namespace cvm {

/// Names one call within a Scheduler. A call may need several requests (attempts).
using CallNumber = std::uint64_t;

struct SchedulerOptions {
  CallSettings settings{};
  std::string account{};   ///< whose rates are counted, such as the SecretId's hash
  std::uint64_t seed = 0;  ///< jitter comes from here: the same seed gives the same run
  RetryPolicy retry{};
  std::map<std::string, int> rates{};  ///< action → requests a second, for accounts with other limits
  std::size_t max_in_flight = 16;
  std::int64_t request_timeout_ms = 30'000;
};

/// A call is over.
struct Completed {
  CallNumber call = 0;
  Result<Answer> result;
  int attempts = 0;                        ///< requests that were handed out for it
  std::vector<std::string> request_ids{};  ///< of every answer that had one, in order
};

/// As `Step`, with `Completed` in place of the ends: a Scheduler has none. `Wait{forever}` means that it has nothing to
/// do.
using SchedulerStep = std::variant<Persist, Send, Event, Wait, Completed>;

/// ```cpp
/// cvm::RateLimiter limiter(now.monotonic_ms);
/// cvm::Scheduler scheduler({.account = "…"}, limiter);
/// auto number = scheduler.submit(now, {.action = "DescribeImages", .region = "ap-guangzhou"});
/// for (auto step = scheduler.poll(now);;) …
/// ```
/// A call that changes something is preceded by a Persist whose bytes say that it may have been sent; a call that does
/// not come back from there is completed as `lost`, ambiguous, by `restore`. A machine that keeps a scheduler inside
/// its own state puts its own bytes in the place of the scheduler's.
class Scheduler {
 public:
  /// `limiter` must outlive the scheduler.
  Scheduler(SchedulerOptions options, Limiter& limiter);
  Scheduler(Scheduler&&) noexcept;
  Scheduler& operator=(Scheduler&&) noexcept;
  ~Scheduler();

  /// Validates, builds and queues a call. `deadline_ms` is an instant (monotonic) after which no attempt begins and by
  /// which one under way is given up. Errors: those of `build_request`.
  Result<CallNumber> submit(Time now, const Call& call, std::int64_t deadline_ms = forever);

  SchedulerStep poll(Time now);

  /// Error: `misuse` for a request number that is not on its way, or for Persisted when none was asked for.
  Result<void> handle(Time now, const Input& input);

  /// Calls that are not completed and reported yet.
  [[nodiscard]] std::size_t pending() const noexcept;

  /// What was learnt of this machine's clock: add it to the wall time to get the service's. 0 until an answer told.
  [[nodiscard]] std::int64_t skew_ms() const noexcept;

  /// The calls that are not completed, as text: a JSON document without secrets, schema "cvm-images.scheduler/1".
  [[nodiscard]] std::string snapshot(Time now) const;

  /// The same queue in another process. Call numbers stay. Reads start again; a change that may have been sent
  /// completes as `lost` and ambiguous. Error: `invalid-parameter` for text that `snapshot` did not write.
  static Result<Scheduler> restore(Time now, std::string_view snapshot, SchedulerOptions options, Limiter& limiter);

  struct State;

 private:
  explicit Scheduler(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
