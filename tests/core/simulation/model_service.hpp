#pragma once
// The service: limits, refusals, reads that may be old, changes.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cvm/machine.hpp"
#include "model_account.hpp"
#include "profile.hpp"
#include "random.hpp"
#include "seen.hpp"

namespace cvm::simulation {

/// Something that a request of ours did for good.
struct Effect {
  enum class Kind : std::uint8_t { image_deleted, snapshot_deleted, unshared };
  Kind kind = Kind::image_deleted;
  std::string region{};
  std::string image{};
  std::string detail{};  ///< the snapshot, the account
  Millis sent_at = 0;
  bool backs_another = false;  ///< a snapshot that an image still rests on
};

class Service {
 public:
  Service(const Profile& profile, Random random);

  /// Refuses for the clock, the rate or a permission; a success means that `act` follows. Every request that comes in
  /// is counted, whatever becomes of it.
  Seen admit(const Asked& asked, std::int64_t timestamp, Millis now);
  /// Does what is asked.
  Seen act(const Asked& asked, Millis sent_at, Millis now);
  std::string body(const Seen& seen);

  Account& account() noexcept { return account_; }
  [[nodiscard]] const Account& account() const noexcept { return account_; }
  [[nodiscard]] const std::vector<Effect>& effects() const noexcept { return effects_; }
  /// "DeleteImages in ap-guangzhou: 11 in a second at 1200 ms", for each time that happened.
  [[nodiscard]] const std::vector<std::string>& overruns() const noexcept { return overruns_; }
  [[nodiscard]] int rate_of(const std::string& action) const;
  /// By somebody else, at once.
  void delete_by_others(const std::string& region, const std::string& id, Millis now);

 private:
  bool over_rate(const Asked& asked, Millis now);
  const ModelRegion* region_as_read(const std::string& name, Millis now);
  Seen read(const Asked& asked, const ModelRegion& region, Millis at);
  void read_images(Seen& seen, const ModelRegion& region, Millis at);
  void read_versions(Seen& seen, const ModelRegion& region);
  void read_sharing(Seen& seen, const ModelRegion& region, Millis at);
  void read_snapshots(Seen& seen, const ModelRegion& region);
  bool is_blind_to(const std::string& id, Millis now);
  Seen delete_images(const Asked& asked, Millis sent_at, Millis now);
  Seen refusal(const Asked& asked, const ModelRegion& region, const std::string& id, Millis now) const;
  void remove(const Asked& asked, const std::vector<std::string>& ids, Millis sent_at, Millis now);
  void remove_snapshots(const Asked& asked, ModelRegion& region, const ModelImage& image, Millis sent_at);
  Seen cancel_sharing(const Asked& asked, Millis sent_at, Millis now);

  Profile profile_;
  Random random_;
  Account account_;
  std::vector<Effect> effects_{};
  std::vector<std::string> overruns_{};
  std::map<std::pair<std::string, std::string>, std::deque<Millis>> arrivals_{};
  std::map<std::string, Millis> missed_{};   ///< when a read by id last missed an image that is there
  std::map<std::string, bool> was_to_go_{};  ///< named in a DeleteImages request
  std::int64_t next_request_id_ = 1;
};

/// A refusal.
Seen refused(const Asked& asked, std::string code, std::string message);

/// The page of `items` that was asked for.
template <class Item>
std::vector<Item> page(const std::vector<Item>& items, const Asked& asked) {
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t first = std::min(size, asked.offset);
  const std::int64_t last = std::min(size, first + asked.limit);
  return {items.begin() + first, items.begin() + last};
}

}  // namespace cvm::simulation
