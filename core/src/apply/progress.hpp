#pragma once
// How far every image of a plan has come: what a receipt is made of, and what a journal remembers.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cvm/applier.hpp"
#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"

namespace cvm {

/// Where an image stands between two lines of the journal.
enum class Stage : std::uint8_t {
  waiting,   ///< nothing that names it is under way
  sent,      ///< a DeleteImages request that names it may have gone out; its end is not known
  accepted,  ///< the service accepted one; it is not verified
  ended,     ///< `receipt` is final
};

struct ImageProgress {
  const PlannedImage* planned = nullptr;
  ImageReceipt receipt{};
  Stage stage = Stage::waiting;
  int sends = 0;           ///< DeleteImages calls that named it; each may take several requests
  int durable_sends = 0;   ///< of them, those that a durable line tells of: no other can have gone out
  int repeats = 0;         ///< of them, those of this process whose end told nothing about any image
  bool unsharing = false;  ///< a request that cancels its sharing may have gone out
  bool untold = false;     ///< it changed since the last line
};

class Progress {
 public:
  /// The images that the plan deletes.
  explicit Progress(const Plan& plan);

  [[nodiscard]] std::deque<ImageProgress>& images() noexcept { return images_; }
  [[nodiscard]] const std::deque<ImageProgress>& images() const noexcept { return images_; }

  /// To be called after every change that a resumed run has to know.
  void note(ImageProgress& image);

  /// One more line of its own.
  void note_begin(const Confirmation& confirmation, std::int64_t started_ms);
  void note_finished(std::int64_t finished_ms);
  /// The first that is noted of a region stands: how many images it held before this run or an earlier one deleted any.
  void note_quota(const std::string& region, std::int64_t before);
  [[nodiscard]] std::optional<std::int64_t> quota_before(const std::string& region) const;

  [[nodiscard]] bool has_news() const noexcept { return !untold_.empty() || !lines_.empty(); }
  /// The lines for the journal since the last time, and what they tell.
  struct News {
    std::string lines{};
    std::vector<std::pair<ImageProgress*, int>> sends{};
  };
  News take_news();
  /// Those lines are durable.
  static void note_durable(const News& news) noexcept;

  /// All lines in short.
  [[nodiscard]] std::string snapshot() const;

  struct Journal {
    bool has_begun = false;  ///< false: the first line is torn, so nothing followed from it
    bool has_finished = false;
    std::int64_t started_ms = 0;
    std::string confirmed_by{};
  };
  /// Takes the state that the lines tell of. Errors: `invalid-parameter`, `refused` for another plan's.
  Result<Journal> read(std::string_view journal, std::string_view digest);

 private:
  Result<void> read_line(std::string_view line, std::string_view digest, Journal& journal);
  Result<void> read_image(ImageProgress news);

  std::deque<ImageProgress> images_{};
  std::map<std::string, ImageProgress*, std::less<>> places_{};  ///< "region/id"
  std::vector<ImageProgress*> untold_{};
  std::string lines_{};
  std::string begin_line_{};
  std::map<std::string, std::int64_t> quota_before_{};
};

}  // namespace cvm
