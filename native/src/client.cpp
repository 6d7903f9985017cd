#include "cvm/client.hpp"

#include <atomic>
#include <random>
#include <utility>

#include "cvm/image_listing.hpp"
#include "cvm/planner.hpp"
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

/// Remembers whether the machine itself gave up; otherwise the driver's error tells of a run that broke off.
class Witness final : public Machine {
 public:
  explicit Witness(Machine& machine) noexcept : machine_(machine) {}
  Step poll(Time now) override {
    Step step = machine_.poll(now);
    begun_ = true;
    gave_up_ = gave_up_ || std::holds_alternative<Failed>(step);
    return step;
  }
  Result<void> handle(Time now, const Input& input) override { return machine_.handle(now, input); }
  [[nodiscard]] bool broke_off() const noexcept { return begun_ && !gave_up_; }

 private:
  Machine& machine_;
  bool begun_ = false;
  bool gave_up_ = false;
};

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

  Result<void> run(Machine& machine, const DriverOptions& how) const {
    const std::unique_ptr<Channel> channel = options.transport->open();
    return drive(machine, *channel, how);
  }

  [[nodiscard]] DriverOptions how(const Observer& observer, const std::stop_token& stop) const {
    return {
        .credentials = options.credentials, .on_event = observer, .persist = {}, .stop = stop, .clock = options.clock};
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
  if (auto run = state_->run(machine, state_->how(options.observer, options.stop)); !run) return run.error();
  const Completed& end = *machine.result();
  if (!end.result) return end.result.error();
  return CallResult{*end.result, end.attempts, machine.skew_ms()};
}

Result<std::vector<Image>> Client::list_images(const std::vector<Filter>& filters, const CallOptions& options) const {
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  ImageListing machine(region_of(options), filters, std::move(*scheduler), *state_->options.limiter);
  if (auto run = state_->run(machine, state_->how(options.observer, options.stop)); !run) return run.error();
  return machine.images();
}

Result<Plan> Client::plan(const Selection& selection, const Guards& guards, const Observer& observer,
                          const PlanOptions& options) const {
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  PlanRequest request{.regions = options.regions, .selection = selection, .guards = guards};
  request.valid_ms = std::chrono::milliseconds(options.valid).count();
  if (request.regions.empty()) request.regions = {state_->options.region};
  Planner machine(std::move(request), std::move(*scheduler), *state_->options.limiter);
  if (auto run = state_->run(machine, state_->how(observer, options.stop)); !run) return run.error();
  return machine.plan();
}

Result<Receipt> Client::apply(const Plan& plan, const Confirmation& confirmation, const Observer& observer,
                              const ApplyOptions& options) const {
  auto scheduler = state_->scheduler_options();
  if (!scheduler) return scheduler.error();
  Applier machine({.plan = plan, .confirmation = confirmation, .times = options.times}, std::move(*scheduler),
                  *state_->options.limiter);
  if (!options.journal.empty()) {
    if (auto resumed = machine.resume(options.journal); !resumed) return resumed.error();
  }
  DriverOptions how = state_->how(observer, options.stop);
  how.persist = options.persist;
  Witness witness(machine);
  auto run = state_->run(witness, how);
  if (!run) return witness.broke_off() ? Result<Receipt>(machine.broken_off(run.error())) : run.error();
  return machine.receipt();
}

}  // namespace cvm
