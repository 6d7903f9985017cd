// The client against the simulator, over real sockets.

#include "cvm/client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "cvm/shared_rate_limiter.hpp"
#include "support/simulator.hpp"

namespace cvm {
namespace {

using test::Simulator;
using namespace std::chrono_literals;

Credential sample_key() {
  return {.secret_id = "AKIDEXAMPLE0000000000000000000000000",
          .secret_key = Secret("ExampleSecretKey0000000000000000")};
}

/// Answers that every send may go now: the tests count what is sent, not how fast.
class NoLimit final : public Limiter {
 public:
  std::int64_t acquire(const RateKey&, int, std::int64_t now_ms) override { return now_ms; }
  void throttled(const RateKey&, std::int64_t) override {}
};

class ClientTest : public ::testing::Test {
 protected:
  ClientOptions options(const std::string& region = "ap-guangzhou") const {
    ClientOptions options;
    options.credentials = credentials::fixed(sample_key());
    options.region = region;
    options.endpoint.override = *parse_endpoint(simulator.url());
    options.limiter = std::make_shared<NoLimit>();
    return options;
  }
  Simulator simulator;
};

TEST_F(ClientTest, TypedCallsReadTheSampleAccount) {
  const Client client(options());
  const auto images = client.describe_images({.ImageIds = {"img-chinese0"}});
  ASSERT_TRUE(images) << describe(images.error());
  ASSERT_EQ(images->ImageSet.size(), 1U);
  EXPECT_EQ(images->ImageSet[0].ImageName, "网站备份-2026-01");
  EXPECT_EQ(client.describe_image_quota()->ImageNumQuota, 52);
  EXPECT_EQ(client.get_caller_identity()->AccountId, "100000000001");
  EXPECT_EQ(client.describe_image_share_permission({"img-shared02"})->SharePermissionSet.size(), 2U);
  EXPECT_EQ(client.describe_image_from_family({"app-base"})->Image->ImageId, "img-appbase3");
  EXPECT_EQ(client.describe_instances({.Limit = 1})->TotalCount, 126);
  EXPECT_EQ(client.describe_launch_templates({})->LaunchTemplateSet.size(), 2U);
  EXPECT_EQ(client.describe_launch_template_versions({.LaunchTemplateId = "lt-api00001"})->TotalCount, 4);
  EXPECT_EQ(client.describe_launch_configurations({})->LaunchConfigurationSet.size(), 2U);
  EXPECT_EQ(client.describe_snapshots({.SnapshotIds = {"snap-pair0000"}})->SnapshotSet.at(0).ImageIds.size(), 2U);
  EXPECT_GE(client.describe_regions()->RegionSet.size(), 3U);
}

TEST_F(ClientTest, DryRunDeletesNothingAndDeleteDeletes) {
  const Client client(options());
  EXPECT_TRUE(client.delete_images({.ImageIds = {"img-web00105"}, .DryRun = true}));
  EXPECT_EQ(client.describe_images({.ImageIds = {"img-web00105"}})->ImageSet.size(), 1U);
  EXPECT_TRUE(client.delete_images({.ImageIds = {"img-web00105"}}, {.deadline = 30s}));
  const auto again = client.delete_images({.ImageIds = {"img-web00105"}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().service_code, "InvalidImageId.NotFound");
  EXPECT_FALSE(again.error().ambiguous);
}

TEST_F(ClientTest, ALostAnswerOfAChangeIsAmbiguousAndWasSentOnce) {
  for (const char* kind : {"reset-after", "reset-reused", "cut-body", "not-json", "status"}) {
    simulator.control("POST", "/_sim/reset", "");
    const Client client(options());
    ASSERT_TRUE(client.describe_image_quota()) << "so that the connection is a reused one";
    simulator.control("POST", "/_sim/faults", std::string(R"({"action":"DeleteImages","kind":")") + kind + "\"}");
    const auto result = client.delete_images({.ImageIds = {"img-web00105"}});
    ASSERT_FALSE(result) << kind;
    EXPECT_TRUE(result.error().ambiguous) << kind << ": " << describe(result.error());
    EXPECT_EQ(simulator.count_requests("DeleteImages"), 1) << kind;
  }
}

TEST_F(ClientTest, AReadSurvivesEveryFault) {
  for (const char* kind : {"throttle", "reset-before", "reset-after", "reset-reused", "cut-body", "not-json", "html",
                           "status", "nested-json", "duplicate-header", "slow-body", "error"}) {
    simulator.control("POST", "/_sim/reset", "");
    ClientOptions quick = options();
    quick.retry.base_ms = 1;
    const Client client(quick);
    simulator.control("POST", "/_sim/faults", std::string(R"({"kind":")") + kind + "\"}");
    const auto quota = client.describe_image_quota();
    ASSERT_TRUE(quota) << kind << ": " << describe(quota.error());
    EXPECT_EQ(quota->ImageNumQuota, 52);
  }
}

TEST_F(ClientTest, EightThreadsShareOneClient) {
  simulator.control("PATCH", "/_sim/settings", R"({"rates":{"DescribeImageQuota":100000}})");
  const Client client(options());
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        const auto quota = client.describe_image_quota();
        if (quota && quota->ImageNumQuota == 52) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 40);
}

TEST_F(ClientTest, StopEndsACallThatWaits) {
  const Client client(options());
  simulator.control("POST", "/_sim/faults", R"({"kind":"hang","times":10})");
  std::stop_source stop;
  std::thread stopper([&] {
    while (simulator.count_requests("DescribeImageQuota") == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const auto result = client.describe_image_quota({.stop = stop.get_token()});
  stopper.join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
}

TEST_F(ClientTest, ADeadlineEndsACallThatWaits) {
  const Client client(options());
  simulator.control("POST", "/_sim/faults", R"({"kind":"hang","times":10})");
  const auto result = client.describe_image_quota({.deadline = 100ms});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::timed_out) << describe(result.error());
}

Confirmation yes_to(const Plan& plan) { return {.digest = plan.digest, .deletes = plan.summary.deletes, .by = "test"}; }

TEST_F(ClientTest, PlansAndApplies) {
  simulator.control("PATCH", "/_sim/settings", R"({"visible_after_delete_ms":50})");
  const Client client(options());
  std::vector<EventKind> told;
  const auto plan = client.plan({.ids = {"img-web00105", "img-web00309"}}, {},
                                [&told](const Event& event) { told.push_back(event.kind); });
  ASSERT_TRUE(plan) << describe(plan.error());
  EXPECT_EQ(plan->images[0].verdict, Verdict::remove);
  EXPECT_EQ(plan->images[1].verdict, Verdict::keep);
  EXPECT_EQ(plan->regions.front().region, "ap-guangzhou");
  EXPECT_NE(std::find(told.begin(), told.end(), EventKind::checked), told.end());
  Confirmation two = yes_to(*plan);
  two.deletes = 2;
  const auto refused = client.apply(*plan, two);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_EQ(simulator.count_requests("DeleteImages"), 0);
  const auto done = client.apply(*plan, yes_to(*plan), {}, {.times = {.settle_ms = 200, .first_read_ms = 50}});
  ASSERT_TRUE(done) << describe(done.error());
  ASSERT_EQ(done->images.size(), 2U) << "somebody asked for both";
  EXPECT_EQ(done->images[0].outcome, Outcome::deleted);
  EXPECT_EQ(done->images[1].outcome, Outcome::skipped);
  EXPECT_FALSE(done->fault);
}

TEST_F(ClientTest, SeveralRegionsInOnePlan) {
  const auto plan = Client(options()).plan({.names = {"*web*"}}, {.max_delete = 100, .max_percent = 100}, {},
                                           {.regions = {"ap-guangzhou", "ap-singapore"}, .valid = 1h});
  ASSERT_TRUE(plan) << describe(plan.error());
  ASSERT_EQ(plan->regions.size(), 2U);
  for (const PlannedRegion& region : plan->regions) EXPECT_TRUE(region.scanned) << region.region;
  EXPECT_EQ(plan->expires_s - plan->created_s, 3600);
}

TEST_F(ClientTest, WhatCannotBeWrittenDownIsNotSent) {
  const Client client(options());
  const auto plan = client.plan({.ids = {"img-web00105"}});
  ASSERT_TRUE(plan) << describe(plan.error());
  const auto full = [](std::string_view) -> Result<void> {
    return make_error(ErrorCode::invalid_parameter, "journal", "no space left");
  };
  const auto done = client.apply(*plan, yes_to(*plan), {}, {.persist = full});
  ASSERT_TRUE(done) << describe(done.error());
  ASSERT_TRUE(done->fault);
  EXPECT_EQ(done->fault->where, "journal");
  EXPECT_EQ(done->images[0].outcome, Outcome::failed);
  EXPECT_EQ(done->images[0].reason->code, "not-sent");
  EXPECT_EQ(simulator.count_requests("DeleteImages"), 0);
}

/// A source of credentials that runs dry in the middle.
class RunsDry final : public CredentialProvider {
 public:
  explicit RunsDry(const Simulator& simulator) : simulator_(simulator) {}
  Result<std::shared_ptr<const Credential>> get() override {
    if (simulator_.count_requests("DeleteImages") > 0) {
      return make_error(ErrorCode::credential_unavailable, "test", "the source ran dry");
    }
    return std::make_shared<const Credential>(sample_key());
  }
  std::string describe() const override { return "runs dry"; }

 private:
  const Simulator& simulator_;
};

TEST_F(ClientTest, ARunThatBreaksOffTellsWhatItDidAndIsResumed) {
  ClientOptions dry = options();
  simulator.control("PATCH", "/_sim/settings", R"({"visible_after_delete_ms":50})");
  const auto plan = Client(options()).plan({.ids = {"img-web00105"}});
  ASSERT_TRUE(plan) << describe(plan.error());
  dry.credentials = std::make_shared<RunsDry>(simulator);
  std::string journal;
  const auto keep = [&journal](std::string_view lines) -> Result<void> {
    journal += lines;
    return {};
  };
  const DeletionTimes times{.settle_ms = 200, .first_read_ms = 50};
  const auto broken = Client(dry).apply(*plan, yes_to(*plan), {}, {.persist = keep, .times = times});
  ASSERT_TRUE(broken) << describe(broken.error());
  ASSERT_TRUE(broken->fault);
  EXPECT_EQ(broken->fault->code, ErrorCode::credential_unavailable);
  EXPECT_EQ(broken->images[0].outcome, Outcome::unknown) << "it was sent, and nothing was verified";
  EXPECT_GE(broken->finished_ms, broken->started_ms);
  EXPECT_TRUE(broken->interrupted);
  const auto done =
      Client(options()).apply(*plan, yes_to(*plan), {}, {.persist = keep, .journal = journal, .times = times});
  ASSERT_TRUE(done) << describe(done.error());
  EXPECT_EQ(done->images[0].outcome, Outcome::deleted);
  EXPECT_EQ(simulator.count_requests("DeleteImages"), 1);
  const auto again = Client(options()).apply(*plan, yes_to(*plan), {}, {.journal = journal});
  ASSERT_TRUE(again) << describe(again.error());
  EXPECT_EQ(again->images[0].request_ids, done->images[0].request_ids) << "the receipt once more";
  EXPECT_EQ(simulator.count_requests("DeleteImages"), 1);
}

TEST_F(ClientTest, ConfigurationErrorsComeBackFromTheFirstCall) {
  ClientOptions odd = options("ap guangzhou");
  EXPECT_EQ(Client(odd).describe_image_quota().error().code, ErrorCode::invalid_region);
  odd = options();
  odd.credentials = credentials::fixed({});
  EXPECT_EQ(Client(odd).describe_image_quota().error().code, ErrorCode::invalid_credential);
}

}  // namespace
}  // namespace cvm
