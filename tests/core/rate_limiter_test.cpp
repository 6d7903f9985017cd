// The limiter's promises: never more than rate − 1 sends in 1.05 s, whatever happens to the clock and the process.

#include "cvm/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

constexpr std::int64_t window_ms = 1050;

cvm::RateKey key(std::string action = "DescribeImages") { return {"1", "ap-guangzhou", std::move(action)}; }

/// The largest number of sends in any window [t, t + 1050).
std::size_t most_in_a_window(const std::vector<std::int64_t>& sends) {
  std::size_t most = 0;
  for (auto first = sends.begin(); first != sends.end(); ++first) {
    const auto last = std::lower_bound(first, sends.end(), *first + window_ms);
    most = std::max(most, static_cast<std::size_t>(last - first));
  }
  return most;
}

std::size_t allowed(int rate) { return static_cast<std::size_t>(std::max(1, rate - 1)); }

/// Sends as often as it may until `until_ms`: asks, and asks again at the instant that it was told.
std::vector<std::int64_t> greedy(cvm::RateLimiter& limiter, int rate, std::int64_t from_ms, std::int64_t until_ms) {
  std::vector<std::int64_t> sends;
  for (std::int64_t now = from_ms; now <= until_ms;) {
    const std::int64_t instant = limiter.acquire(key(), rate, now);
    if (instant == now) {
      sends.push_back(now);
    } else {
      EXPECT_GT(instant, now);
      now = instant;
    }
  }
  return sends;
}

TEST(RateLimiter, TheFirstSendWaitsOneInterval) {
  const std::pair<int, std::int64_t> first_instants[] = {{1, 1050}, {2, 1050}, {3, 525}, {10, 117},
                                                         {11, 105}, {20, 56},  {40, 27}, {1000, 2}};
  for (const auto& [rate, instant] : first_instants) {
    SCOPED_TRACE(rate);
    cvm::RateLimiter limiter(7000);
    EXPECT_EQ(limiter.acquire(key(), rate, 7000), 7000 + instant);
    EXPECT_EQ(limiter.acquire(key(), rate, 7000 + instant - 1), 7000 + instant);
    EXPECT_EQ(limiter.acquire(key(), rate, 7000 + instant), 7000 + instant);
  }
}

TEST(RateLimiter, AskingTakesNoPlaceAndTheInstantTold) {
  cvm::RateLimiter limiter(0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limiter.acquire(key(), 11, i / 10), 105);
  EXPECT_EQ(limiter.acquire(key(), 11, 105), 105);
  EXPECT_EQ(limiter.acquire(key(), 11, 105), 210);
}

TEST(RateLimiter, AnyWindowHasAtMostRateLessOne) {
  for (const int rate : {1, 2, 3, 10, 20, 40, 50, 288, 1000}) {
    SCOPED_TRACE(rate);
    cvm::RateLimiter limiter(0);
    const auto sends = greedy(limiter, rate, 0, 21'000);
    EXPECT_LE(most_in_a_window(sends), allowed(rate));
    // What is allowed is used as well, but for the rounding up to whole milliseconds.
    const double expected = 20.0 * static_cast<double>(allowed(rate));
    EXPECT_GE(static_cast<double>(sends.size()), expected * (rate <= 50 ? 0.97 : rate <= 288 ? 0.9 : 0.5));
  }
}

TEST(RateLimiter, AnyWindowHasAtMostRateLessOneForLateAndImpatientCallers) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    for (const int rate : {1, 2, 10, 40}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", rate " + std::to_string(rate));
      cvm::RateLimiter limiter(0);
      std::vector<std::int64_t> sends;
      for (std::int64_t now = 0; now < 10'000; now += static_cast<std::int64_t>(random() % 40)) {
        if (limiter.acquire(key(), rate, now) == now) sends.push_back(now);
      }
      EXPECT_LE(most_in_a_window(sends), allowed(rate));
      EXPECT_GE(sends.size(), 8U);
    }
  }
}

TEST(RateLimiter, IdleTimeIsNotSavedUp) {
  cvm::RateLimiter limiter(0);
  EXPECT_EQ(limiter.acquire(key(), 11, 3'600'000), 3'600'000);
  EXPECT_EQ(limiter.acquire(key(), 11, 3'600'000), 3'600'105);
}

TEST(RateLimiter, AccountsRegionsAndActionsAreCountedApart) {
  cvm::RateLimiter limiter(0);
  const cvm::RateKey keys[] = {{"1", "a", "X"}, {"2", "a", "X"}, {"1", "b", "X"}, {"1", "a", "Y"}, {"1", "", "X"}, {}};
  for (const cvm::RateKey& one : keys) EXPECT_EQ(limiter.acquire(one, 11, 1000), 1000);
  for (const cvm::RateKey& one : keys) EXPECT_EQ(limiter.acquire(one, 11, 1000), 1105);
}

TEST(RateLimiter, ClientsThatShareAKeyShareItsPlaces) {
  cvm::RateLimiter limiter(0);
  EXPECT_EQ(limiter.acquire(key(), 11, 1000), 1000);
  EXPECT_EQ(limiter.acquire(key(), 40, 1001), 1105) << "the other client's rate does not shorten a wait under way";
  EXPECT_EQ(limiter.acquire(key(), 40, 1105), 1105);
  EXPECT_EQ(limiter.acquire(key(), 11, 1105), 1132);
}

