#include <algorithm>
#include <set>

#include "cvm/plan.hpp"
#include "document_words.hpp"
#include "plan_digest.hpp"
#include "selection_json.hpp"

namespace cvm {
namespace {

using json::DocumentReader;
using json::Kind;
using json::Place;
using json::Value;

std::optional<Error> check_schema(Value root) {
  const Value schema = root.find("schema");
  if (schema.is(Kind::text) && schema.text() == words::plan_schema) return std::nullopt;
  const std::string found = schema.is(Kind::text) ? json::quoted(schema.text()) : std::string(schema.kind_name());
  return json::wrong({nullptr, "schema"}, {" is ", found, ", not ", json::quoted(words::plan_schema)});
}

/// Over the text as it stands: what this version does not know counts as well.
std::optional<Error> check_digest(Value root) {
  const Value digest = root.find("digest");
  if (digest.is(Kind::missing))
    return error_saying(ErrorCode::refused, "digest", {"the plan has lost its digest: make a new one"});
  if (!digest.is(Kind::text)) return json::wrong({nullptr, "digest"}, {" is ", digest.kind_name(), ", not a text"});
  const auto expected = plan_digest(root);
  if (!expected) return expected.error();
  if (view(*expected) == digest.text()) return std::nullopt;
  return error_saying(ErrorCode::refused, "digest",
                      {"the plan was changed after it was made: its digest is ", view(*expected), ", and it says ",
                       json::quoted(digest.text()), "; make a new one"});
}

void read_refusal(DocumentReader& reader, Reason& reason) { read_reason(reader, reason, words::refusals); }

void read_plan_reason(DocumentReader& reader, Reason& reason) { read_reason(reader, reason, words::plan_reasons); }

void read_account(DocumentReader& reader, PlanAccount& account) {
  reader.read("id", account.id);
  reader.read("source", account.source, words::account_sources);
}

void read_checked(DocumentReader& reader, CheckRecord& check) {
  reader.read("check", check.name, words::checks);
  reader.read("count", check.count);
}

void read_not_checked(DocumentReader& reader, CheckRecord& check) {
  reader.read("check", check.name, words::checks);
  reader.read("error", check.error);
}

void read_family(DocumentReader& reader, FamilyImage& one) {
  reader.read("family", one.family);
  reader.read("image", one.image);
}

void read_region(DocumentReader& reader, PlannedRegion& region) {
  reader.read("region", region.region);
  reader.read("status", region.scanned, words::statuses);
  reader.read("error", region.error);
  reader.read("used", region.used);
  reader.read("quota", region.quota);
  reader.read("short_by", region.short_by);
  reader.read("families", region.families, read_family);
  reader.read("checked", region.checked, read_checked);
  reader.read("not_checked", region.not_checked, read_not_checked);
  check_region(reader, region.region);
}

void read_tag(DocumentReader& reader, Tag& tag) {
  reader.read("key", tag.Key);
  reader.read("value", tag.Value);
}

void read_snapshot(DocumentReader& reader, ImageSnapshot& snapshot) {
  reader.read("id", snapshot.SnapshotId);
  reader.read("disk_usage", snapshot.DiskUsage);
  reader.read("size_gb", snapshot.DiskSize);
}

void read_reference(DocumentReader& reader, Reference& reference) {
  reader.read("type", reference.type, words::reference_types);
  reader.read("id", reference.id);
  reader.read("name", reference.name);
}

void read_image(DocumentReader& reader, PlannedImage& image) {
  reader.read("region", image.region);
  reader.read("id", image.id);
  reader.read("name", image.name);
  reader.read("type", image.type);
  reader.read("state", image.state);
  reader.read("created", image.created);
  reader.read("size_gb", image.size_gb);
  reader.read("family", image.family);
  reader.read("tags", image.tags, read_tag);
  reader.read("snapshots", image.snapshots, read_snapshot);
  reader.read("shared_with", image.shared_with);
  reader.read("references", image.references, read_reference);
  reader.read("verdict", image.verdict, words::verdicts);
  reader.read("reasons", image.reasons, read_plan_reason);
  check_image(reader, image.region, image.id);
}

void read_summary(DocumentReader& reader, PlanSummary& summary) {
  reader.read("delete", summary.deletes);
  reader.read("keep", summary.keep);
  reader.read("block", summary.block);
  reader.read("unknown", summary.unknown);
  reader.read("size_gb", summary.size_gb);
}

void read_members(DocumentReader& reader, Plan& plan) {
  std::string schema;
  reader.read("schema", schema);
  reader.read("created", plan.created_s, instant_word);
  reader.read("expires", plan.expires_s, instant_word);
  reader.read("digest", plan.digest);
  reader.read("appliable", plan.appliable);
  reader.read("refused_by", plan.refused_by, read_refusal);
  reader.read("endpoint", plan.endpoint);
  reader.read("account", plan.account, read_account);
  reader.read("regions", plan.regions, read_region);
  reader.read("images", plan.images, read_image);
  reader.read("summary", plan.summary, read_summary);
}

std::optional<Error> read_rules(DocumentReader& reader, Plan& plan) {
  const Value selection_object = reader.take("selection", Kind::object);
  const Value guards_object = reader.take("guards", Kind::object);
  if (!reader.is_sound()) return std::nullopt;
  const Place selection_place = reader.place_of("selection");
  auto selection = read_selection(selection_object, &selection_place);
  if (!selection) return selection.error();
  const Place guards_place = reader.place_of("guards");
  auto guards = read_guards(guards_object, &guards_place);
  if (!guards) return guards.error();
  plan.selection = std::move(*selection);
  plan.guards = std::move(*guards);
  return std::nullopt;
}

std::optional<Error> check_regions(const Plan& plan) {
  std::set<std::string_view> regions;
  for (std::size_t i = 0; i < plan.regions.size(); ++i) {
    const std::string& name = plan.regions[i].region;
    if (!regions.insert(name).second) return json::wrong({nullptr, "regions", i}, {" is ", name, " again"});
  }
  return std::nullopt;
}

/// Each is in a region of the plan, once, and is not to be deleted where nothing is known.
std::optional<Error> check_images(const Plan& plan) {
  std::set<std::pair<std::string_view, std::string_view>> known;
  for (std::size_t i = 0; i < plan.images.size(); ++i) {
    const PlannedImage& image = plan.images[i];
    const Place place{nullptr, "images", i};
    const auto region = std::find_if(plan.regions.begin(), plan.regions.end(),
                                     [&](const PlannedRegion& one) { return one.region == image.region; });
    if (region == plan.regions.end())
      return json::wrong(place, {" is in ", image.region, ", which is not among regions"});
    if (!known.insert({image.region, image.id}).second) return json::wrong(place, {" is ", image.id, " again"});
    if (image.verdict == Verdict::remove && !region->scanned)
      return json::wrong(place, {" is to be deleted in ", image.region, ", which was not scanned"});
  }
  return std::nullopt;
}

std::optional<Error> check_summary(const Plan& plan) {
  std::int64_t counts[std::size(words::verdicts)] = {};
  for (const PlannedImage& image : plan.images) ++counts[static_cast<std::size_t>(image.verdict)];
  const std::int64_t told[] = {plan.summary.block, plan.summary.unknown, plan.summary.keep, plan.summary.deletes};
  const Place summary{nullptr, "summary"};
  for (std::size_t i = 0; i < std::size(counts); ++i)
    if (counts[i] != told[i])
      return json::wrong({&summary, words::verdicts[i]},
                         {" is ", decimal(told[i]), ", and ", decimal(counts[i]), " images have that verdict"});
  if (plan.appliable && !plan.refused_by.empty())
    return json::wrong({nullptr, "appliable"}, {" is true, although a guard refused the plan"});
  return std::nullopt;
}

}  // namespace

Result<Plan> read_plan(std::string_view text) {
  json::Document document;
  const auto root = json::parse_object(text, document, "a plan");
  if (!root) return root.error();
  if (auto fault = check_schema(*root)) return *std::move(fault);
  if (auto fault = check_digest(*root)) return *std::move(fault);
  std::optional<Error> fault;
  DocumentReader reader(*root, nullptr, DocumentReader::Unset::null, fault);
  Plan plan;
  read_members(reader, plan);
  auto rules_fault = read_rules(reader, plan);
  reader.finish();
  if (fault) return *std::move(fault);
  if (rules_fault) return *std::move(rules_fault);
  for (const auto check : {check_regions, check_images, check_summary})
    if (auto wrong = check(plan)) return *std::move(wrong);
  return plan;
}

}  // namespace cvm
