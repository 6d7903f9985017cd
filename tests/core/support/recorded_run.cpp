#include "recorded_run.hpp"

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "step_words.hpp"

namespace cvm::testing {
namespace {

namespace json = boost::json;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::invalid_argument(cvm::describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

PlanRequest plan_request(const json::object& in) {
  PlanRequest out;
  for (const json::value& region : in.at("regions").as_array()) out.regions.push_back(to_text(region));
  out.selection = must(read_selection(json::serialize(in.at("selection"))));
  out.guards = must(read_guards(json::serialize(in.at("guards"))));
  return out;
}

DeletionTimes times_of(const json::object& in) {
  const json::value* times = in.if_contains("times");
  const json::object given = times == nullptr ? json::object() : times->as_object();
  return {number_or(given, "settle_ms", 15'000), number_or(given, "verify_ms", 120'000),
          number_or(given, "first_read_ms", 500), number_or(given, "longest_interval_ms", 5'000)};
}

ApplyRequest apply_request(const json::object& in) {
  const json::object& confirmation = in.at("confirmation").as_object();
  return {.plan = must(read_plan(json::serialize(in.at("plan")))),
          .confirmation = {to_text(confirmation.at("digest")), number_or(confirmation, "deletes", 0),
                           text_or(confirmation, "by", "")},
          .batch = static_cast<std::size_t>(number_or(in, "batch", 100)),
          .max_sends = static_cast<int>(number_or(in, "max_sends", 6)),
          .times = times_of(in)};
}

}  // namespace

json::value shortened(json::value step) {
  if (!step.is_object()) return step;
  json::value& value = step.as_object().begin()->value();
  if (!value.is_object()) return step;
  json::object& members = value.as_object();
  const json::object usual{{"method", "POST"}, {"service", "cvm"},     {"changes", false},        {"image", ""},
                           {"region", ""},     {"timeout_ms", 30'000}, {"detail", json::object{}}};
  for (const auto& [key, otherwise] : usual) {
    const json::value* given = members.if_contains(key);
    if (given != nullptr && *given == otherwise) members.erase(key);
  }
  return step;
}

RecordedMachine::RecordedMachine(const json::object& run) : limiter_(0) {
  SchedulerOptions options = options_of(run.at("options").as_object());
  const json::object& request = run.at("request").as_object();
  if (run.at("machine") == "planner") {
    auto planner = std::make_unique<Planner>(plan_request(request), std::move(options), limiter_);
    planner_ = planner.get();
    machine_ = std::move(planner);
    return;
  }
  auto applier = std::make_unique<Applier>(apply_request(request), std::move(options), limiter_);
  if (const json::value* journal = request.if_contains("journal")) {
    std::string lines;
    for (const json::value& line : journal->as_array()) lines += json::serialize(line) + '\n';
    must(applier->resume(lines));
  }
  applier_ = applier.get();
  machine_ = std::move(applier);
}

json::value RecordedMachine::document() const {
  return json::parse(planner_ != nullptr ? write_plan(planner_->plan()) : write_receipt(applier_->receipt()));
}

json::value RecordedMachine::snapshot() const { return lines_of(applier_->snapshot()); }

}  // namespace cvm::testing