/// A process that is killed and started again, over and over, each time with a new limiter and calls that are due.
/// What the service sees keeps to the rate all the same; a process that lives less than one interval sends nothing.
TEST(RateLimiter, KillingAndRestartingGivesNoBurst) {
  for (const int rate : {1, 2, 10, 20, 40}) {
    for (const std::int64_t life_ms : {1, 10, 26, 27, 28, 50, 56, 117, 118, 300, 1049, 1050, 1051, 4000}) {
      SCOPED_TRACE("rate " + std::to_string(rate) + ", killed after " + std::to_string(life_ms) + " ms");
      const std::int64_t interval = cvm::RateLimiter(0).acquire(key(), rate, 0);
      std::vector<std::int64_t> all;
      for (std::int64_t start = 0; start < 20'000; start += life_ms) {
        cvm::RateLimiter limiter(start);
        const auto sends = greedy(limiter, rate, start, start + life_ms - 1);
        EXPECT_TRUE(sends.empty() || sends.front() >= start + interval);
        all.insert(all.end(), sends.begin(), sends.end());
      }
      EXPECT_LE(most_in_a_window(all), allowed(rate));
      EXPECT_EQ(all.empty(), life_ms <= interval);
      for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GE(all[i] - all[i - 1], interval);
    }
  }
}

TEST(RateLimiter, TimeThatGoesBackStandsStill) {
  cvm::RateLimiter limiter(0);
  EXPECT_EQ(limiter.acquire(key(), 11, 5000), 5000);
  EXPECT_EQ(limiter.acquire(key(), 11, 2000), 2105) << "the whole interval is still to wait, by the caller's clock";
  EXPECT_EQ(limiter.acquire(key(), 11, 2105), 2210) << "and no place comes before the old time is reached";
  EXPECT_EQ(limiter.acquire(key(), 11, 5104), 5105);
  EXPECT_EQ(limiter.acquire(key(), 11, 5105), 5105);
}

TEST(RateLimiter, TimeThatGoesBackLetsNoMoreThroughByTheTrueClock) {
  std::mt19937_64 random(11);
  for (const int rate : {2, 10, 40}) {
    SCOPED_TRACE(rate);
    cvm::RateLimiter limiter(0);
    std::vector<std::int64_t> sends;
    std::int64_t behind = 0;
    for (std::int64_t truth = 0; truth < 20'000; truth += static_cast<std::int64_t>(random() % 30)) {
      if (random() % 50 == 0) behind += static_cast<std::int64_t>(random() % 300);
      if (limiter.acquire(key(), rate, truth - behind) == truth - behind) sends.push_back(truth);
    }
    EXPECT_LE(most_in_a_window(sends), allowed(rate));
    EXPECT_FALSE(sends.empty());
  }
}

TEST(RateLimiter, ThrottledDoublesTheIntervalEightTimesAtMost) {
  cvm::RateLimiter limiter(0);
  std::int64_t now = 105;
  ASSERT_EQ(limiter.acquire(key(), 11, now), now);
  for (const std::int64_t interval : {210, 420, 840, 840, 840}) {
    limiter.throttled(key(), now);
    // The place that was promised before stands; from the next send on the interval is longer.
    now = limiter.acquire(key(), 11, now);
    ASSERT_EQ(limiter.acquire(key(), 11, now), now);
    EXPECT_EQ(limiter.acquire(key(), 11, now), now + interval);
  }
}

TEST(RateLimiter, OneHalvingEveryTenSecondsWithoutAnother) {
  // The interval that a send at the given instant starts, after three RequestLimitExceeded at 1000.
  const std::pair<std::int64_t, std::int64_t> intervals[] = {{10'999, 840}, {11'000, 420}, {20'999, 420}, {21'000, 210},
                                                             {30'999, 210}, {31'000, 105}, {90'000, 105}};
  for (const auto& [instant, interval] : intervals) {
    SCOPED_TRACE(instant);
    cvm::RateLimiter limiter(0);
    ASSERT_EQ(limiter.acquire(key(), 11, 1000), 1000);
    for (int i = 0; i < 3; ++i) limiter.throttled(key(), 1000);
    ASSERT_EQ(limiter.acquire(key(), 11, instant), instant);
    EXPECT_EQ(limiter.acquire(key(), 11, instant), instant + interval);
  }
}

TEST(RateLimiter, AnotherRequestLimitExceededStartsTheTenSecondsAgain) {
  cvm::RateLimiter limiter(0);
  ASSERT_EQ(limiter.acquire(key(), 11, 1000), 1000);
  limiter.throttled(key(), 1000);
  limiter.throttled(key(), 9000);
  ASSERT_EQ(limiter.acquire(key(), 11, 18'999), 18'999);
  EXPECT_EQ(limiter.acquire(key(), 11, 18'999), 18'999 + 420);
  ASSERT_EQ(limiter.acquire(key(), 11, 19'419), 19'419);
  EXPECT_EQ(limiter.acquire(key(), 11, 19'419), 19'419 + 210);
}

TEST(RateLimiter, ThrottlingIsOfOneKey) {
  cvm::RateLimiter limiter(0);
  ASSERT_EQ(limiter.acquire(key("A"), 11, 1000), 1000);
  ASSERT_EQ(limiter.acquire(key("B"), 11, 1000), 1000);
  limiter.throttled(key("A"), 1000);
  limiter.throttled(key("never asked for"), 1000);
  ASSERT_EQ(limiter.acquire(key("B"), 11, 1105), 1105);
  EXPECT_EQ(limiter.acquire(key("B"), 11, 1105), 1210);
}

TEST(RateLimiter, ThrottledWhileTimeGoesBackRecoversByTheLatestTime) {
  cvm::RateLimiter limiter(0);
  ASSERT_EQ(limiter.acquire(key(), 11, 5000), 5000);
  limiter.throttled(key(), 100);
  ASSERT_EQ(limiter.acquire(key(), 11, 14'999), 14'999);
  EXPECT_EQ(limiter.acquire(key(), 11, 14'999), 14'999 + 210) << "ten seconds count from 5000";
}

}  // namespace
