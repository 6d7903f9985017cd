#pragma once
/// \file
/// Carrying out a plan that somebody confirmed, and proving what came of it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cvm/machine.hpp"
#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

/// What somebody said yes to.
struct Confirmation {
  std::string digest{};      ///< of the plan that was shown
  std::int64_t deletes = 0;  ///< how many images it deletes
  std::string by{};          ///< how it was confirmed, for the receipt: "typed phrase", an operator's name
};

struct DeletionTimes {
  std::int64_t settle_ms = 15'000;   ///< after an unclear end an image that is visible this long is really there
  std::int64_t verify_ms = 120'000;  ///< how long to wait for accepted images to disappear
  std::int64_t first_read_ms = 500;  ///< the first look; the interval grows by half each time …
  std::int64_t longest_interval_ms = 5'000;  ///< … up to this
};

struct ApplyRequest {
  Plan plan{};
  Confirmation confirmation{};
  std::size_t batch = 100;  ///< ids in one DeleteImages request, at most
  int max_sends = 6;        ///< of one id, when their ends tell nothing; a search for a culprit may take more
  DeletionTimes times{};
};

/// Reads everything again and evaluates selection, protection, references and floors anew; an image that would now be
/// kept, or that changed name, state, tags or sharing, is skipped with the reason, and nothing is added. Then deletes
/// in batches, looks after every end that was not a success, verifies.
///
/// After a failed or lost batch all of its ids are read until the answer is stable: one that two reads do not show is
/// gone; one that is still visible after the settle time is there. What the error names, and what changed, is dropped;
/// only the rest is sent again, in halves when the batch failed without naming anything. Nothing is ever sent again
/// without that look. After `Cancel` nothing new is sent.
///
/// Ends in Failed, with nothing sent: `refused` for a plan that is not appliable, has expired, is for another endpoint
/// or account or was not confirmed as it is; `cancelled`; a key or clock that is refused. Otherwise in Finished; what
/// went wrong stands in the receipt.
///
/// **Journal.** The bytes of each Persist are one line of JSON to be appended to a journal and made durable. A run that
/// was killed goes on when a new Applier of the same plan is given the whole journal before its first `poll`: what may
/// have been sent is looked at first.
class Applier final : public Machine {
 public:
  /// `options.account` is the SecretId's hash. `limiter` must outlive the machine.
  Applier(ApplyRequest request, SchedulerOptions options, Limiter& limiter);
  ~Applier() override;

  /// Takes up the run that the lines tell of: what was settled then stays, what was not verified is looked at again,
  /// what was not sent is sent. Of one that finished only the receipt is made again. A last line that is torn was never
  /// acknowledged and is left out. Errors: `invalid-parameter` for text that is no journal, `refused` for the journal
  /// of another plan, `misuse` after the first `poll`.
  Result<void> resume(std::string_view journal);

  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;

  /// Everything that a journal with all lines so far would say, as one text for `resume`: for shells that keep a
  /// snapshot instead of a journal.
  [[nodiscard]] std::string snapshot() const;

  /// Complete once `poll` returned Finished.
  [[nodiscard]] const Receipt& receipt() const noexcept;

  /// The receipt of a run that ends here, before Finished: what was sent and not verified is `unknown`, the rest is
  /// `failed`, not sent.
  [[nodiscard]] Receipt broken_off(const Error& fault) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
