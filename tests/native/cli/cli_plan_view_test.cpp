#include "plan_view.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "output/text.hpp"
#include "receipt_view.hpp"

namespace cvm::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t now_s = 1'795'000'000;

Plan plan() {
  Plan made;
  made.created_s = now_s;
  made.expires_s = now_s + 86'400;
  made.digest = std::string(64, 'd');
  made.appliable = true;
  made.account = {"100000008888", "caller-identity"};
  made.selection.names = {"web-*"};
  made.regions = {
      {.region = "ap-guangzhou",
       .scanned = true,
       .used = 37,
       .quota = 50,
       .checked = {{"images", 37}, {"quota", 1}, {"instances", 412}},
       .not_checked = {{"launch-configurations", 0, make_error(ErrorCode::lost, "", "cut")}, {"tke"}, {"batch"}}}};
  PlannedImage web{.region = "ap-guangzhou", .id = "img-a1b2c3d4", .name = "web-2026-03-02\x1b[2J"};
  web.state = "NORMAL";
  web.created = "2026-03-02T00:00:00Z";
  web.size_gb = 50;
  web.family = "web";
  web.snapshots = {{.SnapshotId = "snap-1", .DiskSize = 50}};
  web.verdict = Verdict::remove;
  web.reasons = {{"selected", {{"rule", "name"}, {"value", "web-*"}}},
                 {"rank", {{"rank", "4"}, {"keep_newest", "3"}, {"group", "web"}}},
                 {"unreferenced", {}}};
  PlannedImage used = web;
  used.id = "img-99887766";
  used.name = "接口-正式";
  used.verdict = Verdict::keep;
  used.reasons = {{"referenced", {{"type", "instance"}, {"count", "2"}, {"ids", "ins-1, ins-2"}}}};
  PlannedImage shared = web;
  shared.id = "img-aabbccdd";
  shared.name = "web-shared";
  shared.verdict = Verdict::block;
  shared.reasons = {{"shared", {{"count", "1"}, {"accounts", "200000000001"}}}};
  PlannedImage other = web;
  other.id = "img-00other0";
  other.verdict = Verdict::keep;
  other.reasons = {{"not-selected", {{"rule", "name"}}}};
  made.images = {other, shared, used, web};
  made.summary = {.deletes = 1, .keep = 2, .block = 1, .size_gb = 50};
  return made;
}

PlanView view(Language language = Language::english, std::size_t width = 0) {
  return {
      .language = language, .table = {width, false}, .now_s = now_s, .skew_s = 2, .key = "AKID…3f9, from environment"};
}

TEST(PlanViewTest, SaysEverythingBeforeTheQuestion) {
  EXPECT_EQ(
      plan_view(plan(), view()),
      "PLAN - nothing has been deleted   account 1000…8888 (AKID…3f9, from environment)   clock off by +2 s\n"
      "ap-guangzhou   images 37 of 50 used (74%)\n"
      "  checked: images 37, instances 412\n"
      "  check FAILED: scaling configurations (no answer: cut)\n"
      "  NOT checked: TKE, Batch\n"
      "\n"
      "ACTION  IMAGE         NAME                    AGE   SIZE  STATE   FAMILY  WHY\n"
      "delete  img-a1b2c3d4  web-2026-03-02\\x1b[2J  261d  50 GB  NORMAL  web     name web-*; 4th newest of web; no "
      "references\n"
      "keep    img-99887766  接口-正式              261d  50 GB  NORMAL  web     used by 2 instances: ins-1, ins-2\n"
      "block   img-aabbccdd  web-shared             261d  50 GB  NORMAL  web     shared with 1 account: 200000000001\n"
      "\n"
      "Would delete 1 image (50 GB, 1 snapshot stays: snap-1, use --with-snapshots). Quota 37 -> 36 of 50.\n"
      "2 kept, 1 blocked, 0 unknown and kept. 1 that no rule chose have no row here: -v shows them.\n"
      "- referenced: Move its users to another image, or --allow-referenced ID.\n"
      "- shared: --unshare ends the sharing first.\n");
}

TEST(PlanViewTest, ShowsAllRowsWhenAsked) {
  PlanView all = view();
  all.all_rows = true;
  EXPECT_THAT(plan_view(plan(), all), HasSubstr("img-00other0"));
  EXPECT_THAT(plan_view(plan(), all), Not(HasSubstr("have no row")));
}

TEST(PlanViewTest, SpeaksChinese) {
  const std::string text = plan_view(plan(), view(Language::chinese));
  EXPECT_THAT(text, HasSubstr("计划 - 尚未删除任何镜像   账号 1000…8888"));
  EXPECT_THAT(text, HasSubstr("被 2 台实例使用：ins-1, ins-2"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "将删除 1 个镜像（50 GB，保留 1 个快照：snap-1，可用 --with-snapshots 一并删除）。配额 37 -> 36 of 50。"));
}

