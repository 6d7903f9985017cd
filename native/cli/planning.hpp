#pragma once
// Making a plan and showing it: what plan, delete and refs share.

#include <cstdint>
#include <string>
#include <vector>

#include "context.hpp"
#include "plan_view.hpp"

namespace cvm::cli {

std::int64_t wall_ms();

/// Tells the events of a run with -v, writes them with -o ndjson, and hands them on.
Observer observed(Context& context, std::function<void(const Event&)> follow);

/// A client and what is worth saying of its key.
struct ReadyClient {
  Client client;
  std::string key{};  ///< "AKID…3f9, from environment"
};
Result<ReadyClient> make_named_client(const Context& context);

struct MadePlan {
  Plan plan{};
  std::int64_t skew_s = 0;
};
/// Reads and judges, with a progress line. The regions are those that were chosen.
Result<MadePlan> make_plan(Context& context, const Client& client, const Selection& selection, const Guards& guards);

PlanView view_of(const Context& context, const MadePlan& made, const std::string& key, const TableOptions& table);

}  // namespace cvm::cli
