// Plays the scenarios of tests/fixtures/scheduler (README.md there has the format). One file is one test.

#include "cvm/scheduler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::string to_text(const json::value& value) {
  return value.is_string() ? json::value_to<std::string>(value) : json::serialize(value);
}

std::string text_or(const json::object& in, std::string_view key, std::string fallback) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? std::move(fallback) : to_text(*value);
}

std::int64_t number_or(const json::object& in, std::string_view key, std::int64_t fallback) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? fallback : value->to_number<std::int64_t>();
}

/// Where `actual` does not have what `expected` names; empty when it has it all.
std::string difference(const json::value& expected, const json::value& actual, const std::string& path) {
  if (expected.is_object() && actual.is_object()) {
    for (const auto& [key, value] : expected.get_object()) {
      const std::string here = path + '.' + std::string(key);
      const json::value* found = actual.get_object().if_contains(key);
      if (found == nullptr) return here + " is missing";
      if (auto inner = difference(value, *found, here); !inner.empty()) return inner;
    }
    return {};
  }
  if (expected.is_array() && actual.is_array()) {
    const json::array& wanted = expected.get_array();
    const json::array& got = actual.get_array();
    for (std::size_t i = 0; i < std::min(wanted.size(), got.size()); ++i) {
      if (auto inner = difference(wanted[i], got[i], path + '[' + std::to_string(i) + ']'); !inner.empty())
        return inner;
    }
    if (wanted.size() == got.size()) return {};
    return path + " has " + std::to_string(got.size()) + " entries, not " + std::to_string(wanted.size());
  }
  if (expected == actual) return {};
  return path + " is " + json::serialize(actual) + ", not " + json::serialize(expected);
}

json::string text(std::string_view view) { return json::string(view.data(), view.size()); }

json::object members_of(const cvm::Error& error) {
  return {{"code", text(cvm::to_string(error.code))},
          {"where", error.where},
          {"service_code", error.service_code},
          {"request_id", error.request_id},
          {"http_status", error.http_status},
          {"retryable", error.retryable},
          {"ambiguous", error.ambiguous}};
}

// A step in the words of the format.
struct Describe {
  json::value operator()(const cvm::Persist& step) const { return {{"persist", json::parse(step.bytes)}}; }
  json::value operator()(const cvm::Send& step) const {
    return {{"send",
             {{"id", step.id},
              {"action", step.request.action},
              {"method", step.request.http.method},
              {"service", step.request.service},
              {"region", step.request.region},
              {"timestamp", step.timestamp},
              {"changes", step.changes()},
              {"timeout_ms", step.timeout_ms}}}};
  }
  json::value operator()(const cvm::Event& step) const {
    return {{"event",
             {{"kind", text(cvm::to_string(step.kind))},
              {"region", step.region},
              {"image", step.image},
              {"detail", json::parse(step.detail)}}}};
  }
  json::value operator()(const cvm::Wait& step) const {
    if (step.until_ms == cvm::forever) return {{"wait", "forever"}};
    return {{"wait", step.until_ms}};
  }
  json::value operator()(const cvm::Completed& step) const {
    json::object out{{"call", step.call},
                     {"attempts", step.attempts},
                     {"request_ids", json::array(step.request_ids.begin(), step.request_ids.end())}};
    if (step.result) {
      out.emplace("answer", json::object{{"request_id", step.result->request_id}, {"body", step.result->body}});
    } else {
      out.emplace("error", members_of(step.result.error()));
    }
    return {{"completed", std::move(out)}};
  }
};

/// "persist" is short for {"persist": {}}; `completed` without `error` means a success.
json::value spelt_out(const json::value& step) {
  if (step == "persist") return {{"persist", json::object{}}};
  json::value out = step;
  if (json::value* completed = out.as_object().if_contains("completed")) {
    json::object& members = completed->as_object();
    if (!members.contains("error") && !members.contains("answer")) members.emplace("answer", json::object{});
  }
  return out;
}

cvm::TransportFault fault_of(const json::object& end) {
  const std::string name = text_or(end, "fault", "other");
  for (int i = 0; i <= static_cast<int>(cvm::TransportFault::other); ++i) {
    if (cvm::to_string(static_cast<cvm::TransportFault>(i)) == name) return static_cast<cvm::TransportFault>(i);
  }
  throw std::invalid_argument("unknown fault " + name);
}

cvm::Answered answer_of(const json::object& in) {
  cvm::Answered out;
  out.id = static_cast<cvm::RequestNumber>(in.at("id").as_int64());
  const std::string request_id = "r-" + std::to_string(out.id);
  out.response.status = static_cast<int>(number_or(in, "status", 200));
  json::object body{{"RequestId", request_id}};
  if (const json::value* code = in.if_contains("service_error")) {
    body.emplace("Error", json::object{{"Code", *code}, {"Message", "as the scenario says"}});
  }
  out.response.body = text_or(in, "body", json::serialize(json::object{{"Response", std::move(body)}}));
  if (const json::value* headers = in.if_contains("headers")) {
    for (const json::value& header : headers->as_array()) {
      out.response.headers.push_back({to_text(header.at(0)), to_text(header.at(1))});
    }
  }
  return out;
}

