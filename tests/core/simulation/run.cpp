#include "run.hpp"

#include <memory>
#include <utility>

#include "cvm/applier.hpp"
#include "cvm/planner.hpp"
#include "cvm/rate_limiter.hpp"
#include "driver.hpp"
#include "others.hpp"
#include "selections.hpp"

namespace cvm::simulation {
namespace {

constexpr int most_processes = 12;

/// A plan or a confirmation that must be refused.
enum class Tampering : std::uint8_t { none, digest, count, verdict, account, expired };

class Run {
 public:
  Run(std::uint64_t seed, std::function<void(const std::string&)> trace)
      : world_(random_profile(Random(seed).fork(1)), seed),
        invariants_(world_),
        network_(world_),
        others_(world_),
        driver_(world_, invariants_, network_, world_.random.fork(400)),
        random_(world_.random.fork(500)) {
    world_.trace = std::move(trace);
  }

  RunResult play() {
    draw_clock_steps();
    const auto plan = make_plan();
    if (plan && !invariants_.violation()) {
      pass_time();
      carry_out(*plan);
    }
    settle();
    counts_["requests"] = driver_.requests();
    counts_["steps"] = driver_.steps();
    return {invariants_.violation(), counts_};
  }

 private:
  void say(const std::string& line) const {
    if (world_.trace) world_.trace(line);
  }
  SchedulerOptions options();
  void draw_clock_steps();
  std::optional<Plan> make_plan();
  void pass_time();
  void tamper(ApplyRequest& request);
  static void exchange_verdicts(Plan& plan);
  void carry_out(const Plan& plan);
  bool one_process(const ApplyRequest& request);
  bool take_up(Applier& applier);
  void must_be_refused(const Ending& ending);
  void settle();

