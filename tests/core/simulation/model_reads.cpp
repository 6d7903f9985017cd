// What the service answers to who only asks.

#include <algorithm>
#include <utility>

#include "model_service.hpp"

namespace cvm::simulation {
namespace {

/// Whether the filters let the image through; only those that the engine has a use for are known.
bool passes(const Image& image, const std::vector<Filter>& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
    if (filter.Name != "image-type") return false;
    return std::find(filter.Values.begin(), filter.Values.end(), image.ImageType) != filter.Values.end();
  });
}

template <class Item>
void answer(Seen& seen, std::vector<Item> Seen::*list, const std::vector<Item>& all) {
  seen.total = static_cast<std::int64_t>(all.size());
  seen.*list = page(all, seen.asked);
}

std::vector<LaunchTemplate> templates_of(const ModelRegion& region) {
  std::vector<LaunchTemplate> all;
  for (const ModelTemplate& one : region.templates) {
    const auto versions = static_cast<std::int64_t>(one.images.size());
    all.push_back({one.id, one.name, one.default_version, versions, versions});
  }
  return all;
}

}  // namespace

/// Once in a while a read by id misses an image that is there. Never twice in a row, for two such reads are a proof,
/// and those in between may have been lost: not twice in a minute.
bool Service::is_blind_to(const std::string& id, Millis now) {
  if (!was_to_go_.contains(id) || !random_.chance(profile_.blind)) return false;
  const auto [last, is_first] = missed_.try_emplace(id, now);
  if (!is_first && now - last->second < 60'000) return false;
  last->second = now;
  return true;
}

void Service::read_images(Seen& seen, const ModelRegion& region, Millis at) {
  const Asked& asked = seen.asked;
  std::vector<Image> all;
  if (asked.ids.size() > std::max<std::size_t>(100, profile_.most_ids)) {
    seen = refused(asked, "InvalidParameterValue.LimitExceeded", "too many ids");
    return;
  }
  for (const auto& [id, image] : region.images) {
    if (!image.shown(at)) continue;
    const bool asked_for = std::find(asked.ids.begin(), asked.ids.end(), id) != asked.ids.end();
    if (asked.ids.empty() ? passes(image.image, asked.filters) : asked_for && !is_blind_to(id, at))
      all.push_back(image.image);
  }
  answer(seen, &Seen::images, all);
}

void Service::read_versions(Seen& seen, const ModelRegion& region) {
  const Asked& asked = seen.asked;
  const auto& templates = region.templates;
  const auto found = std::find_if(templates.begin(), templates.end(),
                                  [&](const ModelTemplate& one) { return one.id == asked.subject; });
  if (found == templates.end()) {
    seen = refused(asked, "InvalidParameterValue.LaunchTemplateIdNotExisted", "no such template");
    return;
  }
  const auto latest = static_cast<std::int64_t>(found->images.size());
  std::vector<std::int64_t> numbers = asked.versions;
  if (asked.default_version) numbers.push_back(found->default_version);
  const bool by_number = !numbers.empty();
  for (std::int64_t v = 1; !by_number && v <= latest; ++v) numbers.push_back(v);
  std::vector<LaunchTemplateVersion> all;
  for (const std::int64_t number : numbers) {
    if (number < 1 || number > latest) {
      seen = refused(asked, "InvalidParameterValue.LaunchTemplateIdVerNotExisted", "no such version");
      return;
    }
    all.push_back(
        {found->id, number, number == found->default_version, found->images[static_cast<std::size_t>(number - 1)]});
  }
  answer(seen, &Seen::versions, all);
  if (by_number) seen.versions = all;
}

void Service::read_sharing(Seen& seen, const ModelRegion& region, Millis at) {
  const auto found = region.images.find(seen.asked.subject);
  if (found == region.images.end() || !found->second.shown(at)) {
    seen = refused(seen.asked, "InvalidImageId.NotFound", "ImageId " + seen.asked.subject + " is not found");
  } else if (found->second.image.ImageType != "PRIVATE_IMAGE") {
    seen = refused(seen.asked, "UnauthorizedOperation.ImageNotBelongToAccount", "not yours");
  } else {
    seen.accounts = found->second.shared_with;
  }
}

void Service::read_snapshots(Seen& seen, const ModelRegion& region) {
  std::vector<BlockSnapshot> all;
  for (const std::string& id : region.snapshots) {
    const auto& ids = seen.asked.ids;
    if (!ids.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) continue;
    BlockSnapshot one;
    one.SnapshotId = id;
    one.ImageIds = region.backed_by(id);
    all.push_back(std::move(one));
  }
  answer(seen, &Seen::snapshots, all);
}

Seen Service::read(const Asked& asked, const ModelRegion& region, Millis at) {
  Seen seen;
  seen.asked = asked;
  const std::string& action = asked.action;
  if (action == "DescribeImages") {
    read_images(seen, region, at);
  } else if (action == "DescribeInstances") {
    answer(seen, &Seen::instances, region.instances);
  } else if (action == "DescribeLaunchTemplates") {
    answer(seen, &Seen::templates, templates_of(region));
  } else if (action == "DescribeLaunchTemplateVersions") {
    read_versions(seen, region);
  } else if (action == "DescribeLaunchConfigurations") {
    answer(seen, &Seen::configurations, region.configurations);
  } else if (action == "DescribeSnapshots") {
    read_snapshots(seen, region);
  } else if (action == "DescribeImageSharePermission") {
    read_sharing(seen, region, at);
  } else if (action == "DescribeImageQuota") {
    seen.quota = region.quota;
  } else if (action == "DescribeImageFromFamily") {
    const std::string newest = region.newest_of(asked.subject);
    if (!newest.empty()) seen.images.push_back(region.images.at(newest).image);
  } else {
    return refused(asked, "InvalidAction", action);
  }
  return seen;
}

}  // namespace cvm::simulation
