#include "cvm/planner.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cvm/rate_limiter.hpp"
#include "support/fake_service.hpp"

namespace cvm {
namespace {

using testing::FakeService;
using testing::Fault;

constexpr std::int64_t now_seconds = 1'700'000'000;  // 2023-11-14

struct Planned {
  Plan plan{};
  testing::Run run{};
  const PlannedImage& operator[](const std::string& id) const {
    const auto place =
        std::find_if(plan.images.begin(), plan.images.end(), [&](const PlannedImage& image) { return image.id == id; });
    EXPECT_NE(place, plan.images.end()) << id;
    return *place;
  }
};

Planned make_plan(FakeService& service, PlanRequest request, std::int64_t cancel_at_ms = -1) {
  if (request.regions.empty()) request.regions = {"ap-guangzhou"};
  RateLimiter limiter(0);
  Planner machine(std::move(request), {.account = "a"}, limiter);
  Planned result;
  result.run = testing::run(machine, service, cancel_at_ms);
  result.plan = machine.plan();
  return result;
}

/// A plan for named ids.
Planned inspect(FakeService& service, std::vector<std::string> ids, Guards guards = {},
                std::int64_t cancel_at_ms = -1) {
  return make_plan(service, {.selection = {.ids = std::move(ids)}, .guards = std::move(guards)}, cancel_at_ms);
}

Reason reason(std::string code, std::vector<std::pair<std::string, std::string>> args = {}) {
  return {std::move(code), std::move(args)};
}

TEST(Planner, AnImageThatNothingSpeaksForMayGo) {
  FakeService service;
  service.add("img-a");
  const Planned result = inspect(service, {"img-a"});
  EXPECT_FALSE(result.run.failure);
  EXPECT_EQ(result["img-a"].verdict, Verdict::remove);
  EXPECT_EQ(result["img-a"].reasons,
            (std::vector<Reason>{reason("selected", {{"rule", "id"}, {"value", "img-a"}}), reason("unreferenced")}));
  EXPECT_EQ(result.plan.account, (PlanAccount{"100000000001", "caller-identity"}));
  EXPECT_EQ(result.plan.regions.front().quota, 50);
  EXPECT_EQ(result.plan.regions.front().used, 1);
  EXPECT_TRUE(result.plan.appliable);
  EXPECT_EQ(service.count("DeleteImages"), 0U);
}

TEST(Planner, AMissingImageIsBlockedAndDoesNotHideTheOthers) {
  FakeService service;
  service.add("img-a");
  const Planned result = inspect(service, {"img-gone1", "img-a"});
  EXPECT_EQ(result["img-gone1"].verdict, Verdict::block);
  EXPECT_EQ(result["img-gone1"].reasons, std::vector<Reason>{reason("not-found", {{"region", "ap-guangzhou"}})});
  EXPECT_EQ(result["img-a"].verdict, Verdict::remove);
}

TEST(Planner, NotFoundForAWholeListIsAskedOneByOne) {
  FakeService service;
  service.add("img-a");
  service.faults["DescribeImages"] = {{Fault::error, "InvalidImageId.NotFound", "img-gone1"},
                                      {Fault::error, "InvalidImageId.NotFound", "img-gone1"}};
  // The first request is the count of used images; the second the list of ids; then one each.
  const Planned result = inspect(service, {"img-a", "img-b"});
  EXPECT_EQ(result["img-a"].verdict, Verdict::remove);
  EXPECT_EQ(result["img-b"].verdict, Verdict::block);
}

TEST(Planner, EveryStateButThreeBlocks) {
  FakeService service;
  std::vector<std::string> ids;
  const std::vector<std::pair<std::string, Verdict>> states{
      {"NORMAL", Verdict::remove},  {"CREATEFAILED", Verdict::remove}, {"IMPORTFAILED", Verdict::remove},
      {"CREATING", Verdict::block}, {"SYNCING", Verdict::block},       {"IMPORTING", Verdict::block},
      {"USING", Verdict::block},    {"DEPRECATING", Verdict::block},   {"", Verdict::block}};
  for (const auto& [state, verdict] : states) {
    ids.push_back("img-" + std::to_string(ids.size()));
    service.add(ids.back()).image.ImageState = state;
  }
  const Planned result = inspect(service, ids);
  for (std::size_t i = 0; i < states.size(); ++i)
    EXPECT_EQ(result[ids[i]].verdict, states[i].second) << states[i].first;
  EXPECT_EQ(result["img-3"].reasons, std::vector<Reason>{reason("state", {{"state", "CREATING"}})});
}

TEST(Planner, OnlyTheAccountsOwnImagesMayGo) {
  FakeService service;
  for (const char* type : {"PUBLIC_IMAGE", "SHARED_IMAGE", "MARKET_IMAGE"}) {
    service.add("img-a").image.ImageType = type;
    const Planned result = inspect(service, {"img-a"});
    EXPECT_EQ(result["img-a"].verdict, Verdict::block);
    EXPECT_EQ(result["img-a"].reasons, std::vector<Reason>{reason("type", {{"type", type}})});
  }
}

TEST(Planner, ASharedImageIsBlockedAndNamesTheAccounts) {
  FakeService service;
  service.add("img-a").shared_with = {"100000000002", "100000000003"};
  const Planned result = inspect(service, {"img-a"});
  EXPECT_EQ(result["img-a"].verdict, Verdict::block);
  EXPECT_EQ(result["img-a"].reasons,
            std::vector<Reason>{reason("shared", {{"count", "2"}, {"accounts", "100000000002, 100000000003"}})});
  EXPECT_EQ(result["img-a"].shared_with.size(), 2U);
}

TEST(Planner, SharingIsAskedOnlyOfImagesThatWouldGo) {
  FakeService service;
  service.add("img-a").image.Tags = {{"keep", ""}};
  service.add("img-b");
  inspect(service, {"img-a", "img-b"});
  EXPECT_EQ(service.count("DescribeImageSharePermission"), 1U);
}

TEST(Planner, EveryKindOfReferenceKeeps) {
  FakeService service;
  for (const char* id : {"img-a", "img-b", "img-c", "img-d", "img-e"}) service.add(id);
  for (int i = 0; i < 250; ++i)
    service.instances.push_back({"ins-" + std::to_string(i), "", "", i == 249 ? "img-a" : "img-x"});
  service.launch_templates = {{"lt-1", "web", 1, 3, 3}};
  service.launch_template_versions["lt-1"] = {
      {"lt-1", 1, true, "img-b"}, {"lt-1", 2, false, "img-e"}, {"lt-1", 3, false, "img-c"}};
  service.launch_configurations = {{"asc-1", "web", "img-d", ""}};
  const Planned result = inspect(service, {"img-a", "img-b", "img-c", "img-d", "img-e"});
  const auto referenced = [](std::string type, std::string id) {
    return std::vector<Reason>{
        reason("referenced", {{"type", std::move(type)}, {"count", "1"}, {"ids", std::move(id)}})};
  };
  EXPECT_EQ(result["img-a"].reasons, referenced("instance", "ins-249"));
  EXPECT_EQ(result["img-b"].reasons, referenced("launch-template-version", "lt-1:1"));
  EXPECT_EQ(result["img-c"].reasons, referenced("launch-template-version", "lt-1:3"));
  EXPECT_EQ(result["img-d"].reasons, referenced("launch-configuration", "asc-1"));
  for (const char* id : {"img-a", "img-b", "img-c", "img-d"}) EXPECT_EQ(result[id].verdict, Verdict::keep) << id;
  EXPECT_EQ(result["img-e"].verdict, Verdict::remove) << "an old version that nothing starts by itself";
}

TEST(Planner, TheImageAReferencedFamilyResolvesToIsKept) {
  FakeService service;
  for (const char* id : {"img-old", "img-new"}) service.add(id).image.ImageFamily = "web";
  service.add("img-free").image.ImageFamily = "batch";
  service.family_images = {{"web", "img-new"}, {"batch", "img-free"}};
  service.launch_configurations = {{"asc-1", "web", "", "web"}};
  const Planned result = inspect(service, {"img-old", "img-new", "img-free"});
  EXPECT_EQ(result["img-old"].verdict, Verdict::remove);
  EXPECT_EQ(result["img-free"].verdict, Verdict::remove) << "nobody names its family";
  EXPECT_EQ(result["img-new"].verdict, Verdict::keep);
  EXPECT_EQ(result["img-new"].reasons,
            std::vector<Reason>{reason("family-current", {{"family", "web"}, {"id", "asc-1"}})});
  EXPECT_EQ(result["img-new"].references, (std::vector<Reference>{{"launch-configuration-family", "asc-1", "web"}}));
}

TEST(Planner, SaysWhatTheFamiliesOfImagesThatGoResolveTo) {
  FakeService service;
  for (const char* id : {"img-old", "img-new"}) service.add(id).image.ImageFamily = "web";
  for (const char* id : {"img-db", "img-db2"}) service.add(id).image.ImageFamily = "db";
  service.add("img-kept").image.ImageFamily = "kept";
  service.images.at("img-kept").image.Tags = {{"keep", "yes"}};
  service.add("img-none");
  service.family_images = {{"web", "img-new"}};
  const Planned result = inspect(service, {"img-db", "img-db2", "img-kept", "img-none", "img-old"});
  const auto& families = result.plan.regions.front().families;
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ((std::pair{families[0].family, families[0].image}), (std::pair<std::string, std::string>{"db", ""}));
  EXPECT_EQ((std::pair{families[1].family, families[1].image}),
            (std::pair<std::string, std::string>{"web", "img-new"}));
  EXPECT_EQ(service.count("DescribeImageFromFamily"), 2U);
}

TEST(Planner, AFamilyThatNobodyUsesMayBeUnreadable) {
  FakeService service;
  service.add("img-a").image.ImageFamily = "web";
  service.faults["DescribeImageFromFamily"] = {{Fault::error, "UnauthorizedOperation", "no"}};
  const Planned result = inspect(service, {"img-a"});
  EXPECT_EQ(result["img-a"].verdict, Verdict::remove);
  EXPECT_TRUE(result.plan.regions.front().families.empty());
}

TEST(Planner, AFailedReferenceCheckMakesEveryImageUnknown) {
  for (const auto& [action, check] :
       std::vector<std::pair<std::string, std::string>>{{"DescribeInstances", "instances"},
                                                        {"DescribeLaunchTemplates", "launch-templates"},
                                                        {"DescribeLaunchConfigurations", "launch-configurations"}}) {
    FakeService service;
    service.add("img-a");
    service.faults[action] = {{Fault::error, "UnauthorizedOperation", "no"}};
    const Planned result = inspect(service, {"img-a"});
    EXPECT_EQ(result["img-a"].verdict, Verdict::unknown) << action;
    EXPECT_EQ(result["img-a"].reasons,
              std::vector<Reason>{reason("check-failed", {{"check", check}, {"error", "UnauthorizedOperation"}})});
    service.faults[action] = {{Fault::error, "UnauthorizedOperation", "no"}};
    const Planned allowed = inspect(service, {"img-a"}, {.allow_referenced = {"img-a"}});
    EXPECT_EQ(allowed["img-a"].verdict, Verdict::remove) << "the operator took it upon himself, by id";
  }
}

TEST(Planner, AFailedSharingOrFamilyCheckMakesTheImageUnknown) {
  FakeService service;
  service.add("img-a").image.ImageFamily = "web";
  service.add("img-b");
  service.launch_configurations = {{"asc-1", "web", "", "web"}};
  service.faults["DescribeImageFromFamily"] = {{Fault::error, "FailedOperation", "no"}};
  service.faults["DescribeImageSharePermission"] = {{Fault::error, "FailedOperation", "no"}};
  const Planned result = inspect(service, {"img-a", "img-b"});
  EXPECT_EQ(result["img-a"].verdict, Verdict::unknown);
  const auto unknown = std::count_if(result.plan.images.begin(), result.plan.images.end(),
                                     [](const PlannedImage& image) { return image.verdict == Verdict::unknown; });
  EXPECT_GE(unknown, 1);
}

TEST(Planner, ALaunchTemplateVersionThatDidNotComeIsAFailedCheck) {
  FakeService service;
  service.add("img-a");
  service.launch_templates = {{"lt-1", "web", 1, 2, 2}};
  service.launch_template_versions["lt-1"] = {{"lt-1", 1, true, "img-b"}};
  const Planned result = inspect(service, {"img-a"});
  EXPECT_EQ(result["img-a"].verdict, Verdict::unknown);
}

TEST(Planner, AllowReferencedIsForThatIdOnly) {
  FakeService service;
  service.add("img-a");
  service.add("img-b");
  service.instances = {{"ins-1", "", "", "img-a"}, {"ins-2", "", "", "img-b"}};
  const Planned result = inspect(service, {"img-a", "img-b"}, {.allow_referenced = {"img-a"}});
  EXPECT_EQ(result["img-a"].verdict, Verdict::remove);
  EXPECT_EQ(result["img-a"].references.size(), 1U) << "still told";
  EXPECT_EQ(result["img-b"].verdict, Verdict::keep);
}

TEST(Planner, ProtectedImagesAreKeptUnlessAllowedById) {
  FakeService service;
  service.add("img-a").image.Tags = {{"keep-until", "2027-01-01"}};
  const Planned kept = inspect(service, {"img-a"});
  EXPECT_EQ(kept["img-a"].verdict, Verdict::keep);
  EXPECT_EQ(kept["img-a"].reasons, std::vector<Reason>{reason("protected", {{"tag", "keep-until=2027-01-01"}})});
  const Planned allowed = inspect(service, {"img-a"}, {.allow_protected = {"img-a"}});
  EXPECT_EQ(allowed["img-a"].verdict, Verdict::remove);
}

TEST(Planner, BlockIsStrongerThanUnknownThanKeep) {
  FakeService service;
  service.add("img-a").image.Tags = {{"keep", "yes"}};
  service.images.at("img-a").image.ImageState = "CREATING";
  service.add("img-b").image.Tags = {{"keep", "yes"}};
  service.faults["DescribeInstances"] = {{Fault::error, "UnauthorizedOperation", ""}};
  const Planned result = inspect(service, {"img-a", "img-b"});
  EXPECT_EQ(result["img-a"].verdict, Verdict::block);
  EXPECT_EQ(result["img-b"].verdict, Verdict::unknown);
}

TEST(Planner, ABadRequestIsRefusedBeforeAnythingIsSent) {
  FakeService service;
  for (const std::vector<std::string>& ids :
       {std::vector<std::string>{}, {"IMG-ABC"}, {"img-a\n"}, {"img-a", "img-a"}}) {
    const Planned result = inspect(service, ids);
    ASSERT_TRUE(result.run.failure);
    EXPECT_EQ(result.run.failure->code, ErrorCode::invalid_parameter);
  }
  const Planned result = make_plan(service, {.regions = {"ap guangzhou"}, .selection = {.ids = {"img-a"}}});
  ASSERT_TRUE(result.run.failure);
  EXPECT_EQ(result.run.failure->code, ErrorCode::invalid_region);
  EXPECT_TRUE(service.log.empty());
}

TEST(Planner, FailsWhenTheKeyIsRefusedOrTheImagesCannotBeRead) {
  FakeService service;
  service.add("img-a");
  service.faults["GetCallerIdentity"] = {{Fault::error, "AuthFailure.SecretIdNotFound", "no such key"}};
  const Planned refused = inspect(service, {"img-a"});
  ASSERT_TRUE(refused.run.failure);
  EXPECT_EQ(refused.run.failure->code, ErrorCode::authentication);
  service.faults["DescribeImages"] = {{Fault::error, "UnauthorizedOperation", "no"},
                                      {Fault::error, "UnauthorizedOperation", "no"}};
  const Planned unread = inspect(service, {"img-a"});
  EXPECT_FALSE(unread.run.failure);
  EXPECT_FALSE(unread.plan.regions.front().scanned);
  ASSERT_TRUE(unread.plan.regions.front().error);
  EXPECT_EQ(unread.plan.regions.front().error->code, ErrorCode::permission);
  EXPECT_TRUE(unread.plan.images.empty());
}

TEST(Planner, ADeniedAccountOrQuotaIsSaidAndNothingMore) {
  FakeService service;
  service.add("img-a");
  service.faults["GetCallerIdentity"] = {{Fault::error, "UnauthorizedOperation", "no"}};
  service.faults["DescribeImageQuota"] = {{Fault::error, "UnauthorizedOperation", "no"}};
  const Planned result = inspect(service, {"img-a"});
  EXPECT_FALSE(result.run.failure);
  EXPECT_EQ(result.plan.account, (PlanAccount{"a", "secret-id"}));
  EXPECT_EQ(result.plan.regions.front().quota, std::nullopt);
  EXPECT_EQ(result["img-a"].verdict, Verdict::remove);
}

TEST(Planner, CancelEndsIt) {
  FakeService service;
  service.add("img-a");
  const Planned result = inspect(service, {"img-a"}, {}, 30);
  ASSERT_TRUE(result.run.failure);
  EXPECT_EQ(result.run.failure->code, ErrorCode::cancelled);
}

TEST(ProtectingTag, KnowsKeepAndKeepUntil) {
  const auto until = [](const char* date) { return protecting_tag({{"keep-until", date}}, {}, now_seconds); };
  EXPECT_EQ(protecting_tag({{"keep", "false"}}, {}, now_seconds), "keep=false");
  EXPECT_EQ(until("2023-11-14"), "keep-until=2023-11-14") << "the whole of that day";
  EXPECT_EQ(until("2023-11-13"), std::nullopt);
  EXPECT_EQ(until("2024-02-29"), "keep-until=2024-02-29");
  for (const char* odd : {"", "2023-02-30", "13.11.2023", "2023-11-1x", "forever"}) EXPECT_TRUE(until(odd)) << odd;
  for (const char* key : {"Keep", "KEEP", " keep "})
    EXPECT_EQ(protecting_tag({{key, "1"}}, {}, now_seconds), std::string(key) + "=1") << "a slip is meant as well";
  EXPECT_EQ(protecting_tag({{"Keep_Until", "2024-02-29"}}, {}, now_seconds), "Keep_Until=2024-02-29");
  EXPECT_EQ(protecting_tag({{"Keep-Until", "2023-01-01"}}, {}, now_seconds), std::nullopt);
  EXPECT_EQ(protecting_tag({{"keeper", "1"}}, {}, now_seconds), std::nullopt);
}

TEST(ProtectingTag, KnowsTheRulesGiven) {
  const std::vector<TagRule> rules{{"env", "prod"}, {"golden", std::nullopt}};
  EXPECT_EQ(protecting_tag({{"env", "prod"}}, rules, now_seconds), "env=prod");
  EXPECT_EQ(protecting_tag({{"env", "dev"}}, rules, now_seconds), std::nullopt);
  EXPECT_EQ(protecting_tag({{"env", "dev"}, {"golden", "x"}}, rules, now_seconds), "golden=x");
}

}  // namespace
}  // namespace cvm
