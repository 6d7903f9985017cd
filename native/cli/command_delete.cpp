#include <unistd.h>

#include "carry_out.hpp"
#include "commands.hpp"
#include "documents.hpp"
#include "files.hpp"
#include "planning.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

/// The table belongs to the results; whoever is asked must see it, wherever the results go.
void show_plan(Context& context, const MadePlan& made, const std::string& key, bool will_ask) {
  const auto text = [&](const TableOptions& table) { return plan_view(made.plan, view_of(context, made, key, table)); };
  const bool table = context.format() == Format::table;
  if (table) context.out.write(text(context.terminal.table_on_output()));
  if (will_ask && !(table && context.terminal.output)) {
    context.console.error(text(context.terminal.table_on_errors()));
  } else if (!table) {
    context.console.note(text(context.terminal.table_on_errors()));
  }
}

Error refused_by_guards(const Plan& plan, Language language) {
  std::string why;
  for (const Reason& reason : plan.refused_by) {
    why += fmt::format("{}{}", why.empty() ? "" : "; ", words::text(reason, language));
  }
  return make_error(ErrorCode::refused, "--" + (plan.refused_by.empty() ? "plan" : plan.refused_by.front().code), why);
}

/// The plan of a `delete` and its journal lie in the state folder under the plan's digest, so that a run that breaks
/// off can be resumed. Both stay when something was sent: they are the record of what was decided and what was done.
struct KeptRun {
  std::string plan_path{};
  JournalFile journal;
  ~KeptRun() {
    if (journal.empty() && !plan_path.empty()) ::unlink(plan_path.c_str());
  }
  KeptRun(std::string path, JournalFile opened) : plan_path(std::move(path)), journal(std::move(opened)) {}
  KeptRun(KeptRun&& other) noexcept
      : plan_path(std::exchange(other.plan_path, {})), journal(std::move(other.journal)) {}
  KeptRun& operator=(KeptRun&&) = delete;
};

Result<KeptRun> keep(const Plan& plan) {
  auto folder = state_folder();
  if (!folder) return folder.error();
  const std::string path = *folder + "/" + plan.digest + ".plan.json";
  auto journal = JournalFile::open(path + ".journal", false);
  if (!journal) return journal.error();
  auto file = AtomicFile::open(path);
  if (!file) return file.error();
  if (auto written = keep_document(*file, plan); !written) return written.error();
  return KeptRun(path, std::move(*journal));
}

}  // namespace

Exit run(Context& context, const DeleteCommand& command) {
  auto out = open_out(command.run.out);
  if (!out) return fail(context, out.error());
  auto ready = make_named_client(context);
  if (!ready) return fail(context, ready.error());
  const auto made = make_plan(context, ready->client, command.selection, command.guards);
  if (!made) return fail(context, made.error());
  const Plan& plan = made->plan;
  const bool goes = plan.appliable && plan.summary.deletes > 0;
  show_plan(context, *made, ready->key, goes && !command.run.consent.yes && context.terminal.can_ask());
  const Exit scanned = status_of_scan(plan);
  if (!plan.refused_by.empty()) {
    return combine(scanned, fail(context, refused_by_guards(plan, context.language)));
  }
  Job job{.plan = plan, .settings = command.run};
  if (plan.summary.deletes == 0) return combine(scanned, tell_nothing_to_do(context, job, *out));
  if (!context.out.flush()) return Exit::usage;
  auto kept = keep(plan);
  if (!kept) return fail(context, kept.error());
  job.plan_path = kept->plan_path;
  return combine(scanned, carry_out(context, ready->client, job, kept->journal, *out));
}

}  // namespace cvm::cli
