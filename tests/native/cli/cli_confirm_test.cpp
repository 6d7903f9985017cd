#include "confirm.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace cvm::cli {
namespace {

class Confirm : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(ends_.data()), 0); }
  void TearDown() override {
    for (const int end : ends_) ::close(end);
  }
  void type(std::string_view text) { ASSERT_EQ(::write(ends_[1], text.data(), text.size()), std::ssize(text)); }
  void end_input() {
    ::close(ends_[1]);
    ends_[1] = ::dup(ends_[0]);
  }
  Result<std::string> ask(const Consent& consent, bool can_ask = true) {
    const Terminal terminal{.input = can_ask, .output = can_ask, .errors = can_ask};
    Console console(terminal, {.progress = false});
    testing::internal::CaptureStderr();
    auto result = confirm({.text = "This deletes 2 images.",
                           .phrase = "ap-guangzhou 2",
                           .count = 2,
                           .command_line = "cvm-images delete img-1 img-2"},
                          consent, terminal, console, Language::english, stop_.get_token(), ends_[0]);
    said_ = testing::internal::GetCapturedStderr();
    return result;
  }
  std::array<int, 2> ends_{};
  std::stop_source stop_{};
  std::string said_{};
};

TEST_F(Confirm, TheTypedPhrase) {
  type("ap-guangzhou 2\n");
  const auto by = ask({});
  ASSERT_TRUE(by);
  EXPECT_EQ(*by, "typed phrase");
  EXPECT_NE(said_.find("This deletes 2 images."), std::string::npos);
  EXPECT_NE(said_.find("Type \"ap-guangzhou 2\" to go on:"), std::string::npos);
}

TEST_F(Confirm, AnythingElseIsNotConfirmed) {
  for (const char* text : {"y\n", "yes\n", "\n", "ap-guangzhou\n", "ap-guangzhou 3\n", "AP-GUANGZHOU 2\n",
                           "ap-guangzhou 2 x\n", "ap-guangzhou2\n"}) {
    type(text);
    const auto by = ask({});
    ASSERT_FALSE(by) << text;
    EXPECT_EQ(by.error().code, ErrorCode::refused);
  }
}

TEST_F(Confirm, TheEndOfInputIsNotConfirmed) {
  type("ap-guangzhou 2");
  end_input();
  const auto by = ask({});
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().code, ErrorCode::refused);
}

TEST_F(Confirm, AnInterruptEndsTheQuestion) {
  std::jthread later([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop_.request_stop();
  });
  const auto by = ask({});
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().code, ErrorCode::cancelled);
}

TEST_F(Confirm, AnInterruptBeforeTheQuestion) {
  stop_.request_stop();
  const auto by = ask({.yes = true, .expect_count = 2});
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().code, ErrorCode::cancelled);
}

TEST_F(Confirm, YesWithTheRightNumber) {
  const auto by = ask({.yes = true, .expect_count = 2}, false);
  ASSERT_TRUE(by);
  EXPECT_EQ(*by, "--yes --expect-count 2");
  EXPECT_EQ(said_, "");
}

TEST_F(Confirm, YesWithAnotherNumber) {
  for (const std::size_t number : {0U, 1U, 3U}) {
    const auto by = ask({.yes = true, .expect_count = number});
    ASSERT_FALSE(by);
    EXPECT_EQ(by.error().code, ErrorCode::refused);
  }
  EXPECT_FALSE(ask({.yes = true}));
}

TEST_F(Confirm, WithoutATerminalItSaysWhatToRun) {
  type("ap-guangzhou 2\n");
  const auto by = ask({}, false);
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().code, ErrorCode::refused);
  EXPECT_NE(by.error().message.find("cvm-images delete img-1 img-2"), std::string::npos);
}

TEST(Phrase, BlanksDoNotCount) {
  EXPECT_TRUE(is_phrase("  ap-guangzhou   2\t\r", "ap-guangzhou 2"));
  EXPECT_FALSE(is_phrase("", "ap-guangzhou 2"));
  EXPECT_FALSE(is_phrase("ap-guangzhou 2 2", "ap-guangzhou 2"));
}

TEST(ReadLine, GivesUpOnALineWithoutAnEnd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::string text(5000, 'x');
  ASSERT_EQ(::write(ends[1], text.data(), text.size()), std::ssize(text));
  EXPECT_FALSE(read_line(ends[0], {}));
  for (const int end : ends) ::close(end);
}

}  // namespace
}  // namespace cvm::cli
