#include "plan_view.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "image_text.hpp"
#include "output/text.hpp"
#include "words/errors.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

constexpr std::size_t most_listed = 12;

std::string number(const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : "?"; }

std::string heading(const Plan& plan, const PlanView& view, std::string_view begin) {
  std::string text =
      say(view.language, "{}   account {}", "{}   账号 {}", begin, masked_account(plan.account, view.language));
  if (!view.key.empty()) text += say(view.language, " ({})", "（{}）", visible(view.key));
  if (view.skew_s != 0) text += say(view.language, "   clock off by {:+} s", "   时钟偏差 {:+} 秒", view.skew_s);
  return text;
}

/// In this order whichever answer came first; what is not listed here comes last.
std::vector<CheckRecord> in_order(std::vector<CheckRecord> checks) {
  constexpr std::array<std::string_view, 9> order{
      "images",  "instances", "launch-templates", "launch-configurations", "families",
      "sharing", "snapshots", "dry-run",          "template-versions"};
  std::stable_sort(checks.begin(), checks.end(), [&order](const CheckRecord& a, const CheckRecord& b) {
    return std::find(order.begin(), order.end(), a.name) < std::find(order.begin(), order.end(), b.name);
  });
  return checks;
}

void add_to(std::string& list, const std::string& text, Language language) {
  if (!list.empty()) list += Phrase{", ", "、"}.in(language);
  list += text;
}

