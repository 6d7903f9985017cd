// What is checked of a plan when it is made.

#include <algorithm>

#include "invariants.hpp"
#include "rules.hpp"

namespace cvm::simulation {
namespace {

const PlannedRegion* region_of(const Plan& plan, const std::string& name) {
  for (const PlannedRegion& region : plan.regions) {
    if (region.region == name) return &region;
  }
  return nullptr;
}

bool was_spared_by_quota(const PlannedImage& image) {
  return image.verdict == Verdict::keep && image.reasons.size() == 1 && image.reasons.front().code == "enough-free";
}

/// How many have to go until fewer than `percent` of the quota are used; none when nobody told the quota.
std::int64_t over(std::int64_t own, const std::optional<std::int64_t>& quota, std::int64_t percent) {
  std::int64_t enough = 0;
  while (quota && enough < own && (own - enough) * 100 >= percent * *quota) ++enough;
  return enough;
}

}  // namespace

void Invariants::plan_ends(const Plan& plan) {
  check_images(plan);
  for (const PlannedImage& image : plan.images) check_verdict(plan, image);
  check_totals(plan);
  check_quota_rules(plan);
  if (digest_of(plan) != plan.digest) violate("plan-facts", "the digest does not fit the plan");
  const auto again = read_plan(write_plan(plan));
  if (!again) {
    violate("plan-facts", "the document cannot be read: " + describe(again.error()));
  } else if (again->digest != plan.digest || write_plan(*again) != write_plan(plan)) {
    violate("plan-facts", "the document is read as another plan");
  }
}

/// Every image of the list, once, and nothing else but ids that were asked for.
void Invariants::check_images(const Plan& plan) {
  std::map<Key, int> times;
  for (const PlannedImage& image : plan.images) {
    if (++times[{image.region, image.id}] > 1) violate("plan-facts", image.id + " stands in the plan twice");
  }
  for (const std::string& name : request_->regions) {
    const PlannedRegion* region = region_of(plan, name);
    if (region == nullptr) return violate("plan-facts", name + " is not in the plan");
    if (!region->scanned) continue;
    const auto listed = knowledge_.listed(name);
    if (!listed && !request_->selection.is_explicit()) return violate("plan-facts", name + " was not read whole");
    if (!listed) continue;
    for (const std::string& id : *listed) {
      if (!times.contains({name, id})) violate("plan-facts", id + " was read and has no verdict");
    }
    for (const auto& [key, count] : times) {
      if (key.first != name || listed->contains(key.second)) continue;
      const auto& ids = request_->selection.ids;
      if (std::find(ids.begin(), ids.end(), key.second) == ids.end())
        violate("plan-facts", key.second + " was not read");
    }
  }
}

void Invariants::check_verdict(const Plan& plan, const PlannedImage& image) {
  if (image.reasons.empty()) violate("plan-facts", image.id + " has a verdict without a reason");
  if (image.verdict != Verdict::remove) return;
  const PlannedRegion* region = region_of(plan, image.region);
  if (region == nullptr || !region->scanned) violate("plan-facts", image.id + " goes in a region that was not scanned");
  if (const auto objection = knowledge_.against(question(image.region, image.id))) {
    violate("plan-facts", image.id + " is to be deleted, but " + objection->why);
    return;
  }
  const Image* shown = knowledge_.shown(image.region, image.id);
  if (shown->ImageName != image.name || shown->ImageState != image.state || shown->Tags != image.tags) {
    violate("plan-facts", image.id + " is not as it was read");
  }
}

void Invariants::check_totals(const Plan& plan) {
  PlanSummary counted;
  std::map<std::string, std::int64_t> deletes;
  std::map<std::string, std::int64_t> own;
  for (const PlannedImage& image : plan.images) {
    if (image.type == "PRIVATE_IMAGE") ++own[image.region];
    if (image.verdict == Verdict::keep) ++counted.keep;
    if (image.verdict == Verdict::block) ++counted.block;
    if (image.verdict == Verdict::unknown) ++counted.unknown;
    if (image.verdict != Verdict::remove) continue;
    ++counted.deletes;
    ++deletes[image.region];
    counted.size_gb += image.size_gb.value_or(0);
  }
  const PlanSummary& told = plan.summary;
  if (told.deletes != counted.deletes || told.keep != counted.keep || told.block != counted.block ||
      told.unknown != counted.unknown || told.size_gb != counted.size_gb) {
    violate("plan-facts", "the summary does not add up");
  }
  bool over = counted.deletes > plan.guards.max_delete;
  for (const auto& [region, count] : deletes) over = over || count * 100 > plan.guards.max_percent * own[region];
  if (plan.selection.is_explicit()) over = false;
  if (over == plan.refused_by.empty()) violate("plan-facts", "max_delete or max_percent is not as it should be");
  if (plan.appliable && !plan.refused_by.empty()) violate("plan-facts", "it is refused and appliable");
  if (plan.guards != request_->guards || plan.selection != request_->selection) {
    violate("plan-facts", "the plan is for other rules");
  }
}

/// `free` and `until_below` take no more than they need, and the oldest.
void Invariants::check_quota_rules(const Plan& plan) {
  const Selection& selection = plan.selection;
  if (!selection.free && !selection.until_below) return;
  for (const PlannedRegion& region : plan.regions) {
    std::int64_t own = 0;
    std::int64_t deletes = 0;
    std::int64_t newest_deleted = INT64_MIN;
    std::int64_t oldest_spared = INT64_MAX;
    for (const PlannedImage& image : plan.images) {
      if (image.region != region.region) continue;
      if (image.type == "PRIVATE_IMAGE") ++own;
      const Image* shown = knowledge_.shown(image.region, image.id);
      const auto created = shown == nullptr ? std::nullopt : created_seconds(*shown);
      if (image.verdict == Verdict::remove) ++deletes;
      if (image.verdict == Verdict::remove && created) newest_deleted = std::max(newest_deleted, *created);
      if (was_spared_by_quota(image) && created) oldest_spared = std::min(oldest_spared, *created);
    }
    if (!region.scanned) continue;
    std::int64_t need = selection.free.value_or(INT64_MAX);
    if (selection.until_below)
      need = std::min(need, over(own, knowledge_.quota(region.region), *selection.until_below));
    if (deletes > need) {
      violate("plan-facts",
              std::to_string(deletes) + " go in " + region.region + " where " + std::to_string(need) + " would do");
    }
    if (newest_deleted > oldest_spared) violate("plan-facts", "a newer image goes before an older one");
  }
}

}  // namespace cvm::simulation
