// What must hold of every run of a Scheduler: random scripts against a service and a machine that misbehave at random.
// The seeds are fixed; a failure names its seed.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>
#include <set>

#include "cvm/scheduler.hpp"

namespace {

namespace json = boost::json;

constexpr std::string_view regions[] = {"ap-guangzhou", "ap-singapore"};

std::string image_id(int tag) { return "img-" + std::to_string(tag); }

int tag_of(std::string_view params) { return std::stoi(std::string(params.substr(params.find("img-") + 4))); }

/// What the test knows of one call. Its tag is in its parameters, so a Send tells which call it belongs to.
struct Known {
  bool is_change = false;
  bool may_have_acted = false;  ///< sent, and no end has said that nothing was done
  bool end_is_clear = false;    ///< answered: done, or refused for good
};

/// What a crash leaves: the bytes that are durable and the calls that were open when they were made.
struct Durable {
  std::string bytes{};
  std::map<cvm::CallNumber, int> open{};
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    options_.account = "1";
    options_.seed = seed;
    options_.max_in_flight = 1 + below(8);
    const int rates[] = {1, 2, 10, 40, 100};
    for (const char* action : {"DescribeImages", "DeleteImages"}) options_.rates[action] = rates[below(5)];
    limiter_ = std::make_unique<cvm::RateLimiter>(now_ms_);
    scheduler_ = std::make_unique<cvm::Scheduler>(options_, *limiter_);
    cancel_at_ = below(4) == 0 ? 200 + static_cast<int>(below(100)) : -1;
  }

