#pragma once
/// \file
/// The vocabulary of the state machines: what they ask for (Step) and what they are told (Input).
///
/// A driver is a loop without decisions: it asks `poll` for a step, does it, and hands what came of it to `handle`.
///
/// ```
/// poll ─► Persist  write the bytes so that they survive a crash, then handle(Persisted)
///         Send     sign the request with the instant given, send it once, then handle(Answered | NotSent | Lost)
///         Event    show or log it
///         Wait     do nothing until that instant, or until something arrives
///         Finished | Failed
/// ```

#include <cstdint>
#include <string>
#include <variant>

#include "cvm/error.hpp"
#include "cvm/http.hpp"
#include "cvm/request.hpp"

namespace cvm {

/// Now, from outside. `monotonic_ms` never goes back and serves waits and rates; `wall_ms` is Unix time in milliseconds
/// and serves dates and signing.
struct Time {
  std::int64_t monotonic_ms = 0;
  std::int64_t wall_ms = 0;
};

/// Names one Send within a machine.
using RequestNumber = std::uint64_t;

/// The state, to be made durable before the machine goes on.
struct Persist {
  std::string bytes;
};

/// One request, to be signed with `timestamp` (Unix seconds) and delivered at most once when it changes something.
struct Send {
  RequestNumber id = 0;
  UnsignedRequest request{};
  std::int64_t timestamp = 0;
  std::int64_t timeout_ms = 30'000;
  [[nodiscard]] bool changes() const noexcept { return request.effect == Effect::changes; }
};

/// The closed list of things worth telling. `to_string` gives the spelling of `cvm-images.event/1`.
enum class EventKind : std::uint8_t {
  sending,          ///< a request goes out: detail names action and attempt
  answered,         ///< an answer was read: detail has action, RequestId and the error code if any
  retrying,         ///< it will be sent again: detail has action, reason and delay_ms
  throttled,        ///< the service said RequestLimitExceeded: the rate is lowered for a while
  clock_corrected,  ///< detail has skew_seconds
  checked,          ///< one step of the checks is done: detail says which
  image_verdict,    ///< what the checks say of one image
  unshared,         ///< the sharing of one image was cancelled, verified
  delete_sent,      ///< one image is in a DeleteImages request
  delete_accepted,  ///< the service accepted it
  delete_unclear,   ///< the end of the request is not known: looking
  image_gone,       ///< verified: two reads do not show it; detail has the request_id of the last request, if any
  image_kept,       ///< it was skipped or failed: detail has the reason, and the request_id as above
};
std::string_view to_string(EventKind kind) noexcept;

/// Something worth telling. `detail` is the text of a JSON object.
struct Event {
  EventKind kind = EventKind::sending;
  std::string region{};
  std::string image{};
  std::string detail = "{}";
};

/// Nothing to do before `until_ms` (monotonic) unless something arrives. `forever` means: only an input helps.
struct Wait {
  std::int64_t until_ms = 0;
};
inline constexpr std::int64_t forever = INT64_MAX;

struct Finished {};
struct Failed {
  Error error;
};

using Step = std::variant<Persist, Send, Event, Wait, Finished, Failed>;

/// The bytes of the last Persist are durable.
struct Persisted {};

struct Answered {
  RequestNumber id = 0;
  HttpResponse response{};
};

/// Why a transfer ended without an answer.
enum class TransportFault : std::uint8_t {
  resolve,      ///< the name has no address
  connect,      ///< nobody listens, or no way there
  proxy,        ///< the proxy could not be reached or refused
  tls,          ///< the TLS handshake failed
  certificate,  ///< the certificate is not for this host, or not trusted: not tried again
  timeout,      ///< no answer in time
  cut,          ///< the connection closed or the body ended early
  too_large,    ///< the answer passed the cap: not tried again
  aborted,      ///< this side gave it up
  other,
};
std::string_view to_string(TransportFault fault) noexcept;

/// Nothing left this machine.
struct NotSent {
  RequestNumber id = 0;
  TransportFault fault = TransportFault::other;
  std::string detail{};  ///< the transport's own words
};

/// It may have been received and may have acted.
struct Lost {
  RequestNumber id = 0;
  TransportFault fault = TransportFault::other;
  std::string detail{};
};

/// The caller wants to stop: nothing new is sent; what is on its way is waited for.
struct Cancel {};

using Input = std::variant<Persisted, Answered, NotSent, Lost, Cancel>;

/// A sans-I/O state machine.
class Machine {
 public:
  virtual ~Machine() = default;
  /// The next thing to do. Pure but for the machine's own state; may be called at any time.
  virtual Step poll(Time now) = 0;
  /// Something happened. Error: `misuse` when it does not fit (an unknown request number, Persisted that nobody asked
  /// for); nothing changes then.
  virtual Result<void> handle(Time now, const Input& input) = 0;
};

}  // namespace cvm
