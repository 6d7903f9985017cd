// The retry table, row by row, and the arithmetic of the delays.

#include "cvm/retry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using cvm::AttemptEnd;
using cvm::Effect;
using cvm::Error;
using cvm::ErrorCode;

enum class Fate { again, final, look, later };

void PrintTo(Fate fate, std::ostream* out) {
  constexpr const char* names[] = {"again", "final", "look: ambiguous", "later: retryable"};
  *out << names[static_cast<int>(fate)];
}

Fate fate(const AttemptEnd& end, Effect effect) {
  const auto decision = cvm::decide_retry({}, effect, end, 1, 0, 7);
  if (std::holds_alternative<cvm::TryAgain>(decision)) return Fate::again;
  const Error& error = std::get<cvm::GiveUp>(decision).error;
  EXPECT_FALSE(error.retryable && error.ambiguous);
  return error.ambiguous ? Fate::look : error.retryable ? Fate::later : Fate::final;
}

/// An end as read_answer and the scheduler make it: `retryable` is set as for a read.
AttemptEnd service(std::string code, ErrorCode kind = ErrorCode::service) {
  Error error = cvm::make_error(kind, "DescribeImages", "as the service says");
  error.service_code = std::move(code);
  error.http_status = 200;
  error.retryable = true;
  return {error, true};
}

AttemptEnd transport(ErrorCode code, bool sent, bool retryable) {
  Error error = cvm::make_error(code, "DescribeImages", "as the transport says");
  error.retryable = retryable;
  return {error, sent};
}

TEST(Retry, TableOfTransportEnds) {
  struct Row {
    AttemptEnd end;
    Fate read;
    Fate change;
  };
  const Row rows[] = {
      {transport(ErrorCode::not_sent, false, true), Fate::again, Fate::again},
      {transport(ErrorCode::not_sent, false, false), Fate::final, Fate::final},  // the certificate
      {transport(ErrorCode::lost, true, true), Fate::again, Fate::look},
      {transport(ErrorCode::lost, true, false), Fate::final, Fate::look},  // the certificate, told after the fact
      {transport(ErrorCode::answer_too_large, true, false), Fate::final, Fate::look},
      {transport(ErrorCode::http_status, true, true), Fate::again, Fate::look},
      {transport(ErrorCode::malformed_answer, true, true), Fate::again, Fate::look},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(cvm::describe(row.end.error));
    EXPECT_EQ(fate(row.end, Effect::reads), row.read);
    EXPECT_EQ(fate(row.end, Effect::changes), row.change);
  }
}

TEST(Retry, TableOfServiceCodes) {
  struct Row {
    AttemptEnd end;
    Fate read;
    Fate change;
  };
  const Row rows[] = {
      {service("RequestLimitExceeded", ErrorCode::throttled), Fate::again, Fate::again},
      {service("RequestLimitExceeded.UinLimitExceeded", ErrorCode::throttled), Fate::again, Fate::again},
      {service("InternalError"), Fate::again, Fate::look},
      {service("InternalError.TradeUnknownError"), Fate::again, Fate::look},
      {service("InternalErrorX"), Fate::final, Fate::final},
      {service("ServiceUnavailable"), Fate::again, Fate::look},
      {service("MutexOperation.TaskRunning"), Fate::final, Fate::later},
      {service("ResourceInUse"), Fate::final, Fate::later},
      {service("ResourceInUse.DiskRollbacking"), Fate::final, Fate::later},
      {service("ResourceUnavailable.SnapshotCreating"), Fate::final, Fate::later},
      {service("ResourceInsufficient"), Fate::final, Fate::final},
      {service("InvalidImageId.NotFound"), Fate::final, Fate::final},
      {service("LimitExceeded"), Fate::final, Fate::final},
      {service(""), Fate::final, Fate::final},
      {service("AuthFailure.SignatureExpire", ErrorCode::clock), Fate::final, Fate::final},
      {service("AuthFailure.TokenFailure", ErrorCode::authentication), Fate::final, Fate::final},
      {service("UnauthorizedOperation", ErrorCode::permission), Fate::final, Fate::final},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.end.error.service_code);
    EXPECT_EQ(fate(row.end, Effect::reads), row.read);
    EXPECT_EQ(fate(row.end, Effect::changes), row.change);
  }
}

TEST(Retry, GivingUpKeepsTheErrorButForItsFlags) {
  AttemptEnd end = service("InternalError");
  end.error.service_message = "an internal error has occurred";
  end.error.request_id = "r-1";
  end.error.http_status = 200;
  const auto decision = cvm::decide_retry({}, Effect::changes, end, 1, 0, 0);
  const Error& error = std::get<cvm::GiveUp>(decision).error;
  EXPECT_EQ(error.code, ErrorCode::service);
  EXPECT_EQ(error.message, end.error.message);
  EXPECT_EQ(error.where, end.error.where);
  EXPECT_EQ(error.service_code, "InternalError");
  EXPECT_EQ(error.service_message, end.error.service_message);
  EXPECT_EQ(error.request_id, "r-1");
  EXPECT_EQ(error.http_status, 200);
}

const AttemptEnd lost = transport(ErrorCode::lost, true, true);

std::int64_t delay(const cvm::RetryPolicy& policy, int attempt, std::uint64_t seed) {
  const auto decision = cvm::decide_retry(policy, Effect::reads, lost, attempt, 0, seed);
  const auto* again = std::get_if<cvm::TryAgain>(&decision);
  return again == nullptr ? -1 : again->delay_ms;
}