  /// The whole run as text.
  std::string run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      now_ms_ += static_cast<std::int64_t>(below(60));
      if (i == cancel_at_) cancel();
      step();
    }
    settle();
    return trace_;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  [[nodiscard]] cvm::Time now() const { return {now_ms_, 1'700'000'000'000 + now_ms_ + wall_offset_ms_}; }
  void note(std::string_view what, std::uint64_t number) {
    trace_ += std::to_string(now_ms_) + ' ' + std::string(what) + ' ' + std::to_string(number) + '\n';
  }

  void step() {
    const std::size_t dice = below(100);
    if (dice < 25 && open_.size() < 40) {
      submit();
    } else if (dice < 65) {
      poll();
    } else if (dice < 94 && !on_way_.empty()) {
      end_one(std::next(on_way_.begin(), static_cast<std::ptrdiff_t>(below(on_way_.size()))), below(12));
    } else if (dice < 95) {
      wall_offset_ms_ = static_cast<std::int64_t>(below(20'000'000)) - 10'000'000;
    } else if (dice < 97) {
      restore({scheduler_->snapshot(now()), open_});
    } else if (dice < 98 && !durable_.bytes.empty()) {
      restore(durable_);
    } else if (asked_) {
      persisted();
    }
  }

  void submit() {
    const int tag = next_tag_++;
    const bool is_change = below(3) == 0;
    const cvm::Call call{.action = is_change ? "DeleteImages" : "DescribeImages",
                         .region = std::string(regions[below(2)]),
                         .params = R"({"ImageIds":[")" + image_id(tag) + R"("]})"};
    const std::int64_t deadline = below(4) == 0 ? now_ms_ + static_cast<std::int64_t>(below(5000)) : cvm::forever;
    const auto number = scheduler_->submit(now(), call, deadline);
    ASSERT_TRUE(number);
    ASSERT_TRUE(open_.emplace(*number, tag).second) << "call number " << *number << " was given twice";
    known_[tag].is_change = is_change;
    note("submit", *number);
  }

  /// True when there is nothing to do now.
  bool poll() {
    auto step = scheduler_->poll(now());
    if (const auto* persist = std::get_if<cvm::Persist>(&step)) {
      EXPECT_FALSE(asked_) << "a Persist while another is awaited";
      asked_ = Durable{persist->bytes, open_};
      note("persist", persist->bytes.size());
    }
    if (const auto* send = std::get_if<cvm::Send>(&step)) check_send(*send);
    if (const auto* event = std::get_if<cvm::Event>(&step)) note(cvm::to_string(event->kind), event->detail.size());
    if (auto* completed = std::get_if<cvm::Completed>(&step)) check_completed(*completed);
    const auto* wait = std::get_if<cvm::Wait>(&step);
    if (wait != nullptr) check_wait(wait->until_ms);
    EXPECT_EQ(scheduler_->pending(), open_.size());
    return wait != nullptr;
  }

  void check_send(const cvm::Send& send) {
    const int tag = tag_of(send.request.http.body);
    Known& known = known_.at(tag);
    EXPECT_FALSE(cancelled_) << "sent after Cancel";
    EXPECT_GT(send.timeout_ms, 0);
    EXPECT_EQ(send.changes(), known.is_change);
    EXPECT_TRUE(on_way_.emplace(send.id, tag).second);
    EXPECT_LE(on_way_.size(), options_.max_in_flight);
    if (known.is_change) {
      EXPECT_FALSE(known.may_have_acted) << "change " << tag << " is sent again after an unclear end";
      EXPECT_TRUE(durable_says_sent_.contains(tag))
          << "change " << tag << " is sent, and what is durable does not know";
      known.may_have_acted = true;
    }
    // Whatever was killed and restored in between, the service sees at most rate − 1 in any 1.05 s.
    auto& sends = sends_[send.request.region + send.request.action];
    const auto most = static_cast<std::size_t>(std::max(1, options_.rates.at(send.request.action) - 1));
    if (sends.size() >= most) {
      EXPECT_GE(now_ms_ - sends[sends.size() - most], 1050) << "too many sends of " << send.request.action;
    }
    sends.push_back(now_ms_);
    note("send " + std::to_string(send.timestamp), send.id);
  }

  void check_completed(const cvm::Completed& completed) {
    const auto place = open_.find(completed.call);
    ASSERT_NE(place, open_.end()) << "call " << completed.call << " is completed, and it is not open";
    const Known& known = known_.at(place->second);
    EXPECT_LE(completed.attempts, options_.retry.max_attempts);
    const bool is_ambiguous = !completed.result && completed.result.error().ambiguous;
    if (known.is_change && known.may_have_acted && !known.end_is_clear) {
      EXPECT_TRUE(is_ambiguous) << "an unclear end is not told as one";
    }
    EXPECT_TRUE(known.is_change || !is_ambiguous) << "a read is never ambiguous";
    open_.erase(place);
    note(completed.result ? "completed" : cvm::to_string(completed.result.error().code), completed.call);
  }

  void check_wait(std::int64_t until_ms) {
    EXPECT_GT(until_ms, now_ms_) << "a wait that is over already makes a busy loop";
    if (until_ms == cvm::forever) {
      EXPECT_TRUE(open_.empty() || !on_way_.empty() || asked_) << "calls are open, and nothing will ever move them";
    } else if (below(2) == 0) {
      now_ms_ = until_ms;
    }
    note("wait", static_cast<std::uint64_t>(until_ms));
  }

  void end_one(std::map<cvm::RequestNumber, int>::iterator which, std::size_t how) {
    const auto [id, tag] = *which;
    on_way_.erase(which);
    Known& known = known_.at(tag);
    const auto fault = static_cast<cvm::TransportFault>(below(10));
    cvm::Input input = cvm::Lost{id, fault, "\xff not UTF-8"};
    if (how >= 2) input = answer(id, how);
    if (how == 2) input = cvm::NotSent{id, fault, "no way"};
    const bool nothing_was_done = how == 2 || how == 3 || how == 4;
    const bool end_is_unclear = how < 2 || how == 5 || how == 6;
    if (nothing_was_done) known.may_have_acted = false;
    if (!nothing_was_done && !end_is_unclear) known.end_is_clear = true;
    note("end " + std::to_string(how), id);
    EXPECT_TRUE(scheduler_->handle(now(), input));
    EXPECT_FALSE(scheduler_->handle(now(), input)) << "the same end was taken twice";
  }

  static cvm::Answered answer(cvm::RequestNumber id, std::size_t how) {
    const char* code = how == 3   ? "RequestLimitExceeded"
                       : how == 4 ? "AuthFailure.SignatureExpire"
                       : how == 5 ? "InternalError"
                       : how == 7 ? "InvalidParameterValue"
                                  : nullptr;
    json::object body{{"RequestId", "r-" + std::to_string(id)}};
    if (code != nullptr) body.emplace("Error", json::object{{"Code", code}, {"Message", "at random"}});
    const int status = how == 6 ? 502 : 200;
    return {id,
            {status,
             {{"date", "Tue, 14 Nov 2023 22:13:20 GMT"}},
             json::serialize(json::object{{"Response", std::move(body)}})}};
  }

  void persisted() {
    durable_ = *std::exchange(asked_, std::nullopt);
    remember_sent(durable_.bytes);
    note("persisted", durable_.bytes.size());
    EXPECT_TRUE(scheduler_->handle(now(), cvm::Persisted{}));
  }

  void remember_sent(const std::string& bytes) {
    json::parse_options lenient;
    lenient.allow_invalid_utf8 = true;
    durable_says_sent_.clear();
    const json::value document = json::parse(bytes, {}, lenient);
    for (const json::value& call : document.at("calls").as_array()) {
      if (!call.at("may_have_been_sent").as_bool()) continue;
      durable_says_sent_.insert(tag_of(json::value_to<std::string>(call.at("params"))));
    }
  }

  void cancel() {
    cancelled_ = true;
    note("cancel", 0);
    EXPECT_TRUE(scheduler_->handle(now(), cvm::Cancel{}));
  }

  /// Another process goes on: what was on its way is never heard of again, the limiter is new.
  void restore(Durable from) {
    auto limiter = std::make_unique<cvm::RateLimiter>(now_ms_);
    auto restored = cvm::Scheduler::restore(now(), from.bytes, options_, *limiter);
    ASSERT_TRUE(restored) << cvm::describe(restored.error()) << '\n' << from.bytes;
    *scheduler_ = std::move(*restored);
    limiter_ = std::move(limiter);
    remember_sent(from.bytes);
    open_ = from.open;
    on_way_.clear();
    asked_.reset();
    cancelled_ = false;
    durable_ = std::move(from);
    note("restore", open_.size());
  }

  /// From here on everything goes well: each call must come to its end.
  void settle() {
    for (int i = 0; i < 20'000 && !open_.empty() && !testing::Test::HasFailure(); ++i) {
      if (asked_) persisted();
      while (!on_way_.empty()) end_one(on_way_.begin(), 11);
      if (poll()) now_ms_ += 20;
    }
    EXPECT_TRUE(open_.empty()) << open_.size() << " calls never came to an end";
    EXPECT_EQ(scheduler_->pending(), open_.size());
  }

  std::mt19937_64 random_;
  cvm::SchedulerOptions options_{};
  std::unique_ptr<cvm::RateLimiter> limiter_{};
  std::unique_ptr<cvm::Scheduler> scheduler_{};
  std::int64_t now_ms_ = 0;
  std::int64_t wall_offset_ms_ = 0;
  int cancel_at_ = -1;
  bool cancelled_ = false;
  int next_tag_ = 1;
  std::map<int, Known> known_{};
  std::map<cvm::CallNumber, int> open_{};
  std::map<cvm::RequestNumber, int> on_way_{};
  std::map<std::string, std::vector<std::int64_t>> sends_{};
  std::optional<Durable> asked_{};
  Durable durable_{};
  std::set<int> durable_says_sent_{};
  std::string trace_{};
};

