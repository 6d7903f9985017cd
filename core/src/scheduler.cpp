#include "cvm/scheduler.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "cvm/tc3.hpp"
#include "event_detail.hpp"
#include "message.hpp"
#include "scheduler_state.hpp"

namespace cvm {

bool RateKeyLess::operator()(const RateKey& a, const RateKey& b) const noexcept {
  return std::tie(a.account, a.region, a.action) < std::tie(b.account, b.region, b.action);
}

Scheduler::State::State(SchedulerOptions options_in, Limiter& limiter_in)
    : options(std::move(options_in)), limiter(&limiter_in) {}

RateKey Scheduler::State::key_of(const ScheduledCall& call) const {
  return {options.account, call.request.region, call.request.action};
}

int Scheduler::State::rate_of(const ScheduledCall& call) const {
  const auto own = options.rates.find(call.request.action);
  return own == options.rates.end() ? call.request.rate_per_second : own->second;
}

/// Unix seconds by the service's clock, rounded down also before 1970.
std::int64_t Scheduler::State::timestamp_at(Time now) const {
  const std::int64_t ms = now.wall_ms + skew_ms;
  return ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
}

SchedulerStep Scheduler::State::next_completed() {
  Completed next = std::move(completed.front());
  completed.pop_front();
  return next;
}

void Scheduler::State::enqueue(ScheduledCall call) {
  const CallNumber number = call.number;
  if (call.deadline_ms != forever) deadlines.emplace(call.deadline_ms, number);
  RateGroup& group = groups[key_of(call)];
  group.rate_per_second = rate_of(call);
  group.queue.emplace(call.not_before_ms, number);
  calls.emplace(number, std::move(call));
}

void Scheduler::State::requeue(ScheduledCall& call, std::int64_t not_before_ms) {
  call.in_flight = false;
  call.not_before_ms = not_before_ms;
  groups[key_of(call)].queue.emplace(not_before_ms, call.number);
}

void Scheduler::State::dequeue(const ScheduledCall& call) {
  groups[key_of(call)].queue.erase({call.not_before_ms, call.number});
}

/// Ends the call: `call` is gone afterwards.
void Scheduler::State::complete(ScheduledCall& call, Result<Answer> result) {
  if (!call.in_flight) dequeue(call);
  if (call.deadline_ms != forever) deadlines.erase({call.deadline_ms, call.number});
  completed.push_back({call.number, std::move(result), call.attempts, std::move(call.request_ids)});
  calls.erase(call.number);
}

void Scheduler::State::tell(EventKind kind, const ScheduledCall& call, std::string detail) {
  Event& event = events.emplace_back();
  event.kind = kind;
  event.region = call.request.region;
  event.detail = std::move(detail);
}

void Scheduler::State::expire(std::int64_t now_ms) {
  while (!deadlines.empty() && deadlines.begin()->first <= now_ms) {
    ScheduledCall& call = calls.at(deadlines.begin()->second);
    if (call.in_flight) {
      deadlines.erase(deadlines.begin());  // the transfer has the deadline as its own limit
      continue;
    }
    const std::string& action = call.request.action;
    Error error = error_saying(ErrorCode::timed_out, action, {"the deadline passed before ", action, " could be sent"});
    error.retryable = true;
    complete(call, std::move(error));
  }
}

/// One Persist covers every change that is due, so that a hundred of them do not cost a hundred writes.
void Scheduler::State::ask_clearance(std::int64_t now_ms) {
  for (auto& [number, call] : calls) {
    const bool due = !call.in_flight && call.not_before_ms <= now_ms;
    if (due && call.request.effect == Effect::changes && call.clearance == Clearance::none) {
      call.clearance = Clearance::asked;
    }
  }
  awaiting_persist = true;
}

SchedulerStep Scheduler::State::send(Time now, ScheduledCall& call, RateGroup& group) {
  const RequestNumber id = next_request++;
  group.queue.erase({call.not_before_ms, call.number});
  call.in_flight = true;
  ++call.attempts;
  if (!call.first_attempt_ms) call.first_attempt_ms = now.monotonic_ms;
  in_flight.emplace(id, call.number);
  Send step;
  step.id = id;
  step.request = call.request;
  step.timestamp = timestamp_at(now);
  step.timeout_ms = options.request_timeout_ms;
  if (call.deadline_ms != forever) step.timeout_ms = std::min(step.timeout_ms, call.deadline_ms - now.monotonic_ms);
  tell(EventKind::sending, call, detail::sending(call.request.action, call.attempts));
  return step;
}

std::optional<SchedulerStep> Scheduler::State::try_group(Time now, const RateKey& key, RateGroup& group) {
  if (group.queue.empty() || group.queue.begin()->first > now.monotonic_ms) return std::nullopt;
  ScheduledCall& call = calls.at(group.queue.begin()->second);
  if (call.request.effect == Effect::changes && call.clearance != Clearance::given) {
    if (awaiting_persist) return std::nullopt;
    ask_clearance(now.monotonic_ms);
    return Persist{snapshot(now)};
  }
  if (!tc3::is_signable(timestamp_at(now))) {
    complete(call, error_saying(ErrorCode::invalid_timestamp, "clock",
                                {"the clock says an instant before 1970 or past 2100: set this machine's clock"}));
    return next_completed();
  }
  if (in_flight.size() >= options.max_in_flight || group.next_ms > now.monotonic_ms) return std::nullopt;
  const std::int64_t instant = limiter->acquire(key, std::max(1, group.rate_per_second), now.monotonic_ms);
  group.next_ms = instant;
  if (instant > now.monotonic_ms) return std::nullopt;
  last_group = key;
  return send(now, call, group);
}

std::optional<SchedulerStep> Scheduler::State::next_send(Time now) {
  const auto first = groups.upper_bound(last_group);
  for (auto group = first; group != groups.end(); ++group) {
    if (auto step = try_group(now, group->first, group->second)) return step;
  }
  for (auto group = groups.begin(); group != first; ++group) {
    if (auto step = try_group(now, group->first, group->second)) return step;
  }
  return std::nullopt;
}

/// When something changes by itself. What waits for a Persist or for a place among the transfers waits for an input.
std::int64_t Scheduler::State::next_instant() const {
  std::int64_t earliest = deadlines.empty() ? forever : deadlines.begin()->first;
  const bool full = in_flight.size() >= options.max_in_flight;
  for (const auto& [key, group] : groups) {
    if (group.queue.empty()) continue;
    const auto& [not_before, number] = *group.queue.begin();
    const ScheduledCall& call = calls.at(number);
    const bool is_change = call.request.effect == Effect::changes;
    const bool waits_for_persist = awaiting_persist && is_change && call.clearance != Clearance::given;
    if (full || waits_for_persist) continue;
    earliest = std::min(earliest, std::max(not_before, group.next_ms));
  }
  return earliest;
}

Scheduler::Scheduler(SchedulerOptions options, Limiter& limiter)
    : state_(std::make_unique<State>(std::move(options), limiter)) {}
Scheduler::Scheduler(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Scheduler::Scheduler(Scheduler&&) noexcept = default;
Scheduler& Scheduler::operator=(Scheduler&&) noexcept = default;
Scheduler::~Scheduler() = default;

Result<CallNumber> Scheduler::submit(Time now, const Call& call, std::int64_t deadline_ms) {
  auto request = build_request(call, state_->options.settings);
  if (!request) return request.error();
  ScheduledCall scheduled;
  scheduled.number = state_->next_call++;
  scheduled.call = call;
  scheduled.request = std::move(*request);
  scheduled.deadline_ms = deadline_ms;
  scheduled.not_before_ms = now.monotonic_ms;
  const CallNumber number = scheduled.number;
  state_->enqueue(std::move(scheduled));
  if (state_->cancelled) state_->cancel();
  return number;
}

SchedulerStep Scheduler::poll(Time now) {
  State& state = *state_;
  state.expire(now.monotonic_ms);
  if (!state.events.empty()) {
    Event event = std::move(state.events.front());
    state.events.pop_front();
    return event;
  }
  if (!state.completed.empty()) return state.next_completed();
  if (auto step = state.next_send(now)) return std::move(*step);
  return Wait{state.next_instant()};
}

std::size_t Scheduler::pending() const noexcept { return state_->calls.size() + state_->completed.size(); }

std::int64_t Scheduler::skew_ms() const noexcept { return state_->skew_ms; }

std::string Scheduler::snapshot(Time now) const { return state_->snapshot(now); }

Result<Scheduler> Scheduler::restore(Time now, std::string_view snapshot, SchedulerOptions options, Limiter& limiter) {
  auto state = std::make_unique<State>(std::move(options), limiter);
  if (auto restored = restore_into(*state, now, snapshot); !restored) return restored.error();
  return Scheduler(std::move(state));
}

}  // namespace cvm
