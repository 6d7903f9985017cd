#pragma once
/// \file
/// How requests get out of this process. Bring your own by implementing the two classes.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "cvm/answer.hpp"
#include "cvm/http.hpp"
#include "cvm/machine.hpp"

namespace cvm {

struct TransferOptions {
  /// The request changes something: whatever happens, it is put on a wire at most once. A transport that repeats a
  /// request by itself (when a reused connection turns out to be closed, say) must end it as Lost instead.
  bool at_most_once = true;
  std::chrono::milliseconds timeout{30'000};
  std::size_t max_answer_bytes = max_answer_bytes_default;
  static constexpr std::size_t max_answer_bytes_default = cvm::max_answer_bytes;
};

/// Transfers of one thread. Only `wake` may be called from others.
class Channel {
 public:
  virtual ~Channel() = default;
  /// Begins a transfer. It ends in exactly one Answered, NotSent or Lost from `wait`, with this id.
  virtual void start(RequestNumber id, HttpRequest request, const TransferOptions& options) = 0;
  /// Works on the transfers until one or more end, `at_most` is over or somebody calls `wake`. With nothing under way
  /// it just waits.
  virtual std::vector<Input> wait(std::chrono::milliseconds at_most) = 0;
  /// Makes `wait` return, now or at its next call. From any thread, also from a signal-handling one.
  virtual void wake() noexcept = 0;
};

/// Makes channels. Thread-safe. Closed channels leave their connections for the next one.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::unique_ptr<Channel> open() = 0;
};

}  // namespace cvm
