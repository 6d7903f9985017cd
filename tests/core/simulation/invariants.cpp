// Plan and processes, and what is checked when everything has settled.

#include "invariants.hpp"

#include <algorithm>
#include <utility>

namespace cvm::simulation {

void Invariants::violate(const std::string& invariant, const std::string& what) {
  if (violation_) return;
  violation_ = {invariant, "at " + std::to_string(world_->agenda.now()) + " ms: " + what};
}

void Invariants::plan_begins(PlanRequest request) { request_ = std::move(request); }

void Invariants::process_begins(const Plan& plan) {
  plan_ = plan;
  knowledge_ = Knowledge{};
  changed_something_ = false;
  cancelled_ = false;
}

/// What was under way when a process died has an end that nobody learnt.
void Invariants::process_dies() {
  on_its_way_.clear();
  ++deaths_;
  for (auto& [key, last] : changes_) {
    if (!last.under_way) continue;
    last.under_way = false;
    last.to_be_looked_at = true;
    last.ended_at = world_->agenda.now();
  }
}

void Invariants::process_failed(const Error& error) {
  if (changed_something_) violate("ends", "it failed after it had sent changes: " + describe(error));
}

void Invariants::receipt(const Receipt& receipt, bool is_final) {
  receipts_.push_back({receipt, world_->agenda.now(), is_final});
}

Question Invariants::question(const std::string& region, const std::string& id) const {
  const std::int64_t now_s = epoch_s + world_->agenda.now() / 1000;
  const Selection& selection = plan_ ? plan_->selection : request_->selection;
  const Guards& guards = plan_ ? plan_->guards : request_->guards;
  return {region, id, selection, guards, plan_ ? to_delete(region, id) : nullptr, now_s, doubt_s()};
}

const PlannedImage* Invariants::to_delete(const std::string& region, const std::string& id) const {
  for (const PlannedImage& image : plan_->images) {
    if (image.id == id && image.region == region && image.verdict == Verdict::remove) return &image;
  }
  return nullptr;
}

/// The service tolerates five minutes, and steps of the wall clock go unnoticed until it does not.
std::int64_t Invariants::doubt_s() const noexcept {
  return (world_->clock.largest_offset - world_->clock.least_offset) / 1000 + 302;
}

const ModelImage* Invariants::model_of(const std::string& region, const std::string& id) const {
  const Account& account = world_->service.account();
  const auto place = account.find(region);
  if (place == account.end()) return nullptr;
  const auto image = place->second.now().images.find(id);
  return image == place->second.now().images.end() ? nullptr : &image->second;
}

void Invariants::settled() {
  check_effects();
  for (const KeptReceipt& kept : receipts_) check_receipt(kept);
}

void Invariants::check_effects() {
  for (const std::string& overrun : world_->service.overruns()) violate("rate", overrun);
  for (const Effect& effect : world_->service.effects()) {
    const bool planned = plan_ && to_delete(effect.region, effect.image) != nullptr;
    if (!planned) violate("outside-plan", effect.image + " was changed");
    if (effect.kind == Effect::Kind::snapshot_deleted && effect.backs_another) {
      violate("shared-snapshot", effect.detail + " went with " + effect.image + " and backs another");
    }
  }
}

void Invariants::check_receipt(const KeptReceipt& kept) {
  std::map<Key, int> told;
  for (const ImageReceipt& image : kept.receipt.images) {
    ++told[{image.region, image.id}];
    check_outcome(kept, image);
    check_unshared(kept, image);
  }
  for (const PlannedImage& image : plan_->images) {
    const int times = told[{image.region, image.id}];
    // A plan of named ids answers for each of them.
    const int wanted = image.verdict == Verdict::remove || plan_->selection.is_explicit() ? 1 : 0;
    if (times != wanted) violate("receipt", image.id + " stands in the receipt " + std::to_string(times) + " times");
  }
  if (kept.is_final && kept.receipt.plan_digest != plan_->digest) violate("receipt", "it is of another plan");
  if (kept.is_final && world_->profile.calm()) check_progress(kept.receipt);
}

void Invariants::check_outcome(const KeptReceipt& kept, const ImageReceipt& image) {
  const ModelImage* model = model_of(image.region, image.id);
  if (model == nullptr) {
    if (image.outcome != Outcome::skipped) violate("receipt", image.id + " was never there");
    return;
  }
  bool by_us = false;  // by a request that was sent before this receipt was written
  for (const Effect& effect : world_->service.effects()) {
    if (effect.kind == Effect::Kind::image_deleted && effect.image == image.id && effect.sent_at <= kept.at)
      by_us = true;
  }
  const std::string said = image.id + " is called " + std::string(to_string(image.outcome)) +
                           (image.reason ? " (" + image.reason->code + ")" : std::string());
  const bool kept_back = image.outcome == Outcome::failed || image.outcome == Outcome::skipped;
  if (image.outcome == Outcome::deleted && model->exists()) violate("receipt", said + " and is there");
  if (kept_back && by_us) violate("receipt", said + " and was deleted by us");
  if (image.reason && image.reason->code == "already-gone" && model->deleted_by != DeletedBy::others) {
    violate("receipt", said + (by_us ? " and was deleted by us" : " and is there"));
  }
  const int sent = delete_requests_[{image.region, image.id}];
  const bool exact = deaths_ == 0 && kept.is_final;
  if (image.attempts > sent + deaths_ || (exact && image.attempts != sent)) {
    violate("receipt",
            said + " after " + std::to_string(image.attempts) + " attempts, and it was " + std::to_string(sent));
  }
  const auto& snapshots = world_->service.account().at(image.region).now().snapshots;
  for (const SnapshotReceipt& one : image.snapshots) {
    const bool there = snapshots.contains(one.id);
    if (kept.is_final && ((one.outcome == "deleted" && there) || (one.outcome == "left" && !there))) {
      violate("receipt", "snapshot " + one.id + " is called " + one.outcome);
    }
  }
}

void Invariants::check_unshared(const KeptReceipt& kept, const ImageReceipt& image) {
  const ModelImage* model = model_of(image.region, image.id);
  const PlannedImage* planned = to_delete(image.region, image.id);
  if (model == nullptr || planned == nullptr) return;
  const auto contains = [](const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  std::vector<std::string> by_us;
  for (const Effect& effect : world_->service.effects()) {
    if (effect.kind != Effect::Kind::unshared || effect.image != image.id || effect.sent_at > kept.at) continue;
    by_us.push_back(effect.detail);
  }
  for (const std::string& account : image.unshared_from) {
    const bool lost_it = contains(by_us, account) || !contains(model->shared_with, account);
    if (!lost_it || !contains(planned->shared_with, account)) violate("unshared", account + " still has " + image.id);
  }
  // An interrupted run may not have read it, and a lost request may act after a read that came too early.
  const LastChange& last = changes_[{"ModifyImageSharePermission", {image.region, image.id}}];
  const bool is_told = last.succeeded || last.looked_at >= last.ended_at + settled_within_ms;
  for (const std::string& account : by_us) {
    if (kept.is_final && !kept.receipt.interrupted && is_told && !contains(image.unshared_from, account)) {
      violate("unshared", image.id + " was taken from " + account + " and the receipt does not say so");
    }
  }
}

/// Batches that hold snapshots which back other images go apart, hence one more request in a region.
void Invariants::check_progress(const Receipt& receipt) {
  std::map<std::string, int> images_in;
  for (const ImageReceipt& image : receipt.images) {
    if (to_delete(image.region, image.id) == nullptr) continue;
    ++images_in[image.region];
    if (image.outcome != Outcome::deleted) {
      violate("progress", image.id + " is " + std::string(to_string(image.outcome)) +
                              (image.reason ? " (" + image.reason->code + ")" : std::string()));
    }
  }
  const auto batch = static_cast<int>(std::min<std::size_t>(100, world_->profile.batch));
  if (world_->profile.most_ids < static_cast<std::size_t>(batch)) return;
  for (const auto& [region, images] : images_in) {
    const int most = (images + batch - 1) / batch + (plan_->guards.with_snapshots ? 1 : 0);
    if (deletes_in_[region] > most) {
      violate("progress", std::to_string(deletes_in_[region]) + " requests for " + std::to_string(images) + " images");
    }
  }
}

}  // namespace cvm::simulation
