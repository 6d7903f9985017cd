#include "receipt_view.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "image_text.hpp"
#include "output/text.hpp"
#include "plan_view.hpp"
#include "words/errors.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

Style style_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::deleted:
      return Style::green;
    case Outcome::failed:
      return Style::red;
    default:
      return Style::yellow;
  }
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& one : texts) out += (out.empty() ? "" : " ") + one;
  return or_dash(out);
}

std::string why(const ImageReceipt& image, Language language) {
  const std::string error = image.error ? words::brief(*image.error, language) : "";
  // The error says the same as this reason, and more.
  const bool said = image.reason && image.reason->code == "refused" && image.error;
  std::string text = !image.reason || said ? error : words::text(*image.reason, language);
  if (image.reason && !said && !error.empty()) text += say(language, "; {}", "；{}", error);
  if (!image.unshared_from.empty()) {
    text += say(language, "{}no longer shared with {}", "{}已取消共享：{}",
                text.empty() ? "" : Phrase{"; ", "；"}.in(language), visible(joined(image.unshared_from)));
  }
  return or_dash(text);
}

std::string snapshots_of(const ImageReceipt& image, Language language) {
  std::vector<std::string> texts;
  for (const SnapshotReceipt& one : image.snapshots) {
    texts.push_back(one.id + "=" + std::string(words::snapshot_outcome(one.outcome, language)));
  }
  return joined(texts);
}

/// The plan's images, to be found quickly.
class Planned {
 public:
  explicit Planned(const Plan& plan) {
    for (const PlannedImage& image : plan.images)
      images_.emplace(std::pair(std::string_view(image.region), std::string_view(image.id)), &image);
  }
  [[nodiscard]] const PlannedImage* find(const ImageReceipt& image) const {
    const auto found = images_.find({image.region, image.id});
    return found == images_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::pair<std::string_view, std::string_view>, const PlannedImage*> images_{};
};

Table outcome_table(const Plan& plan, const Receipt& receipt, const ReceiptView& view) {
  const Language language = view.language;
  const bool several = plan.regions.size() > 1;
  const Planned plans(plan);
  std::vector<Column> columns{{say(language, "RESULT", "结果")}, {say(language, "IMAGE", "镜像")}};
  if (several) columns.push_back({say(language, "REGION", "地域")});
  columns.insert(columns.end(), {{say(language, "NAME", "名称"), Align::left, 12},
                                 {say(language, "ATTEMPTS", "请求数"), Align::right},
                                 {say(language, "SNAPSHOTS", "快照"), Align::left, 14},
                                 {say(language, "WHY", "原因"), Align::left, 28, true}});
  if (view.request_ids) columns.push_back({"REQUESTID", Align::left, 36, true});
  Table table(std::move(columns));
  for (const ImageReceipt& image : receipt.images) {
    const PlannedImage* known = plans.find(image);
    if (known != nullptr && known->verdict != Verdict::remove) continue;
    std::vector<Cell> row{Cell(std::string(words::outcome(image.outcome, language)), style_of(image.outcome)),
                          image.id};
    if (several) row.emplace_back(image.region);
    row.emplace_back(or_dash(known != nullptr ? known->name : ""));
    row.emplace_back(std::to_string(image.attempts));
    row.emplace_back(snapshots_of(image, language));
    row.emplace_back(why(image, language));
    if (view.request_ids) row.emplace_back(joined(image.request_ids));
    table.add(std::move(row));
  }
  return table;
}

std::string headline(const Receipt& receipt, Language language) {
  if (receipt.interrupted && !receipt.fault) return say(language, "INTERRUPTED", "已中断");
  if (receipt.interrupted || receipt.fault) return say(language, "BROKEN OFF", "异常终止");
  return say(language, "DONE", "完成");
}

std::string totals_line(const Plan& plan, const Receipt& receipt, Language language) {
  const Planned plans(plan);
  std::vector<ImageReceipt> to_go;
  std::copy_if(receipt.images.begin(), receipt.images.end(), std::back_inserter(to_go),
               [&plans](const ImageReceipt& image) {
                 const PlannedImage* known = plans.find(image);
                 return known == nullptr || known->verdict == Verdict::remove;
               });
  const OutcomeCounts counts = count_outcomes(to_go);
  std::string text = headline(receipt, language);
  text += say(language, "  {} deleted and verified, {} accepted, {} failed, {} skipped, {} unknown",
              "  已删除并确认 {}，已受理 {}，失败 {}，跳过 {}，未知 {}", counts.deleted, counts.accepted, counts.failed,
              counts.skipped, counts.unknown);
  if (const std::size_t kept = receipt.images.size() - to_go.size(); kept > 0) {
    text += say(language, ", {} kept by the checks", "，检查后保留 {}", kept);
  }
  std::vector<QuotaChange> quotas;
  for (const QuotaReceipt& quota : receipt.quota) {
    quotas.push_back({quota.region, quota.before, quota.after, quota.limit});
  }
  if (!quotas.empty()) text += say(language, "   quota {}", "   配额 {}", quota_text(quotas));
  const bool read_again = std::all_of(quotas.begin(), quotas.end(), [](const QuotaChange& one) { return one.after; });
  if (!quotas.empty() && read_again) text += say(language, " (confirmed)", "（已确认）");
  return text;
}

struct LeftBehind {
  std::vector<std::string> ids{};
  std::int64_t gigabytes = 0;
};

/// The snapshots of images that are gone, region by region.
std::map<std::string, LeftBehind> left_behind(const Plan& plan, const Receipt& receipt) {
  const Planned plans(plan);
  std::map<std::string, LeftBehind> left;
  for (const ImageReceipt& image : receipt.images) {
    if (image.outcome != Outcome::deleted) continue;
    const PlannedImage* known = plans.find(image);
    for (const SnapshotReceipt& one : image.snapshots) {
      LeftBehind& here = left[image.region];
      // Several images may rest on one snapshot.
      if (one.outcome == "deleted" || std::find(here.ids.begin(), here.ids.end(), one.id) != here.ids.end()) continue;
      here.ids.push_back(one.id);
      if (known == nullptr) continue;
      for (const ImageSnapshot& snapshot : known->snapshots) {
        if (snapshot.SnapshotId == one.id) here.gigabytes += snapshot.DiskSize.value_or(0);
      }
    }
  }
  return left;
}

}  // namespace

std::string receipt_view(const Plan& plan, const Receipt& receipt, const ReceiptView& view) {
  const std::size_t width = view.table.width;
  std::string text = "\n";
  if (!receipt.images.empty()) text += outcome_table(plan, receipt, view).render(view.table) + "\n";
  text += paragraph(totals_line(plan, receipt, view.language), width);
  for (const auto& [region, left] : left_behind(plan, receipt)) {
    if (left.ids.empty()) continue;
    text += paragraph(say(view.language, "left behind in {}: {} ({} GB); they cost storage until they are deleted",
                          "遗留在 {} 的快照：{}（{} GB）；删除前会持续计费", region, listed(left.ids), left.gigabytes),
                      width, 6);
  }
  return text;
}

}  // namespace cvm::cli