TEST(SchedulerProperties, HoldInRandomRunsAndTheSameSeedGivesTheSameRun) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::string first = World(seed).run(400);
    ASSERT_FALSE(HasFailure()) << first.substr(first.size() > 2000 ? first.size() - 2000 : 0);
    ASSERT_EQ(first, World(seed).run(400)) << "the same seed gave another run";
  }
}

/// A snapshot with bytes changed at random is refused or restored; it never does harm (the sanitizers watch).
TEST(SchedulerProperties, AnyTextIsRefusedOrRestored) {
  cvm::RateLimiter limiter(0);
  cvm::Scheduler scheduler({}, limiter);
  const std::string one_image = R"({"ImageIds":["img-34vaef8fe"]})";
  ASSERT_TRUE(scheduler.submit({}, {.action = "DeleteImages", .region = "ap-guangzhou", .params = one_image}, 5000));
  ASSERT_TRUE(scheduler.submit({}, {.action = "DescribeImages", .region = "ap-guangzhou"}));
  ASSERT_TRUE(scheduler.submit({}, {.action = "DescribeImages", .region = "ap-singapore"}));
  const auto step = scheduler.poll({60, 1'700'000'000'000});
  ASSERT_TRUE(std::holds_alternative<cvm::Persist>(step));
  ASSERT_TRUE(std::holds_alternative<cvm::Send>(scheduler.poll({60, 1'700'000'000'000})));
  ASSERT_TRUE(scheduler.handle({60, 1'700'000'000'000}, cvm::Lost{1, cvm::TransportFault::certificate, "\xff"}));
  const std::string whole = scheduler.snapshot({60, 1'700'000'000'000});
  std::mt19937_64 random(1);
  int restored_count = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string text = whole;
    for (std::uint64_t edits = random() % 3; edits < 3; ++edits) {
      const auto at = static_cast<std::size_t>(random() % text.size());
      constexpr std::string_view pieces = "0-9e.\"{}[]:,tn\\\xff";
      if (random() % 2 == 0) text[at] = pieces[static_cast<std::size_t>(random() % pieces.size())];
      if (random() % 4 == 0) text.erase(at, static_cast<std::size_t>(random() % 4));
    }
    cvm::RateLimiter fresh(0);
    auto restored = cvm::Scheduler::restore({7, 1'700'000'000'000}, text, {}, fresh);
    if (!restored) continue;
    ++restored_count;
    for (int polls = 0; polls < 10; ++polls) static_cast<void>(restored->poll({2000 * polls, 1'700'000'000'000}));
    EXPECT_FALSE(restored->snapshot({20'000, 0}).empty());
  }
  EXPECT_GT(restored_count, 50) << "the edits are too wild to test what they should";
}

TEST(SchedulerProperties, DeadlinesAtTheEdgesOfTheNumbers) {
  cvm::RateLimiter limiter(0);
  cvm::Scheduler scheduler({}, limiter);
  const cvm::Call call{.action = "DescribeImages", .region = "ap-guangzhou"};
  ASSERT_TRUE(scheduler.submit({100, 0}, call, INT64_MIN));
  ASSERT_TRUE(scheduler.submit({100, 0}, call, INT64_MAX - 1));
  cvm::RateLimiter fresh(50'000);
  auto restored = cvm::Scheduler::restore({50'000, 0}, scheduler.snapshot({100, 0}), {}, fresh);
  ASSERT_TRUE(restored);
  const auto step = restored->poll({50'000, 0});
  ASSERT_TRUE(std::holds_alternative<cvm::Completed>(step));
  EXPECT_EQ(std::get<cvm::Completed>(step).call, 1U);
  EXPECT_EQ(restored->pending(), 1U);
  EXPECT_TRUE(std::holds_alternative<cvm::Send>(restored->poll({60'000, 0})));
}

}  // namespace
