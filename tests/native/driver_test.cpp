#include "driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <stdexcept>
#include <thread>

#include "cvm/shared_rate_limiter.hpp"

namespace cvm::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// What happened, in order, as words.
using Log = std::vector<std::string>;

/// Makes the steps it was given, one a poll, and waits for ever when none is left. Writes down what it is told.
class ScriptedMachine final : public Machine {
 public:
  ScriptedMachine(Log& log, std::deque<Step> steps) : log_(log), steps_(std::move(steps)) {}
  Step poll(Time) override {
    if (steps_.empty()) return Wait{forever};
    Step step = std::move(steps_.front());
    steps_.pop_front();
    return step;
  }
  Result<void> handle(Time, const Input& input) override {
    if (std::holds_alternative<Persisted>(input)) log_.push_back("persisted");
    if (std::holds_alternative<Cancel>(input)) {
      log_.push_back("cancel");
      steps_.push_back(Finished{});
    }
    if (const auto* answered = std::get_if<Answered>(&input))
      log_.push_back("answered " + std::to_string(answered->id));
    if (const auto* not_sent = std::get_if<NotSent>(&input))
      log_.push_back("not-sent " + std::to_string(not_sent->id) + " " + std::string(to_string(not_sent->fault)));
    if (objects_) return make_error(ErrorCode::misuse, "machine", "scripted objection");
    return {};
  }
  void object() { objects_ = true; }

 private:
  Log& log_;
  std::deque<Step> steps_;
  bool objects_ = false;
};

/// Answers every transfer at the next wait.
class ScriptedChannel final : public Channel {
 public:
  explicit ScriptedChannel(Log& log) : log_(log) {}
  void start(RequestNumber id, HttpRequest request, const TransferOptions& options) override {
    log_.push_back("start " + std::to_string(id) + (options.at_most_once ? " once " : " ") +
                   std::to_string(options.timeout.count()));
    requests.push_back(std::move(request));
    under_way_.push_back(Answered{id, HttpResponse{.status = 200}});
  }
  std::vector<Input> wait(std::chrono::milliseconds at_most) override {
    waits.push_back(at_most);
    if (under_way_.empty() && at_most > 1min) {
      while (!woken_) std::this_thread::sleep_for(1ms);
    }
    return std::exchange(under_way_, {});
  }
  void wake() noexcept override { woken_ = true; }

  std::vector<HttpRequest> requests;
  std::vector<std::chrono::milliseconds> waits;

 private:
  Log& log_;
  std::vector<Input> under_way_;
  std::atomic<bool> woken_{false};
};

std::shared_ptr<const Credential> credential(const std::string& id) {
  return std::make_shared<const Credential>(Credential{.secret_id = id, .secret_key = Secret("MARKER-key")});
}

/// Gives its results one after another, the last one for ever.
class ScriptedProvider final : public CredentialProvider {
 public:
  explicit ScriptedProvider(std::deque<Result<std::shared_ptr<const Credential>>> results)
      : results_(std::move(results)) {}
  Result<std::shared_ptr<const Credential>> get() override {
    auto result = results_.front();
    if (results_.size() > 1) results_.pop_front();
    return result;
  }
  [[nodiscard]] std::string describe() const override { return "script"; }

 private:
  std::deque<Result<std::shared_ptr<const Credential>>> results_;
};

