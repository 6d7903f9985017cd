#pragma once
// The loop that plays a machine in virtual time, and the deaths of its process.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "invariants.hpp"
#include "network.hpp"
#include "world.hpp"

namespace cvm::simulation {

/// How one process ended.
struct Ending {
  enum class Kind : std::uint8_t { finished, failed, died, violated };
  Kind kind = Kind::finished;
  std::optional<Error> error{};  ///< of Failed
};

/// What a process leaves behind: a journal of lines, or the latest snapshot.
class Durable {
 public:
  /// As a shell finds it: a last line that is torn is still there.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  void append(std::string line);
  void append_torn(const std::string& line, std::size_t length);
  void replace(std::string snapshot) { text_ = std::move(snapshot); }
  /// What a shell does before it appends again.
  void drop_torn_line();

 private:
  std::string text_{};
};

class Driver {
 public:
  /// `snapshot`: what to keep at each Persist in place of the line; nothing for a journal.
  using Snapshot = std::function<std::string()>;

  Driver(World& world, Invariants& invariants, Network& network, Random random)
      : world_(&world), invariants_(&invariants), network_(&network), random_(random) {}

  /// One process, from its first poll to its end.
  Ending drive(Machine& machine, Durable& durable, const Snapshot& snapshot, bool may_be_disturbed);

  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
  [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

 private:
  struct PendingPersist {
    std::string line{};
    std::string snapshot{};
    bool is_snapshot = false;
  };

  Ending play(const Snapshot& snapshot, bool may_be_disturbed);
  [[nodiscard]] Time time() const { return world_->clock.time(world_->agenda.now()); }
  void hand(const Input& input);
  void begin_persist(Persist persist, const Snapshot& snapshot);
  void write_soon();
  void end_persist();
  void write(const PendingPersist& persist);
  void leave_unfinished_writes();
  void begin_send(const Send& send);
  bool wait(const Wait& wait);
  Ending die(const Send* unsent);
  void trace(const std::string& line) const;

  World* world_;
  Invariants* invariants_;
  Network* network_;
  Random random_;
  Machine* machine_ = nullptr;
  Durable* durable_ = nullptr;
  std::deque<PendingPersist> pending_{};  ///< asked for and not acknowledged, in order
  std::uint64_t life_ = 0;                ///< answers for an earlier process are heard by nobody
  std::uint64_t steps_ = 0;
  std::uint64_t requests_ = 0;
  int deaths_ = 0;
};

}  // namespace cvm::simulation
