#pragma once
// Plans of every image that the fake service has, applied.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cvm/applier.hpp"
#include "cvm/rate_limiter.hpp"
#include "fake_service.hpp"
#include "plans.hpp"

namespace cvm::testing {

struct Deleted {
  Receipt receipt{};
  cvm::testing::Run run{};
  const ImageReceipt& operator[](const std::string& id) const {
    const auto place = std::find_if(receipt.images.begin(), receipt.images.end(),
                                    [&](const ImageReceipt& image) { return image.id == id; });
    EXPECT_NE(place, receipt.images.end()) << id;
    return *place;
  }
};

inline Deleted apply(FakeService& service, const Plan& plan, std::int64_t cancel_at_ms = -1) {
  RateLimiter limiter(0);
  Applier machine({.plan = plan, .confirmation = {plan.digest, plan.summary.deletes, "a test"}}, {.account = "a"},
                  limiter);
  Deleted result;
  result.run = cvm::testing::run(machine, service, cancel_at_ms);
  result.receipt = result.run.failure ? machine.broken_off(*result.run.failure) : machine.receipt();
  return result;
}

/// Deletes every image that the service has.
inline Deleted remove_all(FakeService& service, std::int64_t cancel_at_ms = -1) {
  return apply(service, plan_all(service), cancel_at_ms);
}

inline FakeService with_images(int count) {
  FakeService service;
  for (int i = 0; i < count; ++i) service.add("img-" + std::to_string(1000 + i));
  return service;
}

inline std::vector<std::string> deletes(const FakeService& service) {
  std::vector<std::string> lines;
  for (const std::string& line : service.log) {
    if (line.rfind("DeleteImages", 0) == 0) lines.push_back(line);
  }
  return lines;
}

inline std::string reason_of(const ImageReceipt& image) { return image.reason ? image.reason->code : ""; }

/// What was said yes to, as it is.
inline ApplyRequest confirmed(const Plan& plan) {
  return {.plan = plan, .confirmation = {plan.digest, plan.summary.deletes, "a test"}};
}

}  // namespace cvm::testing
