#include "planning.hpp"

#include <chrono>

#include "apply_progress.hpp"
#include "event_text.hpp"

namespace cvm::cli {

std::int64_t wall_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Observer observed(Context& context, std::function<void(const Event&)> follow) {
  return [&context, follow = std::move(follow)](const Event& event) {
    if (context.options.verbose) context.console.detail(event_text(event));
    if (context.format() == Format::ndjson) context.out.write(event_json(event, wall_ms()));
    follow(event);
  };
}

Result<ReadyClient> make_named_client(const Context& context) {
  auto connection = connect(context);
  if (!connection) return connection.error();
  const auto credential = connection->credentials->get();
  if (!credential) return credential.error();
  std::string key = say(context.language, "{}, from {}", "{}，来自 {}", masked((*credential)->secret_id),
                        connection->credentials->describe());
  return ReadyClient{make_client(context, *connection), std::move(key)};
}

Result<MadePlan> make_plan(Context& context, const Client& client, const Selection& selection, const Guards& guards) {
  auto regions = chosen_regions(context, client);
  if (!regions) return regions.error();
  MadePlan made;
  CheckProgress checks(context.language);
  context.console.progress(say(context.language, "checking images and who uses them", "正在检查镜像及其引用"));
  auto plan = client.plan(selection, guards,
                          observed(context,
                                   [&context, &made, &checks](const Event& event) {
                                     made.skew_s = skew_of(event).value_or(made.skew_s);
                                     if (event.kind != EventKind::checked) return;
                                     checks.on(event);
                                     context.console.progress(checks.text());
                                   }),
                          {.regions = std::move(*regions), .stop = context.stop});
  context.console.progress("");
  if (!plan) return plan.error();
  made.plan = std::move(*plan);
  return made;
}

PlanView view_of(const Context& context, const MadePlan& made, const std::string& key, const TableOptions& table) {
  return {.language = context.language,
          .table = table,
          .all_rows = context.options.verbose,
          .now_s = wall_ms() / 1000,
          .skew_s = made.skew_s,
          .key = key};
}

}  // namespace cvm::cli
