#include "cvm/planner.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "account.hpp"
#include "cvm/endpoint.hpp"
#include "message.hpp"
#include "plan/region_scan.hpp"

namespace cvm {

struct Planner::State {
  State(PlanRequest request_in, SchedulerOptions options, Limiter& limiter)
      : request(std::move(request_in)),
        endpoint(endpoint_text(options.settings.endpoint)),
        account_hash(options.account),
        calls(std::move(options), limiter) {}

  enum class Round : std::uint8_t { start, scan, done };

  PlanRequest request;
  std::string endpoint;
  std::string account_hash;
  Rules rules{};
  Calls calls;
  Events events{};
  std::vector<std::unique_ptr<RegionScan>> scans{};
  Plan plan{};
  Round round = Round::start;
  bool account_known = false;
  std::size_t told = 0;  ///< of the verdicts
  std::optional<Error> failure{};

  Result<void> check() const;
  void begin(Time now);
  void advance(Time now);
  void conclude(Time now);
  void drop_foreign_ids();
  void guard();
  Step tell_next();
};

namespace {

std::int64_t count_deletes(const Plan& plan, std::string_view region) {
  return std::count_if(plan.images.begin(), plan.images.end(), [&](const PlannedImage& image) {
    return image.verdict == Verdict::remove && (region.empty() || image.region == region);
  });
}

void sum_up(Plan& plan) {
  for (const PlannedImage& image : plan.images) {
    switch (image.verdict) {
      case Verdict::remove:
        ++plan.summary.deletes;
        plan.summary.size_gb += image.size_gb.value_or(0);
        break;
      case Verdict::keep:
        ++plan.summary.keep;
        break;
      case Verdict::block:
        ++plan.summary.block;
        break;
      case Verdict::unknown:
        ++plan.summary.unknown;
        break;
    }
  }
}

bool is_not_found(const PlannedImage& image) {
  return image.verdict == Verdict::block && image.reasons.front().code == "not-found";
}

}  // namespace

Result<void> Planner::State::check() const {
  if (request.regions.empty())
    return error_saying(ErrorCode::invalid_region, "regions", {"no region is named: give one, such as ap-guangzhou"});
  std::set<std::string> seen;
  for (const std::string& region : request.regions) {
    if (auto valid = validate_region(region); !valid) return valid.error();
    if (!seen.insert(region).second)
      return error_saying(ErrorCode::invalid_region, "regions", {"the region ", region, " is named twice"});
    if (auto resolved = resolve_endpoint("cvm", region, calls.settings().endpoint); !resolved) return resolved.error();
  }
  return {};
}

void Planner::State::begin(Time now) {
  auto made = Rules::create(request.selection, request.guards);
  const auto checked = check();
  if (!checked || !made) {
    failure = !made ? made.error() : checked.error();
    return;
  }
  rules = std::move(*made);
  calls.call(now, GetCallerIdentityRequest{}, request.regions.front(),
             [this](Time, Result<GetCallerIdentityResponse> identity, const CallEnd&) {
               account_known = true;
               if (!identity && is_fatal(identity.error())) failure = identity.error();
               plan.account = account_from(identity, account_hash);
             });
  for (const std::string& region : request.regions) {
    scans.push_back(std::make_unique<RegionScan>(calls, events, rules, region));
    scans.back()->begin(now);
  }
  round = Round::scan;
}

void Planner::State::advance(Time now) {
  if (round == Round::start) return begin(now);
  if (round != Round::scan) return;
  bool done = account_known;
  for (const auto& scan : scans) {
    done = scan->advance(now) && done;
    if (scan->fatal() && !failure) failure = *scan->fatal();
  }
  if (done && !failure) conclude(now);
}

/// An id that is in one of several regions is not missing in the others; one that is nowhere is told once.
void Planner::State::drop_foreign_ids() {
  std::set<std::string> known;
  for (const PlannedImage& image : plan.images)
    if (!is_not_found(image)) known.insert(image.id);
  std::erase_if(plan.images,
                [&known](const PlannedImage& image) { return is_not_found(image) && !known.insert(image.id).second; });
}

void Planner::State::guard() {
  plan.appliable = true;
  if (request.selection.is_explicit()) return;
  const auto refuse = [this](std::string code, ReasonArgs args) {
    plan.appliable = false;
    plan.refused_by.push_back({std::move(code), std::move(args)});
  };
  const std::int64_t all = count_deletes(plan, {});
  if (all > request.guards.max_delete)
    refuse("max-delete", {{"max", decimal(request.guards.max_delete)}, {"count", decimal(all)}});
  for (const PlannedRegion& region : plan.regions) {
    const std::int64_t count = count_deletes(plan, region.region);
    const std::int64_t own = region.used.value_or(0);
    if (count * 100 <= own * request.guards.max_percent) continue;
    refuse("max-percent", {{"max", decimal(request.guards.max_percent)},
                           {"count", decimal(count)},
                           {"of", decimal(own)},
                           {"region", region.region}});
  }
}

void Planner::State::conclude(Time now) {
  for (const auto& scan : scans) {
    plan.regions.push_back(scan->region());
    plan.images.reserve(plan.images.size() + scan->images().size());
    std::move(scan->images().begin(), scan->images().end(), std::back_inserter(plan.images));
    scan->images() = {};
  }
  scans.clear();
  drop_foreign_ids();
  sum_up(plan);
  plan.created_s = (now.wall_ms + calls.skew_ms()) / 1000;
  plan.expires_s = plan.created_s + request.valid_ms / 1000;
  plan.endpoint = endpoint;
  plan.selection = request.selection;
  plan.guards = request.guards;
  guard();
  plan.digest = digest_of(plan);
  round = Round::done;
}

/// Verdict by verdict, made when it is asked for: there may be thousands.
Step Planner::State::tell_next() {
  if (told == plan.images.size()) return Finished{};
  const PlannedImage& image = plan.images[told++];
  return Event{EventKind::image_verdict, image.region, image.id, verdict_detail(image)};
}

Planner::Planner(PlanRequest request, SchedulerOptions options, Limiter& limiter)
    : state_(std::make_unique<State>(std::move(request), std::move(options), limiter)) {}
Planner::~Planner() = default;

Step Planner::poll(Time now) {
  State& state = *state_;
  for (;;) {
    if (!state.events.empty()) return take_first(state.events);
    if (state.failure) return Failed{*state.failure};
    state.advance(now);
    if (!state.events.empty() || state.failure) continue;
    if (state.round == State::Round::done) return state.tell_next();
    auto step = state.calls.poll(now);
    if (!step) continue;
    // A dry run goes by the name of a change and leaves nothing to be remembered.
    if (!std::holds_alternative<Persist>(*step)) return std::move(*step);
    if (auto taken = state.calls.handle(now, Persisted{}); !taken) return Failed{taken.error()};
  }
}

Result<void> Planner::handle(Time now, const Input& input) { return state_->calls.handle(now, input); }

const Plan& Planner::plan() const noexcept { return state_->plan; }

std::int64_t Planner::skew_ms() const noexcept { return state_->calls.skew_ms(); }

}  // namespace cvm
