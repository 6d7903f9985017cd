#pragma once
// What one process of the engine was told, and what follows from it. The engine cannot know more, and must not act on
// less.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cvm/plan.hpp"
#include "seen.hpp"

namespace cvm::simulation {

/// A list that is read page by page. The first page begins it anew.
template <class Item>
class Listing {
 public:
  void learn(const Asked& asked, std::int64_t total, const std::vector<Item>& items) {
    if (asked.offset == 0) pages_.clear();
    pages_[asked.offset] = items;
    total_ = total;
  }
  [[nodiscard]] bool whole() const noexcept {
    std::int64_t count = 0;
    for (const auto& [offset, items] : pages_) count += static_cast<std::int64_t>(items.size());
    return !pages_.empty() && count >= total_;
  }
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [offset, items] : pages_) {
      for (const Item& item : items) visit(item);
    }
  }

 private:
  std::map<std::int64_t, std::vector<Item>> pages_{};
  std::int64_t total_ = 0;
};

/// The image in question and the rules that hold for it.
struct Question {
  std::string region{};
  std::string id{};
  const Selection& selection;
  const Guards& guards;
  const PlannedImage* planned = nullptr;  ///< nothing while the plan is made
  std::int64_t now_s = 0;                 ///< by the service's clock
  std::int64_t doubt_s = 0;               ///< how far the client's idea of it may be off
};

/// Why an image has to stay, and which invariant says so.
struct Objection {
  std::string invariant{};
  std::string why{};
};

class Knowledge {
 public:
  void learn(const Seen& seen);

  /// The first thing that speaks against deleting the image, by what was told so far.
  [[nodiscard]] std::optional<Objection> against(const Question& question) const;
  /// Whether DeleteBindedSnap may take the image's snapshots along.
  [[nodiscard]] std::optional<Objection> against_snapshots(const std::string& region, const std::string& id) const;
  /// Images that the whole list shows; nothing when there is no whole list.
  [[nodiscard]] std::optional<std::set<std::string>> listed(const std::string& region) const;
  [[nodiscard]] std::optional<std::int64_t> quota(const std::string& region) const;
  [[nodiscard]] const Image* shown(const std::string& region, const std::string& id) const;

 private:
  struct RegionKnowledge {
    std::map<std::string, std::optional<Image>> looks{};  ///< as the latest read showed it, or did not
    Listing<Image> images{};
    std::map<std::string, std::vector<std::string>> sharing{};   ///< now, our own cancelling included
    std::map<std::string, std::set<std::string>> ever_shared{};  ///< in any answer
    Listing<Instance> instances{};
    Listing<LaunchTemplate> templates{};
    std::map<std::string, std::map<std::int64_t, std::string>> versions{};
    std::set<std::string> all_versions{};  ///< templates whose versions were all read
    std::map<std::string, Listing<LaunchTemplateVersion>> version_pages{};
    Listing<LaunchConfiguration> configurations{};
    std::map<std::string, std::string> families{};  ///< what each resolves to; empty: nothing
    std::map<std::string, std::vector<std::string>> snapshots{};
    std::set<std::string> dry_run_passed{};
    std::optional<std::int64_t> quota{};
  };

  void learn_images(RegionKnowledge& region, const Seen& seen);
  void learn_dry_run(RegionKnowledge& region, const Seen& seen);
  static std::optional<std::string> change(const RegionKnowledge& region, const Question& question, const Image& image);
  static std::optional<std::string> sharing(const RegionKnowledge& region, const Question& question);
  static std::optional<std::string> newly_used(const RegionKnowledge& region, const Question& question);
  static std::optional<std::string> references(const RegionKnowledge& region, const Question& question,
                                               const Image& image);
  static std::optional<std::string> templates(const RegionKnowledge& region, const Question& question);
  static std::optional<std::string> scaling(const RegionKnowledge& region, const Question& question,
                                            const Image& image);
  static std::optional<std::string> floor(const RegionKnowledge& region, const Question& question, const Image& image);

  std::map<std::string, RegionKnowledge> regions_{};
};

}  // namespace cvm::simulation