  World world_;
  Invariants invariants_;
  Network network_;
  Others others_;
  Driver driver_;
  Random random_;
  Durable durable_{};
  Tampering tampering_ = Tampering::none;
  Counts counts_{};
};

SchedulerOptions Run::options() {
  SchedulerOptions options;
  options.account = "0123456789abcdef";
  options.seed = random_.next();
  options.max_in_flight = world_.profile.max_in_flight;
  if (world_.profile.delete_rate != 10) options.rates["DeleteImages"] = world_.profile.delete_rate;
  return options;
}

void Run::draw_clock_steps() {
  Millis at = 0;
  for (int i = 0; i < world_.profile.clock_steps; ++i) {
    at += random_.between(10, 20'000);
    const Millis most = world_.profile.largest_step_ms;
    const Millis offset = world_.profile.wall_offset_ms + random_.between(-most, most);
    world_.agenda.at(at, [this, offset] {
      if (!world_.quiet) world_.clock.set_wall(offset);
    });
  }
}

std::optional<Plan> Run::make_plan() {
  PlanRequest request = random_request(world_, world_.random.fork(600));
  say("selection " + write_selection(request.selection));
  say("guards " + write_guards(request.guards));
  invariants_.plan_begins(request);
  others_.act_from_now_on(world_.profile.acts_during / 2);
  world_.clock.monotonic_begin = random_.between(0, 1'000'000'000);
  RateLimiter limiter(world_.clock.time(world_.agenda.now()).monotonic_ms);
  Planner planner(std::move(request), options(), limiter);
  Durable unused;
  const Ending ending = driver_.drive(planner, unused, nullptr, false);
  if (ending.kind != Ending::Kind::finished) {
    ++counts_["plans failed"];
    if (ending.kind == Ending::Kind::failed && world_.profile.calm()) {
      invariants_.violate("progress", "the plan failed: " + describe(*ending.error));
    }
    return std::nullopt;
  }
  const Plan& plan = planner.plan();
  say("plan " + write_plan(plan));
  invariants_.plan_ends(plan);
  ++counts_["plans"];
  for (const PlannedRegion& region : plan.regions)
    ++counts_[region.scanned ? "regions scanned" : "regions not scanned"];
  for (const PlannedImage& image : plan.images) {
    ++counts_["verdict " + std::string(to_string(image.verdict))];
    for (const Reason& reason : image.reasons) ++counts_["reason " + reason.code];
  }
  return plan;
}

void Run::pass_time() {
  const int acts = world_.profile.acts_before;
  for (int i = 0; i < acts; ++i) {
    world_.agenda.advance(world_.agenda.now() + world_.profile.pause_ms / (acts + 1));
    others_.act();
  }
  world_.agenda.advance(world_.agenda.now() + world_.profile.pause_ms / (acts + 1));
}

void Run::tamper(ApplyRequest& request) {
  const bool clock_is_right = world_.profile.clock_steps == 0 && std::abs(world_.profile.wall_offset_ms) < 250'000;
  if (world_.agenda.now() > 24 * 3'600'000 + 600'000 && clock_is_right) tampering_ = Tampering::expired;
  if (tampering_ != Tampering::none || !random_.chance(4)) return;
  tampering_ = static_cast<Tampering>(1 + random_.below(4));
  if (tampering_ == Tampering::digest)
    request.confirmation.digest[0] = request.confirmation.digest[0] == '0' ? '1' : '0';
  if (tampering_ == Tampering::count) ++request.confirmation.deletes;
  if (tampering_ == Tampering::account) {
    request.plan.account.id += "0";
    request.plan.digest = request.confirmation.digest = digest_of(request.plan);
  }
  if (tampering_ == Tampering::verdict) exchange_verdicts(request.plan);
}

/// As many images go as before, but others.
void Run::exchange_verdicts(Plan& plan) {
  for (PlannedImage& kept : plan.images) {
    if (kept.verdict == Verdict::remove) continue;
    for (PlannedImage& going : plan.images) {
      if (going.verdict != Verdict::remove) continue;
      std::swap(kept.verdict, going.verdict);
      return;
    }
  }
  plan.images.front().name += "x";
}

void Run::carry_out(const Plan& plan) {
  if (plan.summary.deletes == 0 && !random_.chance(5)) return;
  ApplyRequest request;
  request.plan = plan;
  request.confirmation = {plan.digest, plan.summary.deletes, "typed phrase"};
  request.batch = world_.profile.batch;
  tamper(request);
  ++counts_["applies"];
  counts_["deletes planned"] += static_cast<std::uint64_t>(plan.summary.deletes);
  others_.act_from_now_on(world_.profile.acts_during);
  for (int i = 0; i < most_processes; ++i) {
    invariants_.process_begins(plan);
    world_.clock.monotonic_begin = random_.between(0, 1'000'000'000);
    if (one_process(request) || invariants_.violation()) return;
    world_.agenda.advance(world_.agenda.now() +
                          (random_.chance(50) ? random_.between(1, 500) : random_.between(1, 60'000)));
  }
  ++counts_["given up"];
}

/// False for text that a shell would have to throw away.
bool Run::take_up(Applier& applier) {
  if (durable_.text().empty()) return true;
  const auto resumed = applier.resume(durable_.text());
  if (!world_.profile.snapshot_instead_of_journal) durable_.drop_torn_line();
  if (resumed) return true;
  if (resumed.error().code == ErrorCode::refused) {
    ++counts_["finished without a receipt"];  // it died between its last line and its end
    return false;
  }
  invariants_.violate("journal", describe(resumed.error()) + " for " + durable_.text());
  return false;
}

/// True when nothing is left to be done.
bool Run::one_process(const ApplyRequest& request) {
  RateLimiter limiter(world_.clock.time(world_.agenda.now()).monotonic_ms);
  Applier applier(request, options(), limiter);
  if (!take_up(applier)) return true;
  Driver::Snapshot snapshot;
  if (world_.profile.snapshot_instead_of_journal) snapshot = [&applier] { return applier.snapshot(); };
  const Ending ending = driver_.drive(applier, durable_, snapshot, true);
  ++counts_["processes"];
  if (ending.kind == Ending::Kind::violated) return true;
  if (ending.kind == Ending::Kind::died) {
    ++counts_["crashes"];
    invariants_.receipt(applier.broken_off(make_error(ErrorCode::internal, {}, "the process died")), false);
    return false;
  }
  if (tampering_ != Tampering::none || !request.plan.appliable) {
    must_be_refused(ending);
    return true;
  }
  if (ending.kind == Ending::Kind::failed) {
    invariants_.process_failed(*ending.error);
    ++counts_["failed " + std::string(to_string(ending.error->code))];
    if (world_.profile.calm()) invariants_.violate("progress", "it failed: " + describe(*ending.error));
    return ending.error->code == ErrorCode::refused || random_.chance(30);
  }
  const Receipt& receipt = applier.receipt();
  const bool is_final = !receipt.interrupted || random_.chance(20);
  say("receipt " + write_receipt(receipt));
  invariants_.receipt(receipt, is_final);
  if (receipt.interrupted) ++counts_["interrupted"];
  if (!is_final) return false;
  ++counts_["receipts"];
  for (const ImageReceipt& image : receipt.images) {
    ++counts_["outcome " + std::string(to_string(image.outcome))];
    if (image.reason) ++counts_["because " + image.reason->code];
    if (!image.unshared_from.empty()) ++counts_["unshared"];
    for (const SnapshotReceipt& one : image.snapshots) ++counts_["snapshot " + one.outcome];
  }
  const auto again = read_receipt(write_receipt(receipt));
  if (!again || write_receipt(*again) != write_receipt(receipt))
    invariants_.violate("receipt", "its document cannot be read");
  return true;
}

void Run::must_be_refused(const Ending& ending) {
  ++counts_["refused"];
  const bool refused = ending.kind == Ending::Kind::failed;
  if (!refused) invariants_.violate("refused", "a plan that must not be carried out was");
  if (refused) invariants_.process_failed(*ending.error);
}

void Run::settle() {
  world_.quiet = true;
  while (world_.agenda.next() != forever) world_.agenda.advance(world_.agenda.next());
  if (!invariants_.violation()) invariants_.settled();
}

}  // namespace

RunResult run_seed(std::uint64_t seed, std::function<void(const std::string&)> trace) {
  return Run(seed, std::move(trace)).play();
}

std::string describe_failure(std::uint64_t seed, const Violation& violation) {
  return "seed " + std::to_string(seed) + ": " + violation.invariant + ' ' + violation.what +
         "\n  to see it: build/native/bin/simulate --seed " + std::to_string(seed) + " --verbose";
}

}  // namespace cvm::simulation
