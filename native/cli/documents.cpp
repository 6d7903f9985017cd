#include "documents.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "files.hpp"
#include "output/csv.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

/// A list of texts: `csv_of` joins them with blanks.
template <class Items, class Text>
json::array texts_of(const Items& items, Text text) {
  json::array texts;
  for (const auto& item : items) texts.emplace_back(text(item));
  return texts;
}

json::object line_of(const PlannedImage& image) {
  json::object tags;
  for (const Tag& tag : image.tags) tags.insert_or_assign(tag.Key, tag.Value);
  return {{"region", image.region},
          {"id", image.id},
          {"name", image.name},
          {"type", text_or_null(image.type)},
          {"state", text_or_null(image.state)},
          {"created", text_or_null(image.created)},
          {"size_gb", image.size_gb ? json::value(*image.size_gb) : json::value(nullptr)},
          {"family", text_or_null(image.family)},
          {"tags", std::move(tags)},
          {"snapshots", texts_of(image.snapshots, [](const ImageSnapshot& one) { return one.SnapshotId; })},
          {"shared_with", texts_of(image.shared_with, [](const std::string& one) { return one; })},
          {"references", texts_of(image.references, [](const Reference& one) { return one.type + ":" + one.id; })},
          {"verdict", json_view(to_string(image.verdict))},
          {"reasons", texts_of(image.reasons, [](const Reason& one) { return one.code; })}};
}

json::object line_of(const ImageReceipt& image) {
  return {
      {"region", image.region},
      {"id", image.id},
      {"outcome", json_view(to_string(image.outcome))},
      {"reason", image.reason ? json::value(image.reason->code) : json::value(nullptr)},
      {"attempts", image.attempts},
      {"request_ids", texts_of(image.request_ids, [](const std::string& one) { return one; })},
      {"error", image.error ? json::value(json_view(to_string(image.error->code))) : json::value(nullptr)},
      {"unshared_from", texts_of(image.unshared_from, [](const std::string& one) { return one; })},
      {"snapshots", texts_of(image.snapshots, [](const SnapshotReceipt& one) { return one.id + "=" + one.outcome; })}};
}

template <class Images>
std::vector<json::object> lines_of(const Images& images) {
  std::vector<json::object> lines;
  for (const auto& image : images) lines.push_back(line_of(image));
  return lines;
}

template <class Document, class Write, class Csv>
bool write_as(Context& context, const Document& document, Write write, Csv csv) {
  switch (context.format()) {
    case Format::json:
      write_document(document, [&context](std::string_view part) { context.out.write(part); });
      return true;
    case Format::ndjson:
      context.out.write(harmless(write(document)) + "\n");
      return true;
    case Format::csv:
      context.out.write(csv(document));
      return true;
    default:
      return false;
  }
}

template <class Document>
Result<void> keep(AtomicFile& file, const Document& document) {
  write_document(document, [&file](std::string_view part) { file.write(part); });
  return file.commit();
}

/// Whether the text was a plan once, whatever was done to it since.
bool has_digest(const std::string& text) {
  json::error_code fault;
  const json::value value = json::parse(text, fault);
  return !fault && value.is_object() && value.get_object().contains("digest");
}

}  // namespace

void write_document(const Plan& plan, const TextSink& sink) { write_indented(write_plan(plan), sink); }

void write_document(const Receipt& receipt, const TextSink& sink) { write_indented(write_receipt(receipt), sink); }

Result<void> keep_document(AtomicFile& file, const Plan& plan) { return keep(file, plan); }

Result<void> keep_document(AtomicFile& file, const Receipt& receipt) { return keep(file, receipt); }

std::string plan_csv(const Plan& plan) {
  return csv_of({"region", "id", "name", "type", "state", "created", "size_gb", "family", "tags", "snapshots",
                 "shared_with", "references", "verdict", "reasons"},
                lines_of(plan.images));
}

std::string receipt_csv(const Receipt& receipt) {
  return csv_of({"region", "id", "outcome", "reason", "attempts", "request_ids", "error", "unshared_from", "snapshots"},
                lines_of(receipt.images));
}

bool write_document(Context& context, const Plan& plan) { return write_as(context, plan, write_plan, plan_csv); }

bool write_document(Context& context, const Receipt& receipt) {
  return write_as(context, receipt, write_receipt, receipt_csv);
}

Result<Plan> read_plan_file(const std::string& path) {
  constexpr std::size_t most = 256U * 1024 * 1024;
  auto text = read_file(path, most);
  if (!text) return text.error();
  auto plan = read_plan(*text);
  if (plan) return plan;
  Error error = plan.error();
  if (error.code == ErrorCode::invalid_parameter && has_digest(*text)) error.code = ErrorCode::refused;
  error.message = path + ": " + error.message;
  return error;
}

}  // namespace cvm::cli
