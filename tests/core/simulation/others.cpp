#include "others.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cvm::simulation {
namespace {

void toggle_keep(std::vector<Tag>& tags) {
  const auto keep = std::find_if(tags.begin(), tags.end(), [](const Tag& tag) { return tag.Key == "keep"; });
  if (keep == tags.end()) {
    tags.push_back({"keep", "yes"});
  } else {
    tags.erase(keep);
  }
}

void share(std::vector<std::string>& receivers, const std::string& account) {
  if (std::find(receivers.begin(), receivers.end(), account) == receivers.end()) receivers.push_back(account);
}

}  // namespace

void Others::create_image(const std::string& region) {
  const Millis now = world_->agenda.now();
  ModelRegion& state = world_->service.account().at(region).change(now);
  // With snapshots of its own: one that was read as backing a single image could not be told from this one's.
  ModelImage created = random_image(random_, state, epoch_s + now / 1000, false);
  const std::string id = created.image.ImageId;
  state.images.emplace(id, std::move(created));
}

void Others::change_image(const std::string& region, const std::string& id) {
  const Millis now = world_->agenda.now();
  ModelImage& image = world_->service.account().at(region).change(now).images.at(id);
  switch (random_.below(6)) {
    case 0:
      image.image.ImageName += "-renamed";
      break;
    case 1:
      toggle_keep(image.image.Tags);
      break;
    case 2:
      if (image.image.ImageState == "NORMAL") share(image.shared_with, random_.pick(partner_accounts));
      break;
    case 3:
      image.shared_with.clear();
      break;
    case 4:
      image.image.ImageState = image.image.ImageState == "NORMAL" ? "SYNCING" : "NORMAL";
      break;
    default:
      image.busy_until = now + random_.between(1'000, 60'000);
      break;
  }
}

void Others::use_image(const std::string& region, const std::string& id) {
  ModelRegion& state = world_->service.account().at(region).change(world_->agenda.now());
  switch (random_.below(4)) {
    case 0:
      state.configurations.push_back({random_.id("asc-"), "scaling", id, {}});
      break;
    case 1:
      state.configurations.push_back({random_.id("asc-"), "scaling", {}, random_.pick(image_families)});
      break;
    case 2:
      if (!state.templates.empty()) {
        ModelTemplate& one = state.templates[random_.below(state.templates.size())];
        one.images.push_back(id);
        if (random_.chance(50)) one.default_version = static_cast<std::int64_t>(one.images.size());
        break;
      }
      [[fallthrough]];
    default:
      state.instances.push_back({random_.id("ins-"), "machine", "RUNNING", id});
      break;
  }
}

void Others::act() {
  Account& account = world_->service.account();
  const auto region = std::next(account.begin(), static_cast<std::ptrdiff_t>(random_.below(account.size())));
  std::vector<std::string> there;
  for (const auto& [id, image] : region->second.now().images) {
    if (image.exists()) there.push_back(id);
  }
  const std::size_t dice = random_.below(10);
  if (there.empty() || dice == 0) return create_image(region->first);
  const std::string id = random_.pick(there);
  if (dice == 1) return world_->service.delete_by_others(region->first, id, world_->agenda.now());
  if (dice < 7) return change_image(region->first, id);
  use_image(region->first, id);
}

void Others::act_from_now_on(int count) {
  if (count <= 0) return;
  const Millis pause = random_.chance(50) ? random_.between(1, 500) : random_.between(1, 10'000);
  world_->agenda.at(world_->agenda.now() + pause, [this, count] {
    if (world_->quiet) return;
    act();
    act_from_now_on(count - 1);
  });
}

}  // namespace cvm::simulation
