#include <boost/json/array.hpp>
#include <ctime>
#include <set>

#include "commands.hpp"
#include "doctor_checks.hpp"
#include "output/json.hpp"
#include "records.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

Finding failed(std::string check, const Error& error, Language language) {
  return {.check = std::move(check), .health = Health::failed, .detail = words::brief(error, language), .error = error};
}

Finding credential_finding(const Context& context, CredentialProvider& provider) {
  const auto credential = provider.get();
  if (!credential) return failed("credential", credential.error(), context.language);
  std::string detail =
      say(context.language, "{} from {}", "{}，来自 {}", masked((*credential)->secret_id), provider.describe());
  if (!(*credential)->token.empty()) detail += say(context.language, ", temporary", "，临时密钥");
  if (const std::int64_t end = (*credential)->expires_at; end > 0) {
    detail += say(context.language, ", {} min left", "，剩余 {} 分钟", (end - std::time(nullptr)) / 60);
  }
  return {.check = "credential", .detail = std::move(detail)};
}

std::vector<Finding> examine(const Context& context) {
  std::vector<Finding> findings;
  auto connection = connect(context);
  if (!connection) return {failed("configuration", connection.error(), context.language)};
  findings.push_back(credential_finding(context, *connection->credentials));
  const bool has_key = !findings.back().error;
  const auto region = required_region(context);
  findings.push_back(region ? Finding{.check = "region", .detail = *region}
                            : failed("region", region.error(), context.language));
  const auto endpoint = resolve_endpoint("cvm", region ? *region : "", context.options.endpoint);
  if (!endpoint) {
    findings.push_back(failed("endpoint", endpoint.error(), context.language));
    return findings;
  }
  findings.push_back({.check = "endpoint", .detail = endpoint->url()});
  const Reach reach = check_reach(context, *connection->transport, *endpoint);
  findings.insert(findings.end(), {reach.reachable, reach.clock});
  if (!has_key || reach.reachable.error || context.stop.stop_requested()) return findings;
  const Client client = make_client(context, *connection);
  findings.push_back(check_account(context, client, region ? *region : ""));
  if (!region) return findings;
  const auto actions = check_actions(context, client, *region);
  findings.insert(findings.end(), actions.begin(), actions.end());
  return findings;
}

json::object record_of(const Finding& finding) {
  return {{"check", finding.check},
          {"result", json_view(to_string(finding.health))},
          {"needed", finding.needed},
          {"detail", finding.detail},
          {"error", finding.error ? json::value(to_json(*finding.error)) : json::value(nullptr)}};
}

Cell health_cell(Health health, Language language) {
  switch (health) {
    case Health::ok:
      return {say(language, "ok", "正常"), Style::green};
    case Health::denied:
      return {say(language, "denied", "无权限"), Style::red};
    case Health::failed:
      return {say(language, "failed", "失败"), Style::red};
    case Health::skipped:
      break;
  }
  return {say(language, "not checked", "未检查"), Style::yellow};
}

std::string people_text(const Context& context, const std::vector<Finding>& findings, Exit status) {
  const Language language = context.language;
  const auto title = [language](const char* en, const char* zh) { return std::string(Phrase{en, zh}.in(language)); };
  Table table({{title("CHECK", "检查项")},
               {title("RESULT", "结果")},
               {title("NEEDED", "必需")},
               {title("DETAIL", "说明"), Align::left, 24, true}});
  for (const Finding& finding : findings) {
    table.add({finding.check, health_cell(finding.health, language),
               finding.needed ? title("yes", "是") : title("no", "否"), finding.detail});
  }
  std::string text = table.render(context.terminal.table_on_output()) + "\n";
  if (status == Exit::done) {
    text += title("Everything that delete needs works.\n", "delete 所需的一切均正常。\n");
    return text;
  }
  std::set<std::string_view> said;
  for (const Finding& finding : findings) {
    if (status_of(finding) == Exit::done) continue;
    const std::string_view remedy = words::remedy(*finding.error, language);
    if (said.insert(remedy).second) text += fmt::format("{}: {}\n", finding.check, remedy);
  }
  return text;
}

}  // namespace

Exit run(Context& context, const DoctorCommand&) {
  const std::vector<Finding> findings = examine(context);
  Exit status = context.stop.stop_requested() ? Exit::interrupted : Exit::done;
  std::vector<json::object> lines;
  for (const Finding& finding : findings) {
    status = combine(status, status_of(finding));
    lines.push_back(record_of(finding));
  }
  write_records(
      context,
      {.columns = {"check", "result", "needed", "detail"},
       .lines = lines,
       .document =
           [&] {
             return json::object{{"ok", status == Exit::done}, {"checks", json::array(lines.begin(), lines.end())}};
           },
       .people = [&] { return people_text(context, findings, status); }});
  return status;
}

}  // namespace cvm::cli
