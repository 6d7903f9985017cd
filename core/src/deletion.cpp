#include "cvm/deletion.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "deletion_state.hpp"

namespace cvm {
namespace {

std::vector<Tag> sorted(std::vector<Tag> tags) {
  std::sort(tags.begin(), tags.end(),
            [](const Tag& a, const Tag& b) { return a.Key != b.Key ? a.Key < b.Key : a.Value < b.Value; });
  return tags;
}

/// What differs from the image that was inspected, if anything.
std::optional<std::string> change(const Image& before, const Image& now) {
  if (before.ImageState != now.ImageState) return "state " + before.ImageState + " → " + now.ImageState;
  if (before.ImageName != now.ImageName) return "name";
  if (before.CreatedTime != now.CreatedTime) return "created";
  if (sorted(before.Tags) != sorted(now.Tags)) return "tags";
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::deleted:
      return "deleted";
    case Outcome::accepted:
      return "accepted";
    case Outcome::failed:
      return "failed";
    case Outcome::skipped:
      return "skipped";
    case Outcome::unknown:
      break;
  }
  return "unknown";
}

void Deletion::State::settle(const std::string& id, Outcome what, std::optional<Reason> reason,
                             std::optional<Error> error) {
  ImageOutcome& image = outcome(id);
  image.outcome = what;
  image.reason = std::move(reason);
  image.error = std::move(error);
  const EventKind kind = what == Outcome::deleted ? EventKind::image_gone : EventKind::image_kept;
  std::string detail = R"({"outcome":")" + std::string(to_string(what)) + "\"";
  if (image.reason) detail += R"(,"reason":")" + image.reason->code + "\"";
  events.push_back({kind, request.region, id, detail + "}"});
}

bool Deletion::State::drop_if_changed(const std::string& id, const Image& image, Outcome what,
                                      const std::optional<Error>& error) {
  const auto changed = change(expected(id), image);
  if (changed) settle(id, what, Reason{"changed", {{"what", *changed}}}, error);
  return changed.has_value();
}

void Deletion::State::recheck_sharing(Time now, const std::string& id) {
  calls.call(now, DescribeImageSharePermissionRequest{id}, request.region,
             [this, id](Time, Result<DescribeImageSharePermissionResponse> sharing, const CallEnd&) {
               if (!sharing) {
                 settle(id, Outcome::skipped, Reason{"check-failed", {{"check", "sharing"}}}, sharing.error());
               } else if (!sharing->SharePermissionSet.empty()) {
                 settle(id, Outcome::skipped, Reason{"changed", {{"what", "sharing"}}});
               }
             });
}

void Deletion::State::begin(Time now) {
  report.region = request.region;
  report.started_ms = now.wall_ms;
  std::vector<std::string> ids;
  for (const InspectedImage& image : request.images) {
    places.emplace(image.id, report.images.size());
    report.images.push_back({.id = image.id});
    if (image.image) ids.push_back(image.id);
    if (!image.image) settle(image.id, Outcome::skipped, Reason{"already-gone", {}});
  }
  ImagesById::read(
      calls, now, ids, request.region, image_members, [this, ids](Time at, Result<std::map<std::string, Image>> found) {
        for (const std::string& id : ids) {
          if (!found) {
            settle(id, Outcome::failed, Reason{"not-sent", {}}, found.error());
          } else if (!found->contains(id)) {
            settle(id, Outcome::skipped, Reason{"already-gone", {}});
          } else if (!drop_if_changed(id, found->at(id), Outcome::skipped) && found->at(id).ImageState == "NORMAL") {
            recheck_sharing(at, id);
          }
        }
      });
}

/// Everything that the recheck did not settle.
void Deletion::State::queue_remaining() {
  Ids remaining;
  for (const ImageOutcome& image : report.images) {
    if (!image.reason) remaining.push_back(image.id);
  }
  send_again(remaining);
}

/// Asks once a snapshot, whichever images it backed.
void Deletion::State::ask_snapshots(Time now) {
  std::set<std::string> ids;
  for (const ImageOutcome& image : report.images) {
    if (image.outcome != Outcome::deleted) continue;
    for (const ImageSnapshot& snapshot : expected(image.id).SnapshotSet) ids.insert(snapshot.SnapshotId);
  }
  if (ids.empty()) return;
  SnapshotsById::read(
      calls, now, {ids.begin(), ids.end()}, request.region, snapshot_members,
      [this](Time, Result<std::map<std::string, BlockSnapshot>> found) {
        for (ImageOutcome& image : report.images) {
          if (image.outcome != Outcome::deleted) continue;
          for (const ImageSnapshot& snapshot : expected(image.id).SnapshotSet) {
            const bool left = found && found->contains(snapshot.SnapshotId);
            image.snapshots.push_back({snapshot.SnapshotId, !found ? "unknown" : (left ? "left" : "deleted")});
          }
        }
      });
}

