#include "model_service.hpp"

#include <algorithm>

#include "cvm/action.hpp"

namespace cvm::simulation {
namespace {

constexpr std::int64_t clock_tolerance_s = 300;

}  // namespace

Seen refused(const Asked& asked, std::string code, std::string message) {
  Seen seen;
  seen.asked = asked;
  seen.code = std::move(code);
  seen.message = std::move(message);
  return seen;
}

Service::Service(const Profile& profile, Random random)
    : profile_(profile), random_(random.fork(1)), account_(random_account(profile, random.fork(2))) {}

int Service::rate_of(const std::string& action) const {
  if (action == "DeleteImages") return profile_.delete_rate;
  const Action* known = find_action(action);
  return known == nullptr ? default_rate_per_second : known->rate_per_second;
}

/// Counts in the second that ends now, this request included.
bool Service::over_rate(const Asked& asked, Millis now) {
  std::deque<Millis>& arrivals = arrivals_[{asked.region, asked.action}];
  while (!arrivals.empty() && arrivals.front() <= now - 1'000) arrivals.pop_front();
  arrivals.push_back(now);
  if (static_cast<int>(arrivals.size()) <= rate_of(asked.action)) return false;
  overruns_.push_back(asked.action + " in " + asked.region + ": " + std::to_string(arrivals.size()) +
                      " in a second at " + std::to_string(now) + " ms");
  return true;
}

Seen Service::admit(const Asked& asked, std::int64_t timestamp, Millis now) {
  if (over_rate(asked, now)) return refused(asked, "RequestLimitExceeded", "your requests exceed the limit");
  const std::int64_t own = epoch_s + now / 1000;
  if (timestamp < own - clock_tolerance_s || timestamp > own + clock_tolerance_s) {
    return refused(asked, "AuthFailure.SignatureExpire", "Signature is expired.");
  }
  if (profile_.denied.contains(asked.action)) {
    return refused(asked, "UnauthorizedOperation.PermissionDenied", "not allowed by policy");
  }
  if (random_.per_mille(profile_.throttled)) {
    return refused(asked, "RequestLimitExceeded.UinLimitExceeded", "others of the account ask as well");
  }
  Seen admitted;
  admitted.asked = asked;
  return admitted;
}

Seen Service::act(const Asked& asked, Millis sent_at, Millis now) {
  Seen seen;
  seen.asked = asked;
  if (asked.action == "GetCallerIdentity") {
    seen.account = own_account;
    return seen;
  }
  if (!account_.contains(asked.region)) return refused(asked, "UnsupportedRegion", "no such region");
  if (asked.action == "DeleteImages") return delete_images(asked, sent_at, now);
  if (asked.action == "ModifyImageSharePermission") return cancel_sharing(asked, sent_at, now);
  const Millis at = now - (profile_.most_lag_ms > 0 ? random_.between(0, profile_.most_lag_ms) : 0);
  return read(asked, account_.at(asked.region).at(at), at);
}

std::string Service::body(const Seen& seen) {
  return write_body(seen, "request-" + std::to_string(next_request_id_++));
}

void Service::delete_by_others(const std::string& region, const std::string& id, Millis now) {
  ModelRegion& state = account_.at(region).change(now);
  ModelImage& image = state.images.at(id);
  if (!image.exists()) return;
  image.deleted_by = DeletedBy::others;
  image.deleted_at = now;
  image.visible_until = now + random_.between(0, profile_.most_visible_ms);
}

}  // namespace cvm::simulation
