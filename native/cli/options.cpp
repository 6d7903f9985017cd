#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "help.hpp"
#include "option_values.hpp"
#include "selection_options.hpp"

namespace cvm::cli {
namespace {

/// What CLI11 writes into; turned into values once it is done.
struct Texts {
  std::string endpoint{}, site = "cn", language{}, timeout{}, format{};
  std::vector<std::string> rates{};
  std::string method = "POST", timestamp{}, settle{}, verify{}, expect_count{};
  SelectionTexts selection{};
  GuardTexts guards{};
  CallArguments call{};
  ApplyCommand apply{};  ///< and what `delete` and `call` share with it
  std::string plan_out{};
  bool detailed_exitcode = false;
  CommonOptions common{};
};

/// Each occurrence takes one text, so that ids may follow.
CLI::Option* add_list(CLI::App& app, const std::string& name, std::vector<std::string>& target, const char* words) {
  return app.add_option(name, target, words)->allow_extra_args(false);
}

void add_common(CLI::App& app, Texts& texts) {
  CommonOptions& common = texts.common;
  add_list(app, "-r,--region", common.regions, "Region; repeatable, comma-separated; all: those that are available")
      ->delimiter(',')
      ->type_name("REGION");
  app.add_option("--endpoint", texts.endpoint, "Host or URL that takes all calls")->type_name("URL");
  app.add_option("--site", texts.site, "Way in: cn (default), intl, internal")
      ->check(CLI::IsMember({"cn", "intl", "internal"}))
      ->type_name("SITE");
  app.add_option("--profile", common.profile, "Section of ~/.tencentcloud/credentials, or tccli's profile")
      ->type_name("NAME");
  app.add_option("--lang", texts.language, "en-US or zh-CN: this program's words and the service's")
      ->check(CLI::IsMember({"en-US", "zh-CN"}))
      ->type_name("LANG");
  app.add_option("--timeout", texts.timeout, "Seconds for one call, repeats included (30)")->type_name("S");
  add_list(app, "--rate", texts.rates, "Requests a second where the account's limit is another")->type_name("ACTION=N");
  app.add_option("--proxy", common.proxy, "Proxy; otherwise HTTPS_PROXY and NO_PROXY decide")->type_name("URL");
  app.add_option("--cacert", common.ca_file, "PEM file with the authorities to trust")->type_name("FILE");
  app.add_option("-o,--output", texts.format, "table, json, ndjson, csv; sign: http, curl, json")
      ->check(CLI::IsMember({"table", "json", "ndjson", "csv", "http", "curl"}))
      ->type_name("FORMAT");
  app.add_flag("--detailed-exitcode", texts.detailed_exitcode, "plan: end 10 when it would delete something");
  app.add_flag("--no-color", common.no_color, "No colours (as NO_COLOR)");
  app.add_flag("--no-progress", common.no_progress, "No progress line");
  app.add_flag("-v,--verbose", common.verbose, "Tell every request, RequestId and retry");
  app.add_flag("-q,--quiet", common.quiet, "Results and errors only");
}

void add_call_arguments(CLI::App& app, Texts& texts) {
  app.add_option("ACTION", texts.call.action, "Name of the action, such as DescribeImages")->required();
  app.add_option("--params", texts.call.params, "The parameters: JSON, @FILE or - (standard input)")->type_name("JSON");
  app.add_option("--method", texts.method, "POST (default) or GET")
      ->check(CLI::IsMember({"POST", "GET"}))
      ->type_name("METHOD");
  app.add_option("--service", texts.call.service, "Service of an action that cvm-images does not know")
      ->type_name("NAME");
  app.add_option("--version", texts.call.version, "Version of that service's API")->type_name("DATE");
}

void add_consent(CLI::App& app, Texts& texts) {
  CLI::Option* yes = app.add_flag("--yes", texts.apply.run.consent.yes, "Confirm without asking; needs --expect-count");
  CLI::Option* count =
      app.add_option("--expect-count", texts.expect_count, "How many will go; another number is refused")
          ->type_name("N");
  yes->needs(count);
  count->needs(yes);
}

void add_run_options(CLI::App& app, Texts& texts) {
  add_consent(app, texts);
  app.add_option("--settle", texts.settle, "Seconds after which an unclear end is believed (15)")->type_name("S");
  app.add_option("--verify-timeout", texts.verify, "Seconds to wait until the images are gone (120)")->type_name("S");
  app.add_option("--out", texts.apply.run.out, "Write the receipt (JSON) to this file")->type_name("FILE");
}

void add_plan_options(CLI::App& app, Texts& texts) {
  add_selection_options(app, texts.selection);
  add_guard_options(app, texts.guards);
  app.add_option("--out", texts.plan_out, "Write the plan (JSON) to this file, for apply")->type_name("FILE");
}

void add_apply_options(CLI::App& app, Texts& texts) {
  app.add_option("PLAN", texts.apply.plan, "File that plan --out wrote")->required();
  app.add_option("--journal", texts.apply.journal, "File that keeps what was sent (PLAN.journal)")->type_name("FILE");
  app.add_flag("--resume", texts.apply.resume, "Go on with a run that was interrupted");
  add_run_options(app, texts);
}

void add_delete_options(CLI::App& app, Texts& texts) {
  add_selection_options(app, texts.selection);
  add_guard_options(app, texts.guards);
  add_run_options(app, texts);
}

void add_subcommands(CLI::App& app, Texts& texts) {
  const auto add = [&app](const char* name, const char* words, const char* footer) {
    CLI::App* sub = app.add_subcommand(name, words);
    sub->footer(footer);
    return sub;
  };
  CLI::App* list = add("list", "Custom images, region by region", help::list_footer);
  CLI::App* plan = add("plan", "Which images can go, and why the others stay; deletes nothing", help::plan_footer);
  CLI::App* apply = add("apply", "Delete what a plan says, prove that it is gone", help::apply_footer);
  CLI::App* remove = add("delete", "Plan and apply in one go", help::delete_footer);
  CLI::App* refs = add("refs", "Who uses an image", help::refs_footer);
  add("quota", "How many custom images there are and may be", help::quota_footer);
  add("regions", "The regions there are", help::regions_footer);
  add("doctor", "What works with this key, endpoint and clock, and what does not", help::doctor_footer);
  CLI::App* sign = add("sign", "Sign a request without sending it", help::sign_footer);
  CLI::App* call = add("call", "Any API 3.0 action", help::call_footer);
  add_filter_options(*list, texts.selection);
  add_plan_options(*plan, texts);
  add_apply_options(*apply, texts);
  add_delete_options(*remove, texts);
  refs->add_option("IMAGE_ID", texts.selection.ids, "Images to ask about")->required();
  add_refs_option(*refs, texts.guards);
  add_call_arguments(*sign, texts);
  sign->add_option("--timestamp", texts.timestamp, "Unix seconds; the clock's when not given")->type_name("N");
  add_call_arguments(*call, texts);
  add_consent(*call, texts);
}

// What of the common options a subcommand has no use for.
const std::set<std::string>& useless_for(const std::string& subcommand) {
  static const std::set<std::string> plan;
  static const std::set<std::string> others{"--detailed-exitcode"};
  static const std::set<std::string> sign{"--detailed-exitcode", "--timeout", "--rate", "--proxy", "--cacert"};
  static const std::set<std::string> no_region{"--detailed-exitcode", "--region"};
  if (subcommand == "plan") return plan;
  if (subcommand == "sign") return sign;
  return subcommand == "regions" || subcommand == "apply" ? no_region : others;
}

std::vector<std::string> formats_of(const std::string& subcommand) {
  if (subcommand == "sign") return {"http", "curl", "json"};
  if (subcommand == "call") return {"json"};
  return {"table", "json", "ndjson", "csv"};
}

Error usage(std::string where, std::string message) {
  return make_error(ErrorCode::invalid_parameter, std::move(where), std::move(message));
}

/// An empty text is a variable that was not set: going on without the option could reach the wrong account.
Result<void> check_empty(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const auto& given = option->results();
    if (std::find(given.begin(), given.end(), "") == given.end()) continue;
    return usage(option->get_name(), option->get_name() + " was given an empty text");
  }
  return {};
}

Result<void> check_fit(const CLI::App& app, const std::string& subcommand, const Texts& texts) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || !useless_for(subcommand).contains(name)) continue;
    return usage(name, subcommand + " has no use for " + name);
  }
  const auto formats = formats_of(subcommand);
  if (!texts.format.empty() && std::find(formats.begin(), formats.end(), texts.format) == formats.end()) {
    return usage("--output", subcommand + " knows -o " + CLI::detail::join(formats, ", -o ") + ", not " + texts.format);
  }
  const auto& regions = texts.common.regions;
  const bool many = subcommand != "doctor" && subcommand != "sign" && subcommand != "call";
  const bool all = std::find(regions.begin(), regions.end(), "all") != regions.end();
  if (!many && (regions.size() > 1 || all)) return usage("--region", subcommand + " works on one region at a time");
  if (all && regions.size() > 1) return usage("--region", "-r all stands alone");
  return {};
}

