// What is checked of every request before it goes out.

#include <algorithm>
#include <utility>

#include "invariants.hpp"

namespace cvm::simulation {
namespace {

constexpr Millis window_ms = 1'050;

bool is_change(const std::string& action) { return action == "DeleteImages" || action == "ModifyImageSharePermission"; }

/// Ends after which the service has done nothing for certain: the same request may go again without a look.
bool is_undone(const Delivery& delivery) {
  if (std::holds_alternative<NotSent>(delivery.input)) return true;
  if (!delivery.seen) return false;
  const std::string& code = delivery.seen->code;
  return code.rfind("RequestLimitExceeded", 0) == 0 || code == "AuthFailure.SignatureExpire";
}

}  // namespace

std::vector<std::string> Invariants::subjects(const Asked& asked) {
  if (asked.action == "DeleteImages") return asked.ids;
  return {asked.subject};
}

void Invariants::check_rate(const Asked& asked) {
  const int rate = world_->service.rate_of(asked.action);
  const auto most = static_cast<std::size_t>(std::max(1, rate - 1));
  std::deque<Millis>& sends = sends_[{asked.region, asked.action}];
  const Millis now = world_->agenda.now();
  if (sends.size() >= most && now - sends[sends.size() - most] < window_ms) {
    violate("rate", asked.action + " in " + asked.region + " is sent too often");
  }
  sends.push_back(now);
  if (sends.size() > most) sends.pop_front();
}

void Invariants::check_delete(const Asked& asked) {
  for (const std::string& id : asked.ids) {
    if (!plan_ || to_delete(asked.region, id) == nullptr) {
      return violate("outside-plan", "DeleteImages names " + id);
    }
    if (const auto objection = knowledge_.against(question(asked.region, id))) {
      return violate(objection->invariant, "DeleteImages names " + id + ", but " + objection->why);
    }
    ++delete_requests_[{asked.region, id}];
    if (!asked.with_snapshots) continue;
    if (!plan_->guards.with_snapshots) return violate("outside-plan", "DeleteBindedSnap was not asked for");
    if (const auto objection = knowledge_.against_snapshots(asked.region, id)) {
      return violate(objection->invariant, "DeleteBindedSnap for " + id + ", but " + objection->why);
    }
  }
  ++deletes_in_[asked.region];
}

void Invariants::check_unshare(const Asked& asked) {
  const PlannedImage* planned = plan_ ? to_delete(asked.region, asked.subject) : nullptr;
  if (planned == nullptr || !plan_->guards.unshare || asked.permission != "CANCEL") {
    return violate("outside-plan", "the sharing of " + asked.subject + " is changed");
  }
  for (const std::string& account : asked.accounts) {
    const auto& known = planned->shared_with;
    if (std::find(known.begin(), known.end(), account) == known.end()) {
      return violate("outside-plan", asked.subject + " is taken from " + account + ", which the plan does not name");
    }
  }
}

/// Persisted, and not before a look.
void Invariants::check_order(const Asked& asked) {
  for (const std::string& id : subjects(asked)) {
    LastChange& last = changes_[{asked.action, {asked.region, id}}];
    if (last.under_way) violate("look-again", asked.action + " for " + id + " is still under way");
    if (last.to_be_looked_at) violate("look-again", asked.action + " is sent again for " + id + " without a look");
    if (!last.cleared) violate("persisted", asked.action + " for " + id + " without an acknowledged Persist");
    last.under_way = true;
    last.cleared = false;
  }
}

void Invariants::sending(const Send& send) {
  const Asked asked = read_request(send.request);
  check_rate(asked);
  on_its_way_[send.id] = {asked, world_->agenda.now()};
  if (!send.changes()) {
    if (is_change(asked.action)) violate("persisted", asked.action + " is taken for a read");
    return;
  }
  if (!is_change(asked.action)) return violate("outside-plan", asked.action + " is sent");
  if (asked.dry_run) return;
  changed_something_ = true;
  if (cancelled_) return violate("cancelled", asked.action + " is sent");
  if (asked.action == "DeleteImages") {
    check_delete(asked);
  } else {
    check_unshare(asked);
  }
  check_order(asked);
}

void Invariants::check_ends_of_changes(const OnItsWay& sent, const Delivery& delivery) {
  for (const std::string& id : subjects(sent.asked)) {
    LastChange& last = changes_[{sent.asked.action, {sent.asked.region, id}}];
    last.under_way = false;
    last.ended_at = world_->agenda.now();
    last.cleared = last.cleared || is_undone(delivery);
    last.to_be_looked_at = !is_undone(delivery);
    last.succeeded = last.succeeded || (delivery.seen && delivery.seen->ok());
  }
}

/// A read that was asked for after the end was learnt, and answered.
void Invariants::clear_looks(const OnItsWay& sent, const Seen& seen) {
  const std::string& action = seen.asked.action;
  std::vector<std::string> ids = seen.asked.ids;
  if (action == "DescribeImages") {
    for (const Image& image : seen.images) ids.push_back(image.ImageId);
  } else if (action == "DescribeImageSharePermission") {
    ids = {seen.asked.subject};
  } else {
    return;
  }
  const std::string change = action == "DescribeImages" ? "DeleteImages" : "ModifyImageSharePermission";
  for (const std::string& id : ids) {
    const auto last = changes_.find({change, {seen.asked.region, id}});
    if (last == changes_.end() || last->second.ended_at > sent.sent_at) continue;
    last->second.to_be_looked_at = false;
    last->second.looked_at = sent.sent_at;
  }
}

void Invariants::told(RequestNumber id, const Delivery& delivery) {
  const auto place = on_its_way_.find(id);
  if (place == on_its_way_.end()) return;
  const OnItsWay sent = std::move(place->second);
  on_its_way_.erase(place);
  if (is_change(sent.asked.action) && !sent.asked.dry_run) check_ends_of_changes(sent, delivery);
  if (!delivery.seen) return;
  if (delivery.seen->ok()) clear_looks(sent, *delivery.seen);
  knowledge_.learn(*delivery.seen);
}

void Invariants::persisted(const std::string& bytes) {
  if (!plan_) return;
  for (const PlannedImage& image : plan_->images) {
    if (image.verdict != Verdict::remove || bytes.find(image.id) == std::string::npos) continue;
    for (const char* action : {"DeleteImages", "ModifyImageSharePermission"}) {
      changes_[{action, {image.region, image.id}}].cleared = true;
    }
  }
}

}  // namespace cvm::simulation
