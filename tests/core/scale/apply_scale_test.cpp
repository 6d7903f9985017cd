// Deleting many images: how many DeleteImages requests it takes.

#include <gtest/gtest.h>

#include <string>

#include "support/applied.hpp"

namespace cvm {
namespace {

using testing::apply;
using testing::Deleted;
using testing::FakeService;
using testing::plan_all;

constexpr std::size_t log2_100 = 7;  // rounded up

std::string id_of(int number) { return "img-" + std::to_string(10'000 + number); }

FakeService account_of(int images) {
  FakeService service;
  for (int i = 0; i < images; ++i) service.add(id_of(i));
  return service;
}

TEST(ApplyScale, TakesAsFewRequestsAsTheServiceAllows) {
  for (const int images : {1, 99, 100, 101, 1'000, 2'345}) {
    FakeService service = account_of(images);
    const Deleted result = apply(service, plan_all(service));
    EXPECT_EQ(service.count("DeleteImages"), static_cast<std::size_t>(images + 99) / 100) << images;
    for (const ImageReceipt& image : result.receipt.images) ASSERT_EQ(image.outcome, Outcome::deleted) << image.id;
  }
}

TEST(ApplyScale, CulpritsThatNoReadShowsAreFoundByHalving) {
  constexpr int images = 1'000;
  const std::vector<std::vector<int>> culprits = {
      {0}, {199}, {500, 501}, {1, 250, 999}, {7, 133, 166, 431, 432, 820, 977}};
  for (const std::vector<int>& numbers : culprits) {
    FakeService service = account_of(images);
    for (const int number : numbers) service.unnamed_culprits.insert(id_of(number));
    const Deleted result = apply(service, plan_all(service));
    EXPECT_LE(service.count("DeleteImages"), images / 100 + numbers.size() * (log2_100 + 2)) << numbers.size();
    for (const ImageReceipt& image : result.receipt.images) {
      const bool culprit = service.unnamed_culprits.contains(image.id);
      ASSERT_EQ(image.outcome, culprit ? Outcome::failed : Outcome::deleted) << image.id;
    }
  }
}

}  // namespace
}  // namespace cvm