Result<CommonOptions> common_from(Texts& texts) {
  CommonOptions common = std::move(texts.common);
  if (!texts.endpoint.empty()) {
    auto endpoint = parse_endpoint(texts.endpoint);
    if (!endpoint) return endpoint.error();
    common.endpoint.override = std::move(*endpoint);
  }
  common.endpoint.site = parse_site(texts.site).value_or(Site::cn);
  common.language = parse_language(texts.language);
  if (!texts.timeout.empty()) {
    auto timeout = read_seconds("--timeout", texts.timeout, 0.1);
    if (!timeout) return timeout.error();
    common.timeout = *timeout;
  }
  for (const std::string& text : texts.rates) {
    auto rate = read_rate(text);
    if (!rate) return rate.error();
    common.rates.insert_or_assign(rate->first, rate->second);
  }
  if (auto proxy = check_proxy(common.proxy); !proxy) return proxy.error();
  if (!texts.format.empty()) common.format = read_format(texts.format);
  std::set<std::string> seen;
  std::erase_if(common.regions, [&seen](const std::string& region) { return !seen.insert(region).second; });
  for (const std::string& region : common.regions) {
    if (auto valid = validate_region(region); !valid) return valid.error();
  }
  return common;
}

Result<Consent> consent_from(const Texts& texts) {
  Consent consent = texts.apply.run.consent;
  if (texts.expect_count.empty()) return consent;
  auto count = read_count("--expect-count", texts.expect_count);
  if (!count) return count.error();
  consent.expect_count = *count;
  return consent;
}

