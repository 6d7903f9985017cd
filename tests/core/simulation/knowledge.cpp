#include "knowledge.hpp"

#include <algorithm>
#include <utility>

#include "rules.hpp"

namespace cvm::simulation {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::vector<std::pair<std::string, std::string>> sorted(const std::vector<Tag>& tags) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Tag& tag : tags) pairs.emplace_back(tag.Key, tag.Value);
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

bool is_deletable(const std::string& state) {
  return state == "NORMAL" || state == "CREATEFAILED" || state == "IMPORTFAILED";
}

}  // namespace

void Knowledge::learn_images(RegionKnowledge& region, const Seen& seen) {
  for (const std::string& id : seen.asked.ids) region.looks[id] = std::nullopt;
  for (const Image& image : seen.images) region.looks[image.ImageId] = image;
  if (!seen.asked.ids.empty() || seen.asked.limit <= 1) return;
  region.images.learn(seen.asked, seen.total, seen.images);
  if (!region.images.whole()) return;
  std::set<std::string> there;
  region.images.each([&](const Image& image) { there.insert(image.ImageId); });
  for (auto& [id, look] : region.looks) {
    if (!there.contains(id)) look.reset();
  }
}

void Knowledge::learn_dry_run(RegionKnowledge& region, const Seen& seen) {
  if (!seen.asked.dry_run || (!seen.ok() && seen.code != "DryRunOperation")) return;
  region.dry_run_passed.insert(seen.asked.ids.begin(), seen.asked.ids.end());
}

void Knowledge::learn(const Seen& seen) {
  const Asked& asked = seen.asked;
  RegionKnowledge& region = regions_[asked.region];
  if (asked.action == "DeleteImages") return learn_dry_run(region, seen);
  if (!seen.ok()) return;
  if (asked.action == "DescribeImages") {
    learn_images(region, seen);
  } else if (asked.action == "DescribeImageSharePermission") {
    region.sharing[asked.subject] = seen.accounts;
    region.ever_shared[asked.subject].insert(seen.accounts.begin(), seen.accounts.end());
  } else if (asked.action == "ModifyImageSharePermission") {
    auto& receivers = region.sharing[asked.subject];
    std::erase_if(receivers, [&](const std::string& account) { return contains(asked.accounts, account); });
  } else if (asked.action == "DescribeInstances") {
    region.instances.learn(asked, seen.total, seen.instances);
  } else if (asked.action == "DescribeLaunchTemplates") {
    region.templates.learn(asked, seen.total, seen.templates);
  } else if (asked.action == "DescribeLaunchTemplateVersions") {
    for (const LaunchTemplateVersion& one : seen.versions) {
      region.versions[asked.subject][*one.LaunchTemplateVersion] = one.ImageId;
    }
    auto& pages = region.version_pages[asked.subject];
    if (asked.versions.empty() && !asked.default_version) pages.learn(asked, seen.total, seen.versions);
    if (pages.whole()) region.all_versions.insert(asked.subject);
  } else if (asked.action == "DescribeLaunchConfigurations") {
    region.configurations.learn(asked, seen.total, seen.configurations);
  } else if (asked.action == "DescribeImageFromFamily") {
    region.families[asked.subject] = seen.images.empty() ? std::string() : seen.images.front().ImageId;
  } else if (asked.action == "DescribeSnapshots") {
    for (const std::string& id : asked.ids) region.snapshots[id].clear();
    for (const BlockSnapshot& one : seen.snapshots) region.snapshots[one.SnapshotId] = one.ImageIds;
  } else if (asked.action == "DescribeImageQuota") {
    region.quota = seen.quota;
  }
}

