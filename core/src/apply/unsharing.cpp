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

void Unsharing::begin(Time now, ImageProgress& image) {
  ++open_;
  send(now, image, 1);
}

void Unsharing::send(Time now, ImageProgress& image, int sends) {
  image.unsharing = true;
  progress_->note(image);
  ModifyImageSharePermissionRequest request;
  request.ImageId = image.receipt.id;
  request.AccountIds = image.planned->shared_with;
  request.Permission = "CANCEL";
  calls_->call(now, request, region_,
               [this, &image, sends](Time at, Result<ModifyImageSharePermissionResponse> result, const CallEnd&) {
                 look(at, image, sends, result ? std::nullopt : std::optional(result.error()));
               });
}

void Unsharing::look(Time now, ImageProgress& image, int sends, std::optional<Error> error) {
  calls_->call(now, DescribeImageSharePermissionRequest{image.receipt.id}, region_,
               [this, &image, sends, error = std::move(error)](
                   Time at, Result<DescribeImageSharePermissionResponse> sharing, const CallEnd&) {
                 if (!sharing) return fail(image, error.value_or(sharing.error()));
                 std::vector<std::string> left;
                 for (const SharePermission& share : sharing->SharePermissionSet) left.push_back(share.AccountId);
                 take(at, image, sends, error, left);
               });
}

void Unsharing::take(Time now, ImageProgress& image, int sends, const std::optional<Error>& error,
                     const std::vector<std::string>& left) {
  std::vector<std::string>& unshared = image.receipt.unshared_from;
  unshared.clear();
  for (const std::string& account : image.planned->shared_with)
    if (!contains(left, account)) unshared.push_back(account);
  if (!unshared.empty()) events_->push_back({EventKind::unshared, region_, image.receipt.id, "{}"});
  progress_->note(image);
  if (left.empty()) {
    unshared_.push_back(image.receipt.id);
    --open_;
    return;
  }
  const bool newly = std::any_of(left.begin(), left.end(), [&image](const std::string& account) {
    return !contains(image.planned->shared_with, account);
  });
  if (newly) {
    settle_image(image, *progress_, *events_, Outcome::skipped, Reason{"changed", {{"what", "sharing"}}});
    --open_;
  } else if (cancelled_ || sends >= most_sends || (error && !error->ambiguous && !error->retryable)) {
    fail(image, error.value_or(make_error(ErrorCode::service, "ModifyImageSharePermission", "it is still shared")));
  } else {
    send(now, image, sends + 1);
  }
}

void Unsharing::fail(ImageProgress& image, Error error) {
  const bool stopped = error.code == ErrorCode::cancelled;
  settle_image(image, *progress_, *events_, Outcome::skipped, Reason{stopped ? "cancelled" : "unshare-failed", {}},
               std::move(error));
  --open_;
}

}  // namespace cvm
