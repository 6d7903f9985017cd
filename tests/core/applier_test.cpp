#include "cvm/applier.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cvm/rate_limiter.hpp"
#include "support/fake_service.hpp"
#include "support/plans.hpp"

namespace cvm {
namespace {

using testing::FakeService;
using testing::Fault;
using testing::plan_all;

struct Deleted {
  Receipt receipt{};
  testing::Run run{};
  const ImageReceipt& operator[](const std::string& id) const {
    const auto place = std::find_if(receipt.images.begin(), receipt.images.end(),
                                    [&](const ImageReceipt& image) { return image.id == id; });
    EXPECT_NE(place, receipt.images.end()) << id;
    return *place;
  }
};

Deleted apply(FakeService& service, const Plan& plan, std::int64_t cancel_at_ms = -1) {
  RateLimiter limiter(0);
  ApplyRequest request{.plan = plan, .confirmation = {plan.digest, plan.summary.deletes, "a test"}};
  Applier machine(std::move(request), {.account = "a"}, limiter);
  Deleted result;
  result.run = testing::run(machine, service, cancel_at_ms);
  result.receipt = result.run.failure ? machine.broken_off(*result.run.failure) : machine.receipt();
  return result;
}

/// Deletes every image that the service has.
Deleted remove_all(FakeService& service, std::int64_t cancel_at_ms = -1) {
  return apply(service, plan_all(service), cancel_at_ms);
}

FakeService with_images(int count) {
  FakeService service;
  for (int i = 0; i < count; ++i) service.add("img-" + std::to_string(1000 + i));
  return service;
}

std::vector<std::string> deletes(const FakeService& service) {
  std::vector<std::string> lines;
  for (const std::string& line : service.log) {
    if (line.rfind("DeleteImages", 0) == 0) lines.push_back(line);
  }
  return lines;
}

std::string reason_of(const ImageReceipt& image) { return image.reason ? image.reason->code : ""; }

TEST(Applier, DeletesAndVerifies) {
  FakeService service = with_images(3);
  service.images.at("img-1000").image.SnapshotSet = {{"snap-1", "SYSTEM_DISK", 50}};
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) {
    EXPECT_EQ(image.outcome, Outcome::deleted) << image.id;
    EXPECT_EQ(image.attempts, 1);
    EXPECT_EQ(image.request_ids.size(), 1U);
  }
  EXPECT_EQ(result["img-1000"].snapshots, (std::vector<SnapshotReceipt>{{"snap-1", "left"}}));
  EXPECT_EQ(result.receipt.quota.front().after, 0);
  EXPECT_EQ(deletes(service), std::vector<std::string>{"DeleteImages img-1000,img-1001,img-1002"});
}

TEST(Applier, UsesOneCallForAHundredImages) {
  for (const auto& [images, calls] : std::vector<std::pair<int, std::size_t>>{{100, 1}, {101, 2}, {250, 3}}) {
    FakeService service = with_images(images);
    const Deleted result = remove_all(service);
    EXPECT_EQ(service.count("DeleteImages"), calls);
    EXPECT_TRUE(std::all_of(result.receipt.images.begin(), result.receipt.images.end(),
                            [](const ImageReceipt& image) { return image.outcome == Outcome::deleted; }));
  }
}

TEST(Applier, SkipsWhatChangedSinceItWasInspected) {
  FakeService service = with_images(7);
  const Plan plan = plan_all(service);
  service.images.at("img-1000").image.ImageName = "another";
  service.images.at("img-1001").image.ImageState = "SYNCING";
  service.images.at("img-1002").image.Tags = {{"keep", ""}};
  service.images.at("img-1003").shared_with = {"100000000009"};
  service.images.at("img-1004").image.CreatedTime = "2023-06-01T00:00:00Z";
  service.images.erase("img-1005");
  const Deleted result = apply(service, plan);
  const std::vector<std::string> reasons{"changed", "state", "protected", "shared", "changed"};
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const std::string id = "img-100" + std::to_string(i);
    EXPECT_EQ(result[id].outcome, Outcome::skipped) << id;
    EXPECT_EQ(reason_of(result[id]), reasons[i]) << id;
  }
  EXPECT_EQ(result["img-1005"].outcome, Outcome::skipped);
  EXPECT_EQ(reason_of(result["img-1005"]), "already-gone");
  EXPECT_EQ(result["img-1006"].outcome, Outcome::deleted);
  EXPECT_EQ(deletes(service), std::vector<std::string>{"DeleteImages img-1006"});
}