/// What speaks against it in the image itself, and what differs from the plan.
std::optional<std::string> Knowledge::change(const RegionKnowledge&, const Question& question, const Image& image) {
  if (image.ImageType != "PRIVATE_IMAGE") return "its type is " + image.ImageType;
  if (!is_deletable(image.ImageState)) return "its state is " + image.ImageState;
  if (const PlannedImage* planned = question.planned) {
    if (planned->name != image.ImageName) return "its name changed";
    if (planned->state != image.ImageState) return "its state changed";
    if (planned->created != image.CreatedTime) return "its creation time changed";
    if (sorted(planned->tags) != sorted(image.Tags)) return "its tags changed";
  }
  const Selection& selection = question.selection;
  const auto created = created_seconds(image);
  if (!created || *created > question.now_s + question.doubt_s) return "nobody knows when it was made";
  if (selection.min_age_s && question.now_s + question.doubt_s - *created < *selection.min_age_s) {
    return "it is too young";
  }
  const auto tag = protection(image.Tags, question.guards.protect_tags, question.now_s + question.doubt_s);
  if (tag && !contains(question.guards.allow_protected, question.id)) return "it is protected by " + *tag;
  if (!chosen(selection, image)) return "the selection does not choose it";
  return std::nullopt;
}

std::optional<std::string> Knowledge::sharing(const RegionKnowledge& region, const Question& question) {
  const auto told = region.sharing.find(question.id);
  if (told == region.sharing.end()) return "its sharing was not read";
  if (question.planned == nullptr) {
    if (!told->second.empty() && !question.guards.unshare) return "it is shared";
    return std::nullopt;
  }
  if (!told->second.empty()) return "it is still shared";
  for (const std::string& account : region.ever_shared.at(question.id)) {
    if (!contains(question.planned->shared_with, account)) return "it was shared with " + account + " since the plan";
    if (!question.guards.unshare) return "it was shared";
  }
  return std::nullopt;
}

std::optional<std::string> Knowledge::templates(const RegionKnowledge& region, const Question& question) {
  if (!region.templates.whole()) return "launch templates were not read";
  std::optional<std::string> why;
  region.templates.each([&](const LaunchTemplate& one) {
    const auto versions = region.versions.find(one.LaunchTemplateId);
    const bool none = versions == region.versions.end();
    for (const std::int64_t number : {*one.DefaultVersionNumber, *one.LatestVersionNumber}) {
      if (none || !versions->second.contains(number)) why = "a version of " + one.LaunchTemplateId + " was not read";
    }
    const bool all = region.all_versions.contains(one.LaunchTemplateId);
    if (question.guards.refs.all_versions && !all) why = "not every version of " + one.LaunchTemplateId + " was read";
    if (none) return;
    for (const auto& [number, image] : versions->second) {
      if (image == question.id) why = one.LaunchTemplateId + " uses it";
    }
  });
  return why;
}

std::optional<std::string> Knowledge::scaling(const RegionKnowledge& region, const Question& question,
                                              const Image& image) {
  if (!region.configurations.whole()) return "scaling configurations were not read";
  std::optional<std::string> why;
  region.configurations.each([&](const LaunchConfiguration& one) {
    if (one.ImageId == question.id) why = one.LaunchConfigurationId + " uses it";
    if (one.ImageFamily.empty() || one.ImageFamily != image.ImageFamily) return;
    const auto resolved = region.families.find(one.ImageFamily);
    if (resolved == region.families.end()) {
      why = "nobody asked what the family " + one.ImageFamily + " resolves to";
    } else if (resolved->second == question.id) {
      why = one.LaunchConfigurationId + " uses it through its family";
    }
  });
  return why;
}

/// What may be used is used as it was when the plan was reviewed.
std::optional<std::string> Knowledge::newly_used(const RegionKnowledge& region, const Question& question) {
  if (question.planned == nullptr || !question.guards.refs.instances || !region.instances.whole()) return std::nullopt;
  std::optional<std::string> why;
  region.instances.each([&](const Instance& one) {
    if (one.ImageId != question.id) return;
    const auto& reviewed = question.planned->references;
    const bool known = std::any_of(reviewed.begin(), reviewed.end(),
                                   [&one](const Reference& reference) { return reference.id == one.InstanceId; });
    if (!known) why = one.InstanceId + " uses it since the plan";
  });
  return why;
}

