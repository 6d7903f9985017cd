#include "calls.hpp"

namespace cvm {

void Calls::add(Time now, const Call& call, Then then) {
  auto number = scheduler_.submit(now, call);
  if (number) {
    thens_.emplace(*number, std::move(then));
  } else {
    refused_.emplace_back(number.error(), std::move(then));
  }
}

std::optional<Step> Calls::poll(Time now) {
  if (!refused_.empty()) {
    auto [error, then] = std::move(refused_.back());
    refused_.pop_back();
    then(now, std::move(error), {});
    return std::nullopt;
  }
  SchedulerStep step = scheduler_.poll(now);
  if (auto* completed = std::get_if<Completed>(&step)) {
    auto node = thens_.extract(completed->call);
    node.mapped()(now, std::move(completed->result), {completed->attempts, std::move(completed->request_ids)});
    return std::nullopt;
  }
  if (auto* persist = std::get_if<Persist>(&step)) return Step(std::move(*persist));
  if (auto* send = std::get_if<Send>(&step)) return Step(std::move(*send));
  if (auto* event = std::get_if<Event>(&step)) return Step(std::move(*event));
  return Step(std::get<Wait>(step));
}

}  // namespace cvm
