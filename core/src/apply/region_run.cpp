#include "apply/region_run.hpp"

#include <algorithm>
#include <utility>

namespace cvm {
namespace {

bool is_reference_check(std::string_view name) {
  return name == "instances" || name == "launch-templates" || name == "launch-configurations";
}

template <class T, class Same>
bool has_more(const std::vector<T>& now, const std::vector<T>& before, Same same) {
  return std::any_of(now.begin(), now.end(), [&](const T& one) {
    return std::none_of(before.begin(), before.end(), [&](const T& known) { return same(one, known); });
  });
}

/// What nobody saw when the plan was reviewed: a use that would be allowed, a snapshot that would go along.
std::optional<std::string> addition(const PlannedImage& planned, const PlannedImage& fresh) {
  if (fresh.family != planned.family) return "family";
  if (has_more(fresh.references, planned.references,
               [](const Reference& a, const Reference& b) { return a.type == b.type && a.id == b.id; }))
    return "references";
  if (has_more(fresh.snapshots, planned.snapshots,
               [](const ImageSnapshot& a, const ImageSnapshot& b) { return a.SnapshotId == b.SnapshotId; }))
    return "snapshots";
  return std::nullopt;
}

}  // namespace

RegionRun::RegionRun(Calls& calls, Events& events, Progress& progress, const ApplyRequest& request, const Rules& rules,
                     const PlannedRegion& planned, bool expired)
    : calls_(&calls),
      events_(&events),
      progress_(&progress),
      request_(&request),
      planned_(&planned),
      scan_(calls, events, rules, planned.region),
      unsharing_(calls, events, progress, request.times, planned.region),
      deletion_(calls, events, progress, request, planned.region),
      expired_(expired) {
  quota_.region = planned.region;
  const auto before = progress.quota_before(planned.region);
  quota_.before = before ? before : planned.used;
  quota_.limit = planned.quota;
}

void RegionRun::cancel() {
  cancelled_ = true;
  unsharing_.cancel();
  deletion_.cancel();
}

/// What an earlier run may have sent is looked at before anything else is done.
void RegionRun::begin(Time now) {
  Ids unclear;
  for (ImageProgress* image : images_) {
    if (image->stage == Stage::sent) unclear.push_back(image->receipt.id);
    if (image->stage == Stage::accepted) accepted_.push_back(image->receipt.id);
  }
  if (unclear.empty()) return scan(now);
  for (const std::string& id : unclear) events_->push_back({EventKind::delete_unclear, planned_->region, id, "{}"});
  watch_.emplace(std::move(unclear), request_->times, now.monotonic_ms);
  round_ = Round::look_back;
}

void RegionRun::read_back(Time now) {
  watch_->begin_read(now.monotonic_ms);
  ImagesById::read(
      *calls_, now, watch_->open_ids(), planned_->region, image_members,
      [this](Time at, Result<std::map<std::string, Image>> found) { watch_->take(at.monotonic_ms, found); });
}

void RegionRun::conclude_look_back(Time now) {
  const bool stable = watch_->read_since(watch_->start_ms() + request_->times.settle_ms);
  for (const std::string& id : watch_->ids()) {
    ImageProgress& image = deletion_.image(id);
    if (watch_->gone(id)) {
      settle(image, Outcome::deleted, std::nullopt);
    } else if (!stable || watch_->latest(id) == nullptr) {
      settle(image, Outcome::unknown, Reason{cancelled_ ? "cancelled" : "no-answer", {}});
    } else {
      image.stage = Stage::waiting;
      progress_->note(image);
    }
  }
  watch_.reset();
  scan(now);
}

void RegionRun::scan(Time now) {
  round_ = Round::scan;
  ask_earlier_unsharing(now);
  if (expired_) return end_expired();
  scan_.begin(now);
}

/// What came of requests that an earlier run sent and did not see the end of.
void RegionRun::ask_earlier_unsharing(Time now) {
  for (ImageProgress* image : images_) {
    if (!image->unsharing || !is_open(*image)) continue;
    ++open_;
    calls_->call(now, DescribeImageSharePermissionRequest{image->receipt.id}, planned_->region,
                 [this, image](Time, Result<DescribeImageSharePermissionResponse> sharing, const CallEnd&) {
                   --open_;
                   if (!sharing) return;
                   std::vector<std::string> left;
                   for (const SharePermission& share : sharing->SharePermissionSet) left.push_back(share.AccountId);
                   note_unshared(*image, *progress_, left);
                 });
  }
}

/// Only what was not settled by a look is open.
bool RegionRun::is_open(const ImageProgress& image) { return image.stage == Stage::waiting && !image.receipt.reason; }

void RegionRun::end_expired() {
  for (ImageProgress* image : images_) {
    if (!is_open(*image)) continue;
    settle(*image, image->sends == 0 ? Outcome::skipped : Outcome::failed, Reason{"expired", {}});
  }
  start_deletion();
}

void RegionRun::end_without_scan(const Error& error) {
  const bool stopped = error.code == ErrorCode::cancelled;
  for (ImageProgress* image : images_) {
    if (!is_open(*image)) continue;
    const bool sent = image->sends > 0;
    if (stopped)
      settle(*image, sent ? Outcome::failed : Outcome::skipped, Reason{"cancelled", {}}, error);
    else
      settle(*image, Outcome::failed, Reason{"not-sent", {}}, error);
  }
}

std::optional<std::string> RegionRun::sharing_change(const ImageProgress& image, const PlannedImage& fresh) const {
  const auto& before = image.planned->shared_with;
  const bool same =
      image.unsharing ? std::includes(before.begin(), before.end(), fresh.shared_with.begin(), fresh.shared_with.end())
                      : before == fresh.shared_with;
  if (same) return std::nullopt;
  return "sharing";
}

/// A check of who uses it that was made for the plan and could not be made again: `allow_referenced` waives what a
/// check finds, not the check.
std::optional<Reason> RegionRun::lost_check() const {
  const auto was_made = [this](const CheckRecord& lost) {
    return lost.error && is_reference_check(lost.name) &&
           std::any_of(planned_->checked.begin(), planned_->checked.end(),
                       [&lost](const CheckRecord& made) { return made.name == lost.name; });
  };
  const auto& lost = scan_.region().not_checked;
  const auto one = std::find_if(lost.begin(), lost.end(), was_made);
  if (one == lost.end()) return std::nullopt;
  return Reason{"check-failed", {{"check", one->name}, {"error", short_text(*one->error)}}};
}

void RegionRun::evaluate(Time now, ImageProgress& image, const PlannedImage* fresh) {
  const PlannedImage& planned = *image.planned;
  if (fresh == nullptr || fresh->type.empty()) {
    if (image.sends > 0) return accepted_.push_back(planned.id);  // one read proves nothing
    return settle(image, Outcome::skipped, Reason{"already-gone", {}});
  }
  const auto skip = [&](std::string what) {
    settle(image, Outcome::skipped, Reason{"changed", {{"what", std::move(what)}}});
  };
  if (fresh->name != planned.name) return skip("name");
  if (fresh->created != planned.created) return skip("created");
  if (fresh->verdict != Verdict::remove) return settle(image, Outcome::skipped, fresh->reasons.front());
  Image now_there;
  now_there.ImageName = fresh->name;
  now_there.CreatedTime = fresh->created;
  now_there.ImageState = fresh->state;
  now_there.Tags = fresh->tags;
  if (const auto changed = change(planned, now_there)) return skip(*changed);
  if (const auto changed = addition(planned, *fresh)) return skip(*changed);
  if (auto lost = lost_check()) return settle(image, Outcome::skipped, std::move(lost));
  if (const auto changed = sharing_change(image, *fresh)) return skip(*changed);
  // What an earlier run sent may have acted after the first look. Images in other states are not asked for sharing.
  if (image.unsharing && fresh->state == "NORMAL") note_unshared(image, *progress_, fresh->shared_with);
  if (fresh->shared_with.empty())
    ready_.push_back(planned.id);
  else
    unsharing_.begin(now, image);
}

void RegionRun::conclude_scan(Time now) {
  round_ = Round::prepare;
  const PlannedRegion& report = scan_.region();
  if (report.used) progress_->note_quota(planned_->region, *report.used);
  if (const auto before = progress_->quota_before(planned_->region)) quota_.before = before;
  if (report.quota) quota_.limit = report.quota;
  if (!report.scanned) return end_without_scan(scan_.fatal() ? *scan_.fatal() : report.error.value_or(Error{}));
  std::map<std::string_view, const PlannedImage*> fresh;
  for (const PlannedImage& image : scan_.images()) fresh.emplace(image.id, &image);
  for (ImageProgress* image : images_) {
    if (!is_open(*image)) continue;
    const auto found = fresh.find(image->receipt.id);
    const PlannedImage* one = found == fresh.end() ? nullptr : found->second;
    if (one != nullptr) events_->push_back({EventKind::image_verdict, planned_->region, one->id, verdict_detail(*one)});
    evaluate(now, *image, one);
  }
  if (request_->plan.guards.with_snapshots) ask_backing(now);
}

/// Which snapshots back one image alone. What cannot be told is left.
void RegionRun::ask_backing(Time now) {
  std::set<std::string> ids;
  for (const ImageProgress* image : images_)
    for (const ImageSnapshot& snapshot : image->planned->snapshots) ids.insert(snapshot.SnapshotId);
  if (ids.empty()) return;
  ++open_;
  SnapshotsById::read(*calls_, now, {ids.begin(), ids.end()}, planned_->region, snapshot_members,
                      [this](Time, Result<std::map<std::string, BlockSnapshot>> found) {
                        --open_;
                        if (found) take_backing(*found);
                      });
}

void RegionRun::take_backing(const std::map<std::string, BlockSnapshot>& found) {
  const auto backs_only = [&found](const ImageSnapshot& snapshot, const std::string& id) {
    const auto one = found.find(snapshot.SnapshotId);
    return one != found.end() && one->second.ImageIds == std::vector{id} && one->second.ImageCount.value_or(1) == 1;
  };
  for (const ImageProgress* image : images_) {
    const std::string& id = image->receipt.id;
    const auto& snapshots = image->planned->snapshots;
    const bool own = std::all_of(snapshots.begin(), snapshots.end(),
                                 [&](const ImageSnapshot& snapshot) { return backs_only(snapshot, id); });
    if (own && !snapshots.empty()) with_snapshots_.insert(id);
  }
}

void RegionRun::start_deletion() {
  round_ = Round::deletion;
  ready_.insert(ready_.end(), unsharing_.unshared().begin(), unsharing_.unshared().end());
  deletion_.begin(ready_, std::move(accepted_), std::move(with_snapshots_));
}

void RegionRun::advance(Time now) {
  for (auto before = round_;; before = round_) {
    step(now);
    if (round_ == before) return;
  }
}

void RegionRun::step(Time now) {
  switch (round_) {
    case Round::start:
      begin(now);
      break;
    case Round::look_back: {
      if (watch_->due(now.monotonic_ms) && !cancelled_ && !watch_->all_gone()) read_back(now);
      if (watch_->reading()) break;
      const bool settled = watch_->read_since(watch_->start_ms() + request_->times.settle_ms) && watch_->is_clear();
      const bool late = now.monotonic_ms >= watch_->start_ms() + request_->times.verify_ms;
      if (cancelled_ || watch_->all_gone() || settled || late) conclude_look_back(now);
      break;
    }
    case Round::scan:
      if (scan_.advance(now) && open_ == 0) conclude_scan(now);
      break;
    case Round::prepare:
      unsharing_.advance(now);
      if (open_ == 0 && unsharing_.idle()) start_deletion();
      break;
    case Round::deletion:
      deletion_.advance(now);
      if (!deletion_.done()) break;
      quota_.after = deletion_.used_after();
      round_ = Round::done;
      break;
    case Round::done:
      break;
  }
}

std::int64_t RegionRun::next_instant() const {
  if (round_ == Round::deletion) return deletion_.next_instant();
  if (round_ == Round::prepare) return unsharing_.next_instant();
  if (round_ != Round::look_back || watch_->reading()) return forever;
  return std::min(watch_->next_read_ms(), watch_->start_ms() + request_->times.verify_ms);
}

}  // namespace cvm
