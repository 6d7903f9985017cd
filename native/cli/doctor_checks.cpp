#include "doctor_checks.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

#include "output/text.hpp"
#include "planning.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

/// The service refuses signatures that are further off than this.
constexpr std::int64_t tolerated_skew_s = 300;

/// The end of one unsigned request.
Input probe(const Context& context, Transport& transport, const Endpoint& endpoint) {
  const auto channel = transport.open();
  const std::stop_callback waker(context.stop, [&channel] { channel->wake(); });
  constexpr std::chrono::milliseconds patience{10'000};
  channel->start(1, {.method = "GET", .url = endpoint.url(), .headers = {{"host", endpoint.authority()}}},
                 {.at_most_once = false, .timeout = context.options.timeout.value_or(patience)});
  while (!context.stop.stop_requested()) {
    auto inputs = channel->wait(patience);
    if (!inputs.empty()) return std::move(inputs.front());
  }
  return Cancel{};
}

Finding unreachable(const Input& end) {
  Finding finding{.check = "network", .health = Health::failed};
  ErrorCode code = ErrorCode::cancelled;
  if (const auto* not_sent = std::get_if<NotSent>(&end)) {
    code = ErrorCode::not_sent;
    finding.detail = fmt::format("{}: {}", to_string(not_sent->fault), not_sent->detail);
  } else if (const auto* lost = std::get_if<Lost>(&end)) {
    code = ErrorCode::lost;
    finding.detail = fmt::format("{}: {}", to_string(lost->fault), lost->detail);
  }
  finding.error = make_error(code, "network", finding.detail);
  return finding;
}

Finding clock_finding(const Context& context, const HttpResponse& response, std::int64_t at_ms) {
  Finding finding{.check = "clock"};
  const auto date = find_header(response.headers, "date");
  const auto seconds = date ? parse_http_date(*date) : std::nullopt;
  if (!seconds || find_header(response.headers, "age")) {
    finding.health = Health::skipped;
    finding.detail = say(context.language, "the answer does not tell the time", "应答未给出时间");
    return finding;
  }
  // The header has whole seconds: its instant lies half a second later on average.
  const std::int64_t skew_s = std::llround(static_cast<double>(*seconds * 1000 + 500 - at_ms) / 1000.0);
  finding.detail =
      say(context.language, "the service's is {:+} s away from this machine's", "服务端时钟比本机 {:+} 秒", skew_s);
  if (std::abs(skew_s) >= tolerated_skew_s) {
    finding.health = Health::failed;
    finding.error = make_error(ErrorCode::clock, "clock", finding.detail);
  }
  return finding;
}

struct ActionProbe {
  const char* action;
  const char* params;
  bool needed;
};

// The ids cannot exist, so "not found" is the answer of a service that would have let the call through.
constexpr auto probes = std::to_array<ActionProbe>({
    {"DescribeImages", R"({"Limit":1})", true},
    {"DescribeImageSharePermission", R"({"ImageId":"img-00000000"})", true},
    {"DescribeImageFromFamily", R"({"ImageFamily":"cvm-images-doctor"})", true},
    {"DescribeInstances", R"({"Limit":1})", true},
    {"DescribeLaunchTemplates", R"({"Limit":1})", true},
    {"DescribeLaunchTemplateVersions", R"({"LaunchTemplateId":"lt-00000000","Limit":1})", true},
    {"DescribeLaunchConfigurations", R"({"Limit":1})", true},
    {"DeleteImages", R"({"ImageIds":["img-00000000"],"DryRun":true})", true},
    {"DescribeImageQuota", "{}", false},
    {"DescribeSnapshots", R"({"Limit":1})", false},
    {"DescribeRegions", R"({"Product":"cvm"})", false},
});

/// Past the permission: the service looked at the parameters, or found that it is busy.
bool was_let_through(const Error& error) {
  return error.code == ErrorCode::throttled ||
         (error.code == ErrorCode::service && !error.retryable && !error.ambiguous);
}

/// Errors that every other call would meet as well.
bool ends_the_visit(const Error& error) {
  switch (error.code) {
    case ErrorCode::authentication:
    case ErrorCode::clock:
    case ErrorCode::not_sent:
    case ErrorCode::cancelled:
    case ErrorCode::credential_unavailable:
    case ErrorCode::invalid_region:
      return true;
    default:
      return false;
  }
}

Finding check_action(const Context& context, const Client& client, const std::string& region,
                     const ActionProbe& probe) {
  Finding finding{.check = probe.action, .needed = probe.needed};
  const Action* row = find_action(probe.action);
  const bool regional = row == nullptr || row->region_required;
  const auto end = client.call({.action = probe.action, .region = regional ? region : "", .params = probe.params},
                               call_options(context));
  if (end) {
    finding.detail = say(context.language, "allowed", "允许");
  } else if (was_let_through(end.error())) {
    finding.detail =
        say(context.language, "allowed (answers {})", "允许（应答 {}）", visible(end.error().service_code));
  } else {
    finding.health = end.error().code == ErrorCode::permission ? Health::denied : Health::failed;
    finding.detail = words::brief(end.error(), context.language);
    finding.error = end.error();
  }
  return finding;
}

}  // namespace

std::string_view to_string(Health health) noexcept {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::denied:
      return "denied";
    case Health::failed:
      return "failed";
    case Health::skipped:
      break;
  }
  return "skipped";
}

Reach check_reach(const Context& context, Transport& transport, const Endpoint& endpoint) {
  const std::int64_t before = wall_ms();
  const Input end = probe(context, transport, endpoint);
  const std::int64_t middle = before + (wall_ms() - before) / 2;
  Reach reach{.clock = {.check = "clock", .health = Health::skipped}};
  const auto* answer = std::get_if<Answered>(&end);
  if (answer == nullptr) {
    reach.reachable = unreachable(end);
    return reach;
  }
  reach.reachable = {.check = "network",
                     .detail = say(context.language, "answers after {} ms", "{} 毫秒后应答", 2 * (middle - before))};
  reach.clock = clock_finding(context, answer->response, middle);
  return reach;
}

std::vector<Finding> check_actions(const Context& context, const Client& client, const std::string& region) {
  std::vector<Finding> findings;
  bool over = false;
  for (const ActionProbe& probe : probes) {
    context.console.progress(probe.action);
    if (over || context.stop.stop_requested()) {
      findings.push_back({.check = probe.action, .health = Health::skipped, .needed = probe.needed});
      continue;
    }
    findings.push_back(check_action(context, client, region, probe));
    over = findings.back().error && ends_the_visit(*findings.back().error);
  }
  context.console.progress("");
  return findings;
}

Finding check_account(const Context& context, const Client& client, const std::string& region) {
  Finding finding{.check = "GetCallerIdentity", .needed = false};
  const auto identity = client.get_caller_identity(call_options(context, region));
  if (identity) {
    finding.detail =
        say(context.language, "account {}, {}", "账号 {}，{}", visible(identity->AccountId), visible(identity->Arn));
  } else {
    finding.health = identity.error().code == ErrorCode::permission ? Health::denied : Health::failed;
    finding.detail = words::brief(identity.error(), context.language);
    finding.error = identity.error();
  }
  return finding;
}

Exit status_of(const Finding& finding) noexcept {
  if (!finding.error) return Exit::done;
  const Exit status = status_of(*finding.error);
  const bool everywhere = status == Exit::authentication || status == Exit::interrupted;
  return finding.needed || everywhere ? status : Exit::done;
}

}  // namespace cvm::cli
