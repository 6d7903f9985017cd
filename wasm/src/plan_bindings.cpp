// Planner and Applier through Embind. Documents go through the buffers as JSON text.
#include <emscripten/bind.h>

#include <memory>
#include <utility>

#include "buffers.hpp"
#include "cvm/applier.hpp"
#include "cvm/planner.hpp"
#include "cvm/rate_limiter.hpp"
#include "handles.hpp"
#include "options_frame.hpp"

namespace cvm::wasm {
namespace {

/// options, valid_ms, selection, guards, regions (a count, then their names). A positive result is a handle.
double create_planner(Handle limiter, std::uint32_t size) {
  FrameReader frame(input(size));
  auto options = read_options(frame);
  if (!options) return fail(options.error());
  PlanRequest request;
  request.valid_ms = frame.integer();
  auto selection = read_selection(frame.text());
  if (!selection) return fail(selection.error());
  auto guards = read_guards(frame.text());
  if (!guards) return fail(guards.error());
  request.selection = std::move(*selection);
  request.guards = std::move(*guards);
  for (std::int64_t left = frame.integer(); left > 0; --left) request.regions.push_back(frame.string());
  return handle_of<Machine>(
      std::make_unique<Planner>(std::move(request), std::move(*options), at<RateLimiter>(limiter)));
}

/// The plan's document; once the machine has finished.
std::int32_t plan_document(Handle planner) {
  return output().text(write_plan(static_cast<const Planner&>(at<Machine>(planner)).plan())).size();
}

/// options, digest, deletes, by, batch, max_sends, settle_ms, verify_ms, first_read_ms, longest_interval_ms, plan,
/// journal or empty. A positive result is a handle.
double create_applier(Handle limiter, std::uint32_t size) {
  FrameReader frame(input(size));
  auto options = read_options(frame);
  if (!options) return fail(options.error());
  ApplyRequest request;
  request.confirmation.digest = frame.text();
  request.confirmation.deletes = frame.integer();
  request.confirmation.by = frame.text();
  request.batch = static_cast<std::size_t>(frame.integer());
  request.max_sends = static_cast<int>(frame.integer());
  request.times = {frame.integer(), frame.integer(), frame.integer(), frame.integer()};
  auto plan = read_plan(frame.text());
  if (!plan) return fail(plan.error());
  request.plan = std::move(*plan);
  auto applier = std::make_unique<Applier>(std::move(request), std::move(*options), at<RateLimiter>(limiter));
  if (const std::string_view journal = frame.text(); !journal.empty()) {
    if (auto resumed = applier->resume(journal); !resumed) return fail(resumed.error());
  }
  return handle_of<Machine>(std::move(applier));
}

const Applier& applier_at(Handle handle) { return static_cast<const Applier&>(at<Machine>(handle)); }

/// The receipt's document; once the machine has finished.
std::int32_t receipt_document(Handle applier) {
  return output().text(write_receipt(applier_at(applier).receipt())).size();
}

/// code, message → the receipt of a run that ends here.
std::int32_t broken_off(Handle applier, std::uint32_t size) {
  FrameReader frame(input(size));
  const ErrorCode code = parse_error_code(frame.text()).value_or(ErrorCode::internal);
  const Error fault = make_error(code, "driver", frame.string());
  return output().text(write_receipt(applier_at(applier).broken_off(fault))).size();
}

std::int32_t journal(Handle applier) { return output().text(applier_at(applier).snapshot()).size(); }

/// selection → the same in its shortest form, or what is wrong with it.
std::int32_t check_selection(std::uint32_t size) {
  const auto selection = read_selection(FrameReader(input(size)).text());
  return selection ? output().text(write_selection(*selection)).size() : fail(selection.error());
}

}  // namespace

EMSCRIPTEN_BINDINGS(plan) {
  using emscripten::function;
  function("createPlanner", &create_planner);
  function("planDocument", &plan_document);
  function("createApplier", &create_applier);
  function("receiptDocument", &receipt_document);
  function("brokenOff", &broken_off);
  function("journal", &journal);
  function("checkSelection", &check_selection);
}

}  // namespace cvm::wasm
