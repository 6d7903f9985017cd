#include <gmock/gmock.h>

#include <sstream>

#include "delete_progress.hpp"
#include "delete_view.hpp"
#include "output/text.hpp"

namespace cvm::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

InspectionReport inspection() {
  InspectionReport report{.region = "ap-guangzhou", .account = "100000000001", .quota = 52, .used = 50};
  Image web{.ImageId = "img-1", .ImageName = "web-2026-01-05\x1b[2J"};
  web.ImageState = "NORMAL";
  web.ImageSize = 50;
  web.SnapshotSet = {{.SnapshotId = "snap-1"}};
  Image api{.ImageId = "img-2", .ImageName = "接口-正式"};
  api.ImageState = "NORMAL";
  report.images = {
      {.id = "img-1", .image = web, .verdict = Verdict::remove, .reasons = {{"requested", {}}}},
      {.id = "img-2",
       .image = api,
       .verdict = Verdict::keep,
       .reasons = {{"referenced", {{"type", "instance"}, {"count", "2"}, {"ids", "ins-1, ins-2"}}}}},
      {.id = "img-3", .verdict = Verdict::block, .reasons = {{"not-found", {{"region", "ap-guangzhou"}}}}}};
  report.checks = {{.name = "images", .count = 2},
                   {.name = "instances", .count = 412},
                   {.name = "launch-configurations", .error = make_error(ErrorCode::lost, "", "cut")}};
  return report;
}

TEST(View, SaysEverythingBeforeTheQuestion) {
  const std::string text = inspection_view(inspection(), Language::english, {}, 0);
  EXPECT_THAT(text, HasSubstr("nothing has been deleted"));
  EXPECT_THAT(text, HasSubstr("ap-guangzhou   account 100000000001   images 50 of 52 (96%)"));
  EXPECT_THAT(text, HasSubstr("checked: images 2, instances 412\n"));
  EXPECT_THAT(text, HasSubstr("check failed: launch configurations (no answer: cut)"));
  EXPECT_THAT(text, HasSubstr("not checked: "));
  EXPECT_THAT(text, HasSubstr("used by 2 instances: ins-1, ins-2"));
  EXPECT_THAT(text, HasSubstr("ap-guangzhou has no such image"));
  EXPECT_THAT(text, HasSubstr("Would delete 1 of 3 (50 GB), 2 kept. Quota 50 → 49 of 52."));
  EXPECT_THAT(text, HasSubstr("Snapshots that stay: snap-1"));
  EXPECT_THAT(text, HasSubstr("--allow-referenced ID"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(View, SpeaksChinese) {
  const std::string text = inspection_view(inspection(), Language::chinese, {}, 0);
  EXPECT_THAT(text, HasSubstr("尚未删除任何镜像"));
  EXPECT_THAT(text, HasSubstr("被 2 台实例使用：ins-1, ins-2"));
  EXPECT_THAT(text, HasSubstr("将删除 1 / 3 个（50 GB），保留 2 个。"));
}

TEST(View, FitsAnyTerminal) {
  for (const Language language : {Language::english, Language::chinese}) {
    for (const std::size_t width : {30U, 40U, 60U, 80U, 100U, 200U}) {
      std::istringstream lines(inspection_view(inspection(), language, {width, false}, 0));
      for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
    }
  }
}

DeletionReport deletion() {
  DeletionReport report{.region = "ap-guangzhou", .used_after = 49};
  report.images = {{.id = "img-1",
                    .outcome = Outcome::deleted,
                    .attempts = 1,
                    .request_ids = {"id-1"},
                    .snapshots = {{"snap-1", "left"}}}};
  return report;
}

TEST(View, SaysWhatBecameOfEach) {
  const std::string text = result_view(inspection(), deletion(), {});
  EXPECT_THAT(text, HasSubstr("deleted, verified  img-1"));
  EXPECT_THAT(text, HasSubstr("snap-1=left"));
  EXPECT_THAT(text, HasSubstr("1 deleted and verified, 0 accepted, 0 failed, 0 skipped, 0 unknown. "
                              "2 kept by the checks. Quota 50 → 49 of 52."));
  EXPECT_THAT(text, HasSubstr("Snapshots left behind: snap-1"));
  EXPECT_THAT(text, Not(HasSubstr("id-1")));
  EXPECT_THAT(result_view(inspection(), deletion(), {.request_ids = true}), HasSubstr("id-1"));
}

TEST(Progress, TellsTheEndOfEachImage) {
  testing::internal::CaptureStderr();
  {
    Console console({}, {});
    DeletionProgress progress(console, Language::english, 2);
    progress.on({EventKind::delete_sent, "r", "img-1", "{}"});
    progress.on({EventKind::delete_unclear, "r", "img-1", "{}"});
    progress.on({EventKind::delete_unclear, "r", "img-3", "{}"});
    progress.on({EventKind::image_gone, "r", "img-1", R"({"outcome":"deleted"})"});
    progress.on({EventKind::image_kept, "r", "img-2", R"({"outcome":"skipped","reason":"changed"})"});
    progress.on({EventKind::retrying, "r", "", "not JSON"});
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text,
            "a request did not end well: looking at its images before anything is sent again\n"
            "[1/2] img-1  gone after 0.0 s\n"
            "[2/2] img-2  skipped (changed)\n");
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
