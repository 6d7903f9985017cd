#include "delete_view.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "image_text.hpp"
#include "output/text.hpp"
#include "receipt.hpp"
#include "words/errors.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

constexpr std::size_t most_listed = 12;

std::string title(Language language, const char* en, const char* zh) {
  return std::string(Phrase{en, zh}.in(language));
}

std::string number(const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : "?"; }

std::string listed(const std::vector<std::string>& ids) {
  std::string out;
  for (std::size_t i = 0; i < std::min(ids.size(), most_listed); ++i) out += (i > 0 ? ", " : "") + visible(ids[i]);
  return ids.size() > most_listed ? out + fmt::format(", … ({})", ids.size()) : out;
}

/// Lines no wider than the terminal, the later ones indented.
std::string paragraph(const std::string& text, std::size_t width) {
  if (width < 24) return text + "\n";
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string line = wrap(rest, out.empty() ? width : width - 2).front();
    out += (out.empty() ? "" : "  ") + line + "\n";
    rest.remove_prefix(std::min(rest.size(), line.size()));
    while (rest.starts_with(' ')) rest.remove_prefix(1);
  }
  return out;
}

std::string heading(const InspectionReport& report, Language language) {
  const std::string account =
      report.account ? visible(*report.account)
                     : title(language, "unknown (GetCallerIdentity failed)", "未知（GetCallerIdentity 失败）");
  std::string text = say(language, "{}   account {}   images {} of {}", "{}   账号 {}   镜像 {} / {}", report.region,
                         account, number(report.used), number(report.quota));
  if (report.used && report.quota && *report.quota > 0) {
    text += fmt::format(" ({}%)", *report.used * 100 / *report.quota);
  }
  if (report.skew_ms != 0) {
    text += say(language, "   clock off by {} s", "   时钟偏差 {} 秒", report.skew_ms / 1000);
  }
  return text;
}

/// In this order whichever answer came first; what is not listed here comes last.
std::vector<CheckRecord> in_order(std::vector<CheckRecord> checks) {
  constexpr std::array<std::string_view, 6> order{"images",   "instances", "launch-templates", "launch-configurations",
                                                  "families", "sharing"};
  std::stable_sort(checks.begin(), checks.end(), [&order](const CheckRecord& a, const CheckRecord& b) {
    return std::find(order.begin(), order.end(), a.name) < std::find(order.begin(), order.end(), b.name);
  });
  return checks;
}

std::string checks_view(const InspectionReport& report, Language language, std::size_t width) {
  std::string made;
  std::string failed;
  for (const CheckRecord& check : in_order(report.checks)) {
    if (check.name == "account" || (check.name == "quota" && !check.error)) continue;
    std::string& list = check.error ? failed : made;
    if (!list.empty()) list += Phrase{", ", "、"}.in(language);
    if (check.error) {
      list += say(language, "{} ({})", "{}（{}）", words::check_name(check.name, language),
                  words::brief(*check.error, language));
    } else {
      list += words::checked(check.name, check.count, language);
    }
  }
  std::string text = paragraph(say(language, "checked: {}", "已检查：{}", made), width);
  if (!failed.empty()) text += paragraph(say(language, "check failed: {}", "检查失败：{}", failed), width);
  return text + paragraph(title(language,
                                "not checked: other versions of launch templates; TKE, Batch, THPC, TSF and other "
                                "products that name images",
                                "未检查：启动模板的其他版本；TKE、Batch、THPC、TSF 等引用镜像的其他产品"),
                          width);
}

Style style_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::remove:
      return Style::red;
    case Verdict::keep:
      return Style::green;
    case Verdict::block:
    case Verdict::unknown:
      break;
  }
  return Style::yellow;
}

Table verdict_table(const InspectionReport& report, Language language, std::int64_t now_s) {
  Table table({{title(language, "ACTION", "操作")},
               {title(language, "IMAGE", "镜像")},
               {title(language, "NAME", "名称"), Align::left, 12},
               {title(language, "AGE", "时长"), Align::right},
               {title(language, "SIZE", "大小"), Align::right},
               {title(language, "STATE", "状态")},
               {title(language, "FAMILY", "镜像族"), Align::left, 8},
               {title(language, "WHY", "原因"), Align::left, 28, true}});
  for (const InspectedImage& one : report.images) {
    const Image image = one.image.value_or(Image{});
    table.add({Cell(std::string(words::verdict(one.verdict, language)), style_of(one.verdict)), one.id,
               or_dash(image.ImageName), age_text(image.CreatedTime, now_s), size_text(image.ImageSize),
               or_dash(image.ImageState), or_dash(image.ImageFamily), words::text(one.reasons, language)});
  }
  return table;
}

struct Totals {
  std::size_t images = 0;
  std::int64_t gigabytes = 0;
  std::vector<std::string> snapshots{};
};

Totals totals_of(const InspectionReport& report) {
  Totals totals;
  for (const InspectedImage& one : report.images) {
    if (one.verdict != Verdict::remove || !one.image) continue;
    ++totals.images;
    totals.gigabytes += one.image->ImageSize.value_or(0);
    for (const ImageSnapshot& snapshot : one.image->SnapshotSet) totals.snapshots.push_back(snapshot.SnapshotId);
  }
  return totals;
}

