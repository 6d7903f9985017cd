#pragma once
/// \file
/// The loop between a machine and the world. It makes no decision.

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>

#include "cvm/credentials.hpp"
#include "cvm/machine.hpp"
#include "cvm/transport.hpp"

namespace cvm {

/// This process's clocks.
Time now();

struct DriverOptions {
  CredentialProviderPtr credentials{};
  std::function<void(const Event&)> on_event{};             ///< may be empty; what it throws is dropped
  std::function<Result<void>(std::string_view)> persist{};  ///< makes bytes durable; empty: nothing is kept
  std::stop_token stop{};
  std::function<Time()> clock = now;
};

/// Runs `machine` to its end over `channel`. Error: the machine's `Failed`, or the first fault of the credentials or of
/// `persist`.
Result<void> drive(Machine& machine, Channel& channel, const DriverOptions& options);

}  // namespace cvm