TEST(PlanViewTest, SeveralRegionsAndOneThatWasNotScanned) {
  Plan made = plan();
  made.regions.push_back({.region = "ap-singapore", .scanned = true, .used = 8, .quota = 20, .short_by = 3});
  made.regions.push_back({.region = "ap-moscow", .error = make_error(ErrorCode::lost, "", "cut")});
  made.images.back().region = "ap-singapore";
  const std::string text = plan_view(made, view());
  EXPECT_THAT(text, HasSubstr("ap-moscow: not scanned: no answer: cut"));
  EXPECT_THAT(text, HasSubstr("img-a1b2c3d4  ap-singapore  web"));
  EXPECT_THAT(text, HasSubstr("Quota 8 -> 7 of 20."));
  EXPECT_THAT(text, HasSubstr("ap-singapore: 3 fewer than asked for can go safely."));
  EXPECT_EQ(deletes_by_region(made), "ap-singapore 1");
  made.images[2].verdict = Verdict::remove;
  EXPECT_EQ(deletes_by_region(made), "ap-guangzhou 1 ap-singapore 1");
  EXPECT_THAT(plan_view(made, view()), HasSubstr("Quota ap-guangzhou 37 -> 36 of 50, ap-singapore 8 -> 7 of 20."));
}

TEST(PlanViewTest, SaysWhatFamiliesResolveTo) {
  Plan made = plan();
  made.regions.front().families = {{"db", ""}, {"web", "img-99887766"}};
  EXPECT_THAT(plan_view(made, view()),
              HasSubstr("Family db resolves to no image. Family web still resolves to img-99887766.\n"));
  made.regions.front().families = {{"web", "img-a1b2c3d4"}};
  EXPECT_THAT(plan_view(made, view()), HasSubstr("Family web resolves to img-a1b2c3d4, which goes: it will resolve to "
                                                 "another image or to none.\n"));
  EXPECT_THAT(plan_view(made, view(Language::chinese)), HasSubstr("镜像族 web 当前指向 img-a1b2c3d4"));
}

TEST(PlanViewTest, SaysWhichGuardRefuses) {
  Plan made = plan();
  made.appliable = false;
  made.refused_by = {{"max-delete", {{"max", "10"}, {"count", "12"}}}};
  EXPECT_THAT(plan_view(made, view()),
              HasSubstr("REFUSED by --max-delete: 12 images would go, 10 at most may. If all of them are meant: "
                        "--max-delete N."));
}

TEST(PlanViewTest, SaysWhatTheServerThinksAndWhatGoesAlong) {
  Plan made = plan();
  made.guards.server_dry_run = true;
  made.guards.with_snapshots = true;
  made.images[2].reasons = {{"dry-run-refused", {{"code", "InvalidImageId.InUse"}}}};
  const std::string text = plan_view(made, view());
  EXPECT_THAT(text, HasSubstr("Server dry run: 1 accepted, 1 refused."));
  EXPECT_THAT(text, HasSubstr("with 1 snapshot unless another image rests on it: snap-1"));
}

TEST(PlanViewTest, AnAccountIsRecognisedNotShown) {
  EXPECT_EQ(masked_account({"100000008888", "caller-identity"}, Language::english), "1000…8888");
  EXPECT_EQ(masked_account({"1234", "caller-identity"}, Language::english), "1234");
  EXPECT_EQ(masked_account({"0123456789abcdef", "secret-id"}, Language::english), "not known (key 0123456789abcdef)");
}

TEST(PlanViewTest, FitsAnyTerminal) {
  for (const Language language : {Language::english, Language::chinese}) {
    for (const std::size_t width : {30U, 40U, 60U, 80U, 100U, 200U}) {
      std::istringstream lines(plan_view(plan(), view(language, width)));
      for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
    }
  }
}

Receipt receipt() {
  Receipt done;
  done.images = {{.region = "ap-guangzhou",
                  .id = "img-a1b2c3d4",
                  .outcome = Outcome::deleted,
                  .attempts = 1,
                  .request_ids = {"id-1"},
                  .unshared_from = {"200000000001"},
                  .snapshots = {{"snap-1", "left"}}},
                 {.region = "ap-guangzhou", .id = "img-99887766", .outcome = Outcome::skipped}};
  done.quota = {{"ap-guangzhou", 37, 36, 50}};
  return done;
}

TEST(ReceiptViewTest, SaysWhatBecameOfEach) {
  EXPECT_EQ(receipt_view(plan(), receipt(), {}),
            "\n"
            "RESULT             IMAGE         NAME                   ATTEMPTS  SNAPSHOTS    WHY\n"
            "deleted, verified  img-a1b2c3d4  web-2026-03-02\\x1b[2J         1  snap-1=left  no longer shared with "
            "200000000001\n"
            "\n"
            "DONE  1 deleted and verified, 0 accepted, 0 failed, 0 skipped, 0 unknown, 1 kept by the checks   quota 37 "
            "-> 36 of 50 (confirmed)\n"
            "      left behind in ap-guangzhou: snap-1 (50 GB); they cost storage until they are deleted\n");
  EXPECT_THAT(receipt_view(plan(), receipt(), {.request_ids = true}), HasSubstr("id-1"));
}

TEST(ReceiptViewTest, SaysThatARunBrokeOff) {
  Receipt broken = receipt();
  broken.interrupted = true;
  EXPECT_THAT(receipt_view(plan(), broken, {}), HasSubstr("INTERRUPTED  1 deleted"));
  broken.fault = make_error(ErrorCode::invalid_parameter, "", "");
  EXPECT_THAT(receipt_view(plan(), broken, {.language = Language::chinese}), HasSubstr("异常终止  已删除并确认 1"));
}

}  // namespace
}  // namespace cvm::cli
