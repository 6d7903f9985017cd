#include "verdict.hpp"

#include <algorithm>
#include <utility>

namespace cvm {
namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

/// Collects reasons under the strongest verdict seen.
class Judgement {
 public:
  void add(Verdict verdict, std::string code, Args args) {
    if (verdict < verdict_) {
      reasons_.clear();
      verdict_ = verdict;
    }
    if (verdict == verdict_) reasons_.push_back({std::move(code), std::move(args)});
  }
  void write_to(InspectedImage& image) && {
    if (verdict_ == Verdict::remove) add(Verdict::remove, "requested", {});
    image.verdict = verdict_;
    image.reasons = std::move(reasons_);
  }

 private:
  Verdict verdict_ = Verdict::remove;
  std::vector<Reason> reasons_{};
};

std::string joined(const std::vector<std::string>& texts, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) {
    if (i > 0) out += ", ";
    out += texts[i];
  }
  if (texts.size() > most) out += ", …";
  return out;
}

std::string short_text(const Error& error) {
  return error.service_code.empty() ? std::string(to_string(error.code)) : error.service_code;
}

void judge_kind(Judgement& judgement, const Image& image) {
  if (image.ImageType != "PRIVATE_IMAGE") judgement.add(Verdict::block, "type", {{"type", image.ImageType}});
  if (!is_deletable_state(image.ImageState)) judgement.add(Verdict::block, "state", {{"state", image.ImageState}});
}

void judge_sharing(Judgement& judgement, InspectedImage& image, const RegionFacts& facts) {
  if (const auto shared = facts.shared_with.find(image.id); shared != facts.shared_with.end()) {
    image.shared_with = shared->second;
    if (!shared->second.empty()) {
      judgement.add(Verdict::block, "shared",
                    {{"count", std::to_string(shared->second.size())}, {"accounts", joined(shared->second, 3)}});
    }
  }
  if (const auto failed = facts.failed_sharing.find(image.id); failed != facts.failed_sharing.end()) {
    judgement.add(Verdict::unknown, "check-failed", {{"check", "sharing"}, {"error", short_text(failed->second)}});
  }
}

void judge_references(Judgement& judgement, const std::vector<Reference>& references) {
  std::map<std::string, std::vector<std::string>> ids_by_type;
  for (const Reference& reference : references) ids_by_type[reference.type].push_back(reference.id);
  for (const auto& [type, ids] : ids_by_type) {
    judgement.add(Verdict::keep, "referenced",
                  {{"type", type}, {"count", std::to_string(ids.size())}, {"ids", joined(ids, 3)}});
  }
}

void judge_family(Judgement& judgement, InspectedImage& image, const RegionFacts& facts) {
  const std::string& family = image.image->ImageFamily;
  const auto configuration = facts.family_configuration.find(family);
  if (family.empty() || configuration == facts.family_configuration.end()) return;
  if (const auto failed = facts.failed_families.find(family); failed != facts.failed_families.end()) {
    judgement.add(Verdict::unknown, "check-failed", {{"check", "families"}, {"error", short_text(failed->second)}});
    return;
  }
  const auto current = facts.family_image.find(family);
  if (current == facts.family_image.end() || current->second != image.id) return;
  image.references.push_back({"launch-configuration-family", configuration->second, family});
  judgement.add(Verdict::keep, "family-current", {{"family", family}, {"id", configuration->second}});
}

}  // namespace

void judge(InspectedImage& image, const InspectionRequest& request, const RegionFacts& facts) {
  Judgement judgement;
  image.references.clear();
  image.shared_with.clear();
  if (!image.image) {
    judgement.add(Verdict::block, "not-found", {{"region", request.region}});
    std::move(judgement).write_to(image);
    return;
  }
  judge_kind(judgement, *image.image);
  judge_sharing(judgement, image, facts);
  if (const auto found = facts.references.find(image.id); found != facts.references.end()) {
    image.references = found->second;
  }
  const std::vector<Reference> by_id = image.references;
  Judgement use;
  judge_family(request.allow_referenced.contains(image.id) ? use : judgement, image, facts);
  if (!request.allow_referenced.contains(image.id)) {
    judge_references(judgement, by_id);
    for (const auto& [check, error] : facts.failed_checks) {
      judgement.add(Verdict::unknown, "check-failed", {{"check", check}, {"error", short_text(error)}});
    }
  }
  const auto tag = protecting_tag(image.image->Tags, request.protect_tags, facts.unix_seconds);
  if (tag && !request.allow_protected.contains(image.id)) judgement.add(Verdict::keep, "protected", {{"tag", *tag}});
  std::move(judgement).write_to(image);
}

std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::block:
      return "block";
    case Verdict::unknown:
      return "unknown";
    case Verdict::keep:
      return "keep";
    case Verdict::remove:
      return "delete";
  }
  return "unknown";
}

bool is_deletable_state(std::string_view state) noexcept {
  return state == "NORMAL" || state == "CREATEFAILED" || state == "IMPORTFAILED";
}

}  // namespace cvm
