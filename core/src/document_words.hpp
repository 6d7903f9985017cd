#pragma once
// The closed lists of words in plans and receipts, and the parts that both have.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cvm/plan.hpp"
#include "document_reader.hpp"

namespace cvm::words {

inline constexpr std::string_view plan_schema = "cvm-images.plan/1";
inline constexpr std::string_view receipt_schema = "cvm-images.receipt/1";

// In the order of their enumerations.
inline constexpr std::string_view verdicts[] = {"block", "unknown", "keep", "delete"};
inline constexpr std::string_view outcomes[] = {"deleted", "accepted", "failed", "skipped", "unknown"};
inline constexpr std::string_view statuses[] = {"not-scanned", "scanned"};

inline constexpr std::string_view snapshot_outcomes[] = {"deleted", "left", "unknown"};
inline constexpr std::string_view account_sources[] = {"caller-identity", "secret-id"};
inline constexpr std::string_view reference_types[] = {"instance", "launch-template-version", "launch-configuration",
                                                       "launch-configuration-family"};
inline constexpr std::string_view checks[] = {
    "images", "instances", "launch-templates", "launch-configurations", "families", "sharing",
    "quota",  "snapshots", "dry-run",          "template-versions",     "tke",      "batch",
    "thpc",   "tsf"};

/// Why a plan is not appliable.
inline constexpr std::string_view refusals[] = {"max-delete", "max-percent"};

/// Why an image has its verdict; those of a plan come first, those of a receipt are all of them.
inline constexpr std::string_view reasons[] = {"not-found",
                                               "state",
                                               "type",
                                               "shared",
                                               "dry-run-refused",  // block
                                               "check-failed",
                                               "no-created-time",
                                               "created-in-future",  // unknown
                                               "not-selected",
                                               "too-young",
                                               "newest",
                                               "enough-free",
                                               "protected",
                                               "referenced",
                                               "family-current",  // keep
                                               "selected",
                                               "old-enough",
                                               "rank",
                                               "frees-quota",
                                               "unreferenced",
                                               "unshare",
                                               "allowed-referenced",
                                               "allowed-protected",  // delete
                                               "changed",
                                               "already-gone",
                                               "cancelled",
                                               "expired",
                                               "refused",
                                               "still-visible",
                                               "not-sent",
                                               "no-answer",
                                               "unshare-failed"};
inline constexpr std::size_t plan_reason_count = 23;
inline constexpr json::Choices plan_reasons = json::Choices(reasons).first(plan_reason_count);
static_assert(plan_reasons.back() == "allowed-protected");

}  // namespace cvm::words

namespace cvm {

void append_reason(std::string& out, const Reason& reason);
void read_reason(json::DocumentReader& reader, Reason& reason, json::Choices codes);

/// Brings a number of the service's into the range that a digest can be made of.
std::int64_t exact(std::int64_t number) noexcept;
std::optional<std::int64_t> exact(std::optional<std::int64_t> number) noexcept;

/// "2026-11-24T10:00:00.250Z"
std::string rfc3339_ms(std::int64_t unix_ms);

/// What `rfc3339` and `rfc3339_ms` write, and nothing else.
std::optional<std::int64_t> instant_of(std::string_view text);
std::optional<std::int64_t> instant_ms_of(std::string_view text);

inline constexpr json::Word<std::int64_t> instant_word{instant_of, "an instant such as 2026-11-24T10:00:00Z"};
inline constexpr json::Word<std::int64_t> instant_ms_word{instant_ms_of, "an instant such as 2026-11-24T10:00:00.250Z"};

/// The image id, and a region, of one image of a document.
void check_image(json::DocumentReader& reader, std::string_view region, std::string_view id);
void check_region(json::DocumentReader& reader, std::string_view region);

}  // namespace cvm
