// An Applier does what was confirmed, as it was planned, and nothing else.

#include <gtest/gtest.h>

#include <algorithm>

#include "support/applied.hpp"

namespace cvm {
namespace {

using testing::apply;
using testing::confirmed;
using testing::Deleted;
using testing::deletes;
using testing::FakeService;
using testing::Fault;
using testing::plan_all;
using testing::reason_of;
using testing::with_images;

/// The refusal of an Applier that was given this; nothing must have been sent.
Error refusal(FakeService& service, ApplyRequest request, SchedulerOptions options = {.account = "a"}) {
  RateLimiter limiter(0);
  Applier machine(std::move(request), std::move(options), limiter);
  const testing::Run run = testing::run(machine, service);
  EXPECT_EQ(service.count("DeleteImages"), 0U);
  return run.failure.value_or(Error{});
}

TEST(Applier, RefusesWhatWasNotConfirmedAsItIs) {
  FakeService service = with_images(2);
  const Plan plan = plan_all(service);
  ApplyRequest request = confirmed(plan);
  request.confirmation.deletes = 3;
  EXPECT_EQ(refusal(service, request).where, "deletes");
  request = confirmed(plan);
  request.confirmation.digest[0] ^= 1;
  EXPECT_EQ(refusal(service, request).where, "digest");
  request = confirmed(plan);
  request.plan.images.pop_back();
  EXPECT_EQ(refusal(service, request).where, "digest") << "the plan is not the one that was digested";
  EXPECT_EQ(refusal(service, request).code, ErrorCode::refused);
}

TEST(Applier, RefusesAPlanOverAGuardOrOutOfTime) {
  FakeService service = with_images(2);
  Plan plan = plan_all(service);
  plan.appliable = false;
  plan.digest = digest_of(plan);
  EXPECT_EQ(refusal(service, confirmed(plan)).where, "appliable");
  plan = plan_all(service);
  plan.created_s -= 100'000;
  plan.expires_s -= 100'000;
  plan.digest = digest_of(plan);
  EXPECT_EQ(refusal(service, confirmed(plan)).where, "expires");
  plan = plan_all(service);
  plan.created_s += 1'000;
  plan.digest = digest_of(plan);
  EXPECT_EQ(refusal(service, confirmed(plan)).where, "created") << "made by a clock that is ahead of this one";
  for (const std::string& line : service.log)
    EXPECT_EQ(line, "GetCallerIdentity") << "its answer may correct the clock";
}

TEST(Applier, RefusesAnotherAccountOrEndpoint) {
  FakeService service = with_images(1);
  const Plan plan = plan_all(service);
  SchedulerOptions options{.account = "a"};
  options.settings.endpoint.site = Site::intl;
  EXPECT_EQ(refusal(service, confirmed(plan), options).where, "endpoint");
  Plan foreign = plan;
  foreign.account.id = "100000000002";
  foreign.digest = digest_of(foreign);
  EXPECT_EQ(refusal(service, confirmed(foreign)).where, "account");
  foreign.account = {"b", "secret-id"};
  foreign.digest = digest_of(foreign);
  EXPECT_EQ(refusal(service, confirmed(foreign)).where, "account");
  service.faults["GetCallerIdentity"] = {{Fault::error, "UnauthorizedOperation", "no"}};
  EXPECT_EQ(refusal(service, confirmed(plan)).where, "account") << "nobody can say whose key it is";
}

TEST(Applier, SkipsWithTheReasonWhatWouldNowBeKept) {
  FakeService service = with_images(5);
  const Plan plan = plan_all(service);
  service.images.at("img-1000").image.Tags = {{"keep", ""}};
  service.images.at("img-1001").shared_with = {"100000000009"};
  service.instances = {{"ins-1", "", "", "img-1002"}};
  service.images.at("img-1003").image.Tags = {{"owner", "me"}};
  const Deleted result = apply(service, plan);
  EXPECT_EQ(reason_of(result["img-1000"]), "protected");
  EXPECT_EQ(reason_of(result["img-1001"]), "shared");
  EXPECT_EQ(reason_of(result["img-1002"]), "referenced");
  EXPECT_EQ(reason_of(result["img-1003"]), "changed");
  EXPECT_EQ(result["img-1004"].outcome, Outcome::deleted);
  EXPECT_EQ(deletes(service), std::vector<std::string>{"DeleteImages img-1004"});
}

TEST(Applier, CancelsSharingWhereThePlanSaysSo) {
  FakeService service = with_images(2);
  service.images.at("img-1000").shared_with = {"100000000009"};
  const Plan plan = plan_all(service, {.unshare = true});
  const Deleted result = apply(service, plan);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1000"].unshared_from, std::vector<std::string>{"100000000009"});
  EXPECT_EQ(result["img-1001"].unshared_from, std::vector<std::string>{});
  EXPECT_EQ(service.count("ModifyImageSharePermission"), 1U);
}

TEST(Applier, WhoWasAddedToTheSharingIsNotUnshared) {
  FakeService service = with_images(1);
  service.images.at("img-1000").shared_with = {"100000000009"};
  const Plan plan = plan_all(service, {.unshare = true});
  service.images.at("img-1000").shared_with = {"100000000008", "100000000009"};
  EXPECT_EQ(reason_of(apply(service, plan)["img-1000"]), "changed");
  EXPECT_EQ(service.count("ModifyImageSharePermission"), 0U);
}

TEST(Applier, ALostUnsharingIsLookedAt) {
  for (const Fault fault : {Fault::lost_before, Fault::lost_after}) {
    FakeService service = with_images(1);
    service.images.at("img-1000").shared_with = {"100000000009"};
    const Plan plan = plan_all(service, {.unshare = true});
    service.faults["ModifyImageSharePermission"] = {{fault}};
    EXPECT_EQ(apply(service, plan)["img-1000"].outcome, Outcome::deleted);
    EXPECT_EQ(service.count("ModifyImageSharePermission"), fault == Fault::lost_before ? 2U : 1U);
  }
}

TEST(Applier, SnapshotsThatBackAnotherImageStay) {
  FakeService service = with_images(3);
  service.images.at("img-1000").image.SnapshotSet = {{"snap-own", "SYSTEM_DISK", 50}};
  service.images.at("img-1001").image.SnapshotSet = {{"snap-both", "SYSTEM_DISK", 50}};
  service.images.at("img-1002").image.SnapshotSet = {{"snap-both", "SYSTEM_DISK", 50}};
  const Plan plan = plan_all(service, {.with_snapshots = true});
  const Deleted result = apply(service, plan);
  EXPECT_EQ(service.deleted_snapshots, std::set<std::string>{"snap-own"});
  EXPECT_EQ(result["img-1000"].snapshots, (std::vector<SnapshotReceipt>{{"snap-own", "deleted"}}));
  EXPECT_EQ(result["img-1001"].snapshots, (std::vector<SnapshotReceipt>{{"snap-both", "left"}}));
  EXPECT_EQ(service.count("DeleteImages"), 2U);
}

TEST(Applier, ASnapshotThatNobodySawIsAChange) {
  FakeService service = with_images(3);
  const Plan plan = plan_all(service, {.with_snapshots = true});
  service.images.at("img-1000").image.SnapshotSet = {{"snap-new", "DATA_DISK", 50}};
  const Deleted result = apply(service, plan);
  EXPECT_EQ(result["img-1000"].reason, (Reason{"changed", {{"what", "snapshots"}}}));
  EXPECT_EQ(result["img-1001"].outcome, Outcome::deleted);
}

TEST(Applier, AFamilyThatChangedIsAChange) {
  FakeService service = with_images(1);
  const Plan plan = plan_all(service);
  service.images.at("img-1000").image.ImageFamily = "web";
  EXPECT_EQ(apply(service, plan)["img-1000"].reason, (Reason{"changed", {{"what", "family"}}}));
}

TEST(Applier, ReferencesAreAllowedAsTheyWereReviewed) {
  FakeService service = with_images(2);
  service.instances.push_back({.InstanceId = "ins-known", .ImageId = "img-1000"});
  Plan plan = plan_all(service, {.allow_referenced = {"img-1000", "img-1001"}});
  plan.images[0].references = {{"instance", "ins-known", ""}};
  plan.digest = digest_of(plan);
  service.instances.push_back({.InstanceId = "ins-new", .ImageId = "img-1001"});
  const Deleted result = apply(service, plan);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1001"].reason, (Reason{"changed", {{"what", "references"}}}));
}

TEST(Applier, AllowedReferencesDoNotWaiveACheckThatThePlanMade) {
  for (const bool made : {true, false}) {
    FakeService service = with_images(1);
    Plan plan = plan_all(service, {.allow_referenced = {"img-1000"}});
    if (made) plan.regions.front().checked = {{"instances", 0, {}}};
    plan.digest = digest_of(plan);
    service.faults["DescribeInstances"] = {{Fault::error, "UnauthorizedOperation", "no"}};
    const Deleted result = apply(service, plan);
    EXPECT_EQ(reason_of(result["img-1000"]), made ? "check-failed" : "");
    EXPECT_EQ(result["img-1000"].outcome, made ? Outcome::skipped : Outcome::deleted);
  }
}

TEST(Applier, AnIdInTwoRegionsIsTwoImages) {
  FakeService guangzhou = with_images(1);
  FakeService singapore = with_images(1);
  Plan plan = plan_all(guangzhou);
  plan.regions.push_back({.region = "ap-singapore", .scanned = true});
  plan.images.push_back(plan.images.front());
  plan.images.back().region = "ap-singapore";
  plan.summary.deletes = 2;
  plan.digest = digest_of(plan);
  singapore.images.at("img-1000").image.ImageName = "renamed";
  RateLimiter limiter(0);
  Applier machine(confirmed(plan), {.account = "a"}, limiter);
  testing::run(machine, [&](const Send& send, std::int64_t now_ms) {
    return (send.request.region == "ap-singapore" ? singapore : guangzhou).serve(send, now_ms);
  });
  const Receipt receipt = machine.receipt();
  ASSERT_EQ(receipt.images.size(), 2U);
  EXPECT_EQ(receipt.images[0].outcome, Outcome::deleted);
  EXPECT_EQ(receipt.images[1].region, "ap-singapore");
  EXPECT_EQ(receipt.images[1].outcome, Outcome::skipped);
  EXPECT_EQ(singapore.count("DeleteImages"), 0U);
}

TEST(Applier, SharingIsReadAgainBeforeASecondRequest) {
  FakeService service = with_images(2);
  service.faults["DeleteImages"] = {{Fault::lost_before}};
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DeleteImages") service.images.at("img-1001").shared_with = {"100000000009"};
  };
  const Deleted result = apply(service, plan_all(service));
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(reason_of(result["img-1001"]), "changed");
  EXPECT_EQ(deletes(service).back(), "DeleteImages img-1000");
}

TEST(Applier, TellsWhatAPlanOfNamedImagesKeeps) {
  FakeService service = with_images(2);
  Plan plan = plan_all(service);
  plan.images.front().verdict = Verdict::keep;
  plan.images.front().reasons = {{"protected", {{"tag", "keep="}}}};
  plan.summary.deletes = 1;
  plan.digest = digest_of(plan);
  const Deleted result = apply(service, plan);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::skipped);
  EXPECT_EQ(reason_of(result["img-1000"]), "protected");
  EXPECT_EQ(result["img-1001"].outcome, Outcome::deleted);
}

}  // namespace
}  // namespace cvm