TEST(Applier, TheOrderOfTagsIsNoChange) {
  FakeService service = with_images(1);
  service.images.at("img-1000").image.Tags = {{"a", "1"}, {"b", "2"}};
  const Plan plan = plan_all(service);
  service.images.at("img-1000").image.Tags = {{"b", "2"}, {"a", "1"}};
  EXPECT_EQ(apply(service, plan)["img-1000"].outcome, Outcome::deleted);
}

TEST(Applier, SendsNothingWhenTheImagesCannotBeReadAgain) {
  FakeService service = with_images(2);
  service.faults["DescribeImages"] = {{Fault::error, "UnauthorizedOperation", "no"},
                                      {Fault::error, "UnauthorizedOperation", "no"}};
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) {
    EXPECT_EQ(image.outcome, Outcome::failed);
    EXPECT_EQ(reason_of(image), "not-sent");
  }
  EXPECT_EQ(service.count("DeleteImages"), 0U);
}

TEST(Applier, AnImageWhoseSharingCannotBeReadAgainIsSkipped) {
  FakeService service = with_images(1);
  service.faults["DescribeImageSharePermission"] = {{Fault::error, "FailedOperation", "no"}};
  EXPECT_EQ(remove_all(service)["img-1000"].outcome, Outcome::skipped);
  EXPECT_EQ(service.count("DeleteImages"), 0U);
}

TEST(Applier, ALostAnswerIsLookedUpAndNotSentAgain) {
  for (const Fault fault : {Fault::lost_after, Fault::html}) {
    FakeService service = with_images(2);
    service.faults["DeleteImages"] = {{fault}};
    const Deleted result = remove_all(service);
    EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
    EXPECT_EQ(result["img-1001"].outcome, Outcome::deleted);
    EXPECT_EQ(service.count("DeleteImages"), 1U);
  }
}

TEST(Applier, ALostRequestIsSentAgainOnlyAfterTheSettleTime) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::lost_before}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1000"].attempts, 2);
  EXPECT_EQ(service.count("DeleteImages"), 2U);
  EXPECT_GT(result.run.duration_ms, 15'000);
}

TEST(Applier, ASlowDisappearanceAfterALostAnswerIsWaitedFor) {
  FakeService service = with_images(1);
  service.visible_after_delete_ms = 12'000;
  service.faults["DeleteImages"] = {{Fault::lost_after}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(service.count("DeleteImages"), 1U) << "visible for 12 s is not yet there for good";
}

TEST(Applier, AServiceThatDeletesHalfABatchIsFinishedOff) {
  FakeService service = with_images(4);
  service.faults["DeleteImages"] = {{Fault::partial, "InternalError", "oops"}};
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) EXPECT_EQ(image.outcome, Outcome::deleted) << image.id;
  EXPECT_EQ(deletes(service), (std::vector<std::string>{"DeleteImages img-1000,img-1001,img-1002,img-1003",
                                                        "DeleteImages img-1002,img-1003"}));
}

