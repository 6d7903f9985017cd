#include "interrupt.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>

namespace cvm::cli {
namespace {

bool waits_until_stopped(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, token, std::chrono::seconds(5), [] { return false; });
  return token.stop_requested();
}

class InterruptBy : public testing::TestWithParam<int> {};

TEST_P(InterruptBy, AsksToStop) {
  const Interrupts interrupts;
  EXPECT_FALSE(interrupts.token().stop_requested());
  ::kill(::getpid(), GetParam());
  EXPECT_TRUE(waits_until_stopped(interrupts.token()));
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptBy, testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST(Interrupt, ASecondSigintEndsAtOnce) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        const Interrupts interrupts;
        std::raise(SIGINT);
        std::raise(SIGINT);
        std::_Exit(0);
      },
      testing::ExitedWithCode(130), "");
}

TEST(Interrupt, WhatWasIgnoredStaysIgnored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  {
    const Interrupts interrupts;
    std::raise(SIGHUP);
    EXPECT_FALSE(interrupts.token().stop_requested());
  }
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace cvm::cli
