#pragma once
// A Scheduler whose answers find their way back: each typed call carries what is to be done with its answer.

#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "cvm/models.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

/// What is known of a call besides its answer.
struct CallEnd {
  int attempts = 0;
  std::vector<std::string> request_ids{};
};

class Calls {
 public:
  Calls(SchedulerOptions options, Limiter& limiter)
      : settings_(options.settings), scheduler_(std::move(options), limiter) {}

  /// Queues the call. A call that validation refuses ends at once: `then` is called with the error at the next `poll`.
  template <class Request, class Then>
  void call(Time now, const Request& request, std::string_view region, Then then) {
    using Response = typename response_of<Request>::type;
    add(now, to_call(request, region),
        [then = std::move(then)](Time at, Result<Answer> answer, const CallEnd& end) mutable {
          if (!answer) return then(at, Result<Response>(answer.error()), end);
          then(at, read_response<Response>(answer->body), end);
        });
  }

  /// One step of the scheduler. Completions are handed to their `then` here; `nullopt` says that this happened and that
  /// the machine should look at its own state before it asks again.
  std::optional<Step> poll(Time now);
  Result<void> handle(Time now, const Input& input) { return scheduler_.handle(now, input); }
  [[nodiscard]] bool idle() const noexcept { return thens_.empty(); }
  [[nodiscard]] const CallSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] std::int64_t skew_ms() const noexcept { return scheduler_.skew_ms(); }

 private:
  using Then = std::function<void(Time, Result<Answer>, const CallEnd&)>;
  void add(Time now, const Call& call, Then then);

  CallSettings settings_;
  Scheduler scheduler_;
  std::map<CallNumber, Then> thens_{};
  std::vector<std::pair<Error, Then>> refused_{};
};

/// The places in a list that is read page by page.
inline constexpr std::int64_t page_size = 100;

}  // namespace cvm
