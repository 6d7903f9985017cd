#pragma once
/// \file
/// The document cvm-images.receipt/1: what became of every image that a plan lets go.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "cvm/plan.hpp"

namespace cvm {

/// What became of one image. Only what was verified is called deleted.
enum class Outcome : std::uint8_t {
  deleted,   ///< sent, and two reads did not show it any more
  accepted,  ///< the service accepted the request; it was still visible at the deadline
  failed,    ///< the service refused, or nothing could be sent; it is still there
  skipped,   ///< not sent: changed since the plan, already gone, or the run was cancelled
  unknown,   ///< it may have been deleted; no read could tell
};
std::string_view to_string(Outcome outcome) noexcept;
std::optional<Outcome> parse_outcome(std::string_view text) noexcept;

struct SnapshotReceipt {
  std::string id{};
  std::string outcome = "unknown";  ///< `deleted`, `left`, `unknown`
  friend bool operator==(const SnapshotReceipt&, const SnapshotReceipt&) = default;
};

struct ImageReceipt {
  std::string region{};
  std::string id{};
  Outcome outcome = Outcome::unknown;
  /// Why, when it was not deleted: any reason of a plan (it would now be kept), or `changed` (what), `already-gone`,
  /// `cancelled`, `expired`, `refused` (code), `still-visible`, `not-sent`, `no-answer`, `unshare-failed`.
  std::optional<Reason> reason{};
  int attempts = 0;  ///< DeleteImages requests that named it, one whose sending was broken off included
  std::vector<std::string> request_ids{};
  std::optional<Error> error{};
  std::vector<std::string> unshared_from{};  ///< accounts that had it and have it no more
  std::vector<SnapshotReceipt> snapshots{};
};

struct QuotaReceipt {
  std::string region{};
  std::optional<std::int64_t> before{};
  std::optional<std::int64_t> after{};
  std::optional<std::int64_t> limit{};
};

struct Receipt {
  std::string plan_digest{};
  std::string confirmed_by{};
  std::int64_t started_ms = 0;  ///< Unix time; RFC 3339 in the document
  std::int64_t finished_ms = 0;
  std::int64_t skew_ms = 0;      ///< "skew_seconds" in the document, whole ones
  bool interrupted = false;      ///< the run was cancelled or broke off: it can be resumed
  std::optional<Error> fault{};  ///< why it broke off; "error" in the document
  std::vector<ImageReceipt> images{};
  std::vector<QuotaReceipt> quota{};
};

struct OutcomeCounts {
  std::int64_t deleted = 0;
  std::int64_t accepted = 0;
  std::int64_t failed = 0;
  std::int64_t skipped = 0;
  std::int64_t unknown = 0;
};
/// "summary" in the document.
OutcomeCounts count_outcomes(const std::vector<ImageReceipt>& images) noexcept;

/// The document as one line of JSON.
std::string write_receipt(const Receipt& receipt);

/// Reads what `write_receipt` wrote. Error: `invalid-parameter`.
Result<Receipt> read_receipt(std::string_view json);

}  // namespace cvm
