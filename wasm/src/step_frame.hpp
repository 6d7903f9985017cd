#pragma once
/// \file
/// Steps and inputs as frames. The first field names the kind; js/engine/step.js has the other end.
///   persist    bytes
///   send       id, action, service, region, changes, timestamp, timeout_ms, method, url, headers, body
///   event      kind, region, image, detail
///   wait       an instant in milliseconds, or "forever"
///   completed  call, attempts, request ids (a count, then texts), "1", request id, body, deprecated warning
///              or, for a failure, …, "0", the error's fields
///   finished
///   failed     the error's fields
/// Inputs: persisted · answered: id, status, headers, body · not-sent, lost: id, fault, detail · cancel

#include "cvm/machine.hpp"
#include "cvm/scheduler.hpp"
#include "frame.hpp"

namespace cvm::wasm {

void write_step(FrameWriter& frame, const Step& step);
void write_step(FrameWriter& frame, const SchedulerStep& step);
void write_completed(FrameWriter& frame, const Completed& completed);

/// Error: `misuse` for a kind or a fault that there is not.
Result<Input> read_input(FrameReader& frame);

}  // namespace cvm::wasm
