// The engine through Embind: limiters, schedulers, machines. Arguments and results are numbers; texts go through the
// buffers (buffers.hpp). Handles are addresses that JavaScript keeps and gives back for destruction.
#include <emscripten/bind.h>

#include <memory>
#include <utility>

#include "buffers.hpp"
#include "call_frame.hpp"
#include "cvm/rate_limiter.hpp"
#include "cvm/scheduler.hpp"
#include "cvm/secret.hpp"
#include "cvm/single_call.hpp"
#include "handles.hpp"
#include "options_frame.hpp"
#include "step_frame.hpp"

namespace cvm::wasm {
namespace {

/// JavaScript has no 64-bit integer in this interface: Infinity stands for `forever`.
std::int64_t duration_of(double ms) { return ms < 9e15 ? static_cast<std::int64_t>(ms) : forever; }

Handle create_limiter(double started_ms) {
  return handle_of(std::make_unique<RateLimiter>(static_cast<std::int64_t>(started_ms)));
}

/// A positive result is a handle.
double create_scheduler(Handle limiter, std::uint32_t size) {
  FrameReader frame(input(size));
  auto options = read_options(frame);
  if (!options) return fail(options.error());
  return handle_of(std::make_unique<Scheduler>(std::move(*options), at<RateLimiter>(limiter)));
}

double restore_scheduler(Handle limiter, std::uint32_t size, double monotonic_ms, double wall_ms) {
  FrameReader frame(input(size));
  auto options = read_options(frame);
  if (!options) return fail(options.error());
  auto restored =
      Scheduler::restore(time_of(monotonic_ms, wall_ms), frame.text(), std::move(*options), at<RateLimiter>(limiter));
  if (!restored) return fail(restored.error());
  return handle_of(std::make_unique<Scheduler>(std::move(*restored)));
}

/// A positive result is the call's number.
double submit(Handle scheduler, std::uint32_t size, double deadline_ms, double monotonic_ms, double wall_ms) {
  FrameReader frame(input(size));
  const Call call = read_call(frame);
  const auto number = at<Scheduler>(scheduler).submit(time_of(monotonic_ms, wall_ms), call, duration_of(deadline_ms));
  if (!number) return fail(number.error());
  return static_cast<double>(*number);
}

template <class Engine>
std::int32_t poll(Handle engine, double monotonic_ms, double wall_ms) {
  const auto step = at<Engine>(engine).poll(time_of(monotonic_ms, wall_ms));
  FrameWriter frame = output();
  write_step(frame, step);
  return frame.size();
}

template <class Engine>
std::int32_t handle(Handle engine, std::uint32_t size, double monotonic_ms, double wall_ms) {
  FrameReader frame(input(size));
  const auto read = read_input(frame);
  if (!read) return fail(read.error());
  const auto taken = at<Engine>(engine).handle(time_of(monotonic_ms, wall_ms), *read);
  return taken ? output().size() : fail(taken.error());
}

std::int32_t snapshot(Handle scheduler, double monotonic_ms, double wall_ms) {
  return output().text(at<Scheduler>(scheduler).snapshot(time_of(monotonic_ms, wall_ms))).size();
}

double pending(Handle scheduler) { return static_cast<double>(at<Scheduler>(scheduler).pending()); }

double skew_ms(Handle scheduler) { return static_cast<double>(at<Scheduler>(scheduler).skew_ms()); }

/// options, call; the machine's handle.
double create_call(Handle limiter, std::uint32_t size, double deadline_ms) {
  FrameReader frame(input(size));
  auto options = read_options(frame);
  if (!options) return fail(options.error());
  return handle_of<Machine>(std::make_unique<SingleCall>(read_call(frame), duration_of(deadline_ms),
                                                         std::move(*options), at<RateLimiter>(limiter)));
}

/// completed, skew; once the machine has finished.
std::int32_t call_result(Handle machine) {
  const auto& call = static_cast<const SingleCall&>(at<Machine>(machine));
  FrameWriter frame = output();
  write_completed(frame, *call.result());
  return frame.integer(call.skew_ms()).size();
}

/// secret id → the name under which its rates are counted
std::int32_t account(std::uint32_t size) { return output().text(account_of(FrameReader(input(size)).text())).size(); }

}  // namespace

EMSCRIPTEN_BINDINGS(engine) {
  using emscripten::function;
  function("createLimiter", &create_limiter);
  function("destroyLimiter", &destroy<RateLimiter>);
  function("createScheduler", &create_scheduler);
  function("restoreScheduler", &restore_scheduler);
  function("destroyScheduler", &destroy<Scheduler>);
  function("submit", &submit);
  function("pollScheduler", &poll<Scheduler>);
  function("handleScheduler", &handle<Scheduler>);
  function("snapshot", &snapshot);
  function("pending", &pending);
  function("skew", &skew_ms);
  function("createCall", &create_call);
  function("callResult", &call_result);
  function("pollMachine", &poll<Machine>);
  function("handleMachine", &handle<Machine>);
  function("destroyMachine", &destroy<Machine>);
  function("account", &account);
}

}  // namespace cvm::wasm