TEST(Applier, TheImageThatTheErrorNamesIsDroppedAndTheRestGoes) {
  FakeService service = with_images(4);
  service.faults["DeleteImages"] = {{Fault::error, "InvalidImageId.IncorrectState", "image `img-1002` is busy"}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1002"].outcome, Outcome::failed);
  EXPECT_EQ(reason_of(result["img-1002"]), "refused");
  ASSERT_TRUE(result["img-1002"].error);
  EXPECT_EQ(result["img-1002"].error->service_code, "InvalidImageId.IncorrectState");
  for (const char* id : {"img-1000", "img-1001", "img-1003"}) EXPECT_EQ(result[id].outcome, Outcome::deleted) << id;
  EXPECT_EQ(service.count("DeleteImages"), 2U);
}

TEST(Applier, ALongerIdIsNotTakenForTheOneInTheMessage) {
  FakeService service;
  service.add("img-10");
  service.add("img-100");
  service.faults["DeleteImages"] = {{Fault::error, "InvalidImageId.InShared", "img-100 is shared"}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-100"].outcome, Outcome::failed);
  EXPECT_EQ(result["img-10"].outcome, Outcome::deleted);
}

TEST(Applier, AnUnnamedCulpritIsFoundByHalving) {
  FakeService service = with_images(100);
  service.unnamed_culprit = "img-1077";
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1077"].outcome, Outcome::failed);
  const auto gone = std::count_if(result.receipt.images.begin(), result.receipt.images.end(),
                                  [](const ImageReceipt& image) { return image.outcome == Outcome::deleted; });
  EXPECT_EQ(gone, 99);
  EXPECT_LE(service.count("DeleteImages"), 1U + 7 + 2) << "⌈100 / 100⌉ and ⌈log2 100⌉ + 2 for one culprit";
}

TEST(Applier, BatchesShrinkWhenTheServiceTakesFewer) {
  FakeService service = with_images(60);
  service.most_ids = 20;
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) EXPECT_EQ(image.outcome, Outcome::deleted) << image.id;
}

TEST(Applier, EachSizeThatIsTooLargeIsTriedOnce) {
  FakeService service = with_images(300);
  service.most_ids = 10;
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) EXPECT_EQ(image.outcome, Outcome::deleted) << image.id;
  EXPECT_LE(service.count("DeleteImages"), 4U + 52) << "100, 50, 25 and 12, then by sixes";
}

TEST(Applier, ASingleRefusalIsReportedWithoutSettling) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::error, "InvalidImageId.InShared", "shared"}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::failed);
  EXPECT_LT(result.run.duration_ms, 5'000);
  EXPECT_EQ(service.count("DeleteImages"), 1U);
}

TEST(Applier, SomebodyElseWasFaster) {
  FakeService service = with_images(1);
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DeleteImages") service.images.clear();
  };
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::skipped);
  EXPECT_EQ(reason_of(result["img-1000"]), "already-gone");
}

TEST(Applier, NotFoundAfterALostRequestOfOursMeansDeleted) {
  FakeService service = with_images(1);
  service.visible_after_delete_ms = 16'500;  // visible longer than the settle time: it is sent again
  service.faults["DeleteImages"] = {{Fault::lost_after}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
}

TEST(Applier, NotFoundOfOneInABatchThatWasSentBeforeMeansDeleted) {
  FakeService service = with_images(3);
  service.visible_after_delete_ms = 40'000;
  service.faults["DeleteImages"] = {{Fault::lost_after}};
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) EXPECT_EQ(image.outcome, Outcome::deleted) << image.id;
}

TEST(Applier, NotFoundOfAnImageThatStaysVisibleIsAFailure) {
  FakeService service = with_images(2);
  service.faults["DeleteImages"] = {{Fault::error, "InvalidImageId.NotFound", "img-1000 is not found"}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::failed);
  EXPECT_EQ(result["img-1001"].outcome, Outcome::deleted);
}

TEST(Applier, WhatStaysVisibleUntilTheDeadlineIsAcceptedOnly) {
  FakeService service = with_images(2);
  service.visible_after_delete_ms = 600'000;
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) {
    EXPECT_EQ(image.outcome, Outcome::accepted);
    EXPECT_EQ(reason_of(image), "still-visible");
  }
  EXPECT_LT(result.run.duration_ms, 130'000);
}

