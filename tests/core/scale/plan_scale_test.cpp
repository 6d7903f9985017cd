// A plan over a large account: 10 regions with 1,000 images each.

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "counting_heap.hpp"
#include "cvm/planner.hpp"
#include "cvm/rate_limiter.hpp"
#include "support/fake_service.hpp"

namespace cvm {
namespace {

using testing::FakeService;

constexpr std::size_t mebibyte = 1 << 20;
constexpr int images_a_region = 1'000;

std::vector<std::string> regions() {
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) names.push_back("ap-region" + std::to_string(i));
  return names;
}

FakeService region_of(int number) {
  FakeService service;
  for (int i = 0; i < images_a_region; ++i) {
    const std::string id = "img-" + std::to_string(100'000 + number * images_a_region + i);
    Image& image = service.add(id, "web-" + std::to_string(i % 50) + "-" + std::to_string(i)).image;
    image.Tags = {{"team", "blue"}, {"env", "test"}};
    image.SnapshotSet.push_back({.SnapshotId = "snap-" + std::to_string(i)});
  }
  for (int i = 0; i < 500; ++i) {
    service.instances.push_back({.InstanceId = "ins-" + std::to_string(i), .ImageId = "img-" + std::to_string(i)});
  }
  return service;
}

/// What was asked of the service, and the time that went by outside of the machine.
struct Account {
  std::map<std::string, FakeService> regions{};
  std::map<RateKey, int, bool (*)(const RateKey&, const RateKey&)> sends{
      [](const RateKey& a, const RateKey& b) { return std::pair(a.region, a.action) < std::pair(b.region, b.action); }};
  std::map<std::string, int> rates{};
  std::clock_t clocks = 0;

  Input serve(const Send& send, std::int64_t now_ms) {
    const std::clock_t before = std::clock();
    const std::string& action = send.request.action;
    ++sends[{"", send.request.region, action}];
    rates[action] = send.request.rate_per_second;
    Input input = regions[send.request.region].serve(send, now_ms);
    regions[send.request.region].log.clear();
    clocks += std::clock() - before;
    return input;
  }
};

/// How long the limiter makes the busiest action of a region wait.
std::int64_t limited_ms(const Account& account) {
  std::int64_t longest = 0;
  for (const auto& [key, count] : account.sends) {
    RateLimiter limiter(0);
    std::int64_t now = 0;
    for (int sent = 0; sent < count;) {
      const std::int64_t instant = limiter.acquire(key, account.rates.at(key.action), now);
      if (instant == now) ++sent;
      now = instant;
    }
    longest = std::max(longest, now);
  }
  return longest;
}

TEST(PlanScale, TenThousandImagesInTenRegions) {
  Account account;
  for (const std::string& region : regions())
    account.regions[region] = region_of(static_cast<int>(account.regions.size()));
  PlanRequest request;
  request.regions = regions();
  request.selection.names = {"web-*"};
  request.selection.keep_newest = 500;
  request.guards.max_delete = 10'000;
  request.guards.max_percent = 100;

  testing::reset_heap_peak();
  const std::size_t before = testing::heap_bytes();
  const std::clock_t started = std::clock();
  RateLimiter limiter(0);
  Planner machine(std::move(request), {.account = "a"}, limiter);
  const auto serve = [&account](const Send& send, std::int64_t now_ms) { return account.serve(send, now_ms); };
  const testing::Run run = testing::run(machine, serve);
  const Plan& plan = machine.plan();
  const std::size_t planned_peak = testing::heap_peak_bytes() - before;
  testing::reset_heap_peak();
  const std::size_t before_document = testing::heap_bytes();
  const std::string document = write_plan(plan);
  const std::size_t document_peak = testing::heap_peak_bytes() - before_document;
  const std::clock_t used = std::clock() - started - account.clocks;
  const std::size_t peak = std::max(planned_peak, testing::heap_peak_bytes() - before);

  EXPECT_FALSE(run.failure);
  EXPECT_EQ(plan.images.size(), 10'000U);
  EXPECT_EQ(plan.summary.deletes, 5'000);
  const std::int64_t limited = limited_ms(account);
  std::printf(
      "plan of 10,000 images: %lld ms on the virtual clock, %lld ms by the limiter, %zu KiB, %ld ms of CPU, %zu "
      "bytes\n",
      static_cast<long long>(run.duration_ms), static_cast<long long>(limited), peak / 1024,
      static_cast<long>(used * 1000 / CLOCKS_PER_SEC), document.size());
  EXPECT_LE(run.duration_ms * 10, limited * 11);
  EXPECT_LT(document_peak, 4 * document.size());  // no tree of the whole
  EXPECT_LT(peak, 64 * mebibyte);                 // with one answer of the model in it at a time
}

}  // namespace
}  // namespace cvm
