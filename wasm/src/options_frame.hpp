#pragma once
/// \file
/// What a Scheduler needs to know, as a frame.

#include "cvm/scheduler.hpp"
#include "frame.hpp"

namespace cvm::wasm {

/// settings, account, seed, max_attempts, base_ms, cap_ms, total_ms, max_in_flight, request_timeout_ms, rates (a count,
/// then action and rate)
Result<SchedulerOptions> read_options(FrameReader& frame);

}  // namespace cvm::wasm