std::string region_view(const PlannedRegion& region, const PlanView& view) {
  const Language language = view.language;
  const std::size_t width = view.table.width;
  if (!region.scanned) {
    const Error unknown = make_error(ErrorCode::internal, region.region, "");
    return paragraph(words::not_scanned(region.region, region.error.value_or(unknown), language), width);
  }
  std::string used = say(language, "{}   images {} of {} used", "{}   镜像 {} / {}", region.region, number(region.used),
                         number(region.quota));
  if (region.used && region.quota && *region.quota > 0)
    used += fmt::format(" ({}%)", *region.used * 100 / *region.quota);
  std::string made;
  std::string failed;
  std::string never;
  for (const CheckRecord& check : in_order(region.checked)) {
    if (check.name != "quota" && check.name != "account")
      add_to(made, words::checked(check.name, check.count, language), language);
  }
  for (const CheckRecord& check : in_order(region.not_checked)) {
    const std::string_view name = words::check_name(check.name, language);
    if (!check.error) {
      add_to(never, std::string(name), language);
    } else {
      add_to(failed, say(language, "{} ({})", "{}（{}）", name, words::brief(*check.error, language)), language);
    }
  }
  std::string text = paragraph(used, width);
  if (!made.empty()) text += paragraph(say(language, "checked: {}", "已检查：{}", made), width, 2);
  if (!failed.empty()) text += paragraph(say(language, "check FAILED: {}", "检查失败：{}", failed), width, 2);
  if (!never.empty()) text += paragraph(say(language, "NOT checked: {}", "未检查：{}", never), width, 2);
  return text;
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

/// The rules did not choose it, whatever else is to be said of it.
bool is_unselected(const PlannedImage& image) {
  return std::any_of(image.reasons.begin(), image.reasons.end(),
                     [](const Reason& reason) { return reason.code == "not-selected"; });
}

/// Those that have a row: what goes first, then what stays.
std::vector<const PlannedImage*> rows_of(const Plan& plan, bool all) {
  std::vector<const PlannedImage*> rows;
  for (const Verdict verdict : {Verdict::remove, Verdict::keep, Verdict::unknown, Verdict::block}) {
    for (const PlannedImage& image : plan.images) {
      if (image.verdict == verdict && (all || !is_unselected(image))) rows.push_back(&image);
    }
  }
  return rows;
}

Table verdict_table(const Plan& plan, const std::vector<const PlannedImage*>& images, const PlanView& view) {
  const Language language = view.language;
  const bool several = plan.regions.size() > 1;
  std::vector<Column> columns{{say(language, "ACTION", "操作")}, {say(language, "IMAGE", "镜像")}};
  if (several) columns.push_back({say(language, "REGION", "地域")});
  columns.insert(columns.end(), {{say(language, "NAME", "名称"), Align::left, 12},
                                 {say(language, "AGE", "时长"), Align::right},
                                 {say(language, "SIZE", "大小"), Align::right},
                                 {say(language, "STATE", "状态")},
                                 {say(language, "FAMILY", "镜像族"), Align::left, 8},
                                 {say(language, "WHY", "原因"), Align::left, 28, true}});
  Table table(std::move(columns));
  for (const PlannedImage* image : images) {
    std::vector<Cell> row{Cell(std::string(words::verdict(image->verdict, language)), style_of(image->verdict)),
                          image->id};
    if (several) row.emplace_back(image->region);
    for (std::string& text : std::vector<std::string>{or_dash(image->name), age_of(image->created, view.now_s),
                                                      size_text(image->size_gb), or_dash(image->state),
                                                      or_dash(image->family), words::text(image->reasons, language)}) {
      row.emplace_back(std::move(text));
    }
    table.add(std::move(row));
  }
  return table;
}

/// What would let the kept ones go, each piece of advice once.
std::string advice(const std::vector<const PlannedImage*>& images, const PlanView& view) {
  std::string text;
  std::set<std::string_view> said;
  for (const PlannedImage* image : images) {
    if (image->verdict == Verdict::remove) continue;
    for (const Reason& reason : image->reasons) {
      const std::string_view remedy = words::remedy(reason, view.language);
      if (remedy.empty() || !said.insert(remedy).second) continue;
      text += paragraph(say(view.language, "- {}: {}", "- {}：{}", reason.code, remedy), view.table.width);
    }
  }
  return text;
}

std::string snapshots_text(const Plan& plan, Language language) {
  std::vector<std::string> snapshots;
  for (const PlannedImage& image : plan.images) {
    if (image.verdict != Verdict::remove) continue;
    for (const ImageSnapshot& snapshot : image.snapshots) snapshots.push_back(snapshot.SnapshotId);
  }
  if (snapshots.empty()) return {};
  const std::string ids = listed(snapshots);
  const std::string count = counted(snapshots.size(), "snapshot", "snapshots");
  if (plan.guards.with_snapshots) {
    return language == Language::chinese
               ? fmt::format("，其 {} 个快照一并删除（其他镜像仍在使用的除外）：{}", snapshots.size(), ids)
               : fmt::format(", with {} unless another image rests on it: {}", count, ids);
  }
  return language == Language::chinese
             ? fmt::format("，保留 {} 个快照：{}，可用 --with-snapshots 一并删除", snapshots.size(), ids)
             : fmt::format(", {} {}: {}, use --with-snapshots", count, snapshots.size() == 1 ? "stays" : "stay", ids);
}

std::string dry_run_text(const Plan& plan, Language language) {
  const auto refused = std::count_if(plan.images.begin(), plan.images.end(), [](const PlannedImage& image) {
    return std::any_of(image.reasons.begin(), image.reasons.end(),
                       [](const Reason& reason) { return reason.code == "dry-run-refused"; });
  });
  return say(language, "Server dry run: {} accepted, {} refused.", "服务端预检：接受 {}，拒绝 {}。",
             plan.summary.deletes, refused);
}

/// What launches that name a family get afterwards.
std::string families_text(const Plan& plan, const PlannedRegion& region, Language language) {
  std::set<std::string_view> going;
  for (const PlannedImage& image : plan.images)
    if (image.region == region.region && image.verdict == Verdict::remove) going.insert(image.id);
  std::string text;
  for (const FamilyImage& one : region.families) {
    if (!text.empty()) text += ' ';
    const std::string family = visible(one.family);
    if (one.image.empty())
      text += say(language, "Family {} resolves to no image.", "镜像族 {} 当前无可用镜像。", family);
    else if (going.contains(one.image))
      text += say(language, "Family {} resolves to {}, which goes: it will resolve to another image or to none.",
                  "镜像族 {} 当前指向 {}，该镜像将被删除：之后将指向其他镜像或无镜像。", family, visible(one.image));
    else
      text += say(language, "Family {} still resolves to {}.", "镜像族 {} 仍指向 {}。", family, visible(one.image));
  }
  return text.empty() || plan.regions.size() == 1 ? text : region.region + ": " + text;
}

std::string outlook(const Plan& plan, const PlanView& view, std::size_t hidden) {
  const Language language = view.language;
  const std::size_t width = view.table.width;
  const PlanSummary& sum = plan.summary;
  std::map<std::string, std::int64_t> going;
  for (const PlannedImage& image : plan.images) going[image.region] += image.verdict == Verdict::remove ? 1 : 0;
  std::vector<QuotaChange> quotas;
  for (const PlannedRegion& region : plan.regions) {
    if (region.used && going[region.region] > 0) {
      quotas.push_back({region.region, region.used, *region.used - going[region.region], region.quota});
    }
  }
  std::string text =
      language == Language::chinese
          ? fmt::format("将删除 {} 个镜像（{} GB{}）。", sum.deletes, sum.size_gb, snapshots_text(plan, language))
          : fmt::format("Would delete {} ({} GB{}).", counted(static_cast<std::size_t>(sum.deletes), "image", "images"),
                        sum.size_gb, snapshots_text(plan, language));
  if (!quotas.empty()) text += say(language, " Quota {}.", "配额 {}。", quota_text(quotas));
  text = paragraph(text, width);
  std::string rest = say(language, "{} kept, {} blocked, {} unknown and kept.", "保留 {}，不可删 {}，未知并保留 {}。",
                         sum.keep, sum.block, sum.unknown);
  if (hidden > 0) {
    rest += say(language, " {} that no rule chose have no row here: -v shows them.",
                "其中 {} 个未被选中，未列出：-v 可显示。", hidden);
  }
  text += paragraph(rest, width);
  if (plan.guards.server_dry_run) text += paragraph(dry_run_text(plan, language), width);
  for (const PlannedRegion& region : plan.regions) {
    if (std::string families = families_text(plan, region, language); !families.empty())
      text += paragraph(families, width);
    if (region.short_by == 0) continue;
    text += paragraph(say(language, "{}: {} fewer than asked for can go safely.", "{}：可安全删除的比所需少 {} 个。",
                          region.region, region.short_by),
                      width);
  }
  return text;
}

std::string guards_text(const Plan& plan, const PlanView& view) {
  std::string text;
  for (const Reason& reason : plan.refused_by) {
    const std::string line = say(view.language, "REFUSED by --{}: {}. {}", "被 --{} 拒绝：{}。{}", reason.code,
                                 words::text(reason, view.language), words::remedy(reason, view.language));
    text += paragraph(line, view.table.width);
  }
  return text;
}

}  // namespace