TEST(Applier, AFailedReadIsNotAbsence) {
  FakeService service = with_images(1);
  service.visible_after_delete_ms = 600'000;
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DescribeImages" && service.count("DeleteImages") > 0) {
      service.faults["DescribeImages"] = {{Fault::error, "FailedOperation", "no"}};
    }
  };
  EXPECT_EQ(remove_all(service)["img-1000"].outcome, Outcome::accepted);
}

TEST(Applier, NoReadAfterALostRequestIsUnknown) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::lost_after}};
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DescribeImages" && service.count("DeleteImages") > 0) {
      service.faults["DescribeImages"] = {{Fault::error, "FailedOperation", "no"}};
    }
  };
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::unknown);
  EXPECT_EQ(service.count("DeleteImages"), 1U) << "not sent again without a look";
}

TEST(Applier, ABusyImageIsTriedAgainAfterALook) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::error, "MutexOperation.TaskRunning", "busy"}};
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1000"].attempts, 2);
}

TEST(Applier, ABusyImageDoesNotTakeItsBatchAlong) {
  FakeService service = with_images(3);
  service.faults["DeleteImages"] = {{Fault::error, "MutexOperation.TaskRunning", "img-1001 is busy"}};
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DeleteImages" && service.count("DeleteImages") >= 2) {
      service.faults["DeleteImages"] = {{Fault::error, "MutexOperation.TaskRunning", "img-1001"}};
    }
  };
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1002"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1001"].outcome, Outcome::failed);
  EXPECT_EQ(result["img-1001"].attempts, 6);
}

TEST(Applier, AnAnswerWithoutATotalProvesNothing) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::error, "InternalError", "oops"}};
  service.empty_without_total_after_delete = true;
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::unknown);
  EXPECT_EQ(service.count("DeleteImages"), 1U);
}

TEST(Applier, WithoutAReadNothingIsSaidToBeVisible) {
  FakeService service = with_images(1);
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DescribeImages" && service.count("DeleteImages") > 0) {
      service.faults["DescribeImages"] = {{Fault::error, "FailedOperation", "no"}};
    }
  };
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::accepted);
  EXPECT_EQ(reason_of(result["img-1000"]), "no-answer");
}

TEST(Applier, SixLostRequestsAreNoRefusal) {
  FakeService service = with_images(1);
  for (int i = 0; i < 6; ++i) service.faults["DeleteImages"].push_back({Fault::lost_before});
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::failed);
  EXPECT_EQ(reason_of(result["img-1000"]), "still-visible");
  EXPECT_FALSE(result["img-1000"].error->ambiguous) << "a stable look saw it";
  EXPECT_EQ(result["img-1000"].attempts, 6);
}

TEST(Applier, RepeatsOfTheSchedulerAreAttemptsToo) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::error, "RequestLimitExceeded", "slow down"}};
  EXPECT_EQ(remove_all(service)["img-1000"].attempts, 2);
}

TEST(Applier, AnImageThatChangesAfterALostRequestIsUnknownInTheEventsAsWell) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::lost_before}};
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DeleteImages") service.images.at("img-1000").image.ImageState = "SYNCING";
  };
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::unknown);
  const auto kept = std::find_if(result.run.events.begin(), result.run.events.end(),
                                 [](const Event& event) { return event.kind == EventKind::image_kept; });
  ASSERT_NE(kept, result.run.events.end());
  EXPECT_EQ(kept->detail, R"({"outcome":"unknown","reason":"changed"})");
}

TEST(Applier, NothingIsSentForeverToAServiceThatIsAlwaysBusy) {
  FakeService service = with_images(1);
  for (int i = 0; i < 50; ++i)
    service.faults["DeleteImages"].push_back({Fault::error, "MutexOperation.TaskRunning", ""});
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::failed);
  EXPECT_EQ(result["img-1000"].attempts, 6);
}

TEST(Applier, ARefusedKeyEndsTheRunAndLeavesTheRest) {
  FakeService service = with_images(150);
  service.faults["DeleteImages"] = {{Fault::error, "AuthFailure.UnauthorizedOperation", "no"}};
  const Deleted result = remove_all(service);
  for (const ImageReceipt& image : result.receipt.images) EXPECT_EQ(image.outcome, Outcome::failed) << image.id;
  EXPECT_EQ(service.count("DeleteImages"), 1U);
}