cvm::Input input_of(const json::value& in) {
  if (in == "persisted") return cvm::Persisted{};
  if (in == "cancel") return cvm::Cancel{};
  const auto& [kind, value] = *in.as_object().begin();
  const json::object& end = value.as_object();
  if (kind == "answered") return answer_of(end);
  const auto id = static_cast<cvm::RequestNumber>(end.at("id").as_int64());
  if (kind == "lost") return cvm::Lost{id, fault_of(end), text_or(end, "detail", "")};
  if (kind == "not_sent") return cvm::NotSent{id, fault_of(end), text_or(end, "detail", "")};
  throw std::invalid_argument("unknown input " + std::string(kind));
}

cvm::SchedulerOptions options_of(const json::object& in) {
  cvm::SchedulerOptions out;
  out.account = text_or(in, "account", "1");
  out.seed = static_cast<std::uint64_t>(number_or(in, "seed", 0));
  out.max_in_flight = static_cast<std::size_t>(number_or(in, "max_in_flight", 16));
  out.request_timeout_ms = number_or(in, "request_timeout_ms", 30'000);
  if (const json::value* rates = in.if_contains("rates")) {
    for (const auto& [action, rate] : rates->as_object()) out.rates[action] = rate.to_number<int>();
  }
  if (const json::value* retry = in.if_contains("retry")) {
    const json::object& policy = retry->as_object();
    out.retry.max_attempts = static_cast<int>(number_or(policy, "max_attempts", 6));
    out.retry.base_ms = number_or(policy, "base_ms", 500);
    out.retry.cap_ms = number_or(policy, "cap_ms", 8'000);
    out.retry.total_ms = number_or(policy, "total_ms", 30'000);
  }
  return out;
}

void edit(json::value& document, const json::array& path, const json::value* replacement) {
  json::value* place = &document;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    place = path[i].is_string() ? &place->at(to_text(path[i])) : &place->at(path[i].to_number<std::size_t>());
  }
  json::object& members = place->as_object();
  if (replacement == nullptr) {
    members.erase(to_text(path.back()));
  } else {
    members[to_text(path.back())] = *replacement;
  }
}

class Player {
 public:
  explicit Player(const json::object& scenario)
      : wall_at_0_(scenario.at("wall_ms_at_0").as_int64()),
        options_(options_of(scenario.at("options").as_object())),
        skips_events_(text_or(scenario.at("options").as_object(), "events", "") == "skip"),
        limiter_(
            std::make_unique<cvm::RateLimiter>(number_or(scenario.at("options").as_object(), "limiter_started_ms", 0))),
        scheduler_(options_, *limiter_) {}

  void play(const json::object& entry) {
    monotonic_ = number_or(entry, "at", monotonic_);
    for (const auto& [verb, value] : entry) {
      if (verb == "submit") submit(entry, value.as_object());
      if (verb == "poll" && !value.is_array()) expect_step(value);
      if (verb == "poll" && value.is_array()) {
        for (const json::value& step : value.get_array()) expect_step(step);
      }
      if (verb == "handle") expect_accepted(entry, scheduler_.handle(now(), input_of(value)));
      if (verb == "run") run(value.as_object());
      if (verb == "clock") wall_offset_ = value.at("wall_offset_ms").as_int64();
      if (verb == "snapshot") snapshot_ = scheduler_.snapshot(now());
      if (verb == "restore") restore(entry, value);
      if (verb == "expect") {
        expect_equal(value, {{"pending", scheduler_.pending()}, {"skew_ms", scheduler_.skew_ms()}});
      }
    }
  }

 private:
  [[nodiscard]] cvm::Time now() const { return {monotonic_, wall_at_0_ + monotonic_ + wall_offset_}; }

  cvm::SchedulerStep poll() {
    for (;;) {
      auto step = scheduler_.poll(now());
      if (const auto* persist = std::get_if<cvm::Persist>(&step)) persisted_ = persist->bytes;
      if (!skips_events_ || !std::holds_alternative<cvm::Event>(step)) return step;
    }
  }

  static void expect_equal(const json::value& expected, const json::value& actual) {
    const std::string differs = difference(expected, actual, "");
    EXPECT_TRUE(differs.empty()) << "  expected " << json::serialize(expected) << "\n  got      "
                                 << json::serialize(actual) << "\n  because  " << differs;
  }

  void expect_step(const json::value& step) { expect_equal(spelt_out(step), std::visit(Describe{}, poll())); }

  template <class T>
  static void expect_accepted(const json::object& entry, const cvm::Result<T>& result) {
    const json::value* gives = entry.if_contains("gives");
    const json::value wanted = gives == nullptr ? json::value("accepted") : *gives;
    if (result) {
      expect_equal(wanted, "accepted");
    } else {
      expect_equal(wanted, {{"error", text(cvm::to_string(result.error().code))}, {"where", result.error().where}});
    }
  }

  void submit(const json::object& entry, const json::object& in) {
    const cvm::Call call{.action = text_or(in, "action", ""),
                         .region = text_or(in, "region", ""),
                         .params = text_or(in, "params", "{}"),
                         .service = text_or(in, "service", ""),
                         .version = text_or(in, "version", ""),
                         .method = text_or(in, "method", "post") == "get" ? cvm::Method::get : cvm::Method::post};
    for (std::int64_t i = 0; i < number_or(entry, "times", 1); ++i) {
      const auto number = scheduler_.submit(now(), call, number_or(in, "deadline_ms", cvm::forever));
      if (!number) {
        expect_accepted(entry, number);
      } else if (i == 0) {
        expect_equal(entry.at("gives"), *number);
      }
    }
  }

  void run(const json::object& in) {
    json::array sends;
    std::int64_t completed = 0;
    const std::int64_t until = in.at("until").as_int64();
    for (;;) {
      const auto step = poll();
      if (const auto* send = std::get_if<cvm::Send>(&step)) {
        sends.push_back({monotonic_, send->request.action, send->request.region});
        EXPECT_TRUE(scheduler_.handle(now(), answer_of({{"id", static_cast<std::int64_t>(send->id)}})));
      } else if (std::holds_alternative<cvm::Persist>(step)) {
        EXPECT_TRUE(scheduler_.handle(now(), cvm::Persisted{}));
      } else if (std::holds_alternative<cvm::Completed>(step)) {
        ++completed;
      } else if (const auto* wait = std::get_if<cvm::Wait>(&step)) {
        if (wait->until_ms > until) break;
        ASSERT_GT(wait->until_ms, monotonic_) << "a wait that is over already";
        monotonic_ = wait->until_ms;
      }
    }
    expect_equal(in.at("sends"), sends);
    expect_equal(number_or(in, "completed", completed), completed);
  }

  void restore(const json::object& entry, const json::value& from) {
    std::string text = from == "snapshot" ? snapshot_ : from == "persist" ? persisted_ : to_text(from);
    if (const json::value* edits = entry.if_contains("edit")) {
      json::value document = json::parse(text);
      for (const json::value& one : edits->as_array()) {
        edit(document, one.at(0).as_array(), one.as_array().if_contains(1));
      }
      text = json::serialize(document);
    }
    auto limiter = std::make_unique<cvm::RateLimiter>(monotonic_);
    auto restored = cvm::Scheduler::restore(now(), text, options_, *limiter);
    expect_accepted(entry, restored);
    if (!restored) return;
    scheduler_ = std::move(*restored);
    limiter_ = std::move(limiter);
  }

  std::int64_t wall_at_0_;
  std::int64_t wall_offset_ = 0;
  std::int64_t monotonic_ = 0;
  cvm::SchedulerOptions options_;
  bool skips_events_;
  std::unique_ptr<cvm::RateLimiter> limiter_;
  cvm::Scheduler scheduler_;
  std::string snapshot_;
  std::string persisted_;
};

std::vector<fs::path> scenario_files() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(fs::path(CVM_IMAGES_FIXTURES) / "scheduler")) {
    if (entry.path().extension() == ".json") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class SchedulerScenario : public testing::TestWithParam<fs::path> {
 protected:
  static void TearDownTestSuite() { std::cout << "scheduler scenarios: " << passed << " passed\n"; }
  inline static int passed = 0;
};

TEST_P(SchedulerScenario, Plays) {
  std::ifstream file(GetParam());
  const json::value document = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  const json::object& scenario = document.as_object();
  EXPECT_EQ(text_or(scenario, "name", ""), GetParam().stem().string());
  Player player(scenario);
  std::size_t index = 0;
  for (const json::value& entry : scenario.at("script").as_array()) {
    const std::string where = GetParam().filename().string() + ", script[" + std::to_string(index++) + "] ";
    SCOPED_TRACE(where + json::serialize(entry));
    ASSERT_NO_THROW(player.play(entry.as_object()));
    if (HasFailure()) return;  // what follows would only repeat it
  }
  ++passed;
}

INSTANTIATE_TEST_SUITE_P(Files, SchedulerScenario, testing::ValuesIn(scenario_files()), [](const auto& instance) {
  std::string name = instance.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
