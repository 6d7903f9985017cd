#pragma once
// What happens to a request on its way and to its answer on the way back.

#include <functional>
#include <memory>

#include "seen.hpp"
#include "world.hpp"

namespace cvm::simulation {

/// The end of a request as the client is told. `seen` is what it can read in the answer; nothing when there is none or
/// none that is whole.
struct Delivery {
  Input input{};
  std::shared_ptr<const Seen> seen{};
};

class Network {
 public:
  explicit Network(World& world) : world_(&world), random_(world.random.fork(200)) {}

  /// `deliver` is called once, unless the request is in flight when the client's process dies (`drop`).
  void send(const Send& send, std::function<void(Delivery)> deliver);
  /// A process died just after it handed a request to its machine's network: it may still go out.
  void send_unheard(const Send& send);

 private:
  enum class Fate : std::uint8_t {
    answered,
    not_sent,
    lost_before,
    lost_after,
    lost_late,
    internal_error_before,
    internal_error_after,
    bad_gateway_before,
    bad_gateway_after,
    cut_body,
  };
  Fate draw();
  Millis way_back();
  void arrive(const Send& send, Fate fate, Millis sent_at, std::function<void(Delivery)> deliver);
  void lose(const Send& send, Fate fate, Millis told_at, std::function<void(Delivery)> deliver);
  Delivery answer(const Send& send, Fate fate, const Seen& seen);

  World* world_;
  Random random_;
};

}  // namespace cvm::simulation
