#include "receipt.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <ctime>

#include "output/json.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

json::value number_or_null(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::object image_entry(const ImageOutcome& image, const std::string& region) {
  json::array snapshots;
  for (const SnapshotOutcome& one : image.snapshots) snapshots.push_back({{"id", one.id}, {"outcome", one.outcome}});
  return {{"region", region},
          {"id", image.id},
          {"outcome", json_view(to_string(image.outcome))},
          {"reason", image.reason ? json::value(to_json(*image.reason)) : json::value(nullptr)},
          {"attempts", image.attempts},
          {"request_ids", json::array(image.request_ids.begin(), image.request_ids.end())},
          {"error", image.error ? json::value(to_json(*image.error)) : json::value(nullptr)},
          {"unshared_from", json::array()},
          {"snapshots", std::move(snapshots)}};
}

json::object summary_of(const OutcomeCounts& counts) {
  return {{"deleted", counts.deleted},
          {"accepted", counts.accepted},
          {"failed", counts.failed},
          {"skipped", counts.skipped},
          {"unknown", counts.unknown}};
}

}  // namespace

std::string iso_time(std::int64_t unix_ms) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(unix_ms / 1000)));
}

OutcomeCounts count_outcomes(const std::vector<ImageOutcome>& images) {
  OutcomeCounts counts;
  for (const ImageOutcome& image : images) {
    switch (image.outcome) {
      case Outcome::deleted:
        ++counts.deleted;
        break;
      case Outcome::accepted:
        ++counts.accepted;
        break;
      case Outcome::failed:
        ++counts.failed;
        break;
      case Outcome::skipped:
        ++counts.skipped;
        break;
      case Outcome::unknown:
        ++counts.unknown;
        break;
    }
  }
  return counts;
}

std::vector<ImageOutcome> all_outcomes(const InspectionReport& inspection, const DeletionReport& deletion) {
  std::vector<ImageOutcome> images;
  for (const InspectedImage& inspected : inspection.images) {
    const auto sent = std::find_if(deletion.images.begin(), deletion.images.end(),
                                   [&](const ImageOutcome& image) { return image.id == inspected.id; });
    if (sent != deletion.images.end()) {
      images.push_back(*sent);
      continue;
    }
    ImageOutcome kept{.id = inspected.id, .outcome = Outcome::skipped};
    if (!inspected.reasons.empty()) kept.reason = inspected.reasons.front();
    images.push_back(std::move(kept));
  }
  return images;
}

DeletionReport report_of_unsent_run(const InspectionReport& inspection, const Error& error, const RunTimes& times) {
  DeletionReport report{.region = inspection.region, .started_ms = times.started_ms, .finished_ms = times.finished_ms};
  report.skew_ms = inspection.skew_ms;
  report.fault = error;
  for (const InspectedImage& image : inspection.images) {
    if (image.verdict != Verdict::remove) continue;
    report.images.push_back(
        {.id = image.id, .outcome = Outcome::failed, .reason = Reason{"not-sent", {}}, .error = error});
  }
  return report;
}

json::object make_receipt(const InspectionReport& inspection, const DeletionReport& deletion,
                          const std::string& confirmed_by) {
  const std::vector<ImageOutcome> outcomes = all_outcomes(inspection, deletion);
  json::array images;
  for (const ImageOutcome& image : outcomes) images.push_back(image_entry(image, inspection.region));
  const json::object quota{{"region", inspection.region},
                           {"before", number_or_null(inspection.used)},
                           {"after", number_or_null(deletion.used_after)},
                           {"limit", number_or_null(inspection.quota)}};
  return {{"schema", "cvm-images.receipt/1"},
          {"plan_digest", ""},
          {"confirmed_by", confirmed_by},
          {"started", iso_time(deletion.started_ms)},
          {"finished", iso_time(deletion.finished_ms)},
          {"skew_seconds", deletion.skew_ms / 1000},
          {"images", std::move(images)},
          {"quota", json::array{quota}},
          {"summary", summary_of(count_outcomes(outcomes))}};
}

}  // namespace cvm::cli
