// The model and the invariants by themselves: a simulation that cannot fail proves nothing.

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cvm/answer.hpp"
#include "driver.hpp"
#include "invariants.hpp"
#include "network.hpp"
#include "rules.hpp"
#include "world.hpp"

namespace cvm::simulation {
namespace {

const std::string region = "ap-guangzhou";

/// A world with one region, which holds what the test puts there.
struct Small {
  explicit Small(Profile profile = {}) : world(profile, 1) {
    ModelRegion& state = now();
    state = ModelRegion{};
    for (const char* id : {"img-aaaaaaaa", "img-bbbbbbbb", "img-cccccccc"}) {
      ModelImage image;
      image.image.ImageId = id;
      image.image.ImageName = std::string("web-") + id;
      image.image.ImageType = "PRIVATE_IMAGE";
      image.image.ImageState = "NORMAL";
      image.image.CreatedTime = "2025-12-01T00:00:00Z";
      state.images.emplace(id, image);
    }
  }
  ModelRegion& now() { return world.service.account().at(region).change(world.agenda.now()); }
  Seen ask(const std::string& action, std::vector<std::string> ids, Millis at = 0) {
    Asked asked;
    asked.action = action;
    asked.region = region;
    asked.limit = 100;
    if (action == "DescribeImages" || action == "DeleteImages" || action == "DescribeSnapshots") {
      asked.ids = std::move(ids);
    } else if (!ids.empty()) {
      asked.subject = ids.front();
    }
    return world.service.act(asked, at, at);
  }
  World world;
};

Asked to_delete(std::vector<std::string> ids) {
  Asked asked;
  asked.action = "DeleteImages";
  asked.region = region;
  asked.ids = std::move(ids);
  return asked;
}

Send send_of(const Call& call, RequestNumber id) {
  auto built = build_request(call, {});
  EXPECT_TRUE(built.has_value());
  Send send;
  send.id = id;
  send.request = *built;
  send.timestamp = epoch_s;
  return send;
}

Call delete_call(const std::string& id) {
  return {"DeleteImages", region, R"({"ImageIds":[")" + id + R"("]})", {}, {}, Method::post};
}

TEST(Model, ABatchWithACulpritDoesNothingHalfOrTheFirst) {
  const std::pair<Batches, int> expected[] = {
      {Batches::all_or_nothing, 3}, {Batches::partial, 1}, {Batches::until_first, 2}};
  for (const auto& [batches, left] : expected) {
    Profile profile;
    profile.batches = batches;
    Small small(profile);
    small.now().images.at("img-bbbbbbbb").cursed = true;
    const Seen end = small.ask("DeleteImages", {"img-aaaaaaaa", "img-bbbbbbbb", "img-cccccccc"});
    EXPECT_EQ(end.code, "InvalidParameterValue.InvalidImageId");
    EXPECT_NE(end.message.find("img-bbbbbbbb"), std::string::npos);
    EXPECT_EQ(small.ask("DescribeImages", {}).total, left);
  }
}

TEST(Model, ADeletedImageIsShownForAWhile) {
  Profile profile;
  profile.most_visible_ms = 1'000;
  Small small(profile);
  EXPECT_TRUE(small.ask("DeleteImages", {"img-aaaaaaaa"}).ok());
  const Millis until = small.now().images.at("img-aaaaaaaa").visible_until;
  EXPECT_LE(until, 1'000);
  EXPECT_EQ(small.ask("DescribeImages", {"img-aaaaaaaa"}, until).total, 0);
  EXPECT_EQ(small.ask("DescribeImages", {"img-aaaaaaaa"}, until - 1).total, until > 0 ? 1 : 0);
  EXPECT_EQ(small.ask("DeleteImages", {"img-aaaaaaaa"}, 2'000).code, "InvalidImageId.NotFound");
}

TEST(Model, AReadMayShowAnOlderState) {
  Profile profile;
  profile.most_lag_ms = 2'000;
  Small small(profile);
  small.world.agenda.advance(10'000);
  small.now().images.at("img-aaaaaaaa").image.ImageName = "renamed";
  int old_names = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string name = small.ask("DescribeImages", {"img-aaaaaaaa"}, 11'000).images.front().ImageName;
    if (name != "renamed") ++old_names;
  }
  EXPECT_GT(old_names, 20);
  EXPECT_LT(old_names, 80);
  EXPECT_EQ(small.ask("DescribeImages", {"img-aaaaaaaa"}, 12'001).images.front().ImageName, "renamed");
}

TEST(Model, CountsEverySlidingSecond) {
  Small small;
  const Asked asked = to_delete({"img-aaaaaaaa"});
  for (Millis at = 0; at < 10; ++at) EXPECT_TRUE(small.world.service.admit(asked, epoch_s, at).ok());
  EXPECT_EQ(small.world.service.admit(asked, epoch_s, 500).code, "RequestLimitExceeded");
  EXPECT_EQ(small.world.service.overruns().size(), 1U);
  EXPECT_TRUE(small.world.service.admit(asked, epoch_s, 1'600).ok());
}

TEST(Model, RefusesAWrongClock) {
  Small small;
  const Asked asked = to_delete({"img-aaaaaaaa"});
  EXPECT_EQ(small.world.service.admit(asked, epoch_s + 301, 0).code, "AuthFailure.SignatureExpire");
  EXPECT_EQ(small.world.service.admit(asked, epoch_s - 301, 0).code, "AuthFailure.SignatureExpire");
  EXPECT_TRUE(small.world.service.admit(asked, epoch_s + 300, 0).ok());
}

TEST(Model, AnswersWhatTheEngineCanRead) {
  Small small;
  const Seen seen = small.ask("DescribeImages", {"img-aaaaaaaa"});
  const auto answer = read_answer({200, {}, small.world.service.body(seen)});
  ASSERT_TRUE(answer.has_value());
  const auto read = read_response<DescribeImagesResponse>(answer->body);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->TotalCount, 1);
  EXPECT_EQ(read->ImageSet.front().ImageName, "web-img-aaaaaaaa");
}

TEST(Model, TakesSharedSnapshotsAlongOnlyWhereItIsSaidToBeCareless) {
  for (const bool careless : {false, true}) {
    Profile profile;
    profile.bound_snapshots = careless ? BoundSnapshots::all : BoundSnapshots::spares_shared;
    Small small(profile);
    ModelRegion& state = small.now();
    state.snapshots = {"snap-1"};
    for (const char* id : {"img-aaaaaaaa", "img-bbbbbbbb"}) {
      state.images.at(id).image.SnapshotSet = {{"snap-1", "SYSTEM_DISK", 50}};
    }
    Asked asked = to_delete({"img-aaaaaaaa"});
    asked.with_snapshots = true;
    EXPECT_TRUE(small.world.service.act(asked, 0, 0).ok());
    EXPECT_EQ(small.now().snapshots.contains("snap-1"), !careless);
    EXPECT_EQ(small.world.service.effects().back().backs_another, careless);
  }
}

TEST(Model, ALateEffectComesAfterTheLoss) {
  Profile profile;
  profile.lost_late = 1'000;
  profile.most_late_ms = 5'000;
  Small small(profile);
  Network network(small.world);
  Millis told_at = -1;
  network.send(send_of(delete_call("img-aaaaaaaa"), 1), [&](const Delivery& delivery) {
    EXPECT_TRUE(std::holds_alternative<Lost>(delivery.input));
    told_at = small.world.agenda.now();
  });
  small.world.agenda.advance(60'000);
  ASSERT_EQ(small.world.service.effects().size(), 1U);
  EXPECT_GT(told_at, 0);
  EXPECT_GE(small.now().images.at("img-aaaaaaaa").deleted_at, told_at);
}

TEST(Model, WhatIsTornIsLeftAndDropped) {
  Durable durable;
  durable.append("one");
  durable.append_torn("two and more", 5);
  EXPECT_EQ(durable.text(), "one\ntwo a");
  durable.drop_torn_line();
  EXPECT_EQ(durable.text(), "one\n");
}

TEST(Rules, GroupsByTheNameBeforeItsLastRun) {
  const auto group = [](const char* name) {
    Image image;
    image.ImageName = name;
    return group_of({GroupKind::name_prefix, {}}, image);
  };
  EXPECT_EQ(group("web-2026-03-02"), "web");
  EXPECT_EQ(group("batch_job-2026-03-02"), "batch_job");
  EXPECT_EQ(group("web-2026-renamed"), "web");
  EXPECT_EQ(group("web-server"), "web-server");
  EXPECT_EQ(group("2026-03-02"), "");
}

/// A plan that deletes img-aaaaaaaa, which nothing speaks against.
Plan simple_plan() {
  Plan plan;
  plan.selection.all = true;
  plan.guards.refs = {false, false, false, false};
  PlannedImage image;
  image.region = region;
  image.id = "img-aaaaaaaa";
  image.name = "web-img-aaaaaaaa";
  image.state = "NORMAL";
  image.created = "2025-12-01T00:00:00Z";
  image.verdict = Verdict::remove;
  plan.images = {image};
  return plan;
}

/// A world in which not everything has to succeed.
Profile with_trouble() {
  Profile profile;
  profile.culprits = true;
  return profile;
}

/// Sends what follows and tells how it ended; the invariants listen.
struct Listened {
  Small small{with_trouble()};
  Invariants invariants{small.world};
  RequestNumber next = 1;

  Listened() { invariants.process_begins(simple_plan()); }
  void exchange(const Call& call, const std::function<Delivery(const Seen&)>& end) {
    const Send send = send_of(call, next++);
    invariants.sending(send);
    small.world.agenda.advance(small.world.agenda.now() + 2'000);
    const Millis now = small.world.agenda.now();
    invariants.told(send.id, end(small.world.service.act(read_request(send.request), now, now)));
  }
  void answered(const Call& call) {
    exchange(call, [](const Seen& seen) { return Delivery{Answered{}, std::make_shared<Seen>(seen)}; });
  }
  void lost(const Call& call) {
    exchange(call, [](const Seen&) { return Delivery{Lost{}, nullptr}; });
  }
  void look() {
    answered({"DescribeImages", region, R"({"ImageIds":["img-aaaaaaaa"],"Limit":100})", {}, {}, Method::post});
    answered({"DescribeImageSharePermission", region, R"({"ImageId":"img-aaaaaaaa"})", {}, {}, Method::post});
  }
  [[nodiscard]] std::string violated() const {
    return invariants.violation() ? invariants.violation()->invariant : std::string();
  }
};

TEST(Invariants, LetARightRunPass) {
  Listened run;
  run.look();
  run.invariants.persisted("img-aaaaaaaa");
  run.answered(delete_call("img-aaaaaaaa"));
  EXPECT_EQ(run.violated(), "");
}

TEST(Invariants, BiteOnAChangeWithoutAPersist) {
  Listened run;
  run.look();
  run.answered(delete_call("img-aaaaaaaa"));
  EXPECT_EQ(run.violated(), "persisted");
}

TEST(Invariants, BiteOnAnImageOutsideThePlan) {
  Listened run;
  run.look();
  run.invariants.persisted("img-bbbbbbbb");
  run.answered(delete_call("img-bbbbbbbb"));
  EXPECT_EQ(run.violated(), "outside-plan");
}

TEST(Invariants, BiteOnADeleteWithoutALook) {
  Listened run;
  run.invariants.persisted("img-aaaaaaaa");
  run.answered(delete_call("img-aaaaaaaa"));
  EXPECT_EQ(run.violated(), "changed");
}

TEST(Invariants, BiteOnWhatTheLookShowed) {
  const std::function<void(ModelImage&)> changes[] = {
      [](ModelImage& image) { image.image.ImageName = "renamed"; },
      [](ModelImage& image) { image.image.ImageState = "SYNCING"; },
      [](ModelImage& image) {
        image.image.Tags = {{"keep", "1"}};
      },
      [](ModelImage& image) { image.shared_with = {partner_accounts.front()}; },
      [](ModelImage& image) { image.image.ImageType = "SHARED_IMAGE"; },
  };
  for (const auto& change : changes) {
    Listened run;
    change(run.small.now().images.at("img-aaaaaaaa"));
    run.look();
    run.invariants.persisted("img-aaaaaaaa");
    run.answered(delete_call("img-aaaaaaaa"));
    EXPECT_EQ(run.violated(), "changed");
  }
}

TEST(Invariants, BiteOnASecondSendWithoutALook) {
  Listened run;
  run.look();
  run.invariants.persisted("img-aaaaaaaa");
  run.lost(delete_call("img-aaaaaaaa"));
  run.invariants.persisted("img-aaaaaaaa");
  EXPECT_EQ(run.violated(), "");
  run.lost(delete_call("img-aaaaaaaa"));
  EXPECT_EQ(run.violated(), "look-again");
}

TEST(Invariants, BiteOnTooManySends) {
  Listened run;
  for (RequestNumber id = 100; id < 110; ++id) run.invariants.sending(send_of(delete_call("img-aaaaaaaa"), id));
  Small small;
  Invariants fresh(small.world);
  const Call quota{"DescribeImageQuota", region, "{}", {}, {}, Method::post};
  for (RequestNumber id = 1; id <= 9; ++id) fresh.sending(send_of(quota, id));
  EXPECT_FALSE(fresh.violation());
  small.world.agenda.advance(1'049);
  fresh.sending(send_of(quota, 10));
  ASSERT_TRUE(fresh.violation());
  EXPECT_EQ(fresh.violation()->invariant, "rate");
}

TEST(Invariants, BiteOnAReceiptThatIsNotTrue) {
  const auto verdict = [](Outcome outcome, bool deleted) {
    Listened run;
    run.look();
    run.invariants.persisted("img-aaaaaaaa");
    if (deleted) run.answered(delete_call("img-aaaaaaaa"));
    Receipt receipt;
    ImageReceipt image;
    image.region = region;
    image.id = "img-aaaaaaaa";
    image.outcome = outcome;
    image.attempts = deleted ? 1 : 0;
    receipt.images = {image};
    run.invariants.receipt(receipt, true);
    run.invariants.settled();
    return run.violated();
  };
  EXPECT_EQ(verdict(Outcome::deleted, true), "");
  EXPECT_EQ(verdict(Outcome::deleted, false), "receipt");
  EXPECT_EQ(verdict(Outcome::failed, true), "receipt");
  EXPECT_EQ(verdict(Outcome::skipped, true), "receipt");
  EXPECT_EQ(verdict(Outcome::skipped, false), "");
  EXPECT_EQ(verdict(Outcome::unknown, true), "");
}

}  // namespace
}  // namespace cvm::simulation
