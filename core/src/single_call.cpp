#include "cvm/single_call.hpp"

#include <utility>

namespace cvm {

SingleCall::SingleCall(Call call, std::int64_t deadline_ms, SchedulerOptions options, Limiter& limiter)
    : call_(std::move(call)), deadline_ms_(deadline_ms), scheduler_(std::move(options), limiter) {}

Step SingleCall::poll(Time now) {
  if (!submitted_) {
    submitted_ = true;
    const std::int64_t deadline = deadline_ms_ == forever ? forever : now.monotonic_ms + deadline_ms_;
    auto number = scheduler_.submit(now, call_, deadline);
    if (!number) result_ = Completed{0, number.error(), 0, {}};
  }
  if (result_) return Finished{};
  SchedulerStep step = scheduler_.poll(now);
  if (auto* completed = std::get_if<Completed>(&step)) {
    result_ = std::move(*completed);
    return Finished{};
  }
  if (auto* persist = std::get_if<Persist>(&step)) return std::move(*persist);
  if (auto* send = std::get_if<Send>(&step)) return std::move(*send);
  if (auto* event = std::get_if<Event>(&step)) return std::move(*event);
  return std::get<Wait>(step);
}

Result<void> SingleCall::handle(Time now, const Input& input) { return scheduler_.handle(now, input); }

}  // namespace cvm