Result<RunSettings> run_from(const Texts& texts) {
  RunSettings run = texts.apply.run;
  auto consent = consent_from(texts);
  if (!consent) return consent.error();
  run.consent = *consent;
  for (const auto& [option, text, target] : {std::tuple{"--settle", &texts.settle, &run.settle},
                                             std::tuple{"--verify-timeout", &texts.verify, &run.verify}}) {
    if (text->empty()) continue;
    auto seconds = read_seconds(option, *text, 0);
    if (!seconds) return seconds.error();
    *target = *seconds;
  }
  return run;
}

Result<ListCommand> list_from(const Texts& texts) {
  auto filter = filter_from(texts.selection);
  if (!filter) return filter.error();
  return ListCommand{std::move(*filter)};
}

Result<RefsCommand> refs_command_from(const Texts& texts) {
  auto ids = selection_from(texts.selection);
  if (!ids) return ids.error();
  auto refs = refs_from(texts.guards);
  if (!refs) return refs.error();
  return RefsCommand{std::move(ids->ids), *refs};
}

Result<PlanCommand> plan_from(const Texts& texts) {
  auto selection = selection_from(texts.selection);
  if (!selection) return selection.error();
  auto guards = guards_from(texts.guards, *selection);
  if (!guards) return guards.error();
  return PlanCommand{std::move(*selection), std::move(*guards), texts.plan_out, texts.detailed_exitcode};
}

