#include <boost/json/array.hpp>

#include "commands.hpp"
#include "image_text.hpp"
#include "output/json.hpp"
#include "planning.hpp"
#include "records.hpp"
#include "words/errors.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

json::array checks_of(const std::vector<CheckRecord>& checks) {
  json::array records;
  for (const CheckRecord& check : checks) {
    records.push_back({{"name", check.name},
                       {"count", check.count},
                       {"error", check.error ? json::value(to_json(*check.error)) : json::value(nullptr)}});
  }
  return records;
}

json::object record_of(const PlannedImage& image, const Reference* reference) {
  json::object record{{"region", image.region}, {"id", image.id}, {"name", image.name}, {"state", image.state}};
  record.emplace("type", reference != nullptr ? json::value(reference->type) : json::value(nullptr));
  record.emplace("user", reference != nullptr ? json::value(reference->id) : json::value(nullptr));
  record.emplace("user_name", reference != nullptr ? json::value(reference->name) : json::value(nullptr));
  return record;
}

/// One for each user; an image that nobody uses has one as well.
std::vector<json::object> lines_of(const Plan& plan) {
  std::vector<json::object> lines;
  for (const PlannedImage& image : plan.images) {
    for (const Reference& reference : image.references) lines.push_back(record_of(image, &reference));
    if (image.references.empty()) lines.push_back(record_of(image, nullptr));
  }
  return lines;
}

json::object document_of(const Plan& plan) {
  json::array regions;
  for (const PlannedRegion& region : plan.regions) {
    regions.push_back({{"region", region.region},
                       {"status", region.scanned ? "scanned" : "not-scanned"},
                       {"error", region.error ? json::value(to_json(*region.error)) : json::value(nullptr)},
                       {"checked", checks_of(region.checked)},
                       {"not_checked", checks_of(region.not_checked)}});
  }
  json::array images;
  for (const PlannedImage& image : plan.images) {
    json::array references;
    for (const Reference& one : image.references) {
      references.push_back({{"type", one.type}, {"id", one.id}, {"name", one.name}});
    }
    images.push_back({{"region", image.region},
                      {"id", image.id},
                      {"name", image.name},
                      {"state", image.state},
                      {"references", std::move(references)}});
  }
  return {{"regions", std::move(regions)}, {"images", std::move(images)}};
}

bool is_missing(const PlannedImage& image) {
  return !image.reasons.empty() && image.reasons.front().code == "not-found";
}

std::string people_text(const Context& context, const MadePlan& made, const std::string& key) {
  const Language language = context.language;
  const auto title = [language](const char* en, const char* zh) { return std::string(Phrase{en, zh}.in(language)); };
  const TableOptions options = context.terminal.table_on_output();
  Table table({{title("REGION", "地域")},
               {title("IMAGE", "镜像")},
               {title("NAME", "名称"), Align::left, 12},
               {title("USED BY", "使用者")},
               {"ID"},
               {title("NAME OF USER", "使用者名称"), Align::left, 12, true}});
  for (const PlannedImage& image : made.plan.images) {
    for (const Reference& one : image.references) {
      table.add({image.region, image.id, or_dash(image.name), std::string(words::reference_type(one.type, language)),
                 one.id, or_dash(one.name)});
    }
    if (!image.references.empty()) continue;
    const std::string nobody = is_missing(image) ? title("no such image", "无此镜像") : title("nobody found", "未发现");
    table.add({image.region, image.id, or_dash(image.name), nobody, std::string("-"), std::string("-")});
  }
  return checks_view(made.plan, view_of(context, made, key, options), title("WHO USES THESE IMAGES", "镜像的使用者")) +
         "\n" + table.render(options);
}

/// An answer to "who uses it" that lacks a check is not whole, whatever kept the check from being made.
Exit status_of_answer(const Plan& plan) {
  Exit status = status_of_scan(plan);
  for (const PlannedRegion& region : plan.regions) {
    for (const CheckRecord& check : region.not_checked) {
      if (check.error && check.name != "quota" && check.name != "sharing") status = combine(status, Exit::incomplete);
    }
  }
  for (const PlannedImage& image : plan.images) {
    if (is_missing(image)) status = combine(status, Exit::usage);
  }
  return status;
}

}  // namespace

Exit run(Context& context, const RefsCommand& command) {
  auto ready = make_named_client(context);
  if (!ready) return fail(context, ready.error());
  const auto made = make_plan(context, ready->client, {.ids = command.ids}, {.refs = command.refs});
  if (!made) return fail(context, made.error());
  for (const PlannedRegion& region : made->plan.regions) {
    if (region.error) tell_not_scanned(context, region.region, *region.error);
  }
  write_records(context, {.columns = {"region", "id", "name", "state", "type", "user", "user_name"},
                          .lines = lines_of(made->plan),
                          .document = [&] { return document_of(made->plan); },
                          .people = [&] { return people_text(context, *made, ready->key); }});
  return status_of_answer(made->plan);
}

}  // namespace cvm::cli
