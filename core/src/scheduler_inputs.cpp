// What a Scheduler makes of the ends of requests.

#include <utility>

#include "event_detail.hpp"
#include "message.hpp"
#include "scheduler_state.hpp"

namespace cvm {
namespace {

Error transport_error(ErrorCode code, const ScheduledCall& call, TransportFault fault, const std::string& detail) {
  Error error = error_saying(code, call.request.action,
                             {code == ErrorCode::not_sent ? "nothing was sent (" : "no whole answer came (",
                              to_string(fault), detail.empty() ? ")" : "): ", detail});
  error.retryable =
      fault != TransportFault::certificate && fault != TransportFault::too_large && fault != TransportFault::aborted;
  return error;
}

Error cancelled_error(const ScheduledCall& call) {
  return error_saying(ErrorCode::cancelled, call.request.action, {call.request.action, " was cancelled"});
}

/// The last attempt's own words stay with it.
Error no_time_left_error(Error last) {
  last.code = ErrorCode::timed_out;
  last.message = "the deadline leaves no time for another attempt; the last one: " + last.message;
  last.retryable = true;
  last.ambiguous = false;
  return last;
}

}  // namespace

/// Halfway into the second that the Date header names: its resolution is one second.
bool Scheduler::State::correct_clock(Time now, ScheduledCall& call, const HttpResponse& response) {
  if (call.clock_corrected || find_header(response.headers, "age") || count_headers(response.headers, "date") != 1) {
    return false;
  }
  const auto date = parse_http_date(*find_header(response.headers, "date"));
  if (!date) return false;
  call.clock_corrected = true;
  skew_ms = *date * 1000 + 500 - now.wall_ms;
  tell(EventKind::clock_corrected, call, detail::clock_corrected(skew_ms));
  return true;
}

void Scheduler::State::handle_answer(Time now, ScheduledCall& call, const HttpResponse& response) {
  auto answer = read_answer(response);
  Error error = answer ? Error{} : answer.error();
  const std::string request_id = answer ? answer->request_id : error.request_id;
  if (!request_id.empty()) call.request_ids.push_back(request_id);
  tell(EventKind::answered, call, detail::answered(call.request.action, request_id, answer ? nullptr : &error));
  if (answer) {
    complete(call, std::move(answer));
    return;
  }
  if (error.where.empty()) error.where = call.request.action;
  const bool corrected = error.code == ErrorCode::clock && correct_clock(now, call, response);
  if (corrected && call.attempts < options.retry.max_attempts) {
    try_again(call, now.monotonic_ms, std::move(error));
    return;
  }
  handle_end(now, call, std::move(error), true);
}

/// Queues the next attempt. False: there will be none, the call is over.
bool Scheduler::State::try_again(ScheduledCall& call, std::int64_t not_before_ms, Error last) {
  if (cancelled) {
    complete(call, cancelled_error(call));
    return false;
  }
  if (call.deadline_ms <= not_before_ms) {
    complete(call, no_time_left_error(std::move(last)));
    return false;
  }
  requeue(call, not_before_ms);
  return true;
}

void Scheduler::State::handle_end(Time now, ScheduledCall& call, Error error, bool sent) {
  if (error.code == ErrorCode::throttled) {
    limiter->throttled(key_of(call), now.monotonic_ms);
    tell(EventKind::throttled, call, detail::throttled(call.request.action));
  }
  const std::int64_t elapsed = now.monotonic_ms - call.first_attempt_ms.value_or(now.monotonic_ms);
  const std::uint64_t seed = mix(options.seed ^ mix(call.number) ^ mix(static_cast<std::uint64_t>(call.attempts)));
  auto decision = decide_retry(options.retry, call.request.effect, {error, sent}, call.attempts, elapsed, seed);
  if (auto* end = std::get_if<GiveUp>(&decision)) {
    complete(call, std::move(end->error));
    return;
  }
  const std::int64_t delay = std::get<TryAgain>(decision).delay_ms;
  const ErrorCode reason = error.code;
  if (!try_again(call, now.monotonic_ms + delay, std::move(error))) return;
  tell(EventKind::retrying, call, detail::retrying(call.request.action, reason, delay));
}

/// What has not left stays here; a change that is on its way is waited for, because its end must be known.
void Scheduler::State::cancel() {
  cancelled = true;
  for (auto on_its_way = in_flight.begin(); on_its_way != in_flight.end();) {
    ScheduledCall& call = calls.at(on_its_way->second);
    if (call.request.effect == Effect::changes) {
      ++on_its_way;
      continue;
    }
    abandoned.insert(on_its_way->first);
    on_its_way = in_flight.erase(on_its_way);
    complete(call, cancelled_error(call));
  }
  for (auto next = calls.begin(); next != calls.end();) {
    ScheduledCall& call = (next++)->second;
    if (!call.in_flight) complete(call, cancelled_error(call));
  }
}

Result<void> Scheduler::handle(Time now, const Input& input) {
  State& state = *state_;
  if (std::holds_alternative<Cancel>(input)) {
    state.cancel();
    return {};
  }
  if (std::holds_alternative<Persisted>(input)) {
    if (!state.awaiting_persist) return error_saying(ErrorCode::misuse, "Persisted", {"nothing was to be persisted"});
    state.awaiting_persist = false;
    for (auto& [number, call] : state.calls) {
      if (call.clearance == Clearance::asked) call.clearance = Clearance::given;
    }
    return {};
  }
  const RequestNumber id = std::visit(
      [](const auto& end) -> RequestNumber {
        if constexpr (requires { end.id; }) return end.id;
        return 0;
      },
      input);
  if (state.abandoned.erase(id) > 0) return {};
  const auto place = state.in_flight.find(id);
  if (place == state.in_flight.end()) {
    return error_saying(ErrorCode::misuse, joined({"request ", decimal(static_cast<std::int64_t>(id))}),
                        {"no request with this number is on its way"});
  }
  ScheduledCall& call = state.calls.at(place->second);
  state.in_flight.erase(place);
  if (const auto* answered = std::get_if<Answered>(&input)) {
    state.handle_answer(now, call, answered->response);
  } else if (const auto* not_sent = std::get_if<NotSent>(&input)) {
    state.handle_end(now, call, transport_error(ErrorCode::not_sent, call, not_sent->fault, not_sent->detail), false);
  } else if (const auto* lost = std::get_if<Lost>(&input)) {
    const auto code = lost->fault == TransportFault::too_large ? ErrorCode::answer_too_large : ErrorCode::lost;
    state.handle_end(now, call, transport_error(code, call, lost->fault, lost->detail), true);
  }
  return {};
}

}  // namespace cvm
