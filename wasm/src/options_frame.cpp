#include "options_frame.hpp"

#include <utility>

#include "call_frame.hpp"

namespace cvm::wasm {

Result<SchedulerOptions> read_options(FrameReader& frame) {
  auto settings = read_settings(frame);
  if (!settings) return settings.error();
  SchedulerOptions options;
  options.settings = std::move(*settings);
  options.account = frame.text();
  options.seed = static_cast<std::uint64_t>(frame.integer());
  options.retry.max_attempts = static_cast<int>(frame.integer());
  options.retry.base_ms = frame.integer();
  options.retry.cap_ms = frame.integer();
  options.retry.total_ms = frame.integer();
  options.max_in_flight = static_cast<std::size_t>(frame.integer());
  options.request_timeout_ms = frame.integer();
  for (std::int64_t left = frame.integer(); left > 0; --left) {
    std::string action = frame.string();
    options.rates[std::move(action)] = static_cast<int>(frame.integer());
  }
  return options;
}

}  // namespace cvm::wasm
