#pragma once
// What a Deletion knows. The rounds are in deletion.cpp, what follows the end of a batch in deletion_batches.cpp.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "by_id.hpp"
#include "calls.hpp"
#include "cvm/deletion.hpp"
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

/// recheck → (send → look)* → verify → close
enum class DeletionRound : std::uint8_t { start, recheck, send, sending, look, verify, close, done };

struct Deletion::State {
  State(DeletionRequest request_in, SchedulerOptions options, Limiter& limiter)
      : request(std::move(request_in)), calls(std::move(options), limiter), batch_limit(request.batch) {}

  DeletionRequest request;
  Calls calls;
  DeletionReport report{};
  DeletionRound round = DeletionRound::start;
  std::map<std::string, std::size_t> places{};  ///< id → place in report.images and request.images
  std::size_t batch_limit;
  std::map<std::string, int> sends{};  ///< DeleteImages calls that named it; each may take several requests
  std::int64_t latest_wall_ms = 0;
  std::deque<Batch> queue{};
  Ids later{};  ///< set aside while a culprit is searched for
  Batch current{};
  std::vector<std::string> accepted{};
  std::map<std::string, Error> disputed{};  ///< visible, and the service says NotFound: verified like the accepted ones
  std::optional<Watch> watch{};
  Error batch_error{};  ///< how the batch that is looked after ended
  std::deque<Event> events{};
  bool cancelled = false;

  ImageOutcome& outcome(const std::string& id) { return report.images[places.at(id)]; }
  const Image& expected(const std::string& id) const { return *request.images[places.at(id)].image; }
  void settle(const std::string& id, Outcome outcome, std::optional<Reason> reason, std::optional<Error> error = {});

  void advance(Time now);
  [[nodiscard]] std::int64_t next_instant() const;
  void begin(Time now);
  void recheck_sharing(Time now, const std::string& id);
  bool drop_if_changed(const std::string& id, const Image& image, Outcome what, const std::optional<Error>& error = {});
  void queue_remaining();

  void send_next(Time now);
  void cancel_queued();
  void take_end(Time now, Result<DeleteImagesResponse> result, const CallEnd& end);
  void take_success();
  void dispute(const std::string& id);
  void give_up(const Error& error);
  void look_after(Time now, Error error);
  void read(Time now);
  [[nodiscard]] std::int64_t settled_ms() const;
  [[nodiscard]] bool look_is_over(std::int64_t now_ms) const;
  void conclude_look();
  Ids still_to_delete(bool stable);
  void send_again(const Ids& ids);
  void send_apart(const Ids& ids);
  void search(Ids suspects);

  void conclude_verify();
  void close(Time now);
  void ask_snapshots(Time now);
};

}  // namespace cvm
