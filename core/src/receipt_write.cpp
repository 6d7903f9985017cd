#include "cvm/receipt.hpp"
#include "document_words.hpp"
#include "error_json.hpp"
#include "json_writer.hpp"
#include "receipt_json.hpp"
#include "utf8.hpp"

namespace cvm {
namespace {

using json::ObjectWriter;

std::string written(const std::optional<Error>& error) { return error ? write_error(*error) : "null"; }

std::string written(const std::optional<Reason>& reason) {
  std::string out;
  if (reason) append_reason(out, *reason);
  return reason ? out : "null";
}

void append_snapshot(std::string& out, const SnapshotReceipt& snapshot) {
  out += ObjectWriter().member("id", snapshot.id).member("outcome", snapshot.outcome).finish();
}

void append_quota(std::string& out, const QuotaReceipt& quota) {
  out += ObjectWriter()
             .member("region", quota.region)
             .or_null("before", exact(quota.before))
             .or_null("after", exact(quota.after))
             .or_null("limit", exact(quota.limit))
             .finish();
}

std::string written(const OutcomeCounts& counts) {
  return ObjectWriter()
      .member("deleted", counts.deleted)
      .member("accepted", counts.accepted)
      .member("failed", counts.failed)
      .member("skipped", counts.skipped)
      .member("unknown", counts.unknown)
      .finish();
}

}  // namespace

void append_image_receipt(std::string& out, const ImageReceipt& image) {
  out += valid_utf8(ObjectWriter()
                        .member("region", image.region)
                        .member("id", image.id)
                        .member("outcome", to_string(image.outcome))
                        .raw("reason", written(image.reason))
                        .member("attempts", image.attempts)
                        .member("request_ids", image.request_ids)
                        .raw("error", written(image.error))
                        .member("unshared_from", image.unshared_from)
                        .list("snapshots", image.snapshots, append_snapshot)
                        .finish());
}

std::string_view to_string(Outcome outcome) noexcept {
  const auto index = static_cast<std::size_t>(outcome);
  return index < std::size(words::outcomes) ? words::outcomes[index] : "unknown";
}

std::optional<Outcome> parse_outcome(std::string_view text) noexcept {
  for (std::size_t i = 0; i < std::size(words::outcomes); ++i)
    if (words::outcomes[i] == text) return static_cast<Outcome>(i);
  return std::nullopt;
}

OutcomeCounts count_outcomes(const std::vector<ImageReceipt>& images) noexcept {
  OutcomeCounts counts;
  std::int64_t* const members[] = {&counts.deleted, &counts.accepted, &counts.failed, &counts.skipped, &counts.unknown};
  for (const ImageReceipt& image : images) ++*members[static_cast<std::size_t>(image.outcome)];
  return counts;
}

std::string write_receipt(const Receipt& receipt) {
  return valid_utf8(ObjectWriter()
                        .member("schema", words::receipt_schema)
                        .member("plan_digest", receipt.plan_digest)
                        .member("confirmed_by", receipt.confirmed_by)
                        .member("started", rfc3339_ms(receipt.started_ms))
                        .member("finished", rfc3339_ms(receipt.finished_ms))
                        .member("skew_seconds", exact(receipt.skew_ms / 1'000))
                        .member("interrupted", receipt.interrupted)
                        .raw("error", written(receipt.fault))
                        .list("images", receipt.images, append_image_receipt)
                        .list("quota", receipt.quota, append_quota)
                        .raw("summary", written(count_outcomes(receipt.images)))
                        .finish());
}

}  // namespace cvm
