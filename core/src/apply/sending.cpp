// Sending batches of DeleteImages.

#include <algorithm>
#include <utility>

#include "apply/batch_errors.hpp"
#include "apply/region_deletion.hpp"

namespace cvm {

/// In batches of the size that the service takes, and so that one batch either deletes bound snapshots or does not.
void RegionDeletion::queue(const Ids& ids) {
  for (const bool with : {false, true}) {
    Ids batch;
    for (const std::string& id : ids) {
      if (with_snapshots_.contains(id) != with) continue;
      batch.push_back(id);
      if (batch.size() == batch_limit_) queue_.push_back({std::exchange(batch, {}), {}});
    }
    if (!batch.empty()) queue_.push_back({std::move(batch), {}});
  }
}

/// The service takes fewer than when these batches were put together: they are put together anew.
void RegionDeletion::take_oversized(Ids& ids) {
  for (Batch& batch : std::exchange(queue_, {})) {
    if (batch.ids.size() <= batch_limit_) {
      queue_.push_back(std::move(batch));
      continue;
    }
    later_.insert(later_.end(), batch.culprit_among.begin(), batch.culprit_among.end());
    ids.insert(ids.end(), batch.ids.begin(), batch.ids.end());
  }
}

/// The first half goes next; the second is the suspect if that succeeds.
void RegionDeletion::search(Ids suspects) {
  const auto middle = suspects.begin() + static_cast<std::ptrdiff_t>((suspects.size() + 1) / 2);
  Ids second(middle, suspects.end());
  suspects.erase(middle, suspects.end());
  queue_.push_front({std::move(suspects), std::move(second)});
}

/// Everything that waits for a request.
Ids RegionDeletion::take_queued() {
  Ids ids = std::exchange(later_, {});
  for (const Batch& batch : std::exchange(queue_, {})) {
    ids.insert(ids.end(), batch.ids.begin(), batch.ids.end());
    ids.insert(ids.end(), batch.culprit_among.begin(), batch.culprit_among.end());
  }
  return ids;
}

void RegionDeletion::cancel_queued() {
  for (const std::string& id : take_queued())
    settle(id, image(id).sends == 0 ? Outcome::skipped : Outcome::failed, Reason{"cancelled", {}});
}

void RegionDeletion::send_next(Time now) {
  if (cancelled_) cancel_queued();
  if (queue_.empty()) queue(std::exchange(later_, {}));
  if (queue_.empty()) return begin_verify(now);
  current_ = std::move(queue_.front());
  queue_.pop_front();
  for (const std::string& id : current_.ids) {
    ImageProgress& one = image(id);
    ++one.sends;
    ++one.receipt.attempts;  // even if its end is never written down
    one.stage = Stage::sent;
    progress_->note(one);
    tell(EventKind::delete_sent, id);
  }
  DeleteImagesRequest remove;
  remove.ImageIds = current_.ids;
  if (with_snapshots_.contains(current_.ids.front())) remove.DeleteBindedSnap = true;
  round_ = DeletionRound::sending;
  calls_->call(now, remove, region_, [this](Time at, Result<DeleteImagesResponse> result, const CallEnd& end) {
    take_end(at, std::move(result), end);
  });
}

void RegionDeletion::take_end(Time now, Result<DeleteImagesResponse> result, const CallEnd& end) {
  round_ = DeletionRound::send;
  for (const std::string& id : current_.ids) {
    ImageProgress& one = image(id);
    one.receipt.request_ids.insert(one.receipt.request_ids.end(), end.request_ids.begin(), end.request_ids.end());
    one.receipt.attempts += end.attempts - 1;
    progress_->note(one);
  }
  if (result) return take_success();
  later_.insert(later_.end(), current_.culprit_among.begin(), current_.culprit_among.end());
  if (ends_the_run(result.error()))
    give_up(result.error());
  else
    look_after(now, result.error());
}

void RegionDeletion::take_success() {
  for (const std::string& id : current_.ids) {
    image(id).stage = Stage::accepted;
    accepted_.push_back(id);
    tell(EventKind::delete_accepted, id);
  }
  if (!current_.culprit_among.empty()) search(std::move(current_.culprit_among));
}

/// Nothing of this batch was done, and nothing of the others will be tried.
void RegionDeletion::give_up(const Error& error) {
  const bool stopped = error.code == ErrorCode::cancelled;
  const auto end = [&](const std::string& id, bool in_this) {
    const bool sent_before = image(id).sends > (in_this ? 1 : 0);
    if (in_this) image(id).stage = Stage::waiting;
    if (stopped)
      settle(id, sent_before ? Outcome::failed : Outcome::skipped, Reason{"cancelled", {}}, error);
    else
      settle(id, Outcome::failed, in_this && !error.service_code.empty() ? refused(error) : Reason{"not-sent", {}},
             error);
  };
  for (const std::string& id : current_.ids) end(id, true);
  for (const std::string& id : take_queued()) end(id, false);
}

}  // namespace cvm