Result<ApplyCommand> apply_from(const Texts& texts) {
  auto run = run_from(texts);
  if (!run) return run.error();
  ApplyCommand apply = texts.apply;
  apply.run = std::move(*run);
  return apply;
}

Result<DeleteCommand> delete_from(const Texts& texts) {
  auto plan = plan_from(texts);
  if (!plan) return plan.error();
  auto run = run_from(texts);
  if (!run) return run.error();
  return DeleteCommand{std::move(plan->selection), std::move(plan->guards), std::move(*run)};
}

Result<SignCommand> sign_from(Texts& texts) {
  SignCommand sign{.call = std::move(texts.call)};
  if (texts.timestamp.empty()) return sign;
  auto timestamp = read_count("--timestamp", texts.timestamp);
  if (!timestamp) return timestamp.error();
  constexpr std::size_t too_late = 1ULL << 40U;
  sign.timestamp = static_cast<std::int64_t>(std::min(*timestamp, too_late));
  return sign;
}

template <class T>
Result<Subcommand> as_subcommand(Result<T> command) {
  if (!command) return command.error();
  return Subcommand(std::move(*command));
}

Result<Subcommand> subcommand_from(const std::string& name, Texts& texts) {
  texts.call.method = texts.method == "GET" ? Method::get : Method::post;
  if (name == "list") return as_subcommand(list_from(texts));
  if (name == "plan") return as_subcommand(plan_from(texts));
  if (name == "apply") return as_subcommand(apply_from(texts));
  if (name == "delete") return as_subcommand(delete_from(texts));
  if (name == "refs") return as_subcommand(refs_command_from(texts));
  if (name == "quota") return Subcommand(QuotaCommand{});
  if (name == "regions") return Subcommand(RegionsCommand{});
  if (name == "doctor") return Subcommand(DoctorCommand{});
  if (name == "sign") return as_subcommand(sign_from(texts));
  auto consent = consent_from(texts);
  if (!consent) return consent.error();
  return Subcommand(CallCommand{std::move(texts.call), *consent});
}

std::string why_not_parsed(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) return std::string(error.what()) + ". See cvm-images " + chosen.front()->get_name() + " --help";
  const auto left = app.remaining();
  const auto word =
      std::find_if(left.begin(), left.end(), [](const std::string& one) { return !one.starts_with('-'); });
  const std::string why = word == left.end() ? error.what() : "There is no subcommand " + *word;
  return why + ". See cvm-images --help";
}

Result<CommandLine> read(const CLI::App& app, Texts& texts) {
  const CLI::App& chosen = *app.get_subcommands().front();
  const std::string name = chosen.get_name();
  for (const CLI::App* level : {&app, &chosen}) {
    if (auto filled = check_empty(*level); !filled) return filled.error();
  }
  if (auto fit = check_fit(app, name, texts); !fit) return fit.error();
  auto subcommand = subcommand_from(name, texts);
  if (!subcommand) return subcommand.error();
  auto common = common_from(texts);
  if (!common) return common.error();
  return CommandLine{std::move(*common), std::move(*subcommand)};
}

}  // namespace

std::variant<CommandLine, NothingToRun> parse_command_line(const std::vector<std::string>& arguments) {
  Texts texts;
  CLI::App app(help::program, "cvm-images");
  app.footer(help::program_footer);
  app.set_version_flag("--version", "cvm-images " CVM_IMAGES_VERSION);
  app.fallthrough();
  app.require_subcommand(1);
  add_common(app, texts);
  add_subcommands(app, texts);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return NothingToRun{.text = app.help()};
  } catch (const CLI::CallForVersion& version) {
    return NothingToRun{.text = std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return NothingToRun{.error = usage("", why_not_parsed(app, error))};
  }
  auto line = read(app, texts);
  if (!line) return NothingToRun{.error = line.error()};
  return std::move(*line);
}

bool asks_for_json(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& one = arguments[i];
    if (one == "-ojson" || one == "-o=json" || one == "--output=json") return true;
    const bool named = one == "-o" || one == "--output";
    if (named && i + 1 < arguments.size() && arguments[i + 1] == "json") return true;
  }
  return false;
}

}  // namespace cvm::cli
