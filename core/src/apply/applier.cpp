#include "cvm/applier.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "account.hpp"
#include "apply/region_run.hpp"
#include "cvm/endpoint.hpp"
#include "message.hpp"

namespace cvm {

struct Applier::State {
  State(ApplyRequest request_in, SchedulerOptions options, Limiter& limiter)
      : request(std::move(request_in)),
        progress(request.plan),
        account_hash(options.account),
        calls(std::move(options), limiter) {}

  enum class Round : std::uint8_t { start, account, run, done };

  ApplyRequest request;
  Progress progress;
  std::string account_hash;
  Rules rules{};
  Calls calls;
  Events events{};
  std::vector<std::unique_ptr<RegionRun>> runs{};
  struct Persisting {
    bool scheduler_waits = false;
    Progress::News news{};
  };
  std::deque<Persisting> persists{};  ///< under way
  Receipt receipt{};
  Round round = Round::start;
  std::optional<Error> failure{};
  std::int64_t latest_wall_ms = 0;
  bool resumed = false;
  bool expired = false;
  bool finished_before = false;
  bool cancelled = false;

  std::optional<Error> refuse();
  std::optional<Error> refuse_date(Time now);
  void begin(Time now);
  void take_account(const Result<GetCallerIdentityResponse>& identity);
  void begin_regions(Time now);
  void advance(Time now);
  void conclude(Time now);
  std::int64_t next_instant() const;
  Step persist(bool scheduler_waits);
  std::optional<Step> persist_news();
  std::optional<Step> persist_for_scheduler(Time now);
  [[nodiscard]] Receipt receipt_so_far() const;
  [[nodiscard]] bool may_be_going(std::string_view region, std::string_view id) const;
};

namespace {

Error refused_saying(std::string_view where, Parts message) { return error_saying(ErrorCode::refused, where, message); }

std::int64_t count_deletes(const Plan& plan) {
  return std::count_if(plan.images.begin(), plan.images.end(),
                       [](const PlannedImage& image) { return image.verdict == Verdict::remove; });
}

/// The clock may run a little behind the one that the plan was made by.
constexpr std::int64_t clock_slack_s = 300;

}  // namespace

std::optional<Error> Applier::State::refuse() {
  const Plan& plan = request.plan;
  const Confirmation& confirmation = request.confirmation;
  const std::string endpoint = endpoint_text(calls.settings().endpoint);
  if (digest_of(plan) != plan.digest)
    return refused_saying("digest", {"the plan was changed after it was made: make a new one"});
  if (confirmation.digest != plan.digest)
    return refused_saying("digest", {"another plan was confirmed than the one that is given: nothing was deleted"});
  if (!plan.appliable) return refused_saying("appliable", {"the plan is over a guard and must not be applied"});
  if (const std::int64_t count = count_deletes(plan); count != confirmation.deletes) {
    return refused_saying("deletes", {"the plan deletes ", decimal(count), " images, ", decimal(confirmation.deletes),
                                      " were confirmed: nothing was deleted"});
  }
  if (plan.endpoint != endpoint)
    return refused_saying("endpoint", {"the plan is for ", plan.endpoint, ", calls go to ", endpoint});
  return std::nullopt;
}

/// By the service's clock, as far as an answer told.
std::optional<Error> Applier::State::refuse_date(Time now) {
  const Plan& plan = request.plan;
  const std::int64_t now_s = (now.wall_ms + calls.skew_ms()) / 1000;
  if (now_s + clock_slack_s < plan.created_s)
    return refused_saying("created", {"the plan was made after what the clock of this machine says: set the clock"});
  expired = now_s >= plan.expires_s;
  if (expired && !resumed)
    return refused_saying("expires", {"the plan expired at ", rfc3339(plan.expires_s), ": make a new one"});
  return std::nullopt;
}

void Applier::State::begin(Time now) {
  failure = refuse();
  if (failure) return;
  auto made = Rules::create(request.plan.selection, request.plan.guards);
  if (!made) {
    failure = made.error();
    return;
  }
  rules = std::move(*made);
  round = Round::account;
  const std::string region = request.plan.regions.empty() ? std::string() : request.plan.regions.front().region;
  calls.call(now, GetCallerIdentityRequest{}, region,
             [this](Time at, Result<GetCallerIdentityResponse> identity, const CallEnd&) {
               const bool asked = request.plan.account.source == "caller-identity";
               take_account(asked ? identity : make_error(ErrorCode::permission, "GetCallerIdentity", "not asked"));
               if (!failure) failure = refuse_date(at);
             });
}

void Applier::State::take_account(const Result<GetCallerIdentityResponse>& identity) {
  const PlanAccount& planned = request.plan.account;
  const bool asked = planned.source == "caller-identity";
  if (asked && !identity) {
    failure = identity.error();
    if (failure->code == ErrorCode::permission)
      failure = refused_saying("account", {"the plan names account ", planned.id,
                                           ", and GetCallerIdentity is not permitted to this key: make a new plan"});
    return;
  }
  const PlanAccount now = account_from(identity, account_hash);
  if (now == planned)
    round = Round::run;
  else
    failure = refused_saying("account", {"the plan is for account ", planned.id, ", the key belongs to ", now.id,
                                         ": use a key of that account, or make a plan with this one"});
}

void Applier::State::begin_regions(Time now) {
  if (!resumed) {
    receipt.started_ms = now.wall_ms;
    receipt.confirmed_by = request.confirmation.by;
    progress.note_begin(request.confirmation, now.wall_ms);
  }
  for (const PlannedRegion& region : request.plan.regions) {
    auto run = std::make_unique<RegionRun>(calls, events, progress, request, rules, region, expired || finished_before);
    bool any = false;
    for (ImageProgress& image : progress.images()) {
      if (image.receipt.region != region.region) continue;
      run->add(image);
      any = true;
    }
    if (cancelled) run->cancel();
    if (any) runs.push_back(std::move(run));
  }
}

void Applier::State::advance(Time now) {
  if (round == Round::start) return begin(now);
  if (round != Round::run) return;
  if (runs.empty()) begin_regions(now);
  bool done = true;
  for (const auto& run : runs) {
    run->advance(now);
    done = done && run->done();
  }
  if (done) conclude(now);
}

/// What a plan of named ids keeps is told as well: somebody asked for each of them.
Receipt Applier::State::receipt_so_far() const {
  Receipt out = receipt;
  out.plan_digest = request.plan.digest;
  auto sent = progress.images().begin();  // in the order of the plan
  for (const PlannedImage& planned : request.plan.images) {
    if (planned.verdict == Verdict::remove) {
      out.images.push_back((sent++)->receipt);
    } else if (request.plan.selection.is_explicit()) {
      ImageReceipt& kept = out.images.emplace_back();
      kept.region = planned.region;
      kept.id = planned.id;
      kept.outcome = Outcome::skipped;
      if (!planned.reasons.empty()) kept.reason = planned.reasons.front();
    }
  }
  for (const auto& run : runs) out.quota.push_back(run->quota());
  out.skew_ms = calls.skew_ms();
  return out;
}

bool Applier::State::may_be_going(std::string_view region, std::string_view id) const {
  const auto& images = progress.images();
  return std::any_of(images.begin(), images.end(), [&](const ImageProgress& image) {
    return image.receipt.id == id && image.receipt.region == region &&
           ((image.stage == Stage::sent && image.durable_sends == image.sends) || image.stage == Stage::accepted);
  });
}

void Applier::State::conclude(Time now) {
  receipt.finished_ms = now.wall_ms;
  receipt.interrupted = cancelled;
  receipt = receipt_so_far();
  const auto& images = progress.images();
  const bool all_ended = std::all_of(images.begin(), images.end(), [](const ImageProgress& image) {
    return image.stage == Stage::ended || (image.receipt.reason && image.receipt.reason->code == "expired");
  });
  if (!cancelled && all_ended) progress.note_finished(now.wall_ms);
  round = Round::done;
}

std::int64_t Applier::State::next_instant() const {
  std::int64_t next = forever;
  for (const auto& run : runs) next = std::min(next, run->next_instant());
  return next;
}

Step Applier::State::persist(bool scheduler_waits) {
  Persisting& one = persists.emplace_back();
  one.scheduler_waits = scheduler_waits;
  one.news = progress.take_news();
  return Persist{std::exchange(one.news.lines, {})};
}

std::optional<Step> Applier::State::persist_news() {
  if (!progress.has_news() || !persists.empty()) return std::nullopt;
  return persist(false);
}

/// The scheduler waits until everything that was noted is durable: with this line, or with the one under way.
std::optional<Step> Applier::State::persist_for_scheduler(Time now) {
  if (progress.has_news()) return persist(true);
  if (!persists.empty()) {
    persists.back().scheduler_waits = true;
    return std::nullopt;
  }
  if (auto taken = calls.handle(now, Persisted{}); !taken) failure = taken.error();
  return std::nullopt;
}

Applier::Applier(ApplyRequest request, SchedulerOptions options, Limiter& limiter)
    : state_(std::make_unique<State>(std::move(request), std::move(options), limiter)) {}
Applier::~Applier() = default;

Result<void> Applier::resume(std::string_view journal) {
  State& state = *state_;
  if (state.round != State::Round::start || state.resumed)
    return error_saying(ErrorCode::misuse, "resume", {"a run is resumed before it begins, and once"});
  auto read = state.progress.read(journal, state.request.plan.digest);
  if (!read) return read.error();
  if (!read->has_begun) return {};
  state.finished_before = read->has_finished;
  state.receipt.started_ms = read->started_ms;
  state.receipt.confirmed_by = std::move(read->confirmed_by);
  state.resumed = true;
  return {};
}

Step Applier::poll(Time now) {
  State& state = *state_;
  state.latest_wall_ms = now.wall_ms;
  for (;;) {
    if (!state.events.empty()) return take_first(state.events);
    if (state.failure) return Failed{*state.failure};
    const auto before = state.round;
    state.advance(now);
    if (!state.events.empty() || state.failure || state.round != before) continue;
    auto step = state.calls.poll(now);
    if (!step) continue;
    if (std::holds_alternative<Persist>(*step)) {
      if (auto asked = state.persist_for_scheduler(now)) return std::move(*asked);
      continue;
    }
    auto* wait = std::get_if<Wait>(&*step);
    if (wait == nullptr) return std::move(*step);
    if (auto news = state.persist_news()) return std::move(*news);
    if (state.round == State::Round::done && state.persists.empty()) return Finished{};
    const std::int64_t until = std::min(wait->until_ms, state.next_instant());
    if (until > now.monotonic_ms) return Wait{until};
  }
}

Result<void> Applier::handle(Time now, const Input& input) {
  State& state = *state_;
  if (std::holds_alternative<Persisted>(input)) {
    if (state.persists.empty()) return error_saying(ErrorCode::misuse, "handle", {"nothing was to be persisted"});
    Progress::note_durable(state.persists.front().news);
    const bool for_scheduler = state.persists.front().scheduler_waits;
    state.persists.pop_front();
    return for_scheduler ? state.calls.handle(now, input) : Result<void>();
  }
  if (std::holds_alternative<Cancel>(input)) {
    state.cancelled = true;
    for (const auto& run : state.runs) run->cancel();
  }
  return state.calls.handle(now, input);
}

std::string Applier::snapshot() const { return state_->progress.snapshot(); }

const Receipt& Applier::receipt() const noexcept { return state_->receipt; }

Receipt Applier::broken_off(const Error& fault) const {
  const State& state = *state_;
  Receipt receipt = state.round == State::Round::done ? state.receipt : state.receipt_so_far();
  for (ImageReceipt& image : receipt.images) {
    if (image.reason || image.outcome != Outcome::unknown) continue;
    const bool sent = state.may_be_going(image.region, image.id);
    image.outcome = sent ? Outcome::unknown : Outcome::failed;
    image.reason = Reason{sent ? "no-answer" : "not-sent", {}};
    image.error = fault;
  }
  receipt.fault = fault;
  receipt.interrupted = true;
  receipt.finished_ms = state.latest_wall_ms;
  return receipt;
}

}  // namespace cvm
