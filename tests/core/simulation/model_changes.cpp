// What the service does for who changes something.

#include <algorithm>
#include <utility>

#include "model_service.hpp"

namespace cvm::simulation {
namespace {

bool is_deletable(const std::string& state) {
  return state == "NORMAL" || state == "CREATEFAILED" || state == "IMPORTFAILED";
}

}  // namespace

/// Why this image cannot go now; a success when it can.
Seen Service::refusal(const Asked& asked, const ModelRegion& region, const std::string& id, Millis now) const {
  const auto say = [&](std::string code, const std::string& what) {
    return refused(asked, std::move(code), profile_.names_culprit ? "ImageId " + id + " " + what : "an image " + what);
  };
  const auto found = region.images.find(id);
  if (found == region.images.end()) return say("InvalidImageId.NotFound", "is not found");
  const ModelImage& image = found->second;
  if (!image.exists()) {
    return profile_.deleted_is_running && now < image.visible_until ? say("MutexOperation.TaskRunning", "has a task")
                                                                    : say("InvalidImageId.NotFound", "is not found");
  }
  if (image.image.ImageType == "SHARED_IMAGE") return say("InvalidParameterValue.InvalidImageIdIsShared", "is shared");
  if (image.image.ImageType != "PRIVATE_IMAGE") return say("InvalidParameterValue.InvalidImageId", "does not allow it");
  if (!is_deletable(image.image.ImageState)) return say("InvalidImageId.IncorrectState", "is in a wrong state");
  if (!image.shared_with.empty()) return say("InvalidImageId.InShared", "is shared");
  if (now < image.busy_until) return say("MutexOperation.TaskRunning", "has a task running");
  if (image.cursed) return say("InvalidParameterValue.InvalidImageId", "does not allow this operation");
  Seen fine;
  fine.asked = asked;
  return fine;
}

Seen Service::delete_images(const Asked& asked, Millis sent_at, Millis now) {
  if (asked.ids.size() > profile_.most_ids) {
    return refused(asked, "InvalidParameterValue.LimitExceeded", "The number of ImageIds exceeds the limit");
  }
  const ModelRegion& region = account_.at(asked.region).now();
  if (!asked.dry_run) {
    for (const std::string& id : asked.ids) was_to_go_[id] = true;
  }
  Seen result;
  result.asked = asked;
  std::vector<std::string> fit;
  for (const std::string& id : asked.ids) {
    Seen one = refusal(asked, region, id, now);
    if (one.ok()) {
      fit.push_back(id);
    } else if (result.ok()) {
      result = std::move(one);
    }
    if (!result.ok() && profile_.batches == Batches::until_first) break;
  }
  if (asked.dry_run) {
    if (result.ok() && profile_.dry_run_is_error) return refused(asked, "DryRunOperation", "it would have succeeded");
    return result;
  }
  if (!result.ok() && profile_.batches == Batches::all_or_nothing) return result;
  remove(asked, fit, sent_at, now);
  return result;
}

void Service::remove(const Asked& asked, const std::vector<std::string>& ids, Millis sent_at, Millis now) {
  if (ids.empty()) return;
  ModelRegion& region = account_.at(asked.region).change(now);
  for (const std::string& id : ids) {
    ModelImage& image = region.images.at(id);
    image.deleted_by = DeletedBy::us;
    image.deleted_at = now;
    image.visible_until = now + random_.between(0, profile_.most_visible_ms);
    effects_.push_back({Effect::Kind::image_deleted, asked.region, id, {}, sent_at});
  }
  if (!asked.with_snapshots) return;
  for (const std::string& id : ids) remove_snapshots(asked, region, region.images.at(id), sent_at);
}

void Service::remove_snapshots(const Asked& asked, ModelRegion& region, const ModelImage& image, Millis sent_at) {
  for (const ImageSnapshot& bound : image.image.SnapshotSet) {
    const bool used = !region.backed_by(bound.SnapshotId).empty();
    if (used && profile_.bound_snapshots == BoundSnapshots::spares_shared) continue;
    if (bound.DiskUsage != "SYSTEM_DISK" && profile_.bound_snapshots == BoundSnapshots::system_only) continue;
    if (region.snapshots.erase(bound.SnapshotId) == 0) continue;
    effects_.push_back(
        {Effect::Kind::snapshot_deleted, asked.region, image.image.ImageId, bound.SnapshotId, sent_at, used});
  }
}

Seen Service::cancel_sharing(const Asked& asked, Millis sent_at, Millis now) {
  const ModelRegion& before = account_.at(asked.region).now();
  const auto found = before.images.find(asked.subject);
  if (found == before.images.end() || !found->second.exists()) {
    return refused(asked, "InvalidImageId.NotFound", "ImageId " + asked.subject + " is not found");
  }
  if (found->second.image.ImageState != "NORMAL") {
    return refused(asked, "InvalidParameterValue.InvalidImageState", "ImageId " + asked.subject + " is not NORMAL");
  }
  ModelImage& image = account_.at(asked.region).change(now).images.at(asked.subject);
  for (const std::string& account : asked.accounts) {
    const auto place = std::find(image.shared_with.begin(), image.shared_with.end(), account);
    if (place == image.shared_with.end()) continue;
    image.shared_with.erase(place);
    effects_.push_back({Effect::Kind::unshared, asked.region, asked.subject, account, sent_at});
  }
  Seen done;
  done.asked = asked;
  return done;
}

}  // namespace cvm::simulation
