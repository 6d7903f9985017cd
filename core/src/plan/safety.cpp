#include "plan/safety.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "cvm/planner.hpp"
#include "plan/judge.hpp"

namespace cvm {
namespace {

std::string first_of(const std::vector<std::string>& texts) {
  constexpr std::size_t most = 3;
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) {
    if (i > 0) out += ", ";
    out += texts[i];
  }
  if (texts.size() > most) out += ", …";
  return out;
}

void add_failed(Findings& findings, std::string check, const Error& error) {
  findings.add(Verdict::unknown, "check-failed", {{"check", std::move(check)}, {"error", short_text(error)}});
}

void judge_kind(const Image& image, Findings& findings) {
  if (image.ImageType != "PRIVATE_IMAGE") findings.add(Verdict::block, "type", {{"type", image.ImageType}});
  if (!is_deletable_state(image.ImageState)) findings.add(Verdict::block, "state", {{"state", image.ImageState}});
}

void judge_sharing(PlannedImage& planned, const RegionFacts& facts, bool unshare, Findings& findings) {
  if (const auto failed = facts.failed_sharing.find(planned.id); failed != facts.failed_sharing.end())
    add_failed(findings, "sharing", failed->second);
  const auto shared = facts.shared_with.find(planned.id);
  if (shared == facts.shared_with.end()) return;
  planned.shared_with = shared->second;
  if (planned.shared_with.empty()) return;
  findings.add(unshare ? Verdict::remove : Verdict::block, unshare ? "unshare" : "shared",
               {{"count", std::to_string(planned.shared_with.size())}, {"accounts", first_of(planned.shared_with)}});
}

/// By the family, when the image is what a family that somebody uses resolves to. False: nobody could tell.
void judge_family(PlannedImage& planned, const RegionFacts& facts, Findings& findings) {
  const auto configuration = facts.family_configuration.find(planned.family);
  if (planned.family.empty() || configuration == facts.family_configuration.end()) return;
  if (const auto failed = facts.failed_families.find(planned.family); failed != facts.failed_families.end())
    return add_failed(findings, "families", failed->second);
  const auto current = facts.family_image.find(planned.family);
  if (current == facts.family_image.end() || current->second != planned.id) return;
  planned.references.push_back({"launch-configuration-family", configuration->second, planned.family});
  findings.add(Verdict::keep, "family-current", {{"family", planned.family}, {"id", configuration->second}});
}

void judge_references(PlannedImage& planned, const RegionFacts& facts, Findings& findings) {
  std::map<std::string, std::vector<std::string>> ids_by_type;
  for (const Reference& reference : planned.references) ids_by_type[reference.type].push_back(reference.id);
  for (const auto& [type, ids] : ids_by_type) {
    findings.add(Verdict::keep, "referenced",
                 {{"type", type}, {"count", std::to_string(ids.size())}, {"ids", first_of(ids)}});
  }
  judge_family(planned, facts, findings);
  for (const auto& [check, error] : facts.failed_checks) add_failed(findings, check, error);
}

/// References are shown whether they count or not.
void judge_use(PlannedImage& planned, const RegionFacts& facts, bool allowed, Findings& findings) {
  if (const auto found = facts.references.find(planned.id); found != facts.references.end())
    planned.references = found->second;
  Findings use;
  judge_references(planned, facts, allowed ? use : findings);
  if (planned.references.empty() && use.verdict() == Verdict::remove) findings.add(Verdict::remove, "unreferenced");
  if (use.verdict() != Verdict::remove) findings.add(Verdict::remove, "allowed-referenced");
}

void judge_dry_run(const std::string& id, const RegionFacts& facts, Findings& findings) {
  if (const auto refused = facts.dry_run_refused.find(id); refused != facts.dry_run_refused.end())
    findings.add(Verdict::block, "dry-run-refused", {{"code", refused->second}});
  if (const auto failed = facts.failed_dry_run.find(id); failed != facts.failed_dry_run.end())
    add_failed(findings, "dry-run", failed->second);
}

}  // namespace

void judge_safety(PlannedImage& planned, const Image& image, const RegionFacts& facts, const Rules& rules,
                  Findings& findings) {
  judge_kind(image, findings);
  judge_sharing(planned, facts, rules.guards().unshare, findings);
  judge_use(planned, facts, rules.allows_referenced(image.ImageId), findings);
  judge_dry_run(image.ImageId, facts, findings);
  const auto tag = protecting_tag(image.Tags, rules.guards().protect_tags, facts.unix_seconds);
  if (!tag) return;
  const bool allowed = rules.allows_protected(image.ImageId);
  findings.add(allowed ? Verdict::remove : Verdict::keep, allowed ? "allowed-protected" : "protected", {{"tag", *tag}});
}

bool is_deletable_state(std::string_view state) noexcept {
  return state == "NORMAL" || state == "CREATEFAILED" || state == "IMPORTFAILED";
}

}  // namespace cvm
