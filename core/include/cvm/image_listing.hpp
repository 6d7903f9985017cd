#pragma once
/// \file
/// Every image of a region, all pages.

#include <memory>
#include <string>
#include <vector>

#include "cvm/machine.hpp"
#include "cvm/models.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

/// Reads DescribeImages to the end. Fails when a page does not come or the pages do not make up the total: a list that
/// is not whole is no list.
class ImageListing final : public Machine {
 public:
  /// `limiter` must outlive the machine.
  ImageListing(std::string region, std::vector<Filter> filters, SchedulerOptions options, Limiter& limiter);
  ~ImageListing() override;
  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;
  /// In the service's order; complete once `poll` returned Finished.
  [[nodiscard]] const std::vector<Image>& images() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
