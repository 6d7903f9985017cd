#include "apply/unsharing.hpp"

#include <algorithm>
#include <utility>

namespace cvm {
namespace {

constexpr int most_sends = 3;

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

bool note_unshared(ImageProgress& image, Progress& progress, const std::vector<std::string>& left) {
  std::vector<std::string>& unshared = image.receipt.unshared_from;
  const std::vector<std::string>& planned = image.planned->shared_with;
  for (const std::string& account : planned)
    if (!contains(left, account) && !contains(unshared, account)) unshared.push_back(account);
  progress.note(image);
  return std::all_of(left.begin(), left.end(), [&](const std::string& account) { return contains(planned, account); });
}

void Unsharing::begin(Time now, ImageProgress& image) {
  Job& job = jobs_.emplace_back();
  job.image = &image;
  send(now, job);
}

void Unsharing::send(Time now, Job& job) {
  ++job.sends;
  job.busy = true;
  job.image->unsharing = true;
  progress_->note(*job.image);
  ModifyImageSharePermissionRequest request;
  request.ImageId = job.image->receipt.id;
  request.AccountIds = job.image->planned->shared_with;
  request.Permission = "CANCEL";
  calls_->call(now, request, region_,
               [this, &job](Time at, Result<ModifyImageSharePermissionResponse> result, const CallEnd&) {
                 job.error = result ? std::nullopt : std::optional(result.error());
                 // What the service took is done, whatever an early read still shows.
                 if (result) note_unshared(*job.image, *progress_, {});
                 job.settled_ms = at.monotonic_ms + times_->settle_ms;
                 job.interval_ms = std::max<std::int64_t>(1, times_->first_read_ms);
                 look(at, job);
               });
}

void Unsharing::look(Time now, Job& job) {
  job.busy = true;
  calls_->call(now, DescribeImageSharePermissionRequest{job.image->receipt.id}, region_,
               [this, &job, asked = now.monotonic_ms](Time at, Result<DescribeImageSharePermissionResponse> sharing,
                                                      const CallEnd&) {
                 job.busy = false;
                 if (!sharing) return end(job, Reason{"unshare-failed", {}}, job.error.value_or(sharing.error()));
                 std::vector<std::string> left;
                 for (const SharePermission& share : sharing->SharePermissionSet) left.push_back(share.AccountId);
                 take(at, job, left, asked);
               });
}

void Unsharing::take(Time now, Job& job, const std::vector<std::string>& left, std::int64_t asked_ms) {
  const bool refused = job.error && !job.error->ambiguous && !job.error->retryable;
  if (!note_unshared(*job.image, *progress_, left)) {
    end(job, Reason{"changed", {{"what", "sharing"}}});
  } else if (left.empty()) {
    events_->push_back({EventKind::unshared, region_, job.image->receipt.id, "{}"});
    unshared_.push_back(job.image->receipt.id);
    end(job, std::nullopt);
  } else if (!cancelled_ && !refused && asked_ms < job.settled_ms) {
    job.next_read_ms = now.monotonic_ms + job.interval_ms;
    job.interval_ms = std::min(times_->longest_interval_ms, job.interval_ms + job.interval_ms / 2);
  } else if (cancelled_ || refused || job.sends >= most_sends) {
    const Error still = make_error(ErrorCode::service, "ModifyImageSharePermission", "the image is still shared");
    end(job, Reason{"unshare-failed", {}}, job.error.value_or(still));
  } else {
    send(now, job);
  }
}

/// No reason: it is done, and the image goes on.
void Unsharing::end(Job& job, std::optional<Reason> reason, std::optional<Error> error) {
  const bool stopped = cancelled_ || (error && error->code == ErrorCode::cancelled);
  if (reason && error && stopped) reason->code = "cancelled";
  if (reason) settle_image(*job.image, *progress_, *events_, Outcome::skipped, std::move(reason), std::move(error));
  jobs_.remove_if([&job](const Job& one) { return &one == &job; });
}

void Unsharing::advance(Time now) {
  for (auto job = jobs_.begin(); job != jobs_.end();) {
    Job& one = *job++;
    if (!one.busy && (cancelled_ || one.next_read_ms <= now.monotonic_ms)) look(now, one);
  }
}

std::int64_t Unsharing::next_instant() const {
  std::int64_t next = forever;
  for (const Job& job : jobs_)
    if (!job.busy) next = std::min(next, job.next_read_ms);
  return next;
}

}  // namespace cvm