void Deletion::State::close(Time now) {
  DescribeImagesRequest count;
  count.Filters = {{"image-type", {"PRIVATE_IMAGE"}}};
  count.Limit = 1;
  calls.call(now, count, request.region, [this](Time, Result<DescribeImagesResponse> images, const CallEnd&) {
    if (images) report.used_after = images->TotalCount;
  });
  ask_snapshots(now);
}

/// What the service called NotFound on its first request was somebody else's; one that stays visible all the same was
/// refused. Of what no read showed nothing is said but that it was accepted.
void Deletion::State::conclude_verify() {
  for (const std::string& id : accepted) {
    const bool gone = watch->gone(id);
    const bool seen = watch->latest(id) != nullptr;
    const auto dispute = disputed.find(id);
    if (dispute == disputed.end()) {
      if (gone) {
        settle(id, Outcome::deleted, std::nullopt);
      } else {
        settle(id, Outcome::accepted, Reason{seen ? "still-visible" : "no-answer", {}});
      }
    } else if (gone && sends[id] > 1) {
      settle(id, Outcome::deleted, std::nullopt);
    } else if (gone) {
      settle(id, Outcome::skipped, Reason{"already-gone", {}}, dispute->second);
    } else if (seen && !cancelled) {
      settle(id, Outcome::failed, Reason{"refused", {{"code", dispute->second.service_code}}}, dispute->second);
    } else {
      settle(id, Outcome::unknown, Reason{"no-answer", {}}, dispute->second);
    }
  }
  watch.reset();
}

void Deletion::State::advance(Time now) {
  switch (round) {
    case DeletionRound::start:
      begin(now);
      round = DeletionRound::recheck;
      break;
    case DeletionRound::recheck:
      if (!calls.idle()) break;
      queue_remaining();
      round = DeletionRound::send;
      break;
    case DeletionRound::send:
      send_next(now);
      break;
    case DeletionRound::sending:
      break;
    case DeletionRound::look:
      if (watch->due(now.monotonic_ms) && !cancelled) read(now);
      if (look_is_over(now.monotonic_ms)) conclude_look();
      break;
    case DeletionRound::verify:
      if (watch->due(now.monotonic_ms) && !cancelled && !watch->all_gone()) read(now);
      if (watch->reading()) break;
      if (!cancelled && !watch->all_gone() && now.monotonic_ms < watch->start_ms() + request.times.verify_ms) break;
      conclude_verify();
      close(now);
      round = DeletionRound::close;
      break;
    case DeletionRound::close:
      if (!calls.idle()) break;
      report.finished_ms = now.wall_ms;
      report.skew_ms = calls.skew_ms();
      report.cancelled = cancelled;
      round = DeletionRound::done;
      break;
    case DeletionRound::done:
      break;
  }
}

std::int64_t Deletion::State::next_instant() const {
  if (!watch || watch->reading()) return forever;
  std::int64_t next = watch->next_read_ms();
  if (round == DeletionRound::verify) next = std::min(next, watch->start_ms() + request.times.verify_ms);
  return next;
}

Deletion::Deletion(DeletionRequest request, SchedulerOptions options, Limiter& limiter)
    : state_(std::make_unique<State>(std::move(request), std::move(options), limiter)) {}
Deletion::~Deletion() = default;

Step Deletion::poll(Time now) {
  State& state = *state_;
  state.latest_wall_ms = now.wall_ms;
  for (;;) {
    const DeletionRound before = state.round;
    state.advance(now);
    if (!state.events.empty()) {
      Event event = std::move(state.events.front());
      state.events.pop_front();
      return event;
    }
    if (state.round == DeletionRound::done) return Finished{};
    if (state.round != before) continue;
    auto step = state.calls.poll(now);
    if (!step) continue;
    const auto* wait = std::get_if<Wait>(&*step);
    if (wait == nullptr) return std::move(*step);
    const std::int64_t until = std::min(wait->until_ms, state.next_instant());
    if (until > now.monotonic_ms) return Wait{until};
  }
}

Result<void> Deletion::handle(Time now, const Input& input) {
  if (std::holds_alternative<Cancel>(input)) state_->cancelled = true;
  return state_->calls.handle(now, input);
}

const DeletionReport& Deletion::report() const noexcept { return state_->report; }

DeletionReport Deletion::broken_off(const Error& fault) const {
  const State& state = *state_;
  DeletionReport report = state.report;
  report.fault = fault;
  report.skew_ms = state.calls.skew_ms();
  report.cancelled = state.cancelled;
  report.finished_ms = state.latest_wall_ms;
  for (ImageOutcome& image : report.images) {
    const bool settled = image.reason.has_value() || image.outcome != Outcome::unknown;
    if (settled) continue;
    const bool sent = state.sends.contains(image.id);
    image.outcome = sent ? Outcome::unknown : Outcome::failed;
    image.reason = Reason{sent ? "no-answer" : "not-sent", {}};
    image.error = fault;
  }
  return report;
}

}  // namespace cvm
