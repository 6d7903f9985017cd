#include "exit_status.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace cvm::cli {
namespace {

constexpr std::array precedence{Exit::interrupted, Exit::authentication, Exit::incomplete,
                                Exit::partial,     Exit::unverified,     Exit::refused,
                                Exit::usage,       Exit::deletions,      Exit::done};

Exit status_of_failure(const ImageReceipt& image) noexcept {
  // The service's refusal of an image is final here, even where the same request might succeed another day.
  if (!image.error || image.error->code == ErrorCode::service) return Exit::partial;
  const Exit status = status_of(*image.error);
  return status == Exit::authentication || status == Exit::incomplete ? status : Exit::partial;
}

bool is_because(const ImageReceipt& image, std::string_view code) noexcept {
  return image.reason && image.reason->code == code;
}

Exit status_of(const ImageReceipt& image) noexcept {
  switch (image.outcome) {
    case Outcome::deleted:
      return Exit::done;
    case Outcome::accepted:
      return Exit::unverified;
    case Outcome::failed:
      return status_of_failure(image);
    case Outcome::skipped:
      if (is_because(image, "check-failed")) return Exit::incomplete;
      // What another error says of a request that came too late does not matter: the image changed.
      return is_because(image, "already-gone") ? Exit::partial : status_of_failure(image);
    case Outcome::unknown:
      break;
  }
  return Exit::incomplete;
}

/// Where checks failed nobody can be sure of that either.
bool is_not_found(const PlannedImage& image) noexcept {
  return !image.reasons.empty() && image.reasons.front().code == "not-found";
}

}  // namespace

Exit combine(Exit a, Exit b) noexcept {
  return *std::find_if(precedence.begin(), precedence.end(), [&](Exit one) { return one == a || one == b; });
}

Exit status_of(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::cancelled:
      return Exit::interrupted;
    case ErrorCode::no_credential:
    case ErrorCode::invalid_credential:
    case ErrorCode::credential_unavailable:
    case ErrorCode::authentication:
    case ErrorCode::clock:
      return Exit::authentication;
    case ErrorCode::not_sent:
    case ErrorCode::lost:
    case ErrorCode::timed_out:
    case ErrorCode::http_status:
    case ErrorCode::malformed_answer:
    case ErrorCode::answer_too_large:
    case ErrorCode::throttled:
      return Exit::incomplete;
    case ErrorCode::permission:
    case ErrorCode::refused:
      return Exit::refused;
    case ErrorCode::service:
      return error.retryable || error.ambiguous ? Exit::incomplete : Exit::usage;
    case ErrorCode::invalid_parameter:
    case ErrorCode::invalid_region:
    case ErrorCode::invalid_endpoint:
    case ErrorCode::invalid_timestamp:
    case ErrorCode::request_too_large:
    case ErrorCode::misuse:
    case ErrorCode::internal:
      break;
  }
  return error.ambiguous ? Exit::incomplete : Exit::usage;
}

Exit status_of_region(const Error& error) noexcept {
  if (error.code == ErrorCode::permission || error.code == ErrorCode::service) return Exit::incomplete;
  return status_of(error);
}

Exit status_of_scan(const Plan& plan) noexcept {
  Exit status = Exit::done;
  for (const PlannedRegion& region : plan.regions) {
    if (!region.scanned) {
      status = combine(status, region.error ? status_of_region(*region.error) : Exit::incomplete);
      continue;
    }
    const bool kept = std::any_of(plan.images.begin(), plan.images.end(), [&region](const PlannedImage& image) {
      return image.region == region.region && (image.verdict == Verdict::unknown || is_not_found(image));
    });
    const bool lost = std::any_of(region.not_checked.begin(), region.not_checked.end(), [](const CheckRecord& check) {
      return check.error && check.error->code != ErrorCode::permission && check.name != "quota";
    });
    if (kept && lost) status = combine(status, Exit::incomplete);
  }
  return status;
}

Exit status_of(const Plan& plan, const Receipt& receipt) {
  std::set<std::pair<std::string_view, std::string_view>> kept;
  for (const PlannedImage& image : plan.images) {
    if (image.verdict != Verdict::remove) kept.emplace(image.region, image.id);
  }
  Exit status = receipt.interrupted && !receipt.fault ? Exit::interrupted : Exit::done;
  if (receipt.fault) status = combine(status, status_of(*receipt.fault));
  for (const ImageReceipt& image : receipt.images) {
    if (!kept.contains({image.region, image.id})) status = combine(status, status_of(image));
  }
  return status;
}

}  // namespace cvm::cli
