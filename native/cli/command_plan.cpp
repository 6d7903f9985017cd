#include "carry_out.hpp"
#include "commands.hpp"
#include "documents.hpp"
#include "planning.hpp"
#include "shell.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

/// Where the plan is, for how long it holds, and how to go on.
std::string next_step(const Context& context, const Plan& plan, const std::string& path) {
  const Language language = context.language;
  if (path.empty()) {
    return plan.summary.deletes == 0 || !plan.appliable
               ? ""
               : say(language, "The plan was not kept: --out FILE keeps it for apply.",
                     "计划未保存：--out FILE 可保存以供 apply 使用。");
  }
  std::string text =
      say(language, "Plan written to {} (sha256 {}…, valid {}).", "计划已写入 {}（sha256 {}…，有效期 {}）。", path,
          plan.digest.substr(0, 12), age_text(plan.expires_s - plan.created_s));
  if (!plan.appliable) return text + say(language, "   It cannot be applied.", "   不可应用。");
  if (plan.summary.deletes == 0) return text;
  std::vector<std::string> words{"apply", path};
  const auto same = same_service(context.options);
  words.insert(words.end(), same.begin(), same.end());
  return text + say(language, "   Apply: {}", "   应用：{}", quoted_for_shell(words));
}

Exit status_of_plan(const Plan& plan, bool detailed) {
  Exit status = status_of_scan(plan);
  const bool none_can_go = plan.selection.is_explicit() && plan.summary.deletes == 0;
  if (!plan.refused_by.empty() || none_can_go) status = combine(status, Exit::refused);
  if (detailed && plan.summary.deletes > 0) status = combine(status, Exit::deletions);
  return status;
}

}  // namespace

Exit run(Context& context, const PlanCommand& command) {
  auto out = open_out(command.out);
  if (!out) return fail(context, out.error());
  auto ready = make_named_client(context);
  if (!ready) return fail(context, ready.error());
  const auto made = make_plan(context, ready->client, command.selection, command.guards);
  if (!made) return fail(context, made.error());
  const Plan& plan = made->plan;
  for (const PlannedRegion& region : plan.regions) {
    if (region.error) tell_not_scanned(context, region.region, *region.error);
  }
  if (*out) {
    if (auto written = keep_document(**out, plan); !written) return fail(context, written.error());
  }
  const std::string step = next_step(context, plan, command.out);
  if (write_document(context, plan)) {
    context.console.note(step);
  } else {
    const PlanView view = view_of(context, *made, ready->key, context.terminal.table_on_output());
    context.out.write(plan_view(plan, view) + step + (step.empty() ? "" : "\n"));
  }
  return status_of_plan(plan, command.detailed_exitcode);
}

}  // namespace cvm::cli
