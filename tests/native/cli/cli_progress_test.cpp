// What people see while a plan is made and carried out.

#include <gtest/gtest.h>

#include "apply_progress.hpp"

namespace cvm::cli {
namespace {

Event checked(std::string check, int count) {
  return {EventKind::checked, "ap-guangzhou", {}, fmt::format(R"({{"check":"{}","count":{}}})", check, count)};
}

TEST(CheckProgress, AddsUpWhatWasChecked) {
  CheckProgress progress(Language::english);
  for (const Event& event : {checked("images", 300), checked("instances", 126), checked("sharing", 1),
                             checked("images", 20), checked("sharing", 1), Event{EventKind::answered}})
    progress.on(event);
  EXPECT_EQ(progress.text(), "checked: images 320, instances 126, sharing 2");
}

TEST(CheckProgress, SpeaksChinese) {
  CheckProgress progress(Language::chinese);
  progress.on(checked("images", 3));
  progress.on(checked("instances", 4));
  EXPECT_EQ(progress.text(), "已检查：镜像 3、实例 4");
}

TEST(DurationText, IsRounded) {
  using std::chrono::seconds;
  EXPECT_EQ(duration_text(seconds(59), Language::english), "59 s");
  EXPECT_EQ(duration_text(seconds(200), Language::english), "3 min 20 s");
  EXPECT_EQ(duration_text(seconds(7'260), Language::chinese), "2 小时 1 分");
}

}  // namespace
}  // namespace cvm::cli
