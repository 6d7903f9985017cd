#include "driver.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <tuple>
#include <utility>

#include "cvm/tc3.hpp"

namespace cvm {
namespace {

std::int64_t milliseconds_since_epoch(auto instant) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count();
}

/// The signer for the credential that the provider names now.
class SigningDesk {
 public:
  explicit SigningDesk(CredentialProviderPtr provider) : provider_(std::move(provider)) {}

  Result<void> refresh() {
    if (!provider_) return make_error(ErrorCode::no_credential, "credentials", "no source of credentials was given");
    auto credential = provider_->get();
    if (!credential) return credential.error();
    if (signer_ && *credential == signed_with_) return {};
    auto signer = Signer::create((*credential)->clone());
    if (!signer) return signer.error();
    signer_.emplace(std::move(*signer));
    signed_with_ = std::move(*credential);
    return {};
  }

  Result<HttpRequest> sign(const Send& send) {
    if (auto ready = refresh(); !ready) return ready.error();
    return signer_->sign(send.request.http, {.service = send.request.service, .timestamp = send.timestamp});
  }

 private:
  CredentialProviderPtr provider_;
  std::shared_ptr<const Credential> signed_with_;
  std::optional<Signer> signer_;
};

class Run {
 public:
  Run(Machine& machine, Channel& channel, const DriverOptions& options)
      : machine_(machine), channel_(channel), options_(options), desk_(options.credentials) {}

  Result<void> to_end() {
    // Asked for before the first step, so that nothing is written down as "may have been sent" for want of a key.
    if (options_.credentials) {
      if (auto ready = desk_.refresh(); !ready) return ready.error();
    }
    const std::stop_callback waker(options_.stop, [this] { channel_.wake(); });
    while (!over_) {
      if (auto done = go_on(); !done) return wind_down(done.error());
    }
    return failure_ ? Result<void>(*failure_) : Result<void>();
  }

 private:
  Time time() const { return options_.clock(); }

  Result<void> go_on() {
    if (auto told = cancel_if_asked(); !told) return told;
    Step step = machine_.poll(time());
    return std::visit([this](auto& kind) { return make(kind); }, step);
  }

  /// Has somebody asked to stop, and the machine does not know yet?
  [[nodiscard]] bool must_cancel() const { return !cancelled_ && options_.stop.stop_requested(); }

  Result<void> cancel_if_asked() {
    if (!must_cancel()) return {};
    cancelled_ = true;
    return machine_.handle(time(), Cancel{});
  }

  Result<void> make(Persist& step) {
    if (options_.persist) {
      if (auto kept = options_.persist(step.bytes); !kept) return kept;
    }
    return machine_.handle(time(), Persisted{});
  }

  /// What an observer throws is dropped: it must not take the place of what became of a delete.
  Result<void> make(Event& step) {
    if (!options_.on_event) return {};
    try {
      options_.on_event(step);
    } catch (...) {
      return {};
    }
    return {};
  }

  Result<void> make(Send& step) {
    auto request = desk_.sign(step);
    if (!request) return request.error();
    // Fetching a credential may take a while: who gave up meanwhile has sent nothing.
    if (must_cancel()) {
      if (auto told = cancel_if_asked(); !told) return told;
      return machine_.handle(time(), NotSent{step.id, TransportFault::aborted, "given up before it was sent"});
    }
    const TransferOptions how{.at_most_once = step.changes(), .timeout = std::chrono::milliseconds(step.timeout_ms)};
    channel_.start(step.id, std::move(*request), how);
    ++under_way_;
    return {};
  }

  Result<void> make(Wait& step) {
    const bool nothing_can_arrive = under_way_ == 0 && (cancelled_ || !options_.stop.stop_possible());
    if (step.until_ms == forever && nothing_can_arrive) {
      return make_error(ErrorCode::internal, "driver", "the machine waits for an answer that nobody will give");
    }
    constexpr std::int64_t longest_ms = 3'600'000;
    const std::int64_t now_ms = time().monotonic_ms;
    const std::int64_t left_ms = step.until_ms <= now_ms ? 0 : std::min(step.until_ms, now_ms + longest_ms) - now_ms;
    return hand_in(channel_.wait(std::chrono::milliseconds(left_ms)));
  }

  Result<void> make(Finished&) {
    over_ = true;
    return {};
  }

  Result<void> make(Failed& step) {
    over_ = true;
    failure_ = std::move(step.error);
    return {};
  }

  /// All of them are handed in, whatever the machine says to one; the first objection is returned.
  Result<void> hand_in(const std::vector<Input>& inputs) {
    Result<void> first;
    for (const Input& input : inputs) {
      if (under_way_ > 0) --under_way_;
      auto taken = machine_.handle(time(), input);
      if (!taken && first) first = taken;
    }
    return first;
  }

  /// The run is lost, but what is on its way may act: the machine is told how it ended, and may write that down and
  /// tell it. Nothing more is sent.
  Error wind_down(Error fault) {
    while (under_way_ > 0) std::ignore = hand_in(channel_.wait(std::chrono::hours(1)));
    for (;;) {
      Step step = machine_.poll(time());
      auto* persist = std::get_if<Persist>(&step);
      auto* event = std::get_if<Event>(&step);
      if (persist != nullptr && make(*persist)) continue;
      if (event != nullptr && make(*event)) continue;
      return fault;
    }
  }

  Machine& machine_;
  Channel& channel_;
  const DriverOptions& options_;
  SigningDesk desk_;
  std::size_t under_way_ = 0;
  bool cancelled_ = false;
  bool over_ = false;
  std::optional<Error> failure_{};
};

}  // namespace

Time now() {
  return {.monotonic_ms = milliseconds_since_epoch(std::chrono::steady_clock::now()),
          .wall_ms = milliseconds_since_epoch(std::chrono::system_clock::now())};
}

Result<void> drive(Machine& machine, Channel& channel, const DriverOptions& options) {
  return Run(machine, channel, options).to_end();
}

}  // namespace cvm
