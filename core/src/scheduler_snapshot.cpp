// The state of a Scheduler as text, and back.

#include <limits>
#include <set>
#include <utility>

#include "error_json.hpp"
#include "json_writer.hpp"
#include "message.hpp"
#include "scheduler_state.hpp"

namespace cvm {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view schema = "cvm-images.scheduler/1";
constexpr std::int64_t most_skew_ms = 1'000'000'000'000'000;  // beyond every date that a header can name

Error unreadable(std::string_view what) {
  return error_saying(ErrorCode::invalid_parameter, "snapshot",
                      {"this is not a scheduler's snapshot: ", what, " is missing or has the wrong type"});
}

/// Deadlines may be anything that a caller made up.
std::int64_t saturated_sum(std::int64_t a, std::int64_t b) {
  if (b > 0 && a > INT64_MAX - b) return INT64_MAX;
  if (b < 0 && a < INT64_MIN - b) return INT64_MIN;
  return a + b;
}

void append_call(std::string& out, const ScheduledCall& call, Time now) {
  json::ObjectWriter object;
  object.member("number", call.number)
      .member("action", call.call.action)
      .member("region", call.call.region)
      .member("params", call.call.params)
      .member("service", call.call.service)
      .member("version", call.call.version)
      .member("get", call.call.method == Method::get)
      .member("attempts", call.attempts)
      .member("may_have_been_sent", call.in_flight || call.clearance != Clearance::none)
      .member("request_ids", call.request_ids);
  if (call.deadline_ms != forever) object.member("deadline_in_ms", saturated_sum(call.deadline_ms, -now.monotonic_ms));
  out += object.finish();
}

std::string write_answer(const Answer& answer) {
  return json::ObjectWriter()
      .member("request_id", answer.request_id)
      .member("body", answer.body)
      .member("deprecated_warning", answer.deprecated_warning)
      .finish();
}

/// A call that has ended and whose end was not fetched yet: the restored scheduler is the one to report it.
void append_completed(std::string& out, const Completed& end) {
  json::ObjectWriter object;
  object.member("call", end.call).member("attempts", end.attempts).member("request_ids", end.request_ids);
  if (end.result)
    object.raw("answer", write_answer(*end.result));
  else
    object.raw("error", write_error(end.result.error()));
  out += object.finish();
}

bool read_text(Value in, std::string_view key, std::string& out) {
  const Value value = in.find(key);
  out = value.text();
  return value.is(Kind::text);
}

bool read_integer(Value in, std::string_view key, std::int64_t& out) {
  const auto number = in.find(key).integer();
  out = number.value_or(0);
  return number.has_value();
}

/// Also attempts and statuses: what fits an `int` and is not negative.
bool read_count(Value in, std::string_view key, int& out) {
  std::int64_t number = 0;
  if (!read_integer(in, key, number) || number < 0 || number > std::numeric_limits<int>::max()) return false;
  out = static_cast<int>(number);
  return true;
}

bool read_texts(Value in, std::string_view key, std::vector<std::string>& out) {
  const Value list = in.find(key);
  for (const Value entry : list) {
    if (!entry.is(Kind::text)) return false;
    out.emplace_back(entry.text());
  }
  return list.is(Kind::list);
}

bool read_flag(Value in, std::string_view key, bool& out) {
  const auto flag = in.find(key).boolean();
  out = flag.value_or(false);
  return flag.has_value();
}

Result<void> read_call(Value in, Time now, const CallSettings& settings, ScheduledCall& call,
                       bool& may_have_been_sent) {
  std::int64_t number = 0;
  bool get = false;
  const bool whole = read_integer(in, "number", number) && read_count(in, "attempts", call.attempts) &&
                     read_text(in, "action", call.call.action) && read_text(in, "region", call.call.region) &&
                     read_text(in, "params", call.call.params) && read_text(in, "service", call.call.service) &&
                     read_text(in, "version", call.call.version) && read_flag(in, "get", get) &&
                     read_flag(in, "may_have_been_sent", may_have_been_sent) &&
                     read_texts(in, "request_ids", call.request_ids);
  std::int64_t deadline = 0;
  const bool has_deadline = static_cast<bool>(in.find("deadline_in_ms"));
  if (!whole || (has_deadline && !read_integer(in, "deadline_in_ms", deadline)))
    return unreadable("a member of a call");
  if (has_deadline) call.deadline_ms = saturated_sum(deadline, now.monotonic_ms);
  call.number = static_cast<CallNumber>(number);
  call.call.method = get ? Method::get : Method::post;
  call.not_before_ms = now.monotonic_ms;
  auto request = build_request(call.call, settings);
  if (!request) return request.error();
  call.request = std::move(*request);
  return {};
}

bool read_result(Value in, Result<Answer>& out) {
  if (const Value value = in.find("error")) {
    Error error;
    if (!read_error(value, error)) return false;
    out = std::move(error);
    return true;
  }
  const Value answer = in.find("answer");
  return read_text(answer, "request_id", out->request_id) && read_text(answer, "body", out->body) &&
         read_text(answer, "deprecated_warning", out->deprecated_warning);
}

bool read_completed(Value in, Completed& end) {
  std::int64_t number = 0;
  const bool whole = read_integer(in, "call", number) && read_count(in, "attempts", end.attempts) &&
                     read_texts(in, "request_ids", end.request_ids) && read_result(in, end.result);
  end.call = static_cast<CallNumber>(number);
  return whole;
}

Error stopped_meanwhile(const ScheduledCall& call) {
  const std::string& action = call.request.action;
  Error error =
      error_saying(ErrorCode::lost, action, {"the program stopped while ", action, " may have been on its way"});
  const bool is_change = call.request.effect == Effect::changes;
  error.retryable = !is_change;
  error.ambiguous = is_change;
  return error;
}

/// Each number is given once, below `next_call`.
bool take_number(std::set<CallNumber>& taken, CallNumber number, CallNumber next_call) {
  return number > 0 && number < next_call && taken.insert(number).second;
}

Result<void> read_ended(Scheduler::State& state, Value list, std::set<CallNumber>& taken) {
  for (const Value entry : list) {
    Completed& end = state.completed.emplace_back(Completed{0, Answer{}});
    if (!read_completed(entry, end)) return unreadable("a member of a completed call");
    if (!take_number(taken, end.call, state.next_call)) return unreadable("the number of a completed call");
  }
  return {};
}

Result<void> read_calls(Scheduler::State& state, Time now, Value list, std::set<CallNumber>& taken) {
  for (const Value entry : list) {
    bool may_have_been_sent = false;
    ScheduledCall call;
    if (auto read = read_call(entry, now, state.options.settings, call, may_have_been_sent); !read) return read;
    const CallNumber number = call.number;
    if (!take_number(taken, number, state.next_call)) return unreadable("the number of a call");
    const bool is_change = call.request.effect == Effect::changes;
    const bool was_its_last_attempt = call.attempts >= state.options.retry.max_attempts;
    state.enqueue(std::move(call));
    if (is_change ? !may_have_been_sent : !was_its_last_attempt) continue;
    ScheduledCall& restored = state.calls.at(number);
    state.complete(restored, stopped_meanwhile(restored));
  }
  return {};
}

}  // namespace