std::optional<std::string> Knowledge::references(const RegionKnowledge& region, const Question& question,
                                                 const Image& image) {
  const ReferenceChecks& refs = question.guards.refs;
  if (contains(question.guards.allow_referenced, question.id)) return newly_used(region, question);
  if (refs.instances) {
    if (!region.instances.whole()) return "instances were not read";
    std::optional<std::string> why;
    region.instances.each([&](const Instance& one) {
      if (one.ImageId == question.id) why = one.InstanceId + " uses it";
    });
    if (why) return why;
  }
  if (refs.templates) {
    if (auto why = templates(region, question)) return why;
  }
  return refs.scaling ? scaling(region, question, image) : std::nullopt;
}

/// Fewer than `keep_newest` others of its group are as new. Images without a date are given the benefit of the doubt.
std::optional<std::string> Knowledge::floor(const RegionKnowledge& region, const Question& question,
                                            const Image& image) {
  const Selection& selection = question.selection;
  if (!selection.keep_newest || image.ImageState != "NORMAL") return std::nullopt;
  if (!region.images.whole()) return "the images of its group were not read";
  const std::string group = group_of(selection.per, image);
  const std::int64_t created = created_seconds(image).value_or(0);
  std::int64_t newer = 0;
  region.images.each([&](const Image& other) {
    if (other.ImageId == image.ImageId || other.ImageState != "NORMAL" || other.ImageType != "PRIVATE_IMAGE") return;
    if (!chosen(selection, other) || group_of(selection.per, other) != group) return;
    if (created_seconds(other).value_or(created) >= created) ++newer;
  });
  if (newer >= *selection.keep_newest) return std::nullopt;
  return "only " + std::to_string(newer) + " of its group are newer";
}

std::optional<Objection> Knowledge::against(const Question& question) const {
  const char* changed = question.planned == nullptr ? "plan-facts" : "changed";
  const auto place = regions_.find(question.region);
  if (place == regions_.end()) return Objection{changed, "nothing was read in its region"};
  const RegionKnowledge& region = place->second;
  const Image* image = shown(question.region, question.id);
  if (image == nullptr) return Objection{changed, "the latest read does not show it"};
  if (auto why = change(region, question, *image)) return Objection{changed, *why};
  if (image->ImageState == "NORMAL") {
    if (auto why = sharing(region, question)) return Objection{changed, *why};
  }
  if (auto why = references(region, question, *image)) return Objection{changed, *why};
  if (auto why = floor(region, question, *image)) return Objection{"floor", *why};
  if (question.planned == nullptr && question.guards.server_dry_run && !region.dry_run_passed.contains(question.id)) {
    return Objection{changed, "the service was not asked with DryRun"};
  }
  return std::nullopt;
}

std::optional<Objection> Knowledge::against_snapshots(const std::string& region, const std::string& id) const {
  const auto place = regions_.find(region);
  const Image* image = shown(region, id);
  if (image == nullptr) return Objection{"shared-snapshot", "its snapshots were not read"};
  for (const ImageSnapshot& bound : image->SnapshotSet) {
    const auto told = place->second.snapshots.find(bound.SnapshotId);
    if (told == place->second.snapshots.end()) {
      return Objection{"shared-snapshot", bound.SnapshotId + " was not read"};
    }
    for (const std::string& other : told->second) {
      if (other != id) return Objection{"shared-snapshot", bound.SnapshotId + " backs " + other + " as well"};
    }
  }
  return std::nullopt;
}

std::optional<std::set<std::string>> Knowledge::listed(const std::string& region) const {
  const auto place = regions_.find(region);
  if (place == regions_.end() || !place->second.images.whole()) return std::nullopt;
  std::set<std::string> ids;
  place->second.images.each([&](const Image& image) { ids.insert(image.ImageId); });
  return ids;
}

std::optional<std::int64_t> Knowledge::quota(const std::string& region) const {
  const auto place = regions_.find(region);
  return place == regions_.end() ? std::nullopt : place->second.quota;
}

const Image* Knowledge::shown(const std::string& region, const std::string& id) const {
  const auto place = regions_.find(region);
  if (place == regions_.end()) return nullptr;
  const auto look = place->second.looks.find(id);
  return look == place->second.looks.end() || !look->second ? nullptr : &*look->second;
}

}  // namespace cvm::simulation
