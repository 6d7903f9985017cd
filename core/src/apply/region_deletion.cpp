#include "apply/region_deletion.hpp"

#include <algorithm>
#include <utility>

#include "json_writer.hpp"
#include "message.hpp"

namespace cvm {
namespace {

std::vector<Tag> sorted(std::vector<Tag> tags) {
  std::sort(tags.begin(), tags.end(),
            [](const Tag& a, const Tag& b) { return a.Key != b.Key ? a.Key < b.Key : a.Value < b.Value; });
  return tags;
}

/// Ends that a resumed run takes up again: nothing final is known of the image.
bool is_open(const Reason& reason) {
  return reason.code == "cancelled" || reason.code == "not-sent" || reason.code == "no-answer" ||
         reason.code == "still-visible" || reason.code == "expired";
}

}  // namespace

std::optional<std::string> change(const PlannedImage& planned, const Image& now) {
  if (planned.name != now.ImageName) return "name";
  if (planned.created != now.CreatedTime) return "created";
  if (planned.state != now.ImageState) return joined({"state ", planned.state, " → ", now.ImageState});
  if (sorted(planned.tags) != sorted(now.Tags)) return "tags";
  return std::nullopt;
}

void settle_image(ImageProgress& image, Progress& progress, Events& events, Outcome outcome,
                  std::optional<Reason> reason, std::optional<Error> error) {
  ImageReceipt& receipt = image.receipt;
  receipt.outcome = outcome;
  receipt.reason = std::move(reason);
  receipt.error = std::move(error);
  if (!receipt.reason || !is_open(*receipt.reason)) {
    image.stage = Stage::ended;
    progress.note(image);
  }
  json::ObjectWriter detail;
  detail.member("outcome", to_string(outcome));
  if (receipt.reason) detail.member("reason", receipt.reason->code);
  if (!receipt.request_ids.empty()) detail.member("request_id", receipt.request_ids.back());
  const EventKind kind = outcome == Outcome::deleted ? EventKind::image_gone : EventKind::image_kept;
  events.push_back({kind, receipt.region, receipt.id, detail.finish()});
}

RegionDeletion::RegionDeletion(Calls& calls, Events& events, Progress& progress, const ApplyRequest& request,
                               std::string region)
    : calls_(&calls),
      events_(&events),
      progress_(&progress),
      request_(&request),
      region_(std::move(region)),
      batch_limit_(std::max<std::size_t>(1, request.batch)) {}

void RegionDeletion::begin(const Ids& ids, Ids accepted, std::set<std::string> with_snapshots) {
  with_snapshots_ = std::move(with_snapshots);
  accepted_ = std::move(accepted);
  queue(ids);
}

void RegionDeletion::settle(const std::string& id, Outcome outcome, std::optional<Reason> reason,
                            std::optional<Error> error) {
  settle_image(image(id), *progress_, *events_, outcome, std::move(reason), std::move(error));
}

bool RegionDeletion::drop_if_changed(const std::string& id, const Image& seen, Outcome what, const Error& error) {
  const auto changed = change(planned(id), seen);
  if (changed) settle(id, what, Reason{"changed", {{"what", *changed}}}, error);
  return changed.has_value();
}

void RegionDeletion::begin_verify(Time now) {
  watch_.emplace(accepted_, request_->times, now.monotonic_ms);
  round_ = DeletionRound::verify;
}

/// What the service called NotFound on its first request was somebody else's; one that stays visible all the same was
/// refused. Of what no read showed nothing is said but that it was accepted.
void RegionDeletion::conclude_verify() {
  for (const std::string& id : accepted_) {
    const bool gone = watch_->gone(id);
    const bool seen = watch_->latest(id) != nullptr;
    const auto dispute = disputed_.find(id);
    if (dispute == disputed_.end()) {
      if (gone) {
        settle(id, Outcome::deleted, std::nullopt);
      } else {
        settle(id, Outcome::accepted, Reason{seen ? "still-visible" : "no-answer", {}});
      }
    } else if (gone && image(id).sends > 1) {
      settle(id, Outcome::deleted, std::nullopt);
    } else if (gone) {
      settle(id, Outcome::skipped, Reason{"already-gone", {}}, dispute->second);
    } else if (seen && !cancelled_) {
      settle(id, Outcome::failed, Reason{"refused", {{"code", dispute->second.service_code}}}, dispute->second);
    } else {
      settle(id, Outcome::unknown, Reason{"no-answer", {}}, dispute->second);
    }
  }
  watch_.reset();
}

/// Asks once a snapshot, whichever images it backed.
void RegionDeletion::ask_snapshots(Time now) {
  std::set<std::string> ids;
  for (const auto& [id, image] : images_) {
    if (image->receipt.outcome != Outcome::deleted) continue;
    for (const ImageSnapshot& snapshot : image->planned->snapshots) ids.insert(snapshot.SnapshotId);
  }
  next_snapshots_ms_ = forever;
  if (ids.empty()) return;
  ++open_;
  SnapshotsById::read(*calls_, now, {ids.begin(), ids.end()}, region_, snapshot_members,
                      [this, asked = now.monotonic_ms](Time at, Result<std::map<std::string, BlockSnapshot>> found) {
                        --open_;
                        take_snapshots(at, found, asked);
                      });
}

/// A snapshot that was to go with its image may take its time: it is left when it is there after the settle time.
void RegionDeletion::take_snapshots(Time now, const Result<std::map<std::string, BlockSnapshot>>& found,
                                    std::int64_t asked_ms) {
  bool any_going = false;
  for (const auto& [id, image] : images_) {
    if (image->receipt.outcome != Outcome::deleted) continue;
    image->receipt.snapshots.clear();
    for (const ImageSnapshot& snapshot : image->planned->snapshots) {
      const bool left = found && found->contains(snapshot.SnapshotId);
      const bool going = left && with_snapshots_.contains(id) && asked_ms < snapshots_settled_ms_;
      any_going = any_going || going;
      image->receipt.snapshots.push_back(
          {snapshot.SnapshotId, !found || going ? "unknown" : (left ? "left" : "deleted")});
    }
    progress_->note(*image);
  }
  if (any_going && !cancelled_) next_snapshots_ms_ = now.monotonic_ms + request_->times.longest_interval_ms;
}

void RegionDeletion::close(Time now) {
  DescribeImagesRequest count;
  count.Filters = {{"image-type", {"PRIVATE_IMAGE"}}};
  count.Limit = 1;
  ++open_;
  calls_->call(now, count, region_, [this](Time, Result<DescribeImagesResponse> images, const CallEnd&) {
    --open_;
    if (images) used_after_ = images->TotalCount;
  });
  snapshots_settled_ms_ = now.monotonic_ms + request_->times.settle_ms;
  ask_snapshots(now);
  round_ = DeletionRound::close;
}

void RegionDeletion::advance(Time now) {
  for (auto before = round_;; before = round_) {
    step(now);
    if (round_ == before) return;
  }
}

void RegionDeletion::step(Time now) {
  switch (round_) {
    case DeletionRound::send:
      send_next(now);
      break;
    case DeletionRound::look:
      if (watch_->due(now.monotonic_ms) && !cancelled_) read(now);
      if (look_is_over(now.monotonic_ms)) conclude_look(now);
      break;
    case DeletionRound::sharing:
      if (open_ == 0) conclude_sharing();
      break;
    case DeletionRound::verify:
      if (watch_->due(now.monotonic_ms) && !cancelled_ && !watch_->all_gone()) read(now);
      if (watch_->reading()) break;
      if (!cancelled_ && !watch_->all_gone() && now.monotonic_ms < watch_->start_ms() + request_->times.verify_ms)
        break;
      conclude_verify();
      close(now);
      break;
    case DeletionRound::close:
      if (open_ > 0) break;
      if (next_snapshots_ms_ <= now.monotonic_ms || (cancelled_ && next_snapshots_ms_ != forever)) ask_snapshots(now);
      if (open_ == 0 && next_snapshots_ms_ == forever) round_ = DeletionRound::done;
      break;
    case DeletionRound::sending:
    case DeletionRound::done:
      break;
  }
}

std::int64_t RegionDeletion::next_instant() const {
  if (round_ == DeletionRound::close) return open_ > 0 ? forever : next_snapshots_ms_;
  if (!watch_ || watch_->reading()) return forever;
  std::int64_t next = watch_->next_read_ms();
  if (round_ == DeletionRound::verify) next = std::min(next, watch_->start_ms() + request_->times.verify_ms);
  return next;
}

}  // namespace cvm
