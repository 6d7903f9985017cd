#pragma once
// Deleting images of one region that were checked a moment ago, and proving that they are gone. The rounds are in
// region_deletion.cpp, sending in sending.cpp, what follows an end that was not a success in looking.cpp.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apply/progress.hpp"
#include "by_id.hpp"
#include "calls.hpp"
#include "cvm/applier.hpp"
#include "plan/region_scan.hpp"
#include "watch.hpp"

namespace cvm {

using Ids = std::vector<std::string>;

/// Ids for one request. When it succeeds, `culprit_among` is known to hold an image that makes every request fail, and
/// is searched further; when it does not, nothing is known of them and they wait for a request of their own. So one
/// culprit that no answer names costs one request a level, not two.
struct Batch {
  Ids ids{};
  Ids culprit_among{};
};

/// (send → look → sharing)* → verify → close
enum class DeletionRound : std::uint8_t { send, sending, look, sharing, verify, close, done };

class RegionDeletion {
 public:
  /// All must outlive it.
  RegionDeletion(Calls& calls, Events& events, Progress& progress, const ApplyRequest& request, std::string region);

  /// `ids`: to be deleted. `accepted`: the service took them in an earlier run. `with_snapshots`: those of `ids` whose
  /// bound snapshots go with them.
  void begin(const Ids& ids, Ids accepted, std::set<std::string> with_snapshots);

  void add(ImageProgress& image) { images_.emplace(image.receipt.id, &image); }
  [[nodiscard]] ImageProgress& image(const std::string& id) { return *images_.find(id)->second; }

  /// Goes on as far as what is known allows.
  void advance(Time now);
  void cancel() noexcept { cancelled_ = true; }
  [[nodiscard]] bool done() const noexcept { return round_ == DeletionRound::done; }
  /// When something changes by itself.
  [[nodiscard]] std::int64_t next_instant() const;
  /// Custom images left, read at the end.
  [[nodiscard]] const std::optional<std::int64_t>& used_after() const noexcept { return used_after_; }

  void settle(const std::string& id, Outcome outcome, std::optional<Reason> reason, std::optional<Error> error = {});

 private:
  void step(Time now);
  [[nodiscard]] const PlannedImage& planned(const std::string& id) { return *image(id).planned; }
  void tell(EventKind kind, const std::string& id) { events_->push_back({kind, region_, id, "{}"}); }
  bool drop_if_changed(const std::string& id, const Image& image, Outcome what, const Error& error);

  void queue(const Ids& ids);
  void take_oversized(Ids& ids);
  void send_next(Time now);
  void cancel_queued();
  void take_end(Time now, Result<DeleteImagesResponse> result, const CallEnd& end);
  void take_success();
  void give_up(const Error& error);
  void search(Ids suspects);
  Ids take_queued();

  void look_after(Time now, Error error);
  void read(Time now);
  [[nodiscard]] std::int64_t settled_ms() const;
  [[nodiscard]] bool look_is_over(std::int64_t now_ms) const;
  void conclude_look(Time now);
  Ids still_to_delete(bool stable);
  void dispute(const std::string& id);
  void verify_late(const std::string& id);
  void ask_sharing(Time now, const std::string& id);
  void conclude_sharing();
  void send_again(Ids rest);
  void send_apart(const Ids& ids);

  void begin_verify(Time now);
  void conclude_verify();
  void close(Time now);
  void ask_snapshots(Time now);
  void take_snapshots(Time now, const Result<std::map<std::string, BlockSnapshot>>& found, std::int64_t asked_ms);

  Calls* calls_;
  Events* events_;
  Progress* progress_;
  const ApplyRequest* request_;
  std::string region_;
  std::map<std::string, ImageProgress*, std::less<>> images_{};
  DeletionRound round_ = DeletionRound::send;
  std::set<std::string> with_snapshots_{};
  std::size_t batch_limit_;
  std::deque<Batch> queue_{};
  Ids later_{};  ///< set aside while a culprit is searched for
  Batch current_{};
  Ids accepted_{};
  std::map<std::string, Error>
      disputed_{};  ///< visible, and the service says NotFound: verified like the accepted ones
  std::optional<Watch> watch_{};
  Error batch_error_{};  ///< how the batch that is looked after ended
  std::size_t batch_size_ = 0;
  bool batch_had_name_ = false;
  Ids rest_{};  ///< what a look left to be sent again
  std::optional<std::int64_t> used_after_{};
  std::int64_t snapshots_settled_ms_ = 0;
  std::int64_t next_snapshots_ms_ = forever;
  int open_ = 0;
  bool cancelled_ = false;
};

/// What differs from the image that was planned, if anything: `name`, `created`, `state A → B`, `tags`.
std::optional<std::string> change(const PlannedImage& planned, const Image& now);

/// Sets the end of an image, notes it and tells it.
void settle_image(ImageProgress& image, Progress& progress, Events& events, Outcome outcome,
                  std::optional<Reason> reason, std::optional<Error> error = {});

}  // namespace cvm
