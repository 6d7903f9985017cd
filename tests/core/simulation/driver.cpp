#include "driver.hpp"

#include <utility>

namespace cvm::simulation {
namespace {

constexpr std::uint64_t most_steps = 200'000;
constexpr Millis longest_process_ms = 4 * 3'600'000;

std::string described(const Input& input) {
  if (const auto* answered = std::get_if<Answered>(&input)) {
    return "answer " + std::to_string(answered->id) + ": " + std::to_string(answered->response.status) + ' ' +
           answered->response.body;
  }
  if (const auto* not_sent = std::get_if<NotSent>(&input)) return "not sent " + std::to_string(not_sent->id);
  if (const auto* lost = std::get_if<Lost>(&input)) return "lost " + std::to_string(lost->id);
  return std::holds_alternative<Cancel>(input) ? "cancel" : "persisted";
}

}  // namespace

void Durable::append(std::string line) {
  if (line.empty() || line.back() != '\n') line += '\n';
  text_ += line;
}

void Durable::append_torn(const std::string& line, std::size_t length) { text_ += line.substr(0, length); }

void Durable::drop_torn_line() {
  const std::size_t end = text_.rfind('\n');
  text_.resize(end == std::string::npos ? 0 : end + 1);
}

void Driver::trace(const std::string& line) const {
  if (world_->trace) world_->trace(std::to_string(world_->agenda.now()) + "  " + line);
}

void Driver::hand(const Input& input) {
  if (world_->trace) trace(described(input));
  if (const auto result = machine_->handle(time(), input); !result) {
    invariants_->violate("ends", "the machine does not take an input: " + describe(result.error()));
  }
}

void Driver::begin_persist(Persist persist, const Snapshot& snapshot) {
  trace("persist " + persist.bytes);
  const bool waits = !pending_.empty();
  pending_.push_back({std::move(persist.bytes), snapshot ? snapshot() : std::string(), snapshot != nullptr});
  if (waits) return;
  if (!world_->profile.slow_persist) return end_persist();
  write_soon();
}

/// One after the other, as a file is written.
void Driver::write_soon() {
  world_->agenda.at(world_->agenda.now() + random_.between(0, 200), [this, life = life_] {
    if (life == life_) end_persist();
  });
}

void Driver::write(const PendingPersist& persist) {
  if (persist.is_snapshot) {
    durable_->replace(persist.snapshot);
  } else {
    durable_->append(persist.line);
  }
}

void Driver::end_persist() {
  write(pending_.front());
  invariants_->persisted(pending_.front().line);
  pending_.pop_front();
  if (!pending_.empty()) write_soon();
  hand(Persisted{});
}

void Driver::begin_send(const Send& send) {
  ++requests_;
  if (world_->trace) {
    trace("send " + std::to_string(send.id) + ": " + send.request.action + " in " + send.request.region + ' ' +
          send.request.http.body);
  }
  network_->send(send, [this, life = life_, id = send.id](const Delivery& delivery) {
    if (life != life_) return;
    invariants_->told(id, delivery);
    hand(delivery.input);
  });
}

/// Goes on to the next thing that happens. False: nothing ever will.
bool Driver::wait(const Wait& wait) {
  const Millis now = world_->agenda.now();
  const Millis until = wait.until_ms == forever ? forever : wait.until_ms - world_->clock.monotonic_begin;
  const Millis next = world_->agenda.next();
  if (until <= now) {
    invariants_->violate("ends", "a wait that is over when it begins");
  } else if (until == forever && next == forever) {
    invariants_->violate("ends", "a wait for something that nothing will bring");
  } else {
    world_->agenda.advance(std::min(until, next));
    return true;
  }
  return false;
}

/// What was about to be written may be there, in part or whole.
void Driver::leave_unfinished_writes() {
  if (pending_.empty() || random_.chance(33)) return;
  const PendingPersist& next = pending_.front();
  if (random_.chance(50)) return write(next);
  if (!next.is_snapshot && !next.line.empty()) durable_->append_torn(next.line, random_.below(next.line.size()));
}

/// The process is gone. What it handed to the network may go out.
Ending Driver::die(const Send* unsent) {
  trace("the process dies");
  ++deaths_;
  leave_unfinished_writes();
  if (unsent != nullptr) network_->send_unheard(*unsent);
  invariants_->process_dies();
  return {Ending::Kind::died, {}};
}

/// What comes after the end is heard by nobody.
Ending Driver::drive(Machine& machine, Durable& durable, const Snapshot& snapshot, bool may_be_disturbed) {
  machine_ = &machine;
  durable_ = &durable;
  const Ending ending = play(snapshot, may_be_disturbed);
  ++life_;
  pending_.clear();
  return ending;
}

Ending Driver::play(const Snapshot& snapshot, bool may_be_disturbed) {
  const Profile& profile = world_->profile;
  const Millis began = world_->agenda.now();
  bool cancelled = false;
  for (std::uint64_t step_number = 0; step_number < most_steps; ++step_number, ++steps_) {
    if (invariants_->violation()) return {Ending::Kind::violated, {}};
    if (world_->agenda.now() - began > longest_process_ms) break;
    const bool dies = may_be_disturbed && deaths_ < profile.crashes && random_.per_mille(profile.crash);
    if (may_be_disturbed && !cancelled && random_.between(1, 10'000) <= profile.cancel) {
      cancelled = true;
      invariants_->cancelled();
      hand(Cancel{});
    }
    if (profile.slow_driver && random_.chance(10))
      world_->agenda.advance(world_->agenda.now() + random_.between(1, 30));
    Step step = machine_->poll(time());
    if (auto* persist = std::get_if<Persist>(&step)) {
      if (dies) pending_.push_back({persist->bytes, snapshot ? snapshot() : std::string(), snapshot != nullptr});
      if (!dies) begin_persist(std::move(*persist), snapshot);
    } else if (auto* send = std::get_if<Send>(&step)) {
      invariants_->sending(*send);
      if (dies) return die(send);
      begin_send(*send);
    } else if (const auto* event = std::get_if<Event>(&step)) {
      if (world_->trace)
        trace("event " + std::string(to_string(event->kind)) + ' ' + event->image + ' ' + event->detail);
    } else if (const auto* pause = std::get_if<Wait>(&step)) {
      if (!wait(*pause)) return {Ending::Kind::violated, {}};
    } else {
      const auto* failed = std::get_if<Failed>(&step);
      trace(failed == nullptr ? "finished" : "failed: " + describe(failed->error));
      if (failed != nullptr) return {Ending::Kind::failed, failed->error};
      return {Ending::Kind::finished, {}};
    }
    if (dies) return die(nullptr);
  }
  invariants_->violate("ends", "the process does not end");
  return {Ending::Kind::violated, {}};
}

}  // namespace cvm::simulation
