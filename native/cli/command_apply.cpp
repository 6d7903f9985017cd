#include <ctime>

#include "carry_out.hpp"
#include "commands.hpp"
#include "documents.hpp"
#include "files.hpp"
#include "planning.hpp"
#include "shell.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

Error refused(std::string where, std::string message) {
  return make_error(ErrorCode::refused, std::move(where), std::move(message));
}

/// What the core would refuse as well, but only after the key and the question.
Result<void> check_plan(const Context& context, const Plan& plan, const ApplyCommand& command) {
  const std::string& path = command.plan;
  if (!plan.refused_by.empty() || !plan.appliable) {
    std::string why;
    for (const Reason& reason : plan.refused_by) {
      why += fmt::format(" ({}: {})", reason.code, words::text(reason, context.language));
    }
    return refused(path, say(context.language, "{} is not appliable{}: make a plan that is",
                             "{} 不可应用{}：请重新生成计划", path, why));
  }
  if (const std::string endpoint = endpoint_text(context.options.endpoint); endpoint != plan.endpoint) {
    return refused(
        "--endpoint",
        say(context.language, "{} is for {}, but calls go to {}: give the same --endpoint or --site",
            "{} 的接入地址为 {}，当前为 {}：请使用相同的 --endpoint 或 --site", path, plan.endpoint, endpoint));
  }
  if (!command.resume && plan.expires_s <= std::time(nullptr)) {
    return refused(path, say(context.language, "{} expired at {}: make a new plan", "{} 已于 {} 过期：请重新生成计划",
                             path, rfc3339(plan.expires_s)));
  }
  return {};
}

/// One of them would be written over another.
Result<void> check_paths(const Context& context, const ApplyCommand& command, const std::string& journal) {
  const auto taken = [&context](const char* option, const std::string& path) {
    return make_error(ErrorCode::invalid_parameter, option,
                      say(context.language, "{} {} is a file of this run already: name another",
                          "{} {} 已被本次运行使用：请另选文件", option, path));
  };
  if (is_same_file(command.run.out, command.plan)) return taken("--out", command.run.out);
  if (is_same_file(command.run.out, journal)) return taken("--out", command.run.out);
  if (is_same_file(journal, command.plan)) return taken("--journal", journal);
  return {};
}

}  // namespace

Exit run(Context& context, const ApplyCommand& command) {
  const std::string journal_path = command.journal.empty() ? command.plan + ".journal" : command.journal;
  if (auto apart = check_paths(context, command, journal_path); !apart) return fail(context, apart.error());
  const auto plan = read_plan_file(command.plan);
  if (!plan) return fail(context, plan.error());
  auto out = open_out(command.run.out);
  if (!out) return fail(context, out.error());
  const Job job{.plan = *plan,
                .settings = command.run,
                .plan_path = command.plan,
                .journal_path = command.journal,
                .resume = command.resume,
                .list_images = true};
  if (plan->refused_by.empty() && plan->summary.deletes == 0) return tell_nothing_to_do(context, job, *out);
  if (auto fit = check_plan(context, *plan, command); !fit) return fail(context, fit.error());
  // Another journal makes no second run of the same plan.
  const auto lock = FileLock::take(command.plan);
  if (!lock) {
    return fail(context, refused(command.plan, say(context.language, "another run of {} is under way",
                                                   "{} 的另一次运行正在进行", command.plan)));
  }
  auto journal = JournalFile::open(journal_path, command.resume);
  if (!journal) return fail(context, journal.error());
  auto ready = make_named_client(context);
  if (!ready) return fail(context, ready.error());
  return carry_out(context, ready->client, job, *journal, *out);
}

}  // namespace cvm::cli
