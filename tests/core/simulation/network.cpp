#include "network.hpp"

#include <utility>

#include "dates.hpp"

namespace cvm::simulation {
namespace {

/// The way to the service differs by less than the twentieth of a second that the limiter allows for.
constexpr Millis shortest_way = 5;
constexpr Millis longest_way = 45;

HttpResponse response(int status, std::string body, Millis now) {
  return {status, {{"Date", http_date(epoch_s + now / 1000)}}, std::move(body)};
}

}  // namespace

Network::Fate Network::draw() {
  const Profile& profile = world_->profile;
  if (random_.per_mille(profile.not_sent)) return Fate::not_sent;
  if (random_.per_mille(profile.lost_before)) return Fate::lost_before;
  if (random_.per_mille(profile.lost_after)) return Fate::lost_after;
  if (random_.per_mille(profile.lost_late)) return Fate::lost_late;
  const bool before = random_.chance(50);
  if (random_.per_mille(profile.internal_error))
    return before ? Fate::internal_error_before : Fate::internal_error_after;
  if (random_.per_mille(profile.bad_gateway)) return before ? Fate::bad_gateway_before : Fate::bad_gateway_after;
  if (random_.per_mille(profile.cut_body)) return Fate::cut_body;
  return Fate::answered;
}

Millis Network::way_back() {
  return random_.per_mille(world_->profile.slow) ? random_.between(1'000, 35'000) : random_.between(2, 300);
}

void Network::send(const Send& send, std::function<void(Delivery)> deliver) {
  const Fate fate = draw();
  const Millis now = world_->agenda.now();
  if (fate == Fate::not_sent) {
    const Millis told_at = now + (random_.chance(80) ? random_.between(1, 300) : random_.between(300, 10'000));
    world_->agenda.at(told_at, [send, deliver = std::move(deliver)] {
      deliver({NotSent{send.id, TransportFault::connect, "refused"}, nullptr});
    });
    return;
  }
  if (fate == Fate::lost_before) return lose(send, fate, now + random_.between(10, 2'000), std::move(deliver));
  world_->agenda.at(
      now + random_.between(shortest_way, longest_way),
      [this, send, fate, now, deliver = std::move(deliver)]() mutable { arrive(send, fate, now, std::move(deliver)); });
}

void Network::send_unheard(const Send& send) {
  if (random_.chance(30)) return;
  const Millis now = world_->agenda.now();
  world_->agenda.at(now + random_.between(shortest_way, longest_way),
                    [this, send, now] { arrive(send, Fate::lost_after, now, [](const Delivery&) {}); });
}

void Network::lose(const Send& send, Fate fate, Millis told_at, std::function<void(Delivery)> deliver) {
  const bool timeout = fate == Fate::lost_before && random_.chance(20);
  const Millis instant = timeout ? world_->agenda.now() + send.timeout_ms : told_at;
  const TransportFault fault = timeout ? TransportFault::timeout : TransportFault::cut;
  world_->agenda.at(instant, [send, fault, deliver = std::move(deliver)] {
    deliver({Lost{send.id, fault, "closed"}, nullptr});
  });
}

/// The service takes the request in. A late effect comes after the client was told that the request is lost; it was
/// let in before, as the rates count it.
void Network::arrive(const Send& send, Fate fate, Millis sent_at, std::function<void(Delivery)> deliver) {
  const Millis now = world_->agenda.now();
  const Asked asked = read_request(send.request);
  Seen seen = world_->service.admit(asked, send.timestamp, now);
  const bool acts = fate != Fate::internal_error_before && fate != Fate::bad_gateway_before;
  if (fate == Fate::lost_late) {
    const Millis told_at = now + random_.between(1, 1'000);
    const Millis effect_at = told_at + random_.between(0, world_->profile.most_late_ms);
    if (seen.ok()) {
      world_->agenda.at(effect_at,
                        [this, asked, sent_at, effect_at] { world_->service.act(asked, sent_at, effect_at); });
    }
    return lose(send, fate, told_at, std::move(deliver));
  }
  if (seen.ok() && acts) seen = world_->service.act(asked, sent_at, now);
  if (fate == Fate::lost_after) return lose(send, fate, now + random_.between(1, 1'000), std::move(deliver));
  const Millis told_at = now + way_back();
  if (told_at - sent_at > send.timeout_ms) {
    world_->agenda.at(sent_at + send.timeout_ms, [send, deliver = std::move(deliver)] {
      deliver({Lost{send.id, TransportFault::timeout, "no answer in time"}, nullptr});
    });
    return;
  }
  world_->agenda.at(told_at,
                    [delivery = answer(send, fate, seen), deliver = std::move(deliver)] { deliver(delivery); });
}

Delivery Network::answer(const Send& send, Fate fate, const Seen& seen) {
  const Millis now = world_->agenda.now();
  switch (fate) {
    case Fate::internal_error_before:
    case Fate::internal_error_after: {
      const bool down = random_.chance(30);
      auto error = std::make_shared<Seen>(refused(seen.asked, down ? "ServiceUnavailable" : "InternalError", "oops"));
      return {Answered{send.id, response(200, world_->service.body(*error), now)}, error};
    }
    case Fate::bad_gateway_before:
    case Fate::bad_gateway_after: {
      const int status = random_.chance(50) ? 502 : 200;
      return {Answered{send.id, response(status, "<html>bad gateway</html>", now)}, nullptr};
    }
    case Fate::cut_body: {
      std::string body = world_->service.body(seen);
      body.resize(random_.below(body.size()));
      return {Answered{send.id, response(200, std::move(body), now)}, nullptr};
    }
    default:
      return {Answered{send.id, response(200, world_->service.body(seen), now)}, std::make_shared<Seen>(seen)};
  }
}

}  // namespace cvm::simulation