/// The reference values of splitmix64 (Vigna, "splitmix64.c"): its first two outputs from the state 0.
TEST(Retry, MixIsSplitmix64) {
  EXPECT_EQ(cvm::mix(0), 0xE220A8397B1DCDAFU);
  EXPECT_EQ(cvm::mix(0x9E3779B97F4A7C15U), 0x6E789E6AA1B965F4U);
  EXPECT_EQ(cvm::mix(1), 0x910A2DEC89025CC1U);
}

/// Computed by another hand (Python). A change here changes every recorded run.
TEST(Retry, ExactDelays) {
  const std::pair<std::uint64_t, std::vector<std::int64_t>> delays[] = {
      {0, {82, 100, 223, 3552, 7072}},   {1, {281, 240, 1682, 2519, 4307}},       {2, {265, 424, 1915, 2633, 2839}},
      {42, {73, 152, 1312, 2290, 2602}}, {UINT64_MAX, {29, 56, 554, 1406, 5390}},
  };
  for (const auto& [seed, expected] : delays) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(delay({}, static_cast<int>(i) + 1, seed), expected[i]) << "seed " << seed << ", attempt " << i + 1;
    }
  }
}

TEST(Retry, FullJitterFromNothingToTheCap) {
  const cvm::RetryPolicy policy{.max_attempts = 100};
  const std::pair<int, std::int64_t> bounds[] = {{1, 500},  {2, 1000}, {3, 2000},  {4, 4000},
                                                 {5, 8000}, {6, 8000}, {31, 8000}, {99, 8000}};
  for (const auto& [attempt, most] : bounds) {
    SCOPED_TRACE(attempt);
    std::int64_t lowest = INT64_MAX;
    std::int64_t highest = 0;
    std::int64_t sum = 0;
    constexpr int draws = 4000;
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
      const std::int64_t one = delay(policy, attempt, seed);
      lowest = std::min(lowest, one);
      highest = std::max(highest, one);
      sum += one;
    }
    EXPECT_GE(lowest, 0);
    EXPECT_LE(lowest, most / 100);
    EXPECT_LE(highest, most);
    EXPECT_GE(highest, most - most / 100);
    EXPECT_NEAR(static_cast<double>(sum) / draws, static_cast<double>(most) / 2, static_cast<double>(most) * 0.03);
  }
}

TEST(Retry, OddPoliciesDoNoHarm) {
  EXPECT_EQ(delay({.base_ms = 0}, 5, 3), 0);
  EXPECT_EQ(delay({.cap_ms = 0}, 5, 3), 0);
  EXPECT_EQ(delay({.base_ms = -5, .cap_ms = -5}, 1, 3), 0);
  EXPECT_EQ(delay({.max_attempts = 0}, 1, 3), -1);
  EXPECT_GE(delay({.max_attempts = INT32_MAX}, INT32_MAX - 1, 3), 0);
  EXPECT_GE(delay({}, 0, 3), 0);
  EXPECT_GE(delay({}, -7, 3), 0);
}

TEST(Retry, TheSixthAttemptIsTheLast) {
  EXPECT_GE(delay({}, 5, 1), 0);
  for (const Effect effect : {Effect::reads, Effect::changes}) {
    const auto end = transport(ErrorCode::not_sent, false, true);
    for (const int attempt : {6, 7, 1000}) {
      const auto decision = cvm::decide_retry({}, effect, end, attempt, 0, 1);
      ASSERT_TRUE(std::holds_alternative<cvm::GiveUp>(decision));
      EXPECT_TRUE(std::get<cvm::GiveUp>(decision).error.retryable) << "it may succeed later";
      EXPECT_FALSE(std::get<cvm::GiveUp>(decision).error.ambiguous);
    }
  }
}

TEST(Retry, ADelayMayReachTheTotalAndNotPassIt) {
  for (const std::uint64_t seed : {0U, 1U, 2U, 42U}) {
    const std::int64_t expected = delay({}, 3, seed);
    const auto fits = cvm::decide_retry({}, Effect::reads, lost, 3, 30'000 - expected, seed);
    ASSERT_TRUE(std::holds_alternative<cvm::TryAgain>(fits));
    EXPECT_EQ(std::get<cvm::TryAgain>(fits).delay_ms, expected);
    const auto passes = cvm::decide_retry({}, Effect::reads, lost, 3, 30'001 - expected, seed);
    ASSERT_TRUE(std::holds_alternative<cvm::GiveUp>(passes));
    EXPECT_TRUE(std::get<cvm::GiveUp>(passes).error.retryable);
    EXPECT_FALSE(std::get<cvm::GiveUp>(passes).error.ambiguous);
  }
  const cvm::RetryPolicy at_once{.base_ms = 0};
  const auto last = cvm::decide_retry(at_once, Effect::reads, lost, 1, 30'000, 0);
  EXPECT_TRUE(std::holds_alternative<cvm::TryAgain>(last));
  const auto past = cvm::decide_retry(at_once, Effect::reads, lost, 1, 30'001, 0);
  EXPECT_TRUE(std::holds_alternative<cvm::GiveUp>(past));
}

TEST(Retry, TheTotalIsNoReasonForAnUnclearChangeToBeCalledClear) {
  const auto decision = cvm::decide_retry({}, Effect::changes, lost, 6, 40'000, 0);
  ASSERT_TRUE(std::holds_alternative<cvm::GiveUp>(decision));
  EXPECT_TRUE(std::get<cvm::GiveUp>(decision).error.ambiguous);
}

}  // namespace
