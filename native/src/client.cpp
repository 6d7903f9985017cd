#include "cvm/client.hpp"

#include <atomic>
#include <random>
#include <utility>

#include "cvm/image_listing.hpp"
#include "cvm/shared_rate_limiter.hpp"
#include "driver.hpp"

namespace cvm {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

/// The metadata address is this machine's own: no proxy leads there.
std::shared_ptr<Transport> metadata_transport() {
  auto made = make_curl_transport({.no_proxy = "*"});
  return made ? std::move(*made) : nullptr;
}

}  // namespace

struct Client::State {
  explicit State(ClientOptions options_in) : options(std::move(options_in)) {
    if (!options.transport) {
      auto made = make_curl_transport();
      if (made) {
        options.transport = std::move(*made);
      } else {
        configuration = made.error();
      }
    }
    if (!options.credentials) options.credentials = credentials::standard({}, {.transport = metadata_transport()});
    if (!options.limiter) options.limiter = process_rate_limiter();
    if (!options.clock) options.clock = now;
  }

  ClientOptions options;
  std::optional<Error> configuration{};
  mutable std::atomic<std::uint64_t> next_seed{random_seed()};  ///< drawing anew for each call costs more than signing

  Result<SchedulerOptions> scheduler_options() const {
    if (configuration) return *configuration;
    auto credential = options.credentials->get();
    if (!credential) return credential.error();
    SchedulerOptions scheduler;
    scheduler.settings = {options.endpoint, options.language};
    scheduler.account = account_of((*credential)->secret_id);
    scheduler.seed = mix(next_seed++);
    scheduler.retry = options.retry;
    scheduler.rates = options.rates;
    scheduler.request_timeout_ms = options.request_timeout.count();
    return scheduler;
  }

  Result<void> run(Machine& machine, const CallOptions& call) const {
    const std::unique_ptr<Channel> channel = options.transport->open();
    return drive(machine, *channel,
                 {.credentials = options.credentials,
                  .on_event = call.observer,
                  .persist = {},
                  .stop = call.stop,
                  .clock = options.clock});
  }
};

Client::Client(ClientOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

std::string Client::region_of(const CallOptions& options) const {
  return options.region.empty() ? state_->options.region : options.region;
}

Result<CallResult> Client::call(const Call& call, const CallOptions& options) const {
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  const std::int64_t deadline = options.deadline ? options.deadline->count() : forever;
  SingleCall machine(call, deadline, std::move(*scheduler), *state_->options.limiter);
  if (auto run = state_->run(machine, options); !run) return run.error();
  const Completed& end = *machine.result();
  if (!end.result) return end.result.error();
  return CallResult{*end.result, end.attempts, machine.skew_ms()};
}

Result<std::vector<Image>> Client::list_images(const std::vector<Filter>& filters, const CallOptions& options) const {
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  ImageListing machine(region_of(options), filters, std::move(*scheduler), *state_->options.limiter);
  if (auto run = state_->run(machine, options); !run) return run.error();
  return machine.images();
}

Result<InspectionReport> Client::inspect(InspectionRequest request, const CallOptions& options) const {
  if (request.region.empty()) request.region = region_of(options);
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  Inspection machine(std::move(request), std::move(*scheduler), *state_->options.limiter);
  if (auto run = state_->run(machine, options); !run) return run.error();
  return machine.report();
}

Result<DeletionReport> Client::delete_inspected(const InspectionReport& report, std::size_t deletes,
                                                const CallOptions& options, DeletionTimes times) const {
  DeletionRequest request;
  request.region = report.region;
  request.times = times;
  for (const InspectedImage& image : report.images) {
    if (image.verdict == Verdict::remove) request.images.push_back(image);
  }
  if (request.images.size() != deletes) {
    return make_error(ErrorCode::refused, "deletes",
                      "the report lets " + std::to_string(request.images.size()) + " images go, " +
                          std::to_string(deletes) + " were confirmed: nothing was deleted");
  }
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  Deletion machine(std::move(request), std::move(*scheduler), *state_->options.limiter);
  if (auto run = state_->run(machine, options); !run) return machine.broken_off(run.error());
  return machine.report();
}

}  // namespace cvm
