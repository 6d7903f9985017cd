#pragma once
// What a Scheduler knows. Split from scheduler.cpp so that the snapshot can be written and read in a file of its own.

#include <list>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "cvm/scheduler.hpp"

namespace cvm {

/// How far a call that changes something has come with its Persist.
enum class Clearance : std::uint8_t { none, asked, given };

struct ScheduledCall {
  CallNumber number = 0;
  Call call{};
  UnsignedRequest request{};
  std::int64_t deadline_ms = forever;
  std::int64_t not_before_ms = 0;
  std::optional<std::int64_t> first_attempt_ms{};
  int attempts = 0;
  Clearance clearance = Clearance::none;
  bool clock_corrected = false;
  bool in_flight = false;
  std::vector<std::string> request_ids{};
};

/// The calls that share a rate, in the order in which they may go.
struct RateGroup {
  int rate_per_second = default_rate_per_second;
  std::int64_t next_ms = 0;  ///< the limiter said: not before
  std::set<std::pair<std::int64_t, CallNumber>> queue{};
};

struct RateKeyLess {
  bool operator()(const RateKey& a, const RateKey& b) const noexcept;
};

struct Scheduler::State {
  State(SchedulerOptions options_in, Limiter& limiter_in);

  SchedulerOptions options;
  Limiter* limiter;
  std::map<CallNumber, ScheduledCall> calls{};
  std::map<RateKey, RateGroup, RateKeyLess> groups{};
  std::map<RequestNumber, CallNumber> in_flight{};
  std::set<RequestNumber> abandoned{};  ///< on their way when the call was cancelled: their ends are heard and dropped
  std::set<std::pair<std::int64_t, CallNumber>> deadlines{};
  std::list<Event> events{};
  std::list<Completed> completed{};
  CallNumber next_call = 1;
  RequestNumber next_request = 1;
  RateKey last_group{};  ///< where the last send came from, so that groups take turns
  std::int64_t skew_ms = 0;
  bool awaiting_persist = false;
  bool cancelled = false;

  void enqueue(ScheduledCall call);
  void requeue(ScheduledCall& call, std::int64_t not_before_ms);
  void dequeue(const ScheduledCall& call);
  void complete(ScheduledCall& call, Result<Answer> result);
  void tell(EventKind kind, const ScheduledCall& call, std::string detail);
  [[nodiscard]] RateKey key_of(const ScheduledCall& call) const;
  [[nodiscard]] int rate_of(const ScheduledCall& call) const;

  [[nodiscard]] std::int64_t timestamp_at(Time now) const;
  SchedulerStep next_completed();

  void expire(std::int64_t now_ms);
  std::optional<SchedulerStep> next_send(Time now);
  std::optional<SchedulerStep> try_group(Time now, const RateKey& key, RateGroup& group);
  void ask_clearance(std::int64_t now_ms);
  SchedulerStep send(Time now, ScheduledCall& call, RateGroup& group);
  [[nodiscard]] std::int64_t next_instant() const;

  void handle_answer(Time now, ScheduledCall& call, const HttpResponse& response);
  void handle_end(Time now, ScheduledCall& call, Error error, bool sent);
  bool try_again(ScheduledCall& call, std::int64_t not_before_ms, Error last);
  bool correct_clock(Time now, ScheduledCall& call, const HttpResponse& response);
  void cancel();

  [[nodiscard]] std::string snapshot(Time now) const;
};

/// Reads what `State::snapshot` wrote into a fresh state. Error: `invalid-parameter`.
Result<void> restore_into(Scheduler::State& state, Time now, std::string_view snapshot);

}  // namespace cvm
