#pragma once
// What must hold of every run. Each has a name; the mutants name the one that must catch them.
//
// | name            | says                                                                                         |
// |-----------------|----------------------------------------------------------------------------------------------|
// | outside-plan    | nothing but the plan's `delete` verdicts is changed, and only as its guards allow            |
// | changed         | nothing is sent that, by what this process was told, changed, is used, protected or unread   |
// | floor           | nothing is sent that is among the `keep_newest` of its group in the list that was read       |
// | receipt         | deleted: gone; failed, skipped: not by us; already-gone: by others; snapshots likewise       |
// | rate            | rate − 1 sends in 1.05 s, also across processes; never too many as the service counts        |
// | look-again      | no change for an id whose last one may have acted, before a read of it was answered          |
// | persisted       | no change before bytes that name the id were acknowledged                                    |
// | cancelled       | no change after Cancel                                                                       |
// | ends            | every run ends, no wait is over when it begins, none is for nothing                          |
// | plan-facts      | every image has one verdict; `delete` only where every check was made and allows it; totals  |
// | refused         | a plan that was changed, expired or not confirmed is not carried out                         |
// | unshared        | unshared_from is what lost its sharing by us                                                 |
// | shared-snapshot | a snapshot that backs another image is never deleted                                         |
// | progress        | where nothing goes wrong, all that may go is gone, in as few requests as promised            |
// | journal         | a journal that was written is accepted                                                       |

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cvm/planner.hpp"
#include "cvm/receipt.hpp"
#include "knowledge.hpp"
#include "network.hpp"
#include "world.hpp"

namespace cvm::simulation {

struct Violation {
  std::string invariant{};
  std::string what{};
};

class Invariants {
 public:
  explicit Invariants(World& world) : world_(&world) {}

  [[nodiscard]] const std::optional<Violation>& violation() const noexcept { return violation_; }
  void violate(const std::string& invariant, const std::string& what);

  void plan_begins(PlanRequest request);
  void plan_ends(const Plan& plan);
  /// A process begins to carry the plan out, or to go on with it.
  void process_begins(const Plan& plan);
  void process_dies();
  void cancelled() { cancelled_ = true; }
  /// It ended in Failed.
  void process_failed(const Error& error);

  void sending(const Send& send);
  void told(RequestNumber id, const Delivery& delivery);
  void persisted(const std::string& bytes);

  /// A receipt, to be held against the world when everything has settled.
  void receipt(const Receipt& receipt, bool is_final);
  /// Nothing is under way any more.
  void settled();

 private:
  using Key = std::pair<std::string, std::string>;  ///< region, id
  struct OnItsWay {
    Asked asked{};
    Millis sent_at = 0;
  };
  /// The last change of one kind that was sent for one image.
  struct LastChange {
    bool under_way = false;
    bool to_be_looked_at = false;
    bool cleared = false;    ///< an acknowledged Persist names it
    bool succeeded = false;  ///< the service said so, of this one or an earlier one
    Millis ended_at = 0;
    Millis looked_at = 0;  ///< the latest read after it that was answered
  };
  struct KeptReceipt {
    Receipt receipt{};
    Millis at = 0;
    bool is_final = false;
  };

  [[nodiscard]] Question question(const std::string& region, const std::string& id) const;
  [[nodiscard]] const PlannedImage* to_delete(const std::string& region, const std::string& id) const;
  void check_rate(const Asked& asked);
  void check_delete(const Asked& asked);
  void check_unshare(const Asked& asked);
  void check_order(const Asked& asked);
  void check_ends_of_changes(const OnItsWay& sent, const Delivery& delivery);
  void clear_looks(const OnItsWay& sent, const Seen& seen);
  void check_verdict(const Plan& plan, const PlannedImage& image);
  void check_images(const Plan& plan);
  void check_totals(const Plan& plan);
  void check_quota_rules(const Plan& plan);
  void check_effects();
  void check_receipt(const KeptReceipt& kept);
  void check_outcome(const KeptReceipt& kept, const ImageReceipt& image);
  void check_unshared(const KeptReceipt& kept, const ImageReceipt& image);
  void check_progress(const Receipt& receipt);
  [[nodiscard]] const ModelImage* model_of(const std::string& region, const std::string& id) const;
  [[nodiscard]] std::int64_t doubt_s() const noexcept;
  static std::vector<std::string> subjects(const Asked& asked);

  World* world_;
  std::optional<Violation> violation_{};
  std::optional<PlanRequest> request_{};
  std::optional<Plan> plan_{};  ///< as it was made, whatever became of the document
  Knowledge knowledge_{};
  std::map<RequestNumber, OnItsWay> on_its_way_{};
  std::map<Key, std::deque<Millis>> sends_{};                    ///< region, action
  std::map<std::pair<std::string, Key>, LastChange> changes_{};  ///< action, image
  std::map<Key, int> delete_requests_{};
  std::map<std::string, int> deletes_in_{};
  bool cancelled_ = false;
  bool changed_something_ = false;  ///< this process sent a change
  int deaths_ = 0;
  std::vector<KeptReceipt> receipts_{};
};

}  // namespace cvm::simulation
