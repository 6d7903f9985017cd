#include "model_account.hpp"

#include <algorithm>

#include "dates.hpp"

namespace cvm::simulation {
namespace {

constexpr std::int64_t day_s = 86'400;

std::string api_time(Random& random, std::int64_t seconds) {
  std::string text = date_text(seconds);
  if (random.chance(20)) text.replace(text.size() - 1, 1, "+00:00");
  return text;
}

/// What makes some images unfit to go.
void draw_oddities(Random& random, const Profile& profile, ModelImage& image) {
  static const std::vector<std::string> states = {"CREATING",     "CREATEFAILED", "SYNCING",  "IMPORTING",
                                                  "IMPORTFAILED", "USING",        "PONDERING"};
  if (random.chance(12)) image.image.ImageState = random.pick(states);
  if (random.chance(4)) image.image.ImageType = random.chance(50) ? "SHARED_IMAGE" : "PUBLIC_IMAGE";
  if (random.chance(4)) {
    image.created_s = 0;
    image.image.CreatedTime.clear();
  }
  if (random.chance(12)) image.image.Tags.push_back({"env", random.chance(50) ? "dev" : "prod"});
  if (random.chance(6)) image.image.Tags.push_back({"keep", "true"});
  if (random.chance(5)) image.image.Tags.push_back({"keep-until", random.chance(50) ? "2026-03-02" : "2025-12-31"});
  if (random.chance(10) && image.image.ImageState == "NORMAL") image.shared_with = random.some(partner_accounts, 60);
  if (profile.culprits && random.chance(6)) image.cursed = true;
  if (profile.busy && random.chance(8)) image.busy_until = random.between(1'000, 90'000);
}

std::string some_image(Random& random, const ModelRegion& region) {
  if (region.images.empty()) return "img-none0000";
  return std::next(region.images.begin(), static_cast<std::ptrdiff_t>(random.below(region.images.size())))->first;
}

void draw_references(Random& random, const Profile& profile, ModelRegion& region) {
  const std::int64_t instances = profile.many_instances ? random.between(101, 230) : random.between(0, 5);
  for (std::int64_t i = 0; i < instances; ++i) {
    const bool foreign = random.chance(profile.many_instances ? 97 : 30);
    region.instances.push_back(
        {random.id("ins-"), "machine", "RUNNING", foreign ? "img-elsewhere" : some_image(random, region)});
  }
  for (std::int64_t i = random.between(0, 2); i > 0; --i) {
    ModelTemplate added{random.id("lt-"), "template", 1, {}};
    for (std::int64_t v = random.between(1, 4); v > 0; --v) added.images.push_back(some_image(random, region));
    added.default_version = random.between(1, static_cast<std::int64_t>(added.images.size()));
    region.templates.push_back(std::move(added));
  }
  for (std::int64_t i = random.between(0, 3); i > 0; --i) {
    LaunchConfiguration added{random.id("asc-"), "scaling", {}, {}};
    if (random.chance(40)) {
      added.ImageFamily = random.pick(image_families);
    } else {
      added.ImageId = some_image(random, region);
    }
    region.configurations.push_back(std::move(added));
  }
}

ModelRegion random_region(const Profile& profile, Random random) {
  ModelRegion region;
  const std::int64_t count = random.between(random.chance(5) ? 0 : 2, profile.most_images);
  for (std::int64_t i = 0; i < count; ++i) {
    // Seconds differ, so that "newest" has one meaning.
    ModelImage image = random_image(random, region, epoch_s - random.between(1, 120) * day_s - i, true);
    draw_oddities(random, profile, image);
    const std::string id = image.image.ImageId;
    region.images.emplace(id, std::move(image));
  }
  draw_references(random, profile, region);
  region.quota = std::max<std::int64_t>(1, count + random.between(-2, 10));
  return region;
}

}  // namespace

std::vector<std::string> ModelRegion::backed_by(const std::string& snapshot) const {
  std::vector<std::string> ids;
  for (const auto& [id, image] : images) {
    const auto& set = image.image.SnapshotSet;
    const bool rests =
        std::any_of(set.begin(), set.end(), [&](const ImageSnapshot& s) { return s.SnapshotId == snapshot; });
    if (rests && image.exists()) ids.push_back(id);
  }
  return ids;
}

std::string ModelRegion::newest_of(const std::string& family) const {
  const ModelImage* newest = nullptr;
  for (const auto& [id, image] : images) {
    const bool usable = image.exists() && image.image.ImageState == "NORMAL" && image.image.ImageFamily == family;
    if (usable && (newest == nullptr || image.created_s > newest->created_s)) newest = &image;
  }
  return newest == nullptr ? std::string() : newest->image.ImageId;
}

const ModelRegion& RegionHistory::at(Millis instant) const noexcept {
  auto place = states_.end();
  do {
    --place;
  } while (place != states_.begin() && place->first > instant);
  return *place->second;
}

ModelRegion& RegionHistory::change(Millis instant) {
  push(instant, now());
  return *states_.back().second;
}

ModelImage random_image(Random& random, ModelRegion& region, std::int64_t created_s, bool may_borrow) {
  ModelImage added;
  Image& image = added.image;
  image.ImageId = random.id("img-");
  image.ImageType = "PRIVATE_IMAGE";
  image.ImageState = "NORMAL";
  added.created_s = created_s;
  image.CreatedTime = api_time(random, created_s);
  image.ImageName = random.pick(name_families) + "-" + date_text(created_s).substr(0, 10);
  image.ImageSize = random.between(10, 100);
  if (random.chance(50)) image.ImageFamily = random.pick(image_families);
  if (random.chance(40)) image.Tags.push_back({"team", random.chance(50) ? "red" : "blue"});
  for (std::int64_t i = random.between(0, 2); i > 0; --i) {
    const bool borrows = may_borrow && !region.snapshots.empty() && random.chance(25);
    const std::string id = borrows ? *std::next(region.snapshots.begin(),
                                                static_cast<std::ptrdiff_t>(random.below(region.snapshots.size())))
                                   : random.id("snap-");
    region.snapshots.insert(id);
    image.SnapshotSet.push_back({id, image.SnapshotSet.empty() ? "SYSTEM_DISK" : "DATA_DISK", 50});
  }
  return added;
}

Account random_account(const Profile& profile, Random random) {
  static const std::vector<std::string> names = {"ap-guangzhou", "ap-singapore", "eu-frankfurt", "na-ashburn"};
  Account account;
  for (int i = 0; i < profile.regions; ++i) {
    const auto place = static_cast<std::size_t>(i);
    account.emplace(names[place], RegionHistory(random_region(profile, random.fork(place + 1))));
  }
  return account;
}

}  // namespace cvm::simulation
