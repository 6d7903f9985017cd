#include "carry_out.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "apply_progress.hpp"
#include "documents.hpp"
#include "output/text.hpp"
#include "planning.hpp"
#include "receipt_view.hpp"
#include "shell.hpp"
#include "words/errors.hpp"
#include "words/prompts.hpp"

namespace cvm::cli {
namespace {

std::size_t deletes_of(const Plan& plan) { return static_cast<std::size_t>(plan.summary.deletes); }

std::string way_to_go_on(const Context& context, const Job& job) {
  std::vector<std::string> words{"apply", job.plan_path, "--resume"};
  if (!job.journal_path.empty()) words.insert(words.end(), {"--journal", job.journal_path});
  const auto same = same_service(context.options);
  words.insert(words.end(), same.begin(), same.end());
  return quoted_for_shell(words);
}

/// What is about to go, by name.
std::string images_text(const Plan& plan, Language language) {
  constexpr std::size_t most = 12;
  std::string text;
  std::size_t count = 0;
  for (const PlannedImage& image : plan.images) {
    if (image.verdict != Verdict::remove || ++count > most) continue;
    text += fmt::format("  {}  {}\n", visible(image.id), visible(image.name));
  }
  if (count > most)
    text +=
        say(language, "  … and {} more\n", "  … 等共 {} 个\n", language == Language::chinese ? count : count - most);
  return text;
}

Result<std::string> ask(const Context& context, const Job& job) {
  const Plan& plan = job.plan;
  const std::string phrase = deletes_by_region(plan);
  std::string regions;
  for (const PlannedRegion& region : plan.regions) {
    const bool goes = std::any_of(plan.images.begin(), plan.images.end(), [&region](const PlannedImage& image) {
      return image.verdict == Verdict::remove && image.region == region.region;
    });
    if (goes) regions += (regions.empty() ? "" : ", ") + region.region;
  }
  const std::string account = masked_account(plan.account, context.language);
  const auto shared = std::count_if(plan.images.begin(), plan.images.end(), [](const PlannedImage& image) {
    return image.verdict == Verdict::remove && !image.shared_with.empty();
  });
  const Question question{
      .text = (job.list_images ? images_text(plan, context.language) : "") +
              words::delete_question(context.language, {.images = deletes_of(plan),
                                                        .regions = regions,
                                                        .account = account,
                                                        .shared = static_cast<std::size_t>(shared),
                                                        .with_snapshots = plan.guards.with_snapshots,
                                                        .resumed = job.resume}),
      .phrase = phrase,
      .count = deletes_of(plan),
      .command_line = fmt::format("{} --yes --expect-count {}", context.as_typed, plan.summary.deletes)};
  return confirm(question, job.settings.consent, context.terminal, context.console, context.language, context.stop);
}

ApplyOptions options_of(const Context& context, const Job& job, JournalFile& journal) {
  ApplyOptions options{.persist = [&journal](std::string_view line) { return journal.append(line); },
                       .journal = journal.text(),
                       .stop = context.stop};
  if (job.settings.settle) options.times.settle_ms = job.settings.settle->count();
  if (job.settings.verify) options.times.verify_ms = job.settings.verify->count();
  return options;
}

/// What there is to tell when nothing was sent: `reason` keeps those that were to go. As in the core, what a plan of
/// named ids keeps is told as well.
Receipt receipt_of_nothing(const Plan& plan, const std::string& by, std::int64_t started_ms, const char* reason) {
  Receipt receipt{.plan_digest = plan.digest, .confirmed_by = by, .started_ms = started_ms};
  receipt.finished_ms = wall_ms();
  for (const PlannedImage& image : plan.images) {
    const bool goes = image.verdict == Verdict::remove;
    if (!goes && !plan.selection.is_explicit()) continue;
    ImageReceipt& one = receipt.images.emplace_back();
    one.region = image.region;
    one.id = image.id;
    one.outcome = Outcome::skipped;
    if (goes || !image.reasons.empty()) one.reason = goes ? Reason{reason, {}} : image.reasons.front();
  }
  for (const PlannedRegion& region : plan.regions) {
    receipt.quota.push_back({.region = region.region, .before = region.used, .limit = region.quota});
  }
  return receipt;
}

Result<Receipt> send(Context& context, const Client& client, const Job& job, JournalFile& journal,
                     const std::string& by) {
  const std::int64_t started = wall_ms();
  ApplyProgress progress(context.console, context.language, deletes_of(job.plan));
  const std::stop_callback told(context.stop, [&context] {
    context.console.error(say(context.language,
                              "interrupted: waiting for what is under way (Ctrl-C again ends at once)",
                              "已中断：等待正在进行的请求（再按 Ctrl-C 立即结束）"));
  });
  auto receipt = client.apply(job.plan, {.digest = job.plan.digest, .deletes = job.plan.summary.deletes, .by = by},
                              observed(context, [&progress](const Event& event) { progress.on(event); }),
                              options_of(context, job, journal));
  context.console.progress("");
  if (receipt || receipt.error().code != ErrorCode::cancelled || job.resume) return receipt;
  Receipt stopped = receipt_of_nothing(job.plan, by, started, "cancelled");
  stopped.interrupted = true;
  return stopped;
}

/// The first few different errors, with what to do.
void explain_errors(const Context& context, const Receipt& receipt, const JournalFile* journal) {
  constexpr std::size_t most = 3;
  std::set<std::string> told;
  if (receipt.fault) {
    told.insert(std::string(to_string(receipt.fault->code)) + receipt.fault->service_code);
    const bool unwritten = journal != nullptr && receipt.fault->where == journal->path();
    context.console.error(unwritten ? words::journal_unwritten(context.language, receipt.fault->message)
                                    : words::explain(*receipt.fault, context.language));
  }
  for (const ImageReceipt& image : receipt.images) {
    if (!image.error || image.error->code == ErrorCode::cancelled || told.size() == most) continue;
    if (!told.insert(std::string(to_string(image.error->code)) + image.error->service_code).second) continue;
    context.console.error(words::explain(*image.error, context.language));
  }
}

/// The receipt goes to --out; where there is none and standard output is broken, to the state folder.
Exit keep_receipt(Context& context, std::optional<AtomicFile>& file, const Receipt& receipt) {
  if (file) {
    const auto written = keep_document(*file, receipt);
    if (written) {
      context.console.note(say(context.language, "Receipt written to {}.", "回执已写入 {}。", file->path()));
      return Exit::done;
    }
    context.console.error(words::explain(written.error(), context.language));
  } else if (context.out.flush()) {
    return Exit::done;
  }
  const std::string name = fmt::format("receipt-{}-{}.json", rfc3339(receipt.finished_ms / 1000), ::getpid());
  auto other = open_in_state_folder(name);
  const Result<void> kept = other ? keep_document(*other, receipt) : other.error();
  context.console.error(kept ? say(context.language, "the receipt is in {}", "回执已写入 {}", other->path())
                             : words::explain(kept.error(), context.language));
  return Exit::usage;
}

Exit finish(Context& context, const Job& job, const Receipt& receipt, const JournalFile* journal,
            std::optional<AtomicFile>& out) {
  if (!write_document(context, receipt) && job.plan.summary.deletes > 0) {
    context.out.write(receipt_view(job.plan, receipt,
                                   {context.language, context.terminal.table_on_output(), context.options.verbose}));
  }
  explain_errors(context, receipt, journal);
  return combine(status_of(job.plan, receipt), keep_receipt(context, out, receipt));
}

void tell_way_to_go_on(const Context& context, const Job& job, const JournalFile& journal) {
  context.console.error(journal.empty()
                            ? say(context.language, "Nothing was sent. To go on, run the same command again.",
                                  "未发送任何请求。如需继续，请重新运行该命令。")
                            : say(context.language, "The run is not finished. To go on: {}", "运行未完成。如需继续：{}",
                                  way_to_go_on(context, job)));
}

/// What is not verified can be looked at again later, and what was not sent can be sent then.
void tell_way_to_look_again(const Context& context, const Job& job, const Receipt& receipt) {
  const OutcomeCounts counts = count_outcomes(receipt.images);
  const bool unsent = std::any_of(receipt.images.begin(), receipt.images.end(), [](const ImageReceipt& image) {
    return image.reason && image.reason->code == "not-sent";
  });
  if (unsent) {
    context.console.error(say(context.language, "Not all was sent. To try again later: {}",
                              "部分请求未发送。如需稍后重试：{}", way_to_go_on(context, job)));
  } else if (counts.accepted + counts.unknown > 0) {
    context.console.error(say(context.language, "Not all is verified. To look again later: {}",
                              "尚未全部确认。如需稍后再次查看：{}", way_to_go_on(context, job)));
  }
}

}  // namespace

Result<std::optional<AtomicFile>> open_out(const std::string& path) {
  std::optional<AtomicFile> file;
  if (path.empty()) return file;
  auto opened = AtomicFile::open(path);
  if (!opened) return opened.error();
  file.emplace(std::move(*opened));
  return file;
}

Exit carry_out(Context& context, const Client& client, const Job& job, JournalFile& journal,
               std::optional<AtomicFile>& out) {
  // A finished run has nothing left to send: its receipt is shown again.
  const bool shown_again = !finished_at(journal.text()).empty();
  const auto by = shown_again ? Result<std::string>(std::string()) : ask(context, job);
  if (!by) return fail(context, by.error());
  const auto receipt = send(context, client, job, journal, *by);
  if (!receipt && receipt.error().where == "journal") {
    Error unusable = receipt.error();
    unusable.where = journal.path();
    unusable.message = fmt::format("{}: {}", journal.path(), unusable.message);
    return fail(context, unusable);
  }
  if (!receipt) {
    const Exit status = fail(context, receipt.error());
    if (!journal.empty()) tell_way_to_go_on(context, job, journal);
    return status;
  }
  const Exit status = finish(context, job, *receipt, &journal, out);
  if (receipt->interrupted || receipt->fault) {
    tell_way_to_go_on(context, job, journal);
  } else {
    tell_way_to_look_again(context, job, *receipt);
  }
  return status;
}

Exit tell_nothing_to_do(Context& context, const Job& job, std::optional<AtomicFile>& out) {
  for (const PlannedRegion& region : job.plan.regions) {
    const Error unknown = make_error(ErrorCode::internal, region.region, "");
    if (!region.scanned)
      context.console.error(words::not_scanned(region.region, region.error.value_or(unknown), context.language));
  }
  context.console.note(say(context.language, "No image can go.", "没有可删除的镜像。"));
  const Receipt nothing = receipt_of_nothing(job.plan, "", wall_ms(), "");
  return combine(finish(context, job, nothing, nullptr, out), Exit::refused);
}

}  // namespace cvm::cli
