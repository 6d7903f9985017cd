#include "cvm/image_listing.hpp"

#include <optional>
#include <utility>

#include "calls.hpp"
#include "pages.hpp"

namespace cvm {

struct ImageListing::State {
  State(std::string region_in, std::vector<Filter> filters_in, SchedulerOptions options, Limiter& limiter)
      : region(std::move(region_in)), filters(std::move(filters_in)), calls(std::move(options), limiter) {}

  std::string region;
  std::vector<Filter> filters;
  Calls calls;
  bool begun = false;
  std::optional<Result<std::vector<Image>>> result{};
  std::vector<Image> images{};

  void begin(Time now) {
    begun = true;
    DescribeImagesRequest request;
    request.Filters = filters;
    Pages<DescribeImagesRequest, Image>::read(
        calls, now, request, region, [](DescribeImagesResponse & response) -> auto& { return response.ImageSet; },
        [](const Image& image) { return image.ImageId; },
        [this](Time, Result<std::vector<Image>> read) { result = std::move(read); });
  }
};

ImageListing::ImageListing(std::string region, std::vector<Filter> filters, SchedulerOptions options, Limiter& limiter)
    : state_(std::make_unique<State>(std::move(region), std::move(filters), std::move(options), limiter)) {}
ImageListing::~ImageListing() = default;

Step ImageListing::poll(Time now) {
  State& state = *state_;
  if (!state.begun) state.begin(now);
  for (;;) {
    if (state.result) {
      if (!*state.result) return Failed{state.result->error()};
      if (state.images.empty()) state.images = std::move(**state.result);
      return Finished{};
    }
    if (auto step = state.calls.poll(now)) return std::move(*step);
  }
}

Result<void> ImageListing::handle(Time now, const Input& input) { return state_->calls.handle(now, input); }

const std::vector<Image>& ImageListing::images() const noexcept { return state_->images; }

}  // namespace cvm
