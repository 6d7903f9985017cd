#pragma once
// Plans for tests that do not ask a Planner.

#include <utility>

#include "cvm/plan.hpp"
#include "fake_service.hpp"

namespace cvm::testing {

/// A plan that deletes every image that the service has now.
inline Plan plan_all(const FakeService& service, Guards guards = {}) {
  Plan plan;
  plan.guards = std::move(guards);
  plan.created_s = 1'700'000'000;
  plan.expires_s = plan.created_s + 86'400;
  plan.appliable = true;
  plan.endpoint = "https://cvm.tencentcloudapi.com/";
  plan.account = {"100000000001", "caller-identity"};
  plan.regions.push_back({.region = "ap-guangzhou", .scanned = true});
  for (const auto& [id, fake] : service.images) {
    plan.selection.ids.push_back(id);
    plan.images.push_back({.region = "ap-guangzhou",
                           .id = id,
                           .name = fake.image.ImageName,
                           .type = fake.image.ImageType,
                           .state = fake.image.ImageState,
                           .created = fake.image.CreatedTime,
                           .tags = fake.image.Tags,
                           .snapshots = fake.image.SnapshotSet,
                           .shared_with = fake.shared_with,
                           .verdict = Verdict::remove});
  }
  plan.summary.deletes = static_cast<std::int64_t>(plan.images.size());
  plan.digest = digest_of(plan);
  return plan;
}

}  // namespace cvm::testing
