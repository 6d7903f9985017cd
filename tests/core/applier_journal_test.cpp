// A run that is killed at any moment and taken up again.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/applied.hpp"

namespace cvm {
namespace {

using testing::FakeService;
using testing::Fault;
using testing::plan_all;
using testing::with_images;

ApplyRequest request_of(const Plan& plan) {
  ApplyRequest request = testing::confirmed(plan);
  request.batch = 10;
  return request;
}

/// Begins, and is killed after so many steps. The journal; empty when it finished before.
std::optional<std::string> begin_and_kill(FakeService& service, const Plan& plan, int steps) {
  std::string journal;
  RateLimiter limiter(0);
  Applier machine(request_of(plan), {.account = "a"}, limiter);
  const testing::Run run = testing::run(machine, service, -1, {.journal = &journal, .crash_after_steps = steps});
  return run.crashed ? std::optional(journal) : std::nullopt;
}

struct Resumed {
  Receipt receipt{};
  std::string journal{};
};

Resumed go_on(FakeService& service, const Plan& plan, std::string journal, std::int64_t started_ms = 60'000) {
  RateLimiter limiter(started_ms);
  Applier machine(request_of(plan), {.account = "a"}, limiter);
  if (!journal.empty()) {
    const auto resumed = machine.resume(journal);
    EXPECT_TRUE(resumed) << describe(resumed.error());
  }
  const testing::Run run = testing::run(machine, service, -1, {.journal = &journal, .started_ms = started_ms});
  EXPECT_FALSE(run.failure);
  return {machine.receipt(), journal};
}

TEST(ApplierJournal, ARunKilledAtAnyStepIsTakenUpWithoutALossOrARepeat) {
  for (int steps = 1; steps < 2000; ++steps) {
    FakeService service = with_images(25);
    service.faults["DeleteImages"] = {{Fault::error, "InvalidImageId.IncorrectState", "image img-1007 is busy"}};
    const Plan plan = plan_all(service);
    const auto journal = begin_and_kill(service, plan, steps);
    if (!journal) return;
    const Receipt receipt = go_on(service, plan, *journal).receipt;
    ASSERT_EQ(receipt.images.size(), 25U);
    for (const ImageReceipt& image : receipt.images) {
      const bool gone = service.images.at(image.id).deleted_at_ms >= 0;
      EXPECT_EQ(image.outcome == Outcome::deleted, gone) << image.id << " after " << steps << " steps";
    }
    EXPECT_LE(service.count("DeleteImages"), 6U) << "after " << steps << " steps";
  }
  ADD_FAILURE() << "the run never came to its end";
}

TEST(ApplierJournal, WhatMayHaveBeenSentIsLookedAtFirst) {
  for (int steps = 1; steps < 2000; ++steps) {
    FakeService service = with_images(3);
    service.faults["DeleteImages"] = {{Fault::lost_before}};
    const Plan plan = plan_all(service);
    const auto journal = begin_and_kill(service, plan, steps);
    if (!journal) return;
    if (service.count("DeleteImages") == 0) continue;
    const std::size_t before = service.log.size();
    const Receipt receipt = go_on(service, plan, *journal).receipt;
    const auto again = std::find_if(service.log.begin() + static_cast<std::ptrdiff_t>(before), service.log.end(),
                                    [](const std::string& line) { return line.rfind("DeleteImages", 0) == 0; });
    for (const ImageReceipt& image : receipt.images) EXPECT_EQ(image.outcome, Outcome::deleted) << steps;
    if (journal->find("finished_ms") != std::string::npos) {
      EXPECT_EQ(again, service.log.end()) << "nothing is sent by a run that finished";
      continue;
    }
    EXPECT_TRUE(std::any_of(service.log.begin() + static_cast<std::ptrdiff_t>(before), again,
                            [](const std::string& line) { return line.rfind("DescribeImages img-1000", 0) == 0; }))
        << "after " << steps << " steps";
  }
  ADD_FAILURE() << "the run never came to its end";
}

/// One that disappears just before the last look is looked at once more.
TEST(ApplierJournal, WhatDisappearsLateDuringTheFirstLookIsGone) {
  for (std::int64_t visible_ms = 8'000; visible_ms < 18'000; visible_ms += 250) {
    FakeService service = with_images(2);
    const Plan plan = plan_all(service);
    std::optional<std::string> journal;
    for (int steps = 1; service.count("DeleteImages") == 0; ++steps) {
      service = with_images(2);
      service.visible_after_delete_ms = 60'000 + visible_ms;
      service.faults["DeleteImages"] = {{Fault::lost_after}};
      journal = begin_and_kill(service, plan, steps);
      ASSERT_TRUE(journal);
    }
    for (const ImageReceipt& image : go_on(service, plan, *journal).receipt.images)
      EXPECT_EQ(image.outcome, Outcome::deleted) << image.id << " was visible for " << visible_ms << " ms";
  }
}

TEST(ApplierJournal, ATornLastLineIsLeftOut) {
  FakeService service = with_images(2);
  const Plan plan = plan_all(service);
  const auto journal = begin_and_kill(service, plan, 60);
  ASSERT_TRUE(journal);
  for (std::size_t cut = journal->find('\n') + 1; cut < journal->size(); cut += 17) {
    FakeService again = service;
    for (const ImageReceipt& image : go_on(again, plan, journal->substr(0, cut)).receipt.images) {
      const bool gone = again.images.at(image.id).deleted_at_ms >= 0;
      EXPECT_TRUE(gone) << image.id;
      EXPECT_TRUE(image.outcome == Outcome::deleted ||
                  (image.outcome == Outcome::skipped && image.reason->code == "already-gone"))
          << "when the line that said it was sent is lost, so is the knowledge who did it: cut at " << cut;
    }
  }
}

TEST(ApplierJournal, TheSnapshotSaysWhatTheJournalSays) {
  FakeService service = with_images(3);
  service.faults["DeleteImages"] = {{Fault::lost_after}};
  const Plan plan = plan_all(service);
  std::string journal;
  RateLimiter limiter(0);
  Applier machine(request_of(plan), {.account = "a"}, limiter);
  testing::run(machine, service, -1, {.journal = &journal, .crash_after_steps = 45});
  Applier from_journal(request_of(plan), {.account = "a"}, limiter);
  Applier from_snapshot(request_of(plan), {.account = "a"}, limiter);
  ASSERT_TRUE(from_journal.resume(journal));
  ASSERT_TRUE(from_snapshot.resume(machine.snapshot()));
  EXPECT_EQ(from_journal.snapshot(), from_snapshot.snapshot());
}

/// A driver that breaks off, such as one whose disk is full, hears what became of each: nothing that was not written
/// down can have been sent.
TEST(ApplierJournal, ARunThatBreaksOffKnowsWhatItCannotHaveSent) {
  int unsent = 0;
  for (int steps = 1; steps < 400; ++steps) {
    FakeService service = with_images(25);
    const Plan plan = plan_all(service);
    std::string journal;
    RateLimiter limiter(0);
    Applier machine(request_of(plan), {.account = "a"}, limiter);
    const testing::Run run = testing::run(machine, service, -1, {.journal = &journal, .crash_after_steps = steps});
    if (!run.crashed) break;
    for (const ImageReceipt& image : machine.broken_off(make_error(ErrorCode::internal, "", "full")).images) {
      const bool gone = service.images.at(image.id).deleted_at_ms >= 0;
      const bool written = journal.find(image.id) != std::string::npos;
      if (gone) EXPECT_NE(image.outcome, Outcome::failed) << image.id << " after " << steps << " steps";
      if (!written) EXPECT_EQ(image.reason->code, "not-sent") << image.id << " after " << steps << " steps";
      unsent += written ? 0 : 1;
    }
  }
  EXPECT_GT(unsent, 0);
}

TEST(ApplierJournal, OtherJournalsAreRefused) {
  FakeService service = with_images(2);
  const Plan plan = plan_all(service);
  const std::string journal = go_on(service, plan, "").journal;
  RateLimiter limiter(0);
  const auto code_of = [&](const Plan& of, const std::string& text) {
    Applier machine(request_of(of), {.account = "a"}, limiter);
    const auto taken = machine.resume(text);
    return taken ? std::optional<ErrorCode>() : std::optional(taken.error().code);
  };
  service = with_images(1);
  EXPECT_EQ(code_of(plan_all(service), journal), ErrorCode::refused) << "another plan's";
  for (const char* text : {"{}", "{}\n", R"({"schema":"cvm-images.receipt/1"})", "[]\n", "not json\n",
                           "{\"schema\":\"cvm-images.journal/2\"}\n"})
    EXPECT_EQ(code_of(plan, text), ErrorCode::invalid_parameter) << text;
  const std::string first = journal.substr(0, journal.find('\n') + 1);
  for (const char* line :
       {R"({"images":[{"stage":"gone"}]})", R"({"images":[{"stage":"sent","sends":1}]})",
        R"({"images":[{"stage":"sent","sends":1,"receipt":{"region":"ap-guangzhou","id":"img-x"}}]})"})
    EXPECT_EQ(code_of(plan, first + line + "\n"), ErrorCode::invalid_parameter) << line;
}

TEST(ApplierJournal, AFinishedRunGivesItsReceiptAgain) {
  FakeService service = with_images(3);
  const Plan plan = plan_all(service);
  const Resumed first = go_on(service, plan, "");
  const Resumed again = go_on(service, plan, first.journal);
  EXPECT_EQ(service.count("DeleteImages"), 1U);
  ASSERT_EQ(again.receipt.images.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again.receipt.images[i].outcome, Outcome::deleted);
    EXPECT_EQ(again.receipt.images[i].request_ids, first.receipt.images[i].request_ids);
  }
  EXPECT_EQ(again.receipt.started_ms, first.receipt.started_ms);
}

TEST(ApplierJournal, TheQuotaBeforeIsThatOfTheFirstRun) {
  for (int steps = 1; steps < 2000; steps += 7) {
    FakeService service = with_images(5);
    const Plan plan = plan_all(service);
    const auto journal = begin_and_kill(service, plan, steps);
    if (!journal) return;
    const Receipt receipt = go_on(service, plan, *journal).receipt;
    EXPECT_EQ(receipt.quota.front().before, 5) << "killed after " << steps;
    EXPECT_EQ(receipt.quota.front().after, 0);
  }
}

TEST(ApplierJournal, ARunIsFinishedWhenNothingIsOpen) {
  FakeService service = with_images(2);
  const Plan plan = plan_all(service);
  service.faults["DescribeImages"].assign(100, {Fault::not_sent});
  const Resumed first = go_on(service, plan, {}, 1'000);
  service.faults.clear();
  EXPECT_EQ(first.receipt.images.front().reason, (Reason{"not-sent", {}}));
  EXPECT_EQ(first.journal.find("finished_ms"), std::string::npos) << "it can be taken up again";
  const Resumed second = go_on(service, plan, first.journal);
  EXPECT_EQ(second.receipt.images.front().outcome, Outcome::deleted);
  EXPECT_NE(second.journal.find("finished_ms"), std::string::npos);
}

TEST(ApplierJournal, ARequestWhoseEndWasNotWrittenDownIsAnAttempt) {
  FakeService service;
  const auto sent_and_killed = [&service](int steps) {
    service = with_images(1);
    service.faults["DeleteImages"] = {{Fault::lost_before}};
    return begin_and_kill(service, plan_all(service), steps);
  };
  std::optional<std::string> journal;
  for (int steps = 1; service.count("DeleteImages") == 0; ++steps) journal = sent_and_killed(steps);
  ASSERT_TRUE(journal);
  const Receipt receipt = go_on(service, plan_all(service), *journal).receipt;
  EXPECT_EQ(service.count("DeleteImages"), 2U);
  EXPECT_EQ(receipt.images.front().outcome, Outcome::deleted);
  EXPECT_EQ(receipt.images.front().attempts, 2);
}

TEST(ApplierJournal, SharingThatAnEarlierRunEndedLateIsTold) {
  FakeService service;
  const auto shared_plan = [&service] {
    service = with_images(1);
    service.images["img-1000"].shared_with = {"100000000009"};
    Plan plan = plan_all(service, {.unshare = true});
    service.faults["ModifyImageSharePermission"] = {{Fault::lost_before}};
    return plan;
  };
  Plan plan;
  std::optional<std::string> journal;
  for (int steps = 1; service.count("ModifyImageSharePermission") == 0; ++steps) {
    plan = shared_plan();
    journal = begin_and_kill(service, plan, steps);
  }
  ASSERT_TRUE(journal);
  int looks = 0;
  service.before = [&](const std::string& action, std::int64_t) {
    if (action == "DescribeImageSharePermission" && ++looks == 2) service.images["img-1000"].shared_with.clear();
  };
  const Receipt receipt = go_on(service, plan, *journal).receipt;
  EXPECT_EQ(receipt.images.front().outcome, Outcome::deleted);
  EXPECT_EQ(receipt.images.front().unshared_from, std::vector<std::string>{"100000000009"});
}

TEST(ApplierJournal, AnExpiredPlanIsResumedOnlyToLook) {
  FakeService service = with_images(20);
  const Plan plan = plan_all(service);
  for (int steps = 1; steps < 2000; ++steps) {
    service = with_images(20);
    const auto journal = begin_and_kill(service, plan, steps);
    if (!journal) break;
    const std::size_t sent = service.count("DeleteImages");
    if (sent != 1) continue;
    const Receipt receipt = go_on(service, plan, *journal, 2 * 86'400'000).receipt;
    EXPECT_EQ(service.count("DeleteImages"), sent);
    for (const ImageReceipt& image : receipt.images) {
      const bool gone = service.images.at(image.id).deleted_at_ms >= 0;
      EXPECT_EQ(image.outcome == Outcome::deleted, gone) << image.id;
      if (!gone) EXPECT_EQ(image.reason->code, "expired") << image.id;
    }
  }
}

}  // namespace
}  // namespace cvm