std::string Scheduler::State::snapshot(Time now) const {
  return json::ObjectWriter()
      .member("schema", schema)
      .member("next_call", next_call)
      .member("skew_ms", skew_ms)
      .list("calls", calls, [now](std::string& out, const auto& entry) { append_call(out, entry.second, now); })
      .list("completed", completed, append_completed)
      .finish();
}

Result<void> restore_into(Scheduler::State& state, Time now, std::string_view snapshot) {
  json::Document document;
  // A transport's own words may be in any encoding.
  const auto fault = json::parse(snapshot, document, json::Utf8::any);
  const Value object = document.root();
  if (fault || !object.is(Kind::object)) return unreadable("the JSON object");
  std::string name;
  std::int64_t next_call = 0;
  const Value calls = object.find("calls");
  const Value completed = object.find("completed");
  if (!read_text(object, "schema", name) || name != schema) return unreadable("schema");
  if (!read_integer(object, "next_call", next_call) || next_call < 1) return unreadable("next_call");
  if (!read_integer(object, "skew_ms", state.skew_ms)) return unreadable("skew_ms");
  if (state.skew_ms > most_skew_ms || state.skew_ms < -most_skew_ms) return unreadable("skew_ms");
  if (!calls.is(Kind::list)) return unreadable("calls");
  if (!completed.is(Kind::list)) return unreadable("completed");
  state.next_call = static_cast<CallNumber>(next_call);
  std::set<CallNumber> taken;
  if (auto read = read_ended(state, completed, taken); !read) return read.error();
  return read_calls(state, now, calls, taken);
}

}  // namespace cvm
