// Ends that say little: looked at first, then decided.

#include <gtest/gtest.h>

#include <algorithm>

#include "support/applied.hpp"

namespace cvm {
namespace {

using testing::Deleted;
using testing::deletes;
using testing::FakeService;
using testing::Fault;
using testing::reason_of;
using testing::remove_all;
using testing::with_images;

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

}  // namespace
}  // namespace cvm
