#include "cvm/receipt.hpp"
#include "document_words.hpp"
#include "receipt_json.hpp"

namespace cvm {
namespace {

using json::DocumentReader;
using json::Value;

void read_receipt_reason(DocumentReader& reader, Reason& reason) { read_reason(reader, reason, words::reasons); }

void read_snapshot(DocumentReader& reader, SnapshotReceipt& snapshot) {
  reader.read("id", snapshot.id);
  reader.read("outcome", snapshot.outcome, words::snapshot_outcomes);
}

void read_image(DocumentReader& reader, ImageReceipt& image) {
  reader.read("region", image.region);
  reader.read("id", image.id);
  reader.read("outcome", image.outcome, words::outcomes);
  reader.read("reason", image.reason, read_receipt_reason);
  reader.read("attempts", image.attempts);
  reader.read("request_ids", image.request_ids);
  reader.read("error", image.error);
  reader.read("unshared_from", image.unshared_from);
  reader.read("snapshots", image.snapshots, read_snapshot);
  if (image.attempts < 0) reader.refuse(reader.place_of("attempts"), {" is less than 0"});
  check_image(reader, image.region, image.id);
}

void read_quota(DocumentReader& reader, QuotaReceipt& quota) {
  reader.read("region", quota.region);
  reader.read("before", quota.before);
  reader.read("after", quota.after);
  reader.read("limit", quota.limit);
  check_region(reader, quota.region);
}

void read_summary(DocumentReader& reader, OutcomeCounts& counts) {
  reader.read("deleted", counts.deleted);
  reader.read("accepted", counts.accepted);
  reader.read("failed", counts.failed);
  reader.read("skipped", counts.skipped);
  reader.read("unknown", counts.unknown);
}

void read_members(DocumentReader& reader, Receipt& receipt, OutcomeCounts& counts) {
  static constexpr std::string_view schemas[] = {words::receipt_schema};
  std::string schema;
  std::int64_t skew_seconds = 0;
  reader.read("schema", schema, schemas);
  reader.read("plan_digest", receipt.plan_digest);
  reader.read("confirmed_by", receipt.confirmed_by);
  reader.read("started", receipt.started_ms, instant_ms_word);
  reader.read("finished", receipt.finished_ms, instant_ms_word);
  reader.read("skew_seconds", skew_seconds);
  reader.read("interrupted", receipt.interrupted);
  reader.read("error", receipt.fault);
  reader.read("images", receipt.images, read_image);
  reader.read("quota", receipt.quota, read_quota);
  reader.read("summary", counts, read_summary);
  if (skew_seconds > json::most_exact / 1'000 || skew_seconds < -json::most_exact / 1'000)
    return reader.refuse(reader.place_of("skew_seconds"), {" is out of range"});
  receipt.skew_ms = skew_seconds * 1'000;
}

void check_summary(DocumentReader& reader, const Receipt& receipt, const OutcomeCounts& told) {
  const OutcomeCounts counts = count_outcomes(receipt.images);
  const bool agree = told.deleted == counts.deleted && told.accepted == counts.accepted &&
                     told.failed == counts.failed && told.skipped == counts.skipped && told.unknown == counts.unknown;
  if (!agree) reader.refuse(reader.place_of("summary"), {" does not say what the outcomes of the images say"});
}

}  // namespace

Result<ImageReceipt> read_image_receipt(Value in) {
  if (!in.is(json::Kind::object))
    return error_saying(ErrorCode::invalid_parameter, "receipt",
                        {"the receipt of an image is ", in.kind_name(), ", not an object"});
  std::optional<Error> fault;
  DocumentReader reader(in, nullptr, DocumentReader::Unset::null, fault);
  ImageReceipt image;
  read_image(reader, image);
  reader.finish();
  if (fault) return *std::move(fault);
  return image;
}

Result<Receipt> read_receipt(std::string_view text) {
  json::Document document;
  const auto root = json::parse_object(text, document, "a receipt");
  if (!root) return root.error();
  std::optional<Error> fault;
  DocumentReader reader(*root, nullptr, DocumentReader::Unset::null, fault);
  Receipt receipt;
  OutcomeCounts counts;
  read_members(reader, receipt, counts);
  reader.finish();
  check_summary(reader, receipt, counts);
  if (fault) return *std::move(fault);
  return receipt;
}

}  // namespace cvm