Send send(RequestNumber id, Effect effect = Effect::reads) {
  Send made{.id = id, .timestamp = 1'700'000'000, .timeout_ms = 1234};
  made.request.service = "cvm";
  made.request.effect = effect;
  made.request.http = {.url = "https://cvm.tencentcloudapi.com/",
                       .headers = {{"host", "cvm.tencentcloudapi.com"}, {"content-type", "application/json"}},
                       .body = "{}"};
  return made;
}

Error failure(ErrorCode code) { return make_error(code, "test", "scripted"); }

class DriverTest : public testing::Test {
 protected:
  Result<void> run(std::deque<Step> steps) {
    ScriptedMachine machine(log_, std::move(steps));
    return drive(machine, channel_, options_);
  }
  void provide(std::deque<Result<std::shared_ptr<const Credential>>> results) {
    options_.credentials = std::make_shared<ScriptedProvider>(std::move(results));
  }

  Log log_;
  ScriptedChannel channel_{log_};
  DriverOptions options_{.credentials = std::make_shared<ScriptedProvider>(
                             std::deque<Result<std::shared_ptr<const Credential>>>{credential("AKIDfirst")}),
                         .on_event = [this](const Event& event) { log_.push_back("event " + event.detail); },
                         .persist =
                             [this](std::string_view bytes) {
                               log_.push_back("persist " + std::string(bytes));
                               return Result<void>();
                             },
                         .clock = [] { return Time{.monotonic_ms = 1'000, .wall_ms = 1'700'000'000'000}; }};
};

TEST_F(DriverTest, DoesEachStepAndHandsBackWhatCameOfIt) {
  EXPECT_TRUE(run({Persist{"bytes"}, Event{.detail = "{1}"}, send(1, Effect::changes), send(2), Wait{forever},
                   Event{.detail = "{2}"}, Finished{}}));
  EXPECT_THAT(log_, ElementsAre("persist bytes", "persisted", "event {1}", "start 1 once 1234", "start 2 1234",
                                "answered 1", "answered 2", "event {2}"));
}

TEST_F(DriverTest, SignsWithTheInstantThatTheMachineNames) {
  EXPECT_TRUE(run({send(1), Wait{forever}, Finished{}}));
  ASSERT_EQ(channel_.requests.size(), 1U);
  EXPECT_EQ(find_header(channel_.requests[0].headers, "x-tc-timestamp"), "1700000000");
  EXPECT_THAT(std::string(find_header(channel_.requests[0].headers, "authorization").value_or("")),
              HasSubstr("Credential=AKIDfirst/2023-11-14/cvm/tc3_request"));
}

TEST_F(DriverTest, SignsWithTheNewCredentialWhenItChanges) {
  const auto first = credential("AKIDfirst");
  const auto second = credential("AKIDsecond");
  provide({first, first, second});
  EXPECT_TRUE(run({send(1), send(2), send(3), Wait{forever}, Finished{}}));
  std::vector<std::string> ids;
  for (const HttpRequest& request : channel_.requests) {
    const std::string text(find_header(request.headers, "authorization").value_or(""));
    ids.push_back(text.substr(text.find('=') + 1, text.find('/') - text.find('=') - 1));
  }
  EXPECT_THAT(ids, ElementsAre("AKIDfirst", "AKIDsecond", "AKIDsecond"));
}

TEST_F(DriverTest, WaitsAsLongAsTheMachineSays) {
  EXPECT_TRUE(run({Wait{1'250}, Wait{900}, Finished{}}));
  EXPECT_THAT(channel_.waits, ElementsAre(250ms, 0ms));
}

TEST_F(DriverTest, ReturnsTheMachinesFailure) {
  const auto result = run({Failed{failure(ErrorCode::refused)}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::refused);
}

TEST_F(DriverTest, WithoutACredentialNothingIsDone) {
  provide({failure(ErrorCode::no_credential)});
  const auto result = run({Persist{"bytes"}, send(1), Finished{}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::no_credential);
  EXPECT_TRUE(log_.empty());
}

TEST_F(DriverTest, WithoutAProviderNothingIsSent) {
  options_.credentials = nullptr;
  const auto result = run({send(1), Finished{}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::no_credential);
  EXPECT_TRUE(channel_.requests.empty());
}

TEST_F(DriverTest, ACredentialThatFailsLaterEndsTheRunOnceAllIsHandedIn) {
  provide({credential("AKIDfirst"), credential("AKIDfirst"), failure(ErrorCode::credential_unavailable)});
  const auto result = run({send(1), send(2), Event{.detail = "{told}"}, Persist{"kept"}, send(3), Finished{}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::credential_unavailable);
  EXPECT_THAT(log_, ElementsAre("start 1 1234", "answered 1", "event {told}", "persist kept", "persisted"));
}

TEST_F(DriverTest, AFailedPersistEndsTheRunOnceAllIsHandedIn) {
  options_.persist = [](std::string_view) { return Result<void>(failure(ErrorCode::internal)); };
  const auto result = run({send(1), Persist{"bytes"}, send(2, Effect::changes), Finished{}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "scripted");
  EXPECT_THAT(log_, ElementsAre("start 1 1234", "answered 1"));
}

TEST_F(DriverTest, ARequestThatCannotBeSignedEndsTheRun) {
  Send bad = send(1);
  bad.request.http.headers.clear();
  const auto result = run({bad, Finished{}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::invalid_parameter);
  EXPECT_TRUE(channel_.requests.empty());
}

TEST_F(DriverTest, AMachineThatObjectsEndsTheRun) {
  ScriptedMachine machine(log_, {send(1), send(2), Wait{forever}, Finished{}});
  machine.object();
  const auto result = drive(machine, channel_, options_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::misuse);
  EXPECT_THAT(log_, ElementsAre("start 1 1234", "start 2 1234", "answered 1", "answered 2"));
}

TEST_F(DriverTest, CancelsOnceAndWakesTheChannel) {
  std::stop_source source;
  options_.stop = source.get_token();
  std::thread canceller([&source] {
    std::this_thread::sleep_for(10ms);
    source.request_stop();
  });
  EXPECT_TRUE(run({}));
  canceller.join();
  EXPECT_THAT(log_, ElementsAre("cancel"));
}

TEST_F(DriverTest, CancelsAtOnceWhenAlreadyAsked) {
  std::stop_source source;
  source.request_stop();
  options_.stop = source.get_token();
  EXPECT_TRUE(run({Event{.detail = "{1}"}}));
  EXPECT_THAT(log_, ElementsAre("cancel", "event {1}"));
}

/// The person gives up while the credential is being fetched.
class StoppingProvider final : public CredentialProvider {
 public:
  explicit StoppingProvider(std::stop_source& source) : source_(source) {}
  Result<std::shared_ptr<const Credential>> get() override {
    if (++asked_ == 2) source_.request_stop();  // the first time is before the first step
    return credential("AKIDfirst");
  }
  [[nodiscard]] std::string describe() const override { return "script"; }

 private:
  std::stop_source& source_;
  int asked_ = 0;
};

TEST_F(DriverTest, WhatWasNotSentWhenTheCallerGaveUpIsNotSentAnyMore) {
  for (const Effect effect : {Effect::changes, Effect::reads}) {
    log_.clear();
    std::stop_source source;
    options_.stop = source.get_token();
    options_.credentials = std::make_shared<StoppingProvider>(source);
    EXPECT_TRUE(run({send(1, effect)}));
    EXPECT_THAT(log_, ElementsAre("cancel", "not-sent 1 aborted"));
    EXPECT_TRUE(channel_.requests.empty());
  }
}

TEST_F(DriverTest, WhatAMachineSendsAfterItWasToldToStopIsItsOwnDecision) {
  std::stop_source source;
  source.request_stop();
  options_.stop = source.get_token();
  EXPECT_TRUE(run({send(1), Wait{forever}}));
  EXPECT_THAT(log_, ElementsAre("cancel", "start 1 1234", "answered 1"));
}

TEST_F(DriverTest, AnObserverThatThrowsChangesNothing) {
  int told = 0;
  options_.on_event = [&told](const Event&) {
    ++told;
    throw std::runtime_error("mine");
  };
  EXPECT_TRUE(run({Event{}, send(1, Effect::changes), Wait{forever}, Event{}, Finished{}}));
  EXPECT_EQ(told, 2);
  EXPECT_THAT(log_, ElementsAre("start 1 once 1234", "answered 1"));
}

TEST_F(DriverTest, AMachineThatWaitsForNothingIsAFault) {
  const auto result = run({});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::internal);
}

TEST(Now, GoesOnAndKnowsTheDate) {
  const Time first = now();
  const Time second = now();
  EXPECT_LE(first.monotonic_ms, second.monotonic_ms);
  EXPECT_GT(first.wall_ms, 1'700'000'000'000);
}

TEST(SharedRateLimiterTest, ThreadsTogetherKeepTheRate) {
  SharedRateLimiter limiter;
  const std::int64_t start = now().monotonic_ms + 10'000;
  std::atomic<int> sends{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (std::int64_t at = start; at < start + 1'050; at += 10) {
        if (limiter.acquire({.account = "a", .region = "r", .action = "A"}, 10, at) == at) ++sends;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(sends, 1);
  EXPECT_LE(sends, 9);
}

TEST(SharedRateLimiterTest, TheProcessHasOne) {
  EXPECT_NE(process_rate_limiter(), nullptr);
  EXPECT_EQ(process_rate_limiter(), process_rate_limiter());
}

}  // namespace
}  // namespace cvm::test
