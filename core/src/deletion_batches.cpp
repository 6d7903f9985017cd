// Sending batches, and what follows when one does not end well.

#include <algorithm>
#include <utility>

#include "cvm/answer.hpp"
#include "deletion_state.hpp"

namespace cvm {
namespace {

bool is_id_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// The message names the id, and not merely a longer one that begins with it.
bool names(const std::string& message, const std::string& id) {
  for (auto at = message.find(id); at != std::string::npos; at = message.find(id, at + 1)) {
    const std::size_t end = at + id.size();
    if (end == message.size() || !is_id_character(message[end])) return true;
  }
  return false;
}

/// Errors that say for certain that nothing was done, and that every other batch would meet as well.
bool ends_the_run(const Error& error) {
  switch (error.code) {
    case ErrorCode::not_sent:
    case ErrorCode::throttled:
    case ErrorCode::authentication:
    case ErrorCode::clock:
    case ErrorCode::permission:
    case ErrorCode::timed_out:
    case ErrorCode::cancelled:
    case ErrorCode::invalid_timestamp:
    case ErrorCode::invalid_region:
    case ErrorCode::invalid_endpoint:
      return true;
    default:
      return false;
  }
}

bool is_too_many(const Error& error) { return error.service_code == "InvalidParameterValue.LimitExceeded"; }

/// The service refused this request for a stated reason: nothing is under way any more.
bool is_definite(const Error& error) { return !error.ambiguous && !error.retryable; }

bool is_not_found(const Error& error) { return error.service_code == "InvalidImageId.NotFound"; }

/// Why an image that is still there was not deleted: the service's word, or none at all.
Reason refused(const Error& error) {
  if (error.service_code.empty()) return {"still-visible", {}};
  return {"refused", {{"code", error.service_code}}};
}

/// A stable look showed the image: nothing about the error's request is open any more.
Error not_ambiguous(Error error) {
  error.ambiguous = false;
  return error;
}

}  // namespace

/// Queues in batches of the size that the service takes.
void Deletion::State::send_again(const Ids& ids) {
  const std::size_t size = std::max<std::size_t>(1, batch_limit);
  for (std::size_t first = 0; first < ids.size(); first += size) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), first + size));
    queue.push_back({{begin, end}, {}});
  }
}

/// The first half goes next; the second is the suspect if that succeeds.
void Deletion::State::search(Ids suspects) {
  const auto middle = suspects.begin() + static_cast<std::ptrdiff_t>((suspects.size() + 1) / 2);
  Ids second(middle, suspects.end());
  suspects.erase(middle, suspects.end());
  queue.push_front({std::move(suspects), std::move(second)});
}

void Deletion::State::cancel_queued() {
  for (const Batch& batch : queue) {
    later.insert(later.end(), batch.ids.begin(), batch.ids.end());
    later.insert(later.end(), batch.culprit_among.begin(), batch.culprit_among.end());
  }
  queue.clear();
  for (const std::string& id : later) {
    settle(id, sends[id] == 0 ? Outcome::skipped : Outcome::failed, Reason{"cancelled", {}});
  }
  later.clear();
}

void Deletion::State::send_next(Time now) {
  if (cancelled) cancel_queued();
  if (queue.empty()) send_again(std::exchange(later, {}));
  if (queue.empty()) {
    watch.emplace(accepted, request.times, now.monotonic_ms);
    round = DeletionRound::verify;
    return;
  }
  current = std::move(queue.front());
  queue.pop_front();
  for (const std::string& id : current.ids) {
    ++sends[id];
    events.push_back({EventKind::delete_sent, request.region, id, "{}"});
  }
  DeleteImagesRequest remove;
  remove.ImageIds = current.ids;
  round = DeletionRound::sending;
  calls.call(now, remove, request.region, [this](Time at, Result<DeleteImagesResponse> result, const CallEnd& end) {
    take_end(at, std::move(result), end);
  });
}

void Deletion::State::take_end(Time now, Result<DeleteImagesResponse> result, const CallEnd& end) {
  round = DeletionRound::send;
  for (const std::string& id : current.ids) {
    auto& request_ids = outcome(id).request_ids;
    request_ids.insert(request_ids.end(), end.request_ids.begin(), end.request_ids.end());
    outcome(id).attempts += end.attempts;
  }
  if (result) return take_success();
  Error error = result.error();
  later.insert(later.end(), current.culprit_among.begin(), current.culprit_among.end());
  if (ends_the_run(error)) {
    give_up(error);
  } else {
    look_after(now, std::move(error));
  }
}

void Deletion::State::take_success() {
  for (const std::string& id : current.ids) {
    accepted.push_back(id);
    events.push_back({EventKind::delete_accepted, request.region, id, "{}"});
  }
  if (!current.culprit_among.empty()) search(std::move(current.culprit_among));
}

