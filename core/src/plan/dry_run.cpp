#include "plan/dry_run.hpp"

#include <algorithm>
#include <utility>

namespace cvm {
namespace {

/// The code with which some products say yes.
constexpr std::string_view would_succeed = "DryRunOperation";

/// The service looked at the list and said no.
bool is_refusal(const Error& error) { return error.code == ErrorCode::service && !error.retryable && !error.ambiguous; }

}  // namespace

void DryRun::ask(Time now, const std::vector<std::string>& ids) {
  constexpr std::size_t most = 100;
  for (std::size_t first = 0; first < ids.size(); first += most) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
    ask_some(now, {begin, ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), first + most))});
  }
}

void DryRun::ask_some(Time now, std::vector<std::string> ids) {
  listener_->begin_check();
  DeleteImagesRequest request;
  request.ImageIds = ids;
  request.DryRun = true;
  calls_->call(now, request, facts_->region,
               [this, ids = std::move(ids)](Time at, Result<DeleteImagesResponse> result, const CallEnd&) {
                 take(at, ids, result);
               });
}

void DryRun::take(Time now, const std::vector<std::string>& ids, const Result<DeleteImagesResponse>& result) {
  const bool yes = result || result.error().service_code == would_succeed;
  if (!yes && is_refusal(result.error()) && ids.size() > 1) {
    const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
    ask_some(now, {ids.begin(), middle});
    ask_some(now, {middle, ids.end()});
    return listener_->end_check(now, "dry-run", 0, std::nullopt);
  }
  for (const std::string& id : ids) {
    if (yes)
      facts_->dry_run_accepted.insert(id);
    else if (is_refusal(result.error()))
      facts_->dry_run_refused.emplace(id, result.error().service_code);
    else
      facts_->failed_dry_run.emplace(id, result.error());
  }
  const bool answered = yes || is_refusal(result.error());
  listener_->end_check(now, "dry-run", static_cast<std::int64_t>(ids.size()),
                       answered ? std::nullopt : std::optional(result.error()));
}

}  // namespace cvm
