#include <unistd.h>

#include <chrono>
#include <set>

#include "atomic_file.hpp"
#include "commands.hpp"
#include "delete_progress.hpp"
#include "delete_view.hpp"
#include "event_text.hpp"
#include "output/csv.hpp"
#include "output/json.hpp"
#include "receipt.hpp"
#include "words/errors.hpp"
#include "words/prompts.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

std::int64_t wall_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Refuses before a key is asked for: the core would, but only after that.
Result<void> check_ids(const Context& context, const DeleteCommand& command, const std::string& region) {
  DeleteImagesRequest all;
  all.ImageIds = command.ids;
  auto request = build_request(to_call(all, region), {context.options.endpoint, {}});
  return request ? Result<void>() : Result<void>(request.error());
}

CallOptions observed(Context& context, const std::string& region, std::function<void(const Event&)> follow) {
  CallOptions options = call_options(context, region);
  options.observer = [&context, tell = options.observer, follow = std::move(follow)](const Event& event) {
    if (tell) tell(event);
    if (context.format() == Format::ndjson) context.out.write(event_json(event, wall_ms()));
    follow(event);
  };
  return options;
}

Result<InspectionReport> inspect(Context& context, const Client& client, const DeleteCommand& command,
                                 const std::string& region) {
  InspectionRequest request{.region = region, .ids = command.ids, .protect_tags = command.protect_tags};
  request.allow_protected.insert(command.allow_protected.begin(), command.allow_protected.end());
  request.allow_referenced.insert(command.allow_referenced.begin(), command.allow_referenced.end());
  context.console.progress(say(context.language, "checking images and who uses them", "正在检查镜像及其引用"));
  auto report = client.inspect(std::move(request), observed(context, region, [&context](const Event& event) {
                                 if (event.kind != EventKind::checked) return;
                                 context.console.progress(checked_text(event, context.language));
                               }));
  context.console.progress("");
  return report;
}

/// The table belongs to the results; whoever is asked must see it, wherever the results go.
void show_inspection(Context& context, const InspectionReport& report, bool will_ask) {
  const std::int64_t now_s = wall_ms() / 1000;
  const auto view = [&](const TableOptions& options) {
    return inspection_view(report, context.language, options, now_s);
  };
  const bool table = context.format() == Format::table;
  if (table) context.out.write(view(context.terminal.table_on_output()));
  if (will_ask && !(table && context.terminal.output)) {
    context.console.error(view(context.terminal.table_on_errors()));
  } else if (!table) {
    context.console.note(view(context.terminal.table_on_errors()));
  }
}

Result<std::string> ask(const Context& context, const DeleteCommand& command, const InspectionReport& report) {
  const std::size_t count = count_deletes(report);
  const Question question{.text = words::delete_question(context.language, count, report.region, report.account),
                          .phrase = fmt::format("{} {}", report.region, count),
                          .count = count,
                          .command_line = fmt::format("{} --yes --expect-count {}", context.as_typed, count)};
  return confirm(question, command.consent, context.terminal, context.console, context.language, context.stop);
}

DeletionReport carry_out(Context& context, const Client& client, const DeleteCommand& command,
                         const InspectionReport& report) {
  const std::size_t count = count_deletes(report);
  const std::int64_t started = wall_ms();
  DeletionTimes times;
  if (command.settle) times.settle_ms = command.settle->count();
  if (command.verify) times.verify_ms = command.verify->count();
  DeletionProgress progress(context.console, context.language, count);
  const std::stop_callback told(context.stop, [&context] {
    context.console.error(say(context.language,
                              "interrupted: waiting for what is under way (Ctrl-C again ends at once)",
                              "已中断：等待正在进行的请求（再按 Ctrl-C 立即结束）"));
  });
  auto done = client.delete_inspected(
      report, count, observed(context, report.region, [&progress](const Event& event) { progress.on(event); }), times);
  context.console.progress("");
  if (!done) done = report_of_unsent_run(report, done.error(), {.started_ms = started, .finished_ms = wall_ms()});
  return std::move(*done);
}