std::string listed(const std::vector<std::string>& ids) {
  std::string out;
  for (std::size_t i = 0; i < std::min(ids.size(), most_listed); ++i) out += (i > 0 ? ", " : "") + visible(ids[i]);
  return ids.size() > most_listed ? out + fmt::format(", … ({})", ids.size()) : out;
}

std::string masked_account(const PlanAccount& account, Language language) {
  constexpr std::size_t shown = 4;
  if (account.source != "caller-identity") {
    return say(language, "not known (key {})", "未知（密钥 {}）", visible(account.id));
  }
  if (account.id.size() <= 2 * shown) return visible(account.id);
  return visible(account.id.substr(0, shown)) + "…" + visible(account.id.substr(account.id.size() - shown));
}

std::string deletes_by_region(const Plan& plan) {
  std::string text;
  for (const PlannedRegion& region : plan.regions) {
    const auto count = std::count_if(plan.images.begin(), plan.images.end(), [&region](const PlannedImage& image) {
      return image.verdict == Verdict::remove && image.region == region.region;
    });
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", region.region, count);
  }
  return text;
}

std::string quota_text(const std::vector<QuotaChange>& quotas) {
  std::string text;
  for (const QuotaChange& quota : quotas) {
    if (!text.empty()) text += ", ";
    if (quotas.size() > 1) text += quota.region + " ";
    text += fmt::format("{} -> {} of {}", number(quota.before), number(quota.after), number(quota.limit));
  }
  return text;
}

std::string checks_view(const Plan& plan, const PlanView& view, std::string_view begin) {
  std::string text = paragraph(heading(plan, view, begin), view.table.width);
  for (const PlannedRegion& region : plan.regions) text += region_view(region, view);
  return text;
}

std::string plan_view(const Plan& plan, const PlanView& view) {
  const std::vector<const PlannedImage*> rows = rows_of(plan, view.all_rows);
  std::string text =
      checks_view(plan, view, say(view.language, "PLAN - nothing has been deleted", "计划 - 尚未删除任何镜像"));
  if (!rows.empty()) text += "\n" + verdict_table(plan, rows, view).render(view.table);
  return text + "\n" + outlook(plan, view, plan.images.size() - rows.size()) + advice(rows, view) +
         guards_text(plan, view);
}

}  // namespace cvm::cli