/// Nothing of this batch was done, and nothing of the others will be tried.
void Deletion::State::give_up(const Error& error) {
  const bool stopped = error.code == ErrorCode::cancelled;
  later.insert(later.end(), current.ids.begin(), current.ids.end());
  for (const Batch& waiting : queue) {
    later.insert(later.end(), waiting.ids.begin(), waiting.ids.end());
    later.insert(later.end(), waiting.culprit_among.begin(), waiting.culprit_among.end());
  }
  queue.clear();
  for (const std::string& id : later) {
    const bool in_this = std::find(current.ids.begin(), current.ids.end(), id) != current.ids.end();
    const bool sent_before = sends[id] > (in_this ? 1 : 0);
    if (stopped) {
      settle(id, sent_before ? Outcome::failed : Outcome::skipped, Reason{"cancelled", {}}, error);
    } else {
      settle(id, Outcome::failed, in_this && !error.service_code.empty() ? refused(error) : Reason{"not-sent", {}},
             error);
    }
  }
  later.clear();
}

void Deletion::State::look_after(Time now, Error error) {
  for (const std::string& id : current.ids) {
    events.push_back({EventKind::delete_unclear, request.region, id, "{}"});
  }
  batch_error = std::move(error);
  watch.emplace(current.ids, request.times, now.monotonic_ms);
  round = DeletionRound::look;
}

void Deletion::State::read(Time now) {
  watch->begin_read();
  ImagesById::read(
      calls, now, watch->open_ids(), request.region, image_members,
      [this](Time at, Result<std::map<std::string, Image>> found) { watch->take(at.monotonic_ms, found); });
}

/// It is going, whoever sent it: what it says last is what the verification finds.
void Deletion::State::dispute(const std::string& id) {
  disputed.emplace(id, batch_error);
  accepted.push_back(id);
}

/// When a read can be believed. One image that was refused for a stated reason needs no settling.
std::int64_t Deletion::State::settled_ms() const {
  const bool simple = watch->ids().size() == 1 && is_definite(batch_error);
  return watch->start_ms() + (simple ? 0 : request.times.settle_ms);
}

bool Deletion::State::look_is_over(std::int64_t now_ms) const {
  if (watch->reading()) return false;
  if (cancelled || watch->all_gone()) return true;
  if (now_ms >= watch->start_ms() + request.times.verify_ms) return true;
  if (!watch->read_since(settled_ms())) return false;
  const auto& ids = watch->ids();
  return std::all_of(ids.begin(), ids.end(),
                     [this](const std::string& id) { return watch->gone(id) || watch->latest(id) != nullptr; });
}

/// Settles what the look and the error made clear; returns the rest.
Ids Deletion::State::still_to_delete(bool stable) {
  Ids rest;
  for (const std::string& id : watch->ids()) {
    const Image* seen = watch->latest(id);
    const bool named = is_definite(batch_error) && names(batch_error.service_message, id);
    const bool foreign_end = sends[id] == 1 && is_not_found(batch_error) && (named || watch->ids().size() == 1);
    if (watch->gone(id)) {
      if (foreign_end) {
        settle(id, Outcome::skipped, Reason{"already-gone", {}}, batch_error);
      } else {
        settle(id, Outcome::deleted, std::nullopt);
      }
    } else if (is_not_found(batch_error) && (named || watch->ids().size() == 1)) {
      dispute(id);
    } else if (!stable || seen == nullptr) {
      settle(id, Outcome::unknown, Reason{"no-answer", {}}, batch_error);
    } else if (drop_if_changed(id, *seen, batch_error.ambiguous ? Outcome::unknown : Outcome::skipped, batch_error)) {
      continue;
    } else if (named || sends[id] >= request.max_sends) {
      settle(id, Outcome::failed, refused(batch_error), not_ambiguous(batch_error));
    } else {
      rest.push_back(id);
    }
  }
  return rest;
}

/// What the error calls busy waits behind the others, in a request of its own: it must not take them along.
void Deletion::State::send_apart(const Ids& ids) {
  Ids others;
  Ids busy;
  for (const std::string& id : ids) (names(batch_error.service_message, id) ? busy : others).push_back(id);
  send_again(others);
  for (std::string& id : busy) queue.push_back({{std::move(id)}, {}});
}

void Deletion::State::conclude_look() {
  const std::size_t size = watch->ids().size();
  const bool had_name = is_definite(batch_error) &&
                        std::any_of(watch->ids().begin(), watch->ids().end(),
                                    [this](const std::string& id) { return names(batch_error.service_message, id); });
  Ids rest = still_to_delete(watch->read_since(settled_ms()));
  watch.reset();
  round = DeletionRound::send;
  if (rest.empty()) return;
  if (is_too_many(batch_error) && size > 1) {
    batch_limit = std::max<std::size_t>(1, size / 2);
    send_again(rest);
  } else if (batch_error.retryable && size > 1) {
    send_apart(rest);
  } else if (!is_definite(batch_error) || had_name) {
    send_again(rest);
  } else if (size > 1) {
    search(std::move(rest));
  } else {
    settle(rest.front(), Outcome::failed, refused(batch_error), batch_error);
  }
}

}  // namespace cvm
