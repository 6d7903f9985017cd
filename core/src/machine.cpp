#include "cvm/machine.hpp"

namespace cvm {

std::string_view to_string(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::sending:
      return "sending";
    case EventKind::answered:
      return "answered";
    case EventKind::retrying:
      return "retrying";
    case EventKind::throttled:
      return "throttled";
    case EventKind::clock_corrected:
      return "clock-corrected";
    case EventKind::checked:
      return "checked";
    case EventKind::image_verdict:
      return "image-verdict";
    case EventKind::unshared:
      return "unshared";
    case EventKind::delete_sent:
      return "delete-sent";
    case EventKind::delete_accepted:
      return "delete-accepted";
    case EventKind::delete_unclear:
      return "delete-unclear";
    case EventKind::image_gone:
      return "image-gone";
    case EventKind::image_kept:
      return "image-kept";
  }
  return "unknown";
}

std::string_view to_string(TransportFault fault) noexcept {
  switch (fault) {
    case TransportFault::resolve:
      return "resolve";
    case TransportFault::connect:
      return "connect";
    case TransportFault::proxy:
      return "proxy";
    case TransportFault::tls:
      return "tls";
    case TransportFault::certificate:
      return "certificate";
    case TransportFault::timeout:
      return "timeout";
    case TransportFault::cut:
      return "cut";
    case TransportFault::too_large:
      return "too-large";
    case TransportFault::aborted:
      return "aborted";
    case TransportFault::other:
      return "other";
  }
  return "other";
}

}  // namespace cvm
