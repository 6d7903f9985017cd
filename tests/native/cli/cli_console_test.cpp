#include <gmock/gmock.h>

#include "apply_progress.hpp"
#include "terminal.hpp"

namespace cvm::cli {
namespace {

using testing::HasSubstr;
using Clock = ApplyProgress::Clock;

TEST(Progress, TellsTheEndOfEachImage) {
  testing::internal::CaptureStderr();
  {
    Console console({}, {});
    ApplyProgress progress(console, Language::english, 3);
    const Clock::time_point start{};
    progress.on({EventKind::image_verdict, "r", "img-1", R"({"verdict":"delete"})"}, start);
    progress.on({EventKind::image_verdict, "r", "img-2", R"({"verdict":"delete"})"}, start);
    progress.on({EventKind::image_kept, "r", "img-2", R"({"outcome":"skipped","reason":"changed"})"}, start);
    progress.on({EventKind::image_verdict, "r", "img-3", R"({"verdict":"delete"})"}, start);
    progress.on({EventKind::delete_sent, "r", "img-1", "{}"}, start);
    progress.on({EventKind::delete_sent, "r", "img-3", "{}"}, start);
    progress.on({EventKind::delete_unclear, "r", "img-1", "{}"}, start);
    progress.on({EventKind::delete_unclear, "r", "img-3", "{}"}, start);
    progress.on({EventKind::image_gone, "r", "img-1", R"({"outcome":"deleted","request_id":"71e6"})"},
                start + std::chrono::seconds(2));
    progress.on({EventKind::retrying, "r", "", "not JSON"}, start);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "[1/3] img-2  skipped (changed)\n"
            "re-check   img-1 unchanged   img-3 unchanged\n"
            "a request did not end well: looking at its images before anything is sent again\n"
            "[2/3] img-1  gone after 2.0 s  (RequestId 71e6)\n");
}

TEST(Progress, CountsWhereThereAreMany) {
  testing::internal::CaptureStderr();
  {
    Console console({}, {});
    ApplyProgress progress(console, Language::chinese, 7);
    for (int i = 0; i < 7; ++i) {
      progress.on({EventKind::image_verdict, "r", "img-" + std::to_string(i), R"({"verdict":"delete"})"});
    }
    progress.on({EventKind::delete_sent, "r", "img-1", "{}"});
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "复核   7 个镜像未变\n");
}

TEST(Progress, SaysHowLongTheRestMayTake) {
  testing::internal::CaptureStderr();
  {
    Console console({.errors = true, .width = 200}, {});
    ApplyProgress progress(console, Language::english, 4);
    const Clock::time_point start{};
    for (const char* id : {"img-1", "img-2", "img-3", "img-4"})
      progress.on({EventKind::delete_sent, "r", id, "{}"}, start);
    progress.on({EventKind::image_gone, "r", "img-1", "{}"}, start + std::chrono::seconds(30));
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("1 of 4 done, 4 sent, about 1 min 30 s left"));
}

TEST(Progress, Durations) {
  EXPECT_EQ(duration_text(std::chrono::seconds(59), Language::english), "59 s");
  EXPECT_EQ(duration_text(std::chrono::seconds(200), Language::english), "3 min 20 s");
  EXPECT_EQ(duration_text(std::chrono::seconds(3720), Language::english), "1 h 2 min");
  EXPECT_EQ(duration_text(std::chrono::seconds(200), Language::chinese), "3 分 20 秒");
}

TEST(ConsoleTest, QuietAndVerbose) {
  testing::internal::CaptureStderr();
  {
    Console quiet({}, {.quiet = true, .verbose = true});
    quiet.note("note");
    quiet.detail("detail");
    quiet.progress("progress");
    quiet.error("error");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "error\n");
}

TEST(ConsoleTest, TheProgressLineIsAlwaysTheLast) {
  testing::internal::CaptureStderr();
  {
    Console console({.errors = true, .width = 10}, {});
    console.progress("0123456789ABC");
    console.note("note");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "\r\x1b[K01234567…\r\x1b[Knote\n01234567…\r\x1b[K");
}

TEST(ConsoleTest, AQuestionEndsTheProgressLine) {
  testing::internal::CaptureStderr();
  {
    Console console({.errors = true, .width = 10}, {.verbose = true});
    console.progress("p");
    console.ask("sure? ");
    console.detail("d");
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex("\r\x1b\\[Kp\r\x1b\\[Ksure\\? \\[ +0.[0-9]+\\] d\n"));
}

}  // namespace
}  // namespace cvm::cli
