// What follows when a batch does not end well: look first, then decide.

#include <algorithm>
#include <utility>

#include "apply/batch_errors.hpp"
#include "apply/region_deletion.hpp"

namespace cvm {
namespace {

/// A stable look showed the image: nothing about the error's request is open any more.
Error not_ambiguous(Error error) {
  error.ambiguous = false;
  return error;
}

}  // namespace

void RegionDeletion::look_after(Time now, Error error) {
  for (const std::string& id : current_.ids) tell(EventKind::delete_unclear, id);
  batch_error_ = std::move(error);
  batch_size_ = current_.ids.size();
  batch_had_name_ = is_definite(batch_error_) &&
                    std::any_of(current_.ids.begin(), current_.ids.end(),
                                [this](const std::string& id) { return names(batch_error_.service_message, id); });
  watch_.emplace(current_.ids, request_->times, now.monotonic_ms);
  round_ = DeletionRound::look;
}

void RegionDeletion::read(Time now) {
  watch_->begin_read(now.monotonic_ms);
  ImagesById::read(
      *calls_, now, watch_->open_ids(), region_, image_members,
      [this](Time at, Result<std::map<std::string, Image>> found) { watch_->take(at.monotonic_ms, found); });
}

/// It is going, whoever sent it: what it says last is what the verification finds.
void RegionDeletion::dispute(const std::string& id) {
  disputed_.emplace(id, batch_error_);
  accepted_.push_back(id);
}

/// When a read can be believed. One image that was refused for a stated reason needs no settling.
std::int64_t RegionDeletion::settled_ms() const {
  const bool simple = watch_->ids().size() == 1 && is_definite(batch_error_);
  return watch_->start_ms() + (simple ? 0 : request_->times.settle_ms);
}

bool RegionDeletion::look_is_over(std::int64_t now_ms) const {
  if (watch_->reading()) return false;
  if (cancelled_ || watch_->all_gone()) return true;
  if (now_ms >= watch_->start_ms() + request_->times.verify_ms) return true;
  return watch_->read_since(settled_ms()) && watch_->is_clear();
}

/// Settles what the look and the error made clear; returns the rest.
Ids RegionDeletion::still_to_delete(bool stable) {
  Ids rest;
  for (const std::string& id : watch_->ids()) {
    const Image* seen = watch_->latest(id);
    const bool alone = watch_->ids().size() == 1;
    const bool named = is_definite(batch_error_) && names(batch_error_.service_message, id);
    const bool not_found = is_not_found(batch_error_) && (named || alone);
    if (watch_->gone(id)) {
      if (not_found && image(id).sends == 1)
        settle(id, Outcome::skipped, Reason{"already-gone", {}}, batch_error_);
      else
        settle(id, Outcome::deleted, std::nullopt);
    } else if (not_found) {
      dispute(id);
    } else if (!stable || seen == nullptr) {
      settle(id, Outcome::unknown, Reason{"no-answer", {}}, batch_error_);
    } else if (drop_if_changed(id, *seen, batch_error_.ambiguous ? Outcome::unknown : Outcome::skipped, batch_error_)) {
      continue;
    } else if (named || (!is_definite(batch_error_) && ++image(id).repeats >= request_->max_sends)) {
      settle(id, Outcome::failed, refused(batch_error_), not_ambiguous(batch_error_));
    } else {
      image(id).stage = Stage::waiting;
      progress_->note(image(id));
      rest.push_back(id);
    }
  }
  return rest;
}

void RegionDeletion::conclude_look(Time now) {
  rest_ = still_to_delete(watch_->read_since(settled_ms()));
  watch_.reset();
  round_ = DeletionRound::sharing;
  for (const std::string& id : rest_)
    if (planned(id).state == "NORMAL") ask_sharing(now, id);
}

/// It was visible a moment ago and is not any more: what was sent took its time.
void RegionDeletion::verify_late(const std::string& id) {
  image(id).stage = Stage::sent;
  progress_->note(image(id));
  accepted_.push_back(id);
}

/// Somebody may have shared it meanwhile.
void RegionDeletion::ask_sharing(Time now, const std::string& id) {
  ++open_;
  calls_->call(now, DescribeImageSharePermissionRequest{id}, region_,
               [this, id](Time, Result<DescribeImageSharePermissionResponse> sharing, const CallEnd&) {
                 --open_;
                 if (sharing && sharing->SharePermissionSet.empty()) return;
                 std::erase(rest_, id);
                 if (!sharing && is_not_found(sharing.error()))
                   verify_late(id);
                 else if (sharing)
                   settle(id, Outcome::skipped, Reason{"changed", {{"what", "sharing"}}});
                 else if (sharing.error().code == ErrorCode::cancelled)
                   settle(id, Outcome::failed, Reason{"cancelled", {}});
                 else
                   settle(id, Outcome::skipped, Reason{"check-failed", {{"check", "sharing"}}}, sharing.error());
               });
}

void RegionDeletion::conclude_sharing() {
  round_ = DeletionRound::send;
  send_again(std::exchange(rest_, {}));
}

/// What the error calls busy waits behind the others, in a request of its own: it must not take them along.
void RegionDeletion::send_apart(const Ids& ids) {
  Ids others;
  Ids busy;
  for (const std::string& id : ids) (names(batch_error_.service_message, id) ? busy : others).push_back(id);
  queue(others);
  for (std::string& id : busy) queue_.push_back({{std::move(id)}, {}});
}

void RegionDeletion::send_again(Ids rest) {
  if (rest.empty()) return;
  if (is_too_many(batch_error_) && batch_size_ > 1) {
    batch_limit_ = std::min(batch_limit_, std::max<std::size_t>(1, batch_size_ / 2));
    take_oversized(rest);
    queue(rest);
  } else if (batch_error_.retryable && batch_size_ > 1) {
    send_apart(rest);
  } else if (!is_definite(batch_error_) || batch_had_name_) {
    queue(rest);
  } else if (batch_size_ > 1) {
    search(std::move(rest));
  } else {
    settle(rest.front(), Outcome::failed, refused(batch_error_), batch_error_);
  }
}

}  // namespace cvm
