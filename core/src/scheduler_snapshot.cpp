// The state of a Scheduler as text, and back.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <set>
#include <utility>

#include "scheduler_state.hpp"

namespace cvm {
namespace {

namespace json = boost::json;

constexpr std::string_view schema = "cvm-images.scheduler/1";
constexpr std::int64_t most_skew_ms = 1'000'000'000'000'000;  // beyond every date that a header can name

Error unreadable(std::string_view what) {
  return make_error(ErrorCode::invalid_parameter, "snapshot",
                    "this is not a scheduler's snapshot: " + std::string(what) + " is missing or has the wrong type");
}

/// Deadlines may be anything that a caller made up.
std::int64_t saturated_sum(std::int64_t a, std::int64_t b) {
  if (b > 0 && a > INT64_MAX - b) return INT64_MAX;
  if (b < 0 && a < INT64_MIN - b) return INT64_MIN;
  return a + b;
}

json::object write_call(const ScheduledCall& call, Time now) {
  json::object out{{"number", call.number},
                   {"action", call.call.action},
                   {"region", call.call.region},
                   {"params", call.call.params},
                   {"service", call.call.service},
                   {"version", call.call.version},
                   {"get", call.call.method == Method::get},
                   {"attempts", call.attempts},
                   {"may_have_been_sent", call.in_flight || call.clearance != Clearance::none},
                   {"request_ids", json::array(call.request_ids.begin(), call.request_ids.end())}};
  if (call.deadline_ms != forever) out.emplace("deadline_in_ms", saturated_sum(call.deadline_ms, -now.monotonic_ms));
  return out;
}

json::object write_error(const Error& error) {
  const std::string_view code = to_string(error.code);
  return {{"code", json::string_view(code.data(), code.size())},
          {"message", error.message},
          {"where", error.where},
          {"service_code", error.service_code},
          {"service_message", error.service_message},
          {"request_id", error.request_id},
          {"http_status", error.http_status},
          {"retryable", error.retryable},
          {"ambiguous", error.ambiguous}};
}

/// A call that has ended and whose end was not fetched yet: the restored scheduler is the one to report it.
json::object write_completed(const Completed& end) {
  json::object out{{"call", end.call},
                   {"attempts", end.attempts},
                   {"request_ids", json::array(end.request_ids.begin(), end.request_ids.end())}};
  if (!end.result) {
    out.emplace("error", write_error(end.result.error()));
    return out;
  }
  out.emplace("answer", json::object{{"request_id", end.result->request_id},
                                     {"body", end.result->body},
                                     {"deprecated_warning", end.result->deprecated_warning}});
  return out;
}

bool read_text(const json::object& in, std::string_view key, std::string& out) {
  const json::value* value = in.if_contains(key);
  if (value == nullptr || !value->is_string()) return false;
  out.assign(value->get_string().begin(), value->get_string().end());
  return true;
}

bool read_integer(const json::object& in, std::string_view key, std::int64_t& out) {
  const json::value* value = in.if_contains(key);
  json::error_code failed;
  if (value == nullptr || !value->is_number()) return false;
  out = value->to_number<std::int64_t>(failed);
  return !failed;
}

/// Also attempts and statuses: what fits an `int` and is not negative.
bool read_count(const json::object& in, std::string_view key, int& out) {
  std::int64_t number = 0;
  if (!read_integer(in, key, number) || number < 0 || number > std::numeric_limits<int>::max()) return false;
  out = static_cast<int>(number);
  return true;
}

bool read_texts(const json::object& in, std::string_view key, std::vector<std::string>& out) {
  const json::value* list = in.if_contains(key);
  if (list == nullptr || !list->is_array()) return false;
  for (const json::value& entry : list->get_array()) {
    if (!entry.is_string()) return false;
    out.emplace_back(entry.get_string().begin(), entry.get_string().end());
  }
  return true;
}

bool read_flag(const json::object& in, std::string_view key, bool& out) {
  const json::value* value = in.if_contains(key);
  if (value == nullptr || !value->is_bool()) return false;
  out = value->get_bool();
  return true;
}

Result<ScheduledCall> read_call(const json::object& in, Time now, const CallSettings& settings,
                                bool& may_have_been_sent) {
  ScheduledCall call;
  std::int64_t number = 0;
  bool get = false;
  const bool whole = read_integer(in, "number", number) && read_count(in, "attempts", call.attempts) &&
                     read_text(in, "action", call.call.action) && read_text(in, "region", call.call.region) &&
                     read_text(in, "params", call.call.params) && read_text(in, "service", call.call.service) &&
                     read_text(in, "version", call.call.version) && read_flag(in, "get", get) &&
                     read_flag(in, "may_have_been_sent", may_have_been_sent) &&
                     read_texts(in, "request_ids", call.request_ids);
  std::int64_t deadline = 0;
  const bool has_deadline = in.contains("deadline_in_ms");
  if (!whole || (has_deadline && !read_integer(in, "deadline_in_ms", deadline)))
    return unreadable("a member of a call");
  if (has_deadline) call.deadline_ms = saturated_sum(deadline, now.monotonic_ms);
  call.number = static_cast<CallNumber>(number);
  call.call.method = get ? Method::get : Method::post;
  call.not_before_ms = now.monotonic_ms;
  auto request = build_request(call.call, settings);
  if (!request) return request.error();
  call.request = std::move(*request);
  return call;
}

bool read_error(const json::object& in, Error& out) {
  std::string code;
  if (!read_text(in, "code", code)) return false;
  const auto known = parse_error_code(code);
  if (!known) return false;
  out.code = *known;
  return read_text(in, "message", out.message) && read_text(in, "where", out.where) &&
         read_text(in, "service_code", out.service_code) && read_text(in, "service_message", out.service_message) &&
         read_text(in, "request_id", out.request_id) && read_count(in, "http_status", out.http_status) &&
         read_flag(in, "retryable", out.retryable) && read_flag(in, "ambiguous", out.ambiguous);
}

bool read_result(const json::object& in, Result<Answer>& out) {
  if (const json::value* value = in.if_contains("error")) {
    Error error;
    if (!value->is_object() || !read_error(value->get_object(), error)) return false;
    out = std::move(error);
    return true;
  }
  const json::value* value = in.if_contains("answer");
  if (value == nullptr || !value->is_object()) return false;
  const json::object& object = value->get_object();
  return read_text(object, "request_id", out->request_id) && read_text(object, "body", out->body) &&
         read_text(object, "deprecated_warning", out->deprecated_warning);
}

Result<Completed> read_completed(const json::object& in) {
  Completed end{0, Answer{}};
  std::int64_t number = 0;
  if (!read_integer(in, "call", number) || !read_count(in, "attempts", end.attempts) ||
      !read_texts(in, "request_ids", end.request_ids) || !read_result(in, end.result)) {
    return unreadable("a member of a completed call");
  }
  end.call = static_cast<CallNumber>(number);
  return end;
}

Error stopped_meanwhile(const ScheduledCall& call) {
  Error error = make_error(ErrorCode::lost, call.request.action,
                           "the program stopped while " + call.request.action + " may have been on its way");
  const bool is_change = call.request.effect == Effect::changes;
  error.retryable = !is_change;
  error.ambiguous = is_change;
  return error;
}

/// Each number is given once, below `next_call`.
bool take_number(std::set<CallNumber>& taken, CallNumber number, CallNumber next_call) {
  return number > 0 && number < next_call && taken.insert(number).second;
}

Result<void> read_ended(Scheduler::State& state, const json::array& list, std::set<CallNumber>& taken) {
  for (const json::value& entry : list) {
    if (!entry.is_object()) return unreadable("a completed call");
    auto end = read_completed(entry.get_object());
    if (!end) return end.error();
    if (!take_number(taken, end->call, state.next_call)) return unreadable("the number of a completed call");
    state.completed.push_back(std::move(*end));
  }
  return {};
}

Result<void> read_calls(Scheduler::State& state, Time now, const json::array& list, std::set<CallNumber>& taken) {
  for (const json::value& entry : list) {
    if (!entry.is_object()) return unreadable("a call");
    bool may_have_been_sent = false;
    auto call = read_call(entry.get_object(), now, state.options.settings, may_have_been_sent);
    if (!call) return call.error();
    const CallNumber number = call->number;
    if (!take_number(taken, number, state.next_call)) return unreadable("the number of a call");
    const bool is_change = call->request.effect == Effect::changes;
    const bool was_its_last_attempt = call->attempts >= state.options.retry.max_attempts;
    state.enqueue(std::move(*call));
    if (is_change ? !may_have_been_sent : !was_its_last_attempt) continue;
    ScheduledCall& restored = state.calls.at(number);
    state.complete(restored, stopped_meanwhile(restored));
  }
  return {};
}

}  // namespace

std::string Scheduler::State::snapshot(Time now) const {
  json::array list;
  for (const auto& [number, call] : calls) list.push_back(write_call(call, now));
  json::array ended;
  for (const Completed& end : completed) ended.push_back(write_completed(end));
  return json::serialize(json::object{
      {"schema", json::string_view(schema.data(), schema.size())},
      {"next_call", next_call},
      {"skew_ms", skew_ms},
      {"calls", std::move(list)},
      {"completed", std::move(ended)},
  });
}

Result<void> restore_into(Scheduler::State& state, Time now, std::string_view snapshot) {
  json::parse_options lenient;
  lenient.allow_invalid_utf8 = true;  // a transport's own words may be in any encoding
  json::error_code failed;
  const json::value document = json::parse(json::string_view(snapshot.data(), snapshot.size()), failed, {}, lenient);
  if (failed || !document.is_object()) return unreadable("the JSON object");
  const json::object& object = document.get_object();
  std::string name;
  std::int64_t next_call = 0;
  const json::value* calls = object.if_contains("calls");
  const json::value* completed = object.if_contains("completed");
  if (!read_text(object, "schema", name) || name != schema) return unreadable("schema");
  if (!read_integer(object, "next_call", next_call) || next_call < 1) return unreadable("next_call");
  if (!read_integer(object, "skew_ms", state.skew_ms)) return unreadable("skew_ms");
  if (state.skew_ms > most_skew_ms || state.skew_ms < -most_skew_ms) return unreadable("skew_ms");
  if (calls == nullptr || !calls->is_array()) return unreadable("calls");
  if (completed == nullptr || !completed->is_array()) return unreadable("completed");
  state.next_call = static_cast<CallNumber>(next_call);
  std::set<CallNumber> taken;
  if (auto read = read_ended(state, completed->get_array(), taken); !read) return read.error();
  return read_calls(state, now, calls->get_array(), taken);
}

}  // namespace cvm