/// What would let the kept ones go, each piece of advice once.
std::string advice(const InspectionReport& report, Language language, std::size_t width) {
  std::string text;
  std::set<std::string_view> said;
  for (const InspectedImage& one : report.images) {
    if (one.verdict == Verdict::remove) continue;
    for (const Reason& reason : one.reasons) {
      const std::string_view remedy = words::remedy(reason, language);
      if (remedy.empty() || !said.insert(remedy).second) continue;
      text += paragraph(say(language, "- {}: {}", "- {}：{}", reason.code, remedy), width);
    }
  }
  return text;
}

std::string outlook(const InspectionReport& report, Language language, std::size_t width) {
  const Totals totals = totals_of(report);
  const std::size_t kept = report.images.size() - totals.images;
  std::string text =
      say(language, "Would delete {} of {} ({} GB), {} kept.", "将删除 {} / {} 个（{} GB），保留 {} 个。",
          totals.images, report.images.size(), totals.gigabytes, kept);
  if (report.used && report.quota && totals.images > 0) {
    text += say(language, " Quota {} → {} of {}.", "配额 {} → {} / {}。", *report.used,
                *report.used - static_cast<std::int64_t>(totals.images), *report.quota);
  }
  text = paragraph(text, width);
  if (!totals.snapshots.empty()) {
    text += paragraph(say(language, "Snapshots that stay: {}", "保留的快照：{}", listed(totals.snapshots)), width);
  }
  return text;
}

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

std::string why(const ImageOutcome& image, Language language) {
  const std::string error = image.error ? words::brief(*image.error, language) : "";
  // The error says the same as this reason, and more.
  const bool said = image.reason && image.reason->code == "refused" && image.error;
  if (!image.reason || said) return or_dash(error);
  const std::string reason = words::text(*image.reason, language);
  return error.empty() ? reason : say(language, "{}; {}", "{}；{}", reason, error);
}

std::string snapshots_of(const ImageOutcome& image, Language language) {
  std::vector<std::string> texts;
  for (const SnapshotOutcome& one : image.snapshots) {
    texts.push_back(one.id + "=" + std::string(words::snapshot_outcome(one.outcome, language)));
  }
  return joined(texts);
}

Table outcome_table(const DeletionReport& report, const ResultView& view) {
  const Language language = view.language;
  std::vector<Column> columns{{title(language, "RESULT", "结果")},
                              {title(language, "IMAGE", "镜像")},
                              {title(language, "ATTEMPTS", "请求数"), Align::right},
                              {title(language, "SNAPSHOTS", "快照"), Align::left, 14},
                              {title(language, "WHY", "原因"), Align::left, 28, true}};
  if (view.request_ids) columns.push_back({"REQUESTID", Align::left, 36, true});
  Table table(std::move(columns));
  for (const ImageOutcome& image : report.images) {
    std::vector<Cell> row{Cell(std::string(words::outcome(image.outcome, language)), style_of(image.outcome)), image.id,
                          std::to_string(image.attempts), snapshots_of(image, language), why(image, language)};
    if (view.request_ids) row.emplace_back(joined(image.request_ids));
    table.add(std::move(row));
  }
  return table;
}

std::string totals_line(const InspectionReport& before, const DeletionReport& after, Language language) {
  const OutcomeCounts counts = count_outcomes(after.images);
  std::string text = say(language, "{} deleted and verified, {} accepted, {} failed, {} skipped, {} unknown.",
                         "已删除并确认 {}，已受理 {}，失败 {}，跳过 {}，未知 {}。", counts.deleted, counts.accepted,
                         counts.failed, counts.skipped, counts.unknown);
  if (const std::size_t kept = before.images.size() - after.images.size(); kept > 0) {
    text += say(language, " {} kept by the checks.", "检查后保留 {}。", kept);
  }
  return text + say(language, " Quota {} → {} of {}.", "配额 {} → {} / {}。", number(before.used),
                    number(after.used_after), number(before.quota));
}

}  // namespace

std::size_t count_deletes(const InspectionReport& report) noexcept {
  return static_cast<std::size_t>(
      std::count_if(report.images.begin(), report.images.end(),
                    [](const InspectedImage& image) { return image.verdict == Verdict::remove; }));
}

std::string inspection_view(const InspectionReport& report, Language language, const TableOptions& options,
                            std::int64_t now_s) {
  return paragraph(title(language, "CHECKED - nothing has been deleted", "检查结果 - 尚未删除任何镜像"),
                   options.width) +
         paragraph(heading(report, language), options.width) + checks_view(report, language, options.width) + "\n" +
         verdict_table(report, language, now_s).render(options) + "\n" + outlook(report, language, options.width) +
         advice(report, language, options.width);
}

std::string result_view(const InspectionReport& before, const DeletionReport& after, const ResultView& view) {
  std::vector<std::string> left;
  for (const ImageOutcome& image : after.images) {
    for (const SnapshotOutcome& one : image.snapshots) {
      if (one.outcome != "deleted") left.push_back(one.id);
    }
  }
  std::string text = "\n" + outcome_table(after, view).render(view.table) + "\n" +
                     paragraph(totals_line(before, after, view.language), view.table.width);
  if (!left.empty()) {
    text +=
        paragraph(say(view.language, "Snapshots left behind: {}", "遗留的快照：{}", listed(left)), view.table.width);
  }
  return text;
}

}  // namespace cvm::cli