std::vector<json::object> csv_lines(const json::object& receipt) {
  std::vector<json::object> lines;
  for (const json::value& image : receipt.at("images").get_array()) {
    json::object line = image.get_object();
    for (const char* name : {"reason", "error"}) {
      const json::value part = line[name];
      if (part.is_object()) line[name] = part.get_object().at("code");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

void write_result(Context& context, const InspectionReport& before, const DeletionReport& after,
                  const json::object& receipt) {
  switch (context.format()) {
    case Format::json:
      context.out.write(pretty_json(receipt));
      break;
    case Format::ndjson:
      context.out.write(compact_json(receipt) + "\n");
      break;
    case Format::csv:
      context.out.write(
          csv_of({"region", "id", "outcome", "reason", "attempts", "request_ids", "error"}, csv_lines(receipt)));
      break;
    default:
      if (after.images.empty()) break;
      context.out.write(
          result_view(before, after, {context.language, context.terminal.table_on_output(), context.options.verbose}));
  }
}

/// The first few different errors, with what to do.
void explain_errors(const Context& context, const DeletionReport& report) {
  constexpr std::size_t most = 3;
  std::set<std::string> told;
  if (report.fault) {
    told.insert(std::string(to_string(report.fault->code)) + report.fault->service_code);
    context.console.error(words::explain(*report.fault, context.language));
  }
  for (const ImageOutcome& image : report.images) {
    if (!image.error || image.error->code == ErrorCode::cancelled || told.size() == most) continue;
    if (!told.insert(std::string(to_string(image.error->code)) + image.error->service_code).second) continue;
    context.console.error(words::explain(*image.error, context.language));
  }
  if (report.cancelled) {
    context.console.error(say(context.language, "Interrupted. To go on, run the same command again.",
                              "已中断。如需继续，请再次运行同一命令。"));
  }
}

/// The receipt goes to --out; where there is none and standard output is broken, to the state folder.
Exit keep_receipt(Context& context, std::optional<AtomicFile>& file, const json::object& receipt) {
  if (file) {
    const auto written = file->commit(pretty_json(receipt));
    if (written) return Exit::done;
    context.console.error(words::explain(written.error(), context.language));
  } else if (context.out.flush()) {
    return Exit::done;
  }
  const std::string name = fmt::format("receipt-{}-{}.json", receipt.at("finished").get_string().c_str(), ::getpid());
  const auto path = write_to_state_folder(name, pretty_json(receipt));
  context.console.error(path ? say(context.language, "the receipt is in {}", "回执已写入 {}", *path)
                             : words::explain(path.error(), context.language));
  return Exit::usage;
}

Exit finish(Context& context, std::optional<AtomicFile>& file, const InspectionReport& before,
            const DeletionReport& after, const std::string& confirmed_by) {
  const json::object receipt = make_receipt(before, after, confirmed_by);
  write_result(context, before, after, receipt);
  explain_errors(context, after);
  const Exit kept = keep_receipt(context, file, receipt);
  const Exit nothing = after.images.empty() ? Exit::refused : Exit::done;
  return combine(combine(combine(status_of(before), status_of(after)), nothing), kept);
}

}  // namespace

Exit run(Context& context, const DeleteCommand& command) {
  const auto region = required_region(context);
  if (!region) return fail(context, region.error());
  if (auto valid = check_ids(context, command, *region); !valid) return fail(context, valid.error());
  std::optional<AtomicFile> file;
  if (!command.out.empty()) {
    auto opened = AtomicFile::open(command.out);
    if (!opened) return fail(context, opened.error());
    file.emplace(std::move(*opened));
  }
  const auto client = make_ready_client(context);
  if (!client) return fail(context, client.error());
  const auto report = inspect(context, *client, command, *region);
  if (!report) return fail(context, report.error());
  const std::size_t count = count_deletes(*report);
  show_inspection(context, *report, count > 0 && !command.consent.yes && context.terminal.can_ask());
  if (count == 0) {
    const std::int64_t now_ms = wall_ms();
    const DeletionReport nothing{.region = *region, .started_ms = now_ms, .finished_ms = now_ms};
    context.console.note(say(context.language, "No image can go.", "没有可删除的镜像。"));
    return finish(context, file, *report, nothing, "");
  }
  if (!context.out.flush()) return Exit::usage;
  const auto confirmed = ask(context, command, *report);
  if (!confirmed) return fail(context, confirmed.error());
  const DeletionReport done = carry_out(context, *client, command, *report);
  return finish(context, file, *report, done, *confirmed);
}

}  // namespace cvm::cli
