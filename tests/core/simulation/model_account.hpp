#pragma once
// What the account holds, and what it held before: reads may show an older state.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cvm/models.hpp"
#include "profile.hpp"
#include "random.hpp"

namespace cvm::simulation {

/// Virtual time: milliseconds since the run began, by the service's clock.
using Millis = std::int64_t;

/// Unix time at which every run begins: 2026-03-02T00:00:00Z.
inline constexpr std::int64_t epoch_s = 1'772'409'600;

enum class DeletedBy : std::uint8_t { nobody, us, others };

struct ModelImage {
  Image image{};
  std::int64_t created_s = 0;  ///< 0: the service tells no date
  std::vector<std::string> shared_with{};
  Millis busy_until = 0;
  bool cursed = false;  ///< DeleteImages refuses it, and no read shows why
  DeletedBy deleted_by = DeletedBy::nobody;
  Millis deleted_at = 0;
  Millis visible_until = 0;

  [[nodiscard]] bool exists() const noexcept { return deleted_by == DeletedBy::nobody; }
  [[nodiscard]] bool shown(Millis at) const noexcept { return exists() || at < visible_until; }
};

struct ModelTemplate {
  std::string id{};
  std::string name{};
  std::int64_t default_version = 1;
  std::vector<std::string> images{};  ///< of version 1, 2, …
};

struct ModelRegion {
  std::map<std::string, ModelImage> images{};
  std::vector<Instance> instances{};
  std::vector<ModelTemplate> templates{};
  std::vector<LaunchConfiguration> configurations{};
  std::set<std::string> snapshots{};
  std::int64_t quota = 100;

  /// Images that exist and rest on the snapshot.
  [[nodiscard]] std::vector<std::string> backed_by(const std::string& snapshot) const;
  /// The newest NORMAL image of the family; empty when there is none.
  [[nodiscard]] std::string newest_of(const std::string& family) const;
};

/// A region with its past.
class RegionHistory {
 public:
  explicit RegionHistory(ModelRegion first) { push(INT64_MIN, std::move(first)); }
  [[nodiscard]] const ModelRegion& now() const noexcept { return *states_.back().second; }
  [[nodiscard]] const ModelRegion& at(Millis instant) const noexcept;
  /// The state from `instant` on, to be changed before the next look.
  ModelRegion& change(Millis instant);

 private:
  void push(Millis instant, ModelRegion state) {
    states_.emplace_back(instant, std::make_unique<ModelRegion>(std::move(state)));
  }
  std::vector<std::pair<Millis, std::unique_ptr<ModelRegion>>> states_{};
};

using Account = std::map<std::string, RegionHistory>;

inline const std::vector<std::string> name_families = {"web", "db", "cache", "batch_job"};
inline const std::vector<std::string> image_families = {"ubuntu", "tencentos"};
inline const std::vector<std::string> partner_accounts = {"200000000001", "200000000002", "200000000003"};
inline const std::string own_account = "100000000001";

/// A new image, NORMAL and private, with up to two snapshots. `may_borrow`: they may back an older image as well.
ModelImage random_image(Random& random, ModelRegion& region, std::int64_t created_s, bool may_borrow);

Account random_account(const Profile& profile, Random random);

}  // namespace cvm::simulation