TEST(Applier, WhatNeverLeftThisMachineIsFailed) {
  FakeService service = with_images(1);
  for (int i = 0; i < 6; ++i) service.faults["DeleteImages"].push_back({Fault::not_sent});
  const Deleted result = remove_all(service);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::failed);
  EXPECT_EQ(result["img-1000"].error->code, ErrorCode::not_sent);
}

TEST(Applier, CancelSendsNothingNewAndTellsWhatIsKnown) {
  for (std::int64_t at = 0; at < 4'000; at += 37) {
    FakeService service = with_images(150);
    const Deleted result = remove_all(service, at);
    EXPECT_TRUE(result.receipt.interrupted || result.run.duration_ms <= at);
    for (const ImageReceipt& image : result.receipt.images) {
      const bool was_deleted = service.images.at(image.id).deleted_at_ms >= 0;
      const bool kept = image.outcome == Outcome::skipped || image.outcome == Outcome::failed;
      EXPECT_FALSE(image.outcome == Outcome::deleted && !was_deleted) << image.id << " at " << at;
      EXPECT_FALSE(kept && was_deleted) << image.id << " at " << at;
    }
  }
}

/// The refusal of an Applier that was given this; nothing must have been sent.
Error refusal(FakeService& service, ApplyRequest request, SchedulerOptions options = {.account = "a"}) {
  RateLimiter limiter(0);
  Applier machine(std::move(request), std::move(options), limiter);
  const testing::Run run = testing::run(machine, service);
  EXPECT_EQ(service.count("DeleteImages"), 0U);
  return run.failure.value_or(Error{});
}

ApplyRequest confirmed(const Plan& plan) {
  return {.plan = plan, .confirmation = {plan.digest, plan.summary.deletes, "a test"}};
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
  Plan plan = plan_all(service);
  plan.guards.unshare = true;
  plan.digest = digest_of(plan);
  const Deleted result = apply(service, plan);
  EXPECT_EQ(result["img-1000"].outcome, Outcome::deleted);
  EXPECT_EQ(result["img-1000"].unshared_from, std::vector<std::string>{"100000000009"});
  EXPECT_EQ(result["img-1001"].unshared_from, std::vector<std::string>{});
  EXPECT_EQ(service.count("ModifyImageSharePermission"), 1U);
}

TEST(Applier, WhoWasAddedToTheSharingIsNotUnshared) {
  FakeService service = with_images(1);
  service.images.at("img-1000").shared_with = {"100000000009"};
  Plan plan = plan_all(service);
  plan.guards.unshare = true;
  plan.digest = digest_of(plan);
  service.images.at("img-1000").shared_with = {"100000000008", "100000000009"};
  EXPECT_EQ(reason_of(apply(service, plan)["img-1000"]), "changed");
  EXPECT_EQ(service.count("ModifyImageSharePermission"), 0U);
}

TEST(Applier, ALostUnsharingIsLookedAt) {
  for (const Fault fault : {Fault::lost_before, Fault::lost_after}) {
    FakeService service = with_images(1);
    service.images.at("img-1000").shared_with = {"100000000009"};
    Plan plan = plan_all(service);
    plan.guards.unshare = true;
    plan.digest = digest_of(plan);
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
  Plan plan = plan_all(service);
  plan.guards.with_snapshots = true;
  plan.digest = digest_of(plan);
  const Deleted result = apply(service, plan);
  EXPECT_EQ(service.deleted_snapshots, std::set<std::string>{"snap-own"});
  EXPECT_EQ(result["img-1000"].snapshots, (std::vector<SnapshotReceipt>{{"snap-own", "deleted"}}));
  EXPECT_EQ(result["img-1001"].snapshots, (std::vector<SnapshotReceipt>{{"snap-both", "left"}}));
  EXPECT_EQ(service.count("DeleteImages"), 2U);
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
