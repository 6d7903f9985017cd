// What an Applier sends and tells when requests end as they should, and when everything ends.

#include <gtest/gtest.h>

#include <algorithm>

#include "support/applied.hpp"

namespace cvm {
namespace {

using testing::apply;
using testing::Deleted;
using testing::deletes;
using testing::FakeService;
using testing::Fault;
using testing::plan_all;
using testing::reason_of;
using testing::remove_all;
using testing::with_images;

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
  service.unnamed_culprits = {"img-1077"};
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

TEST(Applier, RepeatsOfTheSchedulerAreAttemptsToo) {
  FakeService service = with_images(1);
  service.faults["DeleteImages"] = {{Fault::error, "RequestLimitExceeded", "slow down"}};
  EXPECT_EQ(remove_all(service)["img-1000"].attempts, 2);
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

}  // namespace
}  // namespace cvm
