// What rules and guards make of an account, through the Planner.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cvm/planner.hpp"
#include "cvm/rate_limiter.hpp"
#include "support/fake_service.hpp"

namespace cvm {
namespace {

using testing::FakeService;
using testing::Fault;

Plan plan_of(FakeService& service, Selection selection, Guards guards = {}) {
  RateLimiter limiter(0);
  Planner machine({.regions = {"ap-guangzhou"}, .selection = std::move(selection), .guards = std::move(guards)},
                  {.account = "a"}, limiter);
  const testing::Run run = testing::run(machine, service);
  EXPECT_FALSE(run.failure) << describe(*run.failure);
  return machine.plan();
}

std::map<std::string, Verdict> verdicts(const Plan& plan) {
  std::map<std::string, Verdict> out;
  for (const PlannedImage& image : plan.images) out.emplace(image.id, image.verdict);
  return out;
}

std::vector<std::string> deleted(const Plan& plan) {
  std::vector<std::string> ids;
  for (const PlannedImage& image : plan.images)
    if (image.verdict == Verdict::remove) ids.push_back(image.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<Reason> reasons(const Plan& plan, const std::string& id) {
  for (const PlannedImage& image : plan.images)
    if (image.id == id) return image.reasons;
  ADD_FAILURE() << id << " is not in the plan";
  return {};
}

using Ids = std::vector<std::string>;

/// img-1 … img-n, one a month: img-1 is the oldest.
FakeService monthly(int count) {
  FakeService service;
  for (int i = 1; i <= count; ++i) {
    Image& image = service.add("img-" + std::to_string(i), "web-2023-0" + std::to_string(i) + "-01").image;
    image.CreatedTime = "2023-0" + std::to_string(i) + "-01T00:00:00Z";
  }
  return service;
}

Guards wide() {
  Guards guards;
  guards.max_delete = 1000;
  guards.max_percent = 100;
  return guards;
}

TEST(SelectionRules, NamesAreGlobsOverTheWholeName) {
  FakeService service;
  service.add("img-a", "web-1");
  service.add("img-b", "my-web-1");
  service.add("img-c", "api");
  const Plan plan = plan_of(service, {.names = {"web-*", "a?i"}}, wide());
  EXPECT_EQ(deleted(plan), (Ids{"img-a", "img-c"}));
  EXPECT_EQ(reasons(plan, "img-b"), (std::vector<Reason>{{"not-selected", {{"rule", "name"}}}}));
  EXPECT_EQ(reasons(plan, "img-a").front(), (Reason{"selected", {{"rule", "name"}, {"value", "web-*"}}}));
}

TEST(SelectionRules, EveryRuleThatChoosesMustAgree) {
  FakeService service;
  for (const char* id : {"img-a", "img-b", "img-c", "img-d"}) service.add(id, "web");
  for (const char* id : {"img-a", "img-b", "img-c"}) service.images.at(id).image.Tags = {{"env", "dev"}, {"x", "1"}};
  for (const char* id : {"img-a", "img-b"}) service.images.at(id).image.ImageFamily = "web";
  service.images.at("img-b").image.ImageState = "CREATEFAILED";
  const Selection selection{.name_regex = "^w.b$",
                            .tags = {{"env", "dev"}, {"x", std::nullopt}},
                            .families = {"web"},
                            .states = {"CREATEFAILED"}};
  const Plan plan = plan_of(service, selection, wide());
  EXPECT_EQ(deleted(plan), Ids{"img-b"});
  EXPECT_EQ(reasons(plan, "img-d").size(), 3U) << "tag, family and state each say no";
}

TEST(SelectionRules, AgeAndFloorApplyTogether) {
  FakeService service = monthly(8);
  const Plan plan = plan_of(service, {.names = {"web-*"}, .min_age_s = 100 * 86'400, .keep_newest = 3}, wide());
  EXPECT_EQ(deleted(plan), (Ids{"img-1", "img-2", "img-3", "img-4", "img-5"}))
      << "the three newest stay; the fake service's runs begin in November";
  EXPECT_EQ(reasons(plan, "img-5"),
            (std::vector<Reason>{{"selected", {{"rule", "name"}, {"value", "web-*"}}},
                                 {"unreferenced", {}},
                                 {"old-enough", {{"age", "197d"}, {"min_age", "100d"}}},
                                 {"rank", {{"rank", "4"}, {"keep_newest", "3"}, {"group", ""}}}}));
  EXPECT_EQ(reasons(plan, "img-8"),
            (std::vector<Reason>{{"newest", {{"rank", "1"}, {"keep_newest", "3"}, {"group", ""}}}}));
}

TEST(SelectionRules, TheFloorCountsOnlyNormalImages) {
  FakeService service = monthly(4);
  service.images.at("img-4").image.ImageState = "CREATEFAILED";
  const Plan plan = plan_of(service, {.keep_newest = 2, .all = true}, wide());
  EXPECT_EQ(deleted(plan), (Ids{"img-1", "img-4"})) << "img-4 failed: it is no newest image";
}

TEST(SelectionRules, TheFloorCountsImagesThatAreKeptAnyway) {
  FakeService service = monthly(4);
  service.instances = {{"ins-1", "", "", "img-4"}};
  EXPECT_EQ(deleted(plan_of(service, {.keep_newest = 2, .all = true}, wide())), (Ids{"img-1", "img-2"}));
}

TEST(SelectionRules, TheFloorHoldsInEachGroup) {
  FakeService service = monthly(6);
  for (const char* id : {"img-1", "img-3", "img-5"}) {
    service.images.at(id).image.ImageFamily = "odd";
    service.images.at(id).image.ImageName = std::string("api_v") + id;
    service.images.at(id).image.Tags = {{"team", "red"}};
  }
  for (const Grouping& per :
       {Grouping{GroupKind::family, {}}, Grouping{GroupKind::name_prefix, {}}, Grouping{GroupKind::tag, "team"}}) {
    const Plan plan = plan_of(service, {.keep_newest = 1, .per = per, .all = true}, wide());
    EXPECT_EQ(deleted(plan), (Ids{"img-1", "img-2", "img-3", "img-4"})) << to_string(per);
  }
}

TEST(SelectionRules, AMissingDateNeverMeansOld) {
  FakeService service = monthly(3);
  service.images.at("img-1").image.CreatedTime = "";
  service.images.at("img-2").image.CreatedTime = "yesterday";
  for (const Selection& selection : {Selection{.min_age_s = 86'400, .all = true},
                                     Selection{.keep_newest = 1, .all = true}, Selection{.free = 2, .all = true}}) {
    const auto verdict = verdicts(plan_of(service, selection, wide()));
    EXPECT_EQ(verdict.at("img-1"), Verdict::unknown);
    EXPECT_EQ(verdict.at("img-2"), Verdict::unknown);
  }
  for (const Selection& selection : {Selection{.names = {"web-*"}}, Selection{.ids = {"img-1", "img-2", "img-3"}}}) {
    const Plan plan = plan_of(service, selection, wide());
    EXPECT_EQ(deleted(plan), Ids{"img-3"}) << "also where no rule asks for a date";
    EXPECT_EQ(reasons(plan, "img-1"), (std::vector<Reason>{{"no-created-time", {}}}));
  }
}

TEST(SelectionRules, AnImageFromTheFutureIsKept) {
  FakeService service = monthly(1);
  service.images.at("img-1").image.CreatedTime = "2030-01-01T00:00:00Z";
  for (const Selection& selection : {Selection{.min_age_s = 60, .all = true}, Selection{.ids = {"img-1"}}}) {
    const Plan plan = plan_of(service, selection, wide());
    EXPECT_EQ(reasons(plan, "img-1"),
              (std::vector<Reason>{{"created-in-future", {{"created", "2030-01-01T00:00:00Z"}}}}));
  }
}

TEST(SelectionRules, AnImageFromTheFutureIsNobodysNewest) {
  FakeService service = monthly(3);
  service.images.at("img-1").image.CreatedTime = "2030-01-01T00:00:00Z";
  const Plan plan = plan_of(service, {.keep_newest = 1, .all = true}, wide());
  EXPECT_EQ(deleted(plan).size(), 1U) << "of the two others the newer one stays";
}

TEST(SelectionRules, FreeTakesTheOldestSafeOnes) {
  FakeService service = monthly(6);
  service.images.at("img-1").shared_with = {"100000000002"};
  service.instances = {{"ins-1", "", "", "img-2"}};
  const Plan plan = plan_of(service, {.free = 2, .all = true}, wide());
  EXPECT_EQ(deleted(plan), (Ids{"img-3", "img-4"})) << "the shared one is found out and the next one taken";
  EXPECT_EQ(verdicts(plan).at("img-1"), Verdict::block);
  EXPECT_EQ(reasons(plan, "img-5"), (std::vector<Reason>{{"enough-free", {}}}));
  EXPECT_EQ(plan.regions.front().short_by, 0);
  EXPECT_EQ(plan_of(service, {.free = 9, .all = true}, wide()).regions.front().short_by, 5);
}

TEST(SelectionRules, UntilBelowStopsBelowThatShareOfTheQuota) {
  FakeService service = monthly(9);
  EXPECT_EQ(deleted(plan_of(service, {.until_below = 12}, wide())).size(), 4U) << "9 of 50 are used; 5 are below 12 %";
  EXPECT_EQ(deleted(plan_of(service, {.until_below = 18}, wide())).size(), 1U) << "9 of 50 are 18 %: not below";
  EXPECT_EQ(deleted(plan_of(service, {.until_below = 19}, wide())).size(), 0U);
  service.faults["DescribeImageQuota"] = {{Fault::error, "UnauthorizedOperation", "no"}};
  const Plan plan = plan_of(service, {.until_below = 12}, wide());
  EXPECT_EQ(verdicts(plan).at("img-1"), Verdict::unknown) << "without a quota nothing is over it";
}

TEST(SelectionRules, NothingIsSelectedByNothing) {
  FakeService service = monthly(1);
  RateLimiter limiter(0);
  Planner machine({.regions = {"ap-guangzhou"}}, {.account = "a"}, limiter);
  const testing::Run run = testing::run(machine, service);
  ASSERT_TRUE(run.failure);
  EXPECT_EQ(run.failure->code, ErrorCode::invalid_parameter);
  EXPECT_TRUE(service.log.empty());
}

TEST(SelectionRules, AShareThatIsToBeCancelledIsNoObstacle) {
  FakeService service = monthly(1);
  service.images.at("img-1").shared_with = {"100000000003", "100000000002"};
  Guards guards = wide();
  guards.unshare = true;
  const Plan plan = plan_of(service, {.all = true}, guards);
  EXPECT_EQ(deleted(plan), Ids{"img-1"});
  EXPECT_EQ(plan.images.front().shared_with, (Ids{"100000000002", "100000000003"}));
  EXPECT_EQ(reasons(plan, "img-1")[1],
            (Reason{"unshare", {{"count", "2"}, {"accounts", "100000000002, 100000000003"}}}));
}

TEST(SelectionRules, TheServiceIsAskedAsWell) {
  FakeService service = monthly(5);
  service.unnamed_culprits = {"img-4"};
  Guards guards = wide();
  guards.server_dry_run = true;
  const Plan plan = plan_of(service, {.all = true}, guards);
  EXPECT_EQ(deleted(plan), (Ids{"img-1", "img-2", "img-3", "img-5"}));
  EXPECT_EQ(reasons(plan, "img-4").front(),
            (Reason{"dry-run-refused", {{"code", "InvalidParameterValue.InvalidImageId"}}}));
  for (const auto& [id, image] : service.images) EXPECT_LT(image.deleted_at_ms, 0) << id;
}

TEST(FilterImages, LetsThroughWhatTheRulesChoose) {
  Image web{.ImageId = "img-1", .CreatedTime = "2026-01-01T00:00:00Z", .ImageName = "web-1"};
  Image young{.ImageId = "img-2", .CreatedTime = "2026-03-01T00:00:00Z", .ImageName = "web-2"};
  Image undated{.ImageId = "img-3", .ImageName = "web-3"};
  Image other{.ImageId = "img-4", .CreatedTime = "2026-01-01T00:00:00Z", .ImageName = "api"};
  const auto ids = [&](const Selection& filter) {
    std::vector<std::string> found;
    const auto images = filter_images({web, young, undated, other}, filter, *parse_api_time("2026-03-02T00:00:00Z"));
    for (const Image& image : *images) found.push_back(image.ImageId);
    return found;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids({.names = {"web-*"}}), (Ids{"img-1", "img-2", "img-3"}));
  EXPECT_EQ(ids({.names = {"web-*"}, .min_age_s = 30 * 86'400}), Ids{"img-1"}) << "no date is no age";
  EXPECT_EQ(ids({.name_regex = "^a"}), Ids{"img-4"});
  EXPECT_EQ(filter_images({web}, {}, 0).error().code, ErrorCode::invalid_parameter);
}

TEST(Guards, StopAPlanByRulesThatDeletesTooMuch) {
  FakeService service = monthly(9);
  Guards guards;
  guards.max_delete = 3;
  const Plan plan = plan_of(service, {.keep_newest = 5, .all = true}, guards);
  EXPECT_FALSE(plan.appliable);
  EXPECT_EQ(plan.refused_by, (std::vector<Reason>{{"max-delete", {{"max", "3"}, {"count", "4"}}}}));
  const Plan most = plan_of(service, {.keep_newest = 4, .all = true});
  EXPECT_EQ(
      most.refused_by,
      (std::vector<Reason>{{"max-percent", {{"max", "50"}, {"count", "5"}, {"of", "9"}, {"region", "ap-guangzhou"}}}}));
  EXPECT_TRUE(plan_of(service, {.keep_newest = 5, .all = true}).appliable);
}

TEST(Guards, DoNotStopWhatIsNamedOneByOne) {
  FakeService service = monthly(2);
  Guards guards;
  guards.max_delete = 1;
  EXPECT_TRUE(plan_of(service, {.ids = {"img-1", "img-2"}}, guards).appliable);
}

TEST(Guards, ChecksThatAreNotWantedAreSaidToBeMissing) {
  FakeService service = monthly(1);
  service.instances = {{"ins-1", "", "", "img-1"}};
  Guards guards = wide();
  guards.refs = {.instances = false, .templates = false, .scaling = true};
  const Plan plan = plan_of(service, {.all = true}, guards);
  EXPECT_EQ(deleted(plan), Ids{"img-1"});
  std::vector<std::string> missing;
  for (const CheckRecord& check : plan.regions.front().not_checked) missing.push_back(check.name);
  EXPECT_EQ(missing, (std::vector<std::string>{"instances", "launch-templates", "tke", "batch", "thpc", "tsf"}));
}

TEST(Guards, RefsAllLooksAtEveryTemplateVersion) {
  FakeService service = monthly(1);
  service.launch_templates = {{"lt-1", "web", 1, 3, 3}};
  service.launch_template_versions["lt-1"] = {
      {"lt-1", 1, true, "img-x"}, {"lt-1", 2, false, "img-1"}, {"lt-1", 3, false, "img-x"}};
  EXPECT_EQ(deleted(plan_of(service, {.all = true}, wide())), Ids{"img-1"});
  Guards guards = wide();
  guards.refs.all_versions = true;
  const Plan plan = plan_of(service, {.all = true}, guards);
  EXPECT_EQ(verdicts(plan).at("img-1"), Verdict::keep);
  EXPECT_EQ(plan.images.front().references, (std::vector<Reference>{{"launch-template-version", "lt-1:2", "web"}}));
}

TEST(Guards, ProtectionIsLiftedByIdOnly) {
  FakeService service = monthly(2);
  for (const char* id : {"img-1", "img-2"}) service.images.at(id).image.Tags = {{"env", "prod"}};
  Guards guards = wide();
  guards.protect_tags = {{"env", "prod"}};
  guards.allow_protected = {"img-2"};
  const Plan plan = plan_of(service, {.all = true}, guards);
  EXPECT_EQ(deleted(plan), Ids{"img-2"});
  EXPECT_EQ(reasons(plan, "img-1"), (std::vector<Reason>{{"protected", {{"tag", "env=prod"}}}}));
}

TEST(PlanSummary, CountsEveryImageOnce) {
  FakeService service = monthly(6);
  service.images.at("img-1").image.ImageState = "CREATING";
  service.images.at("img-2").image.CreatedTime = "";
  service.images.at("img-3").image.Tags = {{"keep", ""}};
  const Plan plan = plan_of(service, {.keep_newest = 1, .all = true}, wide());
  EXPECT_EQ(plan.summary.block, 1);
  EXPECT_EQ(plan.summary.unknown, 1);
  EXPECT_EQ(plan.summary.keep, 2);
  EXPECT_EQ(plan.summary.deletes, 2);
  EXPECT_EQ(plan.summary.size_gb, 100);
  EXPECT_EQ(plan.digest, digest_of(plan));
  EXPECT_EQ(plan.expires_s - plan.created_s, 86'400);
}

TEST(PlanSummary, AListThatIsNotWholeIsNotScanned) {
  FakeService service = monthly(3);
  service.faults["DescribeImages"] = {{Fault::error, "UnauthorizedOperation", "no"}};
  const Plan plan = plan_of(service, {.all = true}, wide());
  EXPECT_FALSE(plan.regions.front().scanned);
  EXPECT_TRUE(plan.images.empty());
  EXPECT_EQ(plan.summary.deletes, 0);
}

}  // namespace
}  // namespace cvm
