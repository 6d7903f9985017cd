// Plays the scenarios of tests/fixtures/scheduler (README.md there has the format). One file is one test.

#include "cvm/scheduler.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "support/step_words.hpp"

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using cvm::testing::answer_of;
using cvm::testing::describe;
using cvm::testing::difference;
using cvm::testing::files_in;
using cvm::testing::input_of;
using cvm::testing::number_or;
using cvm::testing::options_of;
using cvm::testing::read_file;
using cvm::testing::test_name;
using cvm::testing::text;
using cvm::testing::text_or;
using cvm::testing::to_text;

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

  void expect_step(const json::value& step) { expect_equal(spelt_out(step), describe(poll())); }

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

class SchedulerScenario : public testing::TestWithParam<fs::path> {
 protected:
  static void TearDownTestSuite() { std::cout << "scheduler scenarios: " << passed << " passed\n"; }
  inline static int passed = 0;
};

TEST_P(SchedulerScenario, Plays) {
  const json::object scenario = read_file(GetParam());
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

INSTANTIATE_TEST_SUITE_P(Files, SchedulerScenario, testing::ValuesIn(files_in("scheduler")),
                         [](const auto& instance) { return test_name(instance.param); });

}  // namespace
