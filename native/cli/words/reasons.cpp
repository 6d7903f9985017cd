#include "words/reasons.hpp"

#include <algorithm>
#include <array>

#include "output/text.hpp"

namespace cvm::cli::words {
namespace {

struct ReasonWords {
  std::string_view code;
  std::string (*text)(const Reason&, Language);
  Phrase remedy;
};

std::string arg(const Reason& reason, std::string_view name) {
  const auto found =
      std::find_if(reason.args.begin(), reason.args.end(), [name](const auto& one) { return one.first == name; });
  return found == reason.args.end() ? "?" : visible(found->second);
}

struct Named {
  std::string_view name;
  Phrase words;
};

std::string_view lookup(std::span<const Named> list, std::string_view name, Language language) noexcept {
  const auto found = std::find_if(list.begin(), list.end(), [name](const Named& one) { return one.name == name; });
  return found == list.end() ? name : found->words.in(language);
}

constexpr auto reference_types = std::to_array<Named>({
    {"instance", {"instance", "台实例"}},
    {"launch-template-version", {"launch template version", "个启动模板版本"}},
    {"launch-configuration", {"scaling configuration", "个伸缩启动配置"}},
    {"launch-configuration-family", {"family-bound scaling configuration", "个按镜像族的伸缩启动配置"}},
});

constexpr auto reference_names = std::to_array<Named>({
    {"instance", {"instance", "实例"}},
    {"launch-template-version", {"launch template version", "启动模板版本"}},
    {"launch-configuration", {"scaling configuration", "伸缩启动配置"}},
    {"launch-configuration-family", {"scaling configuration, by family", "伸缩启动配置（按镜像族）"}},
});

std::string users(const Reason& reason, Language language) {
  std::string words(lookup(reference_types, arg(reason, "type"), language));
  if (language == Language::english && arg(reason, "count") != "1") words += 's';
  return words;
}

constexpr auto check_names = std::to_array<Named>({
    {"images", {"images", "镜像"}},
    {"instances", {"instances", "实例"}},
    {"launch-templates", {"launch template versions", "启动模板版本"}},
    {"launch-configurations", {"scaling configurations", "伸缩启动配置"}},
    {"families", {"families", "镜像族"}},
    {"sharing", {"sharing", "共享"}},
    {"quota", {"quota", "配额"}},
    {"snapshots", {"snapshots", "快照"}},
    {"dry-run", {"server dry run", "服务端预检"}},
    {"account", {"account", "账号"}},
    {"template-versions", {"older launch template versions (--refs all)", "启动模板的旧版本（--refs all）"}},
    {"tke", {"TKE", "TKE"}},
    {"batch", {"Batch", "Batch"}},
    {"thpc", {"THPC", "THPC"}},
    {"tsf", {"TSF", "TSF"}},
});

constexpr auto rules = std::to_array<Named>({
    {"id", {"ids", "ID"}},
    {"name", {"name", "名称"}},
    {"name-regex", {"name pattern", "名称模式"}},
    {"tag", {"tag", "标签"}},
    {"family", {"family", "镜像族"}},
    {"state", {"state", "状态"}},
});

constexpr auto changed_members = std::to_array<Named>({
    {"name", {"name", "名称"}},
    {"state", {"state", "状态"}},
    {"type", {"type", "类型"}},
    {"family", {"family", "镜像族"}},
    {"snapshots", {"snapshots", "快照"}},
    {"created", {"creation time", "创建时间"}},
    {"tags", {"tags", "标签"}},
    {"sharing", {"sharing", "共享"}},
    {"references", {"who uses it", "使用者"}},
});

constexpr auto snapshot_outcomes = std::to_array<Named>({
    {"deleted", {"deleted", "已删除"}},
    {"left", {"left", "保留"}},
    {"unknown", {"unknown", "未知"}},
});

/// "1st", "2nd", "11th".
std::string ordinal(const std::string& number) {
  const char last = number.empty() ? '0' : number.back();
  const bool teens = number.size() > 1 && number[number.size() - 2] == '1';
  if (teens || last < '1' || last > '3') return number + "th";
  return number + (last == '1' ? "st" : last == '2' ? "nd" : "rd");
}

/// " of web"; nothing for the group of those that have no key.
std::string of_group(const Reason& reason, Language language) {
  const std::string group = arg(reason, "group");
  return group.empty() || group == "?" ? "" : say(language, " of {}", "（{}）", group);
}

/// The rule that chose the image, and what of it fitted.
std::string chosen_by(const Reason& reason, Language language) {
  const std::string rule = arg(reason, "rule");
  const std::string value = arg(reason, "value");
  if (rule == "id") return say(language, "named", "已指定");
  if (rule == "all") return say(language, "all images", "全部镜像");
  const std::string_view name = lookup(rules, rule, language);
  return value.empty() || value == "?" ? say(language, "{} fits", "{}符合", name)
                                       : say(language, "{} {}", "{} {}", name, value);
}

using L = Language;

constexpr auto reason_words = std::to_array<ReasonWords>({
    {"not-found",
     [](const Reason& r, L l) { return say(l, "{} has no such image", "{} 没有此镜像", arg(r, "region")); },
     {"Look at the id and the region: `cvm-images list -r all`.", "请核对 ID 和地域：`cvm-images list -r all`。"}},
    {"state",
     [](const Reason& r, L l) {
       return say(l, "state {}: cannot be deleted", "状态 {}：不可删除",
                  arg(r, "state").empty() ? "-" : arg(r, "state"));
     },
     {"Wait until it is NORMAL.", "请等待其变为 NORMAL。"}},
    {"type",
     [](const Reason& r, L l) {
       return say(l, "{}: not a custom image of this account", "{}：不是本账号的自定义镜像", arg(r, "type"));
     },
     {"Only custom images can be deleted.", "只能删除自定义镜像。"}},
    {"shared",
     [](const Reason& r, L l) {
       return l == L::chinese ? fmt::format("已共享给 {} 个账号：{}", arg(r, "count"), arg(r, "accounts"))
                              : fmt::format("shared with {} account{}: {}", arg(r, "count"),
                                            arg(r, "count") == "1" ? "" : "s", arg(r, "accounts"));
     },
     {"--unshare ends the sharing first.", "--unshare 会先取消共享。"}},
    {"dry-run-refused",
     [](const Reason& r, L l) {
       return say(l, "the service would refuse: {}", "服务端预检拒绝：{}", arg(r, "code"));
     },
     {"The service's own documents say what the code means.", "错误码的含义请参阅服务端文档。"}},
    {"no-created-time",
     [](const Reason&, L l) { return say(l, "no creation time, so no age", "无创建时间，无法判断时长"); },
     {"Nothing here deletes it: look at it in the console.", "本工具不会删除此镜像：请在控制台查看。"}},
    {"created-in-future",
     [](const Reason& r, L l) {
       return say(l, "created in the future ({}): one of the clocks is wrong", "创建时间在将来（{}）：有时钟不准",
                  arg(r, "created"));
     },
     {"Look at this machine's clock: `cvm-images doctor`.", "请检查本机时钟：`cvm-images doctor`。"}},
    {"not-selected",
     [](const Reason& r, L l) {
       return say(l, "not selected by {}", "未被{}选中", lookup(rules, arg(r, "rule"), l));
     },
     {}},
    {"too-young",
     [](const Reason& r, L l) {
       return say(l, "younger than {} ({})", "未满 {}（{}）", arg(r, "min_age"), arg(r, "age"));
     },
     {}},
    {"newest",
     [](const Reason& r, L l) {
       return say(l, "{} newest{}, {} stay", "第 {} 新{}，保留 {} 个",
                  l == L::english ? ordinal(arg(r, "rank")) : arg(r, "rank"), of_group(r, l), arg(r, "keep_newest"));
     },
     {}},
    {"enough-free",
     [](const Reason&, L l) { return say(l, "not needed: older ones free enough", "无需删除：更旧的镜像已足够"); },
     {}},
    {"check-failed",
     [](const Reason& r, L l) {
       return say(l, "could not check {}: {}", "无法检查{}：{}", check_name(arg(r, "check"), l), arg(r, "error"));
     },
     {"Repeat it, or see `cvm-images doctor`; --allow-referenced ID waives the checks of who uses it.",
      "请重试，或运行 `cvm-images doctor`；--allow-referenced ID 可免去引用检查。"}},
    {"protected",
     [](const Reason& r, L l) { return say(l, "tag {} protects it", "受标签 {} 保护", arg(r, "tag")); },
     {"Take the tag away, or --allow-protected ID.", "请移除该标签，或使用 --allow-protected ID。"}},
    {"referenced",
     [](const Reason& r, L l) {
       return say(l, "used by {} {}: {}", "被 {} {}使用：{}", arg(r, "count"), users(r, l), arg(r, "ids"));
     },
     {"Move its users to another image, or --allow-referenced ID.",
      "请将使用者改用其他镜像，或使用 --allow-referenced ID。"}},
    {"family-current",
     [](const Reason& r, L l) {
       return say(l, "scaling configuration {} starts family {}, which is this image now",
                  "伸缩启动配置 {} 使用镜像族 {}，其当前镜像即为此镜像", arg(r, "id"), arg(r, "family"));
     },
     {"Put a newer image into the family, or --allow-referenced ID.",
      "请在镜像族中加入更新的镜像，或使用 --allow-referenced ID。"}},
    {"selected", chosen_by, {}},
    {"old-enough",
     [](const Reason& r, L l) {
       return say(l, "{} old, at least {}", "已 {}，不少于 {}", arg(r, "age"), arg(r, "min_age"));
     },
     {}},
    {"rank",
     [](const Reason& r, L l) {
       return say(l, "{} newest{}", "第 {} 新{}", l == L::english ? ordinal(arg(r, "rank")) : arg(r, "rank"),
                  of_group(r, l));
     },
     {}},
    {"frees-quota",
     [](const Reason& r, L l) {
       return say(l, "{} oldest that can go", "可删除镜像中第 {} 旧",
                  l == L::english ? ordinal(arg(r, "place")) : arg(r, "place"));
     },
     {}},
    {"unreferenced", [](const Reason&, L l) { return say(l, "no references", "无引用"); }, {}},
    {"unshare",
     [](const Reason& r, L l) {
       return say(l, "sharing with {} ends first", "将先取消对 {} 的共享", arg(r, "accounts"));
     },
     {}},
    {"allowed-referenced",
     [](const Reason&, L l) { return say(l, "--allow-referenced", "--allow-referenced（已允许）"); },
     {}},
    {"allowed-protected",
     [](const Reason& r, L l) {
       return say(l, "--allow-protected (tag {})", "--allow-protected（已允许，标签 {}）", arg(r, "tag"));
     },
     {}},
    {"changed",
     [](const Reason& r, L l) {
       return say(l, "changed since the plan: {}", "计划后发生变化：{}",
                  lookup(changed_members, arg(r, "what"), l));
     },
     {"Make a new plan and look at it anew.", "请重新生成计划并再次核对。"}},
    {"already-gone",
     [](const Reason&, L l) { return say(l, "was gone already", "此前已不存在"); },
     {"Somebody else deleted it.", "已由他人删除。"}},
    {"cancelled",
     [](const Reason&, L l) { return say(l, "interrupted: not sent", "已中断：未发送"); },
     {"Go on with --resume.", "可用 --resume 继续。"}},
    {"expired",
     [](const Reason&, L l) { return say(l, "the plan expired during the run", "运行期间计划已过期"); },
     {"Make a new plan.", "请重新生成计划。"}},
    {"refused",
     [](const Reason& r, L l) {
       return say(l, "the service refused: {}", "服务端拒绝：{}", arg(r, "code").empty() ? "?" : arg(r, "code"));
     },
     {"The error says why.", "原因见错误信息。"}},
    {"still-visible",
     [](const Reason&, L l) { return say(l, "accepted, but still visible", "已受理，但仍可见"); },
     {"Look again later: `cvm-images list`.", "请稍后用 `cvm-images list` 再次查看。"}},
    {"not-sent",
     [](const Reason&, L l) { return say(l, "no request could be made", "未能发出请求"); },
     {"The error says why. The image is still there.", "原因见错误信息。镜像仍然存在。"}},
    {"no-answer",
     [](const Reason&, L l) { return say(l, "may have been deleted: no read could tell", "可能已删除：无法确认"); },
     {"Look (`cvm-images list`) before you repeat.", "重试前请先用 `cvm-images list` 查看。"}},
    {"unshare-failed",
     [](const Reason&, L l) { return say(l, "its sharing could not be ended", "未能取消共享"); },
     {"The error says why. The image is still there.", "原因见错误信息。镜像仍然存在。"}},
    {"max-delete",
     [](const Reason& r, L l) {
       return say(l, "{} images would go, {} at most may", "将删除 {} 个镜像，上限为 {} 个", arg(r, "count"),
                  arg(r, "max"));
     },
     {"If all of them are meant: --max-delete N. Otherwise make the selection smaller.",
      "如确需全部删除：--max-delete N；否则请缩小选择范围。"}},
    {"max-percent",
     [](const Reason& r, L l) {
       return say(l, "{} of {} images of {} would go, {} % at most may", "{} / {} 个镜像（{}）将被删除，上限为 {}%",
                  arg(r, "count"), arg(r, "of"), arg(r, "region"), arg(r, "max"));
     },
     {"If all of them are meant: --max-percent P. Otherwise make the selection smaller.",
      "如确需全部删除：--max-percent P；否则请缩小选择范围。"}},
});

const ReasonWords* words_of(std::string_view code) noexcept {
  const auto* found = std::find_if(reason_words.begin(), reason_words.end(),
                                   [code](const ReasonWords& one) { return one.code == code; });
  return found == reason_words.end() ? nullptr : found;
}

constexpr auto codes = [] {
  std::array<std::string_view, reason_words.size()> list{};
  std::transform(reason_words.begin(), reason_words.end(), list.begin(),
                 [](const ReasonWords& one) { return one.code; });
  return list;
}();

}  // namespace

std::span<const std::string_view> reason_codes() noexcept { return codes; }

std::string text(const Reason& reason, Language language) {
  const ReasonWords* words = words_of(reason.code);
  return words == nullptr ? visible(reason.code) : words->text(reason, language);
}

std::string_view remedy(const Reason& reason, Language language) noexcept {
  constexpr Phrase again{"Repeat it, or see `cvm-images doctor`.", "请重试，或运行 `cvm-images doctor`。"};
  const std::string check = arg(reason, "check");
  if (check == "sharing" || check == "dry-run" || check == "quota") return again.in(language);
  const ReasonWords* words = words_of(reason.code);
  return words == nullptr ? std::string_view() : words->remedy.in(language);
}

std::string text(const std::vector<Reason>& reasons, Language language) {
  std::string out;
  for (const Reason& reason : reasons) {
    if (!out.empty()) out += Phrase{"; ", "；"}.in(language);
    out += text(reason, language);
  }
  return out;
}

std::string_view verdict(Verdict verdict, Language language) noexcept {
  switch (verdict) {
    case Verdict::block:
      return Phrase{"block", "不可删"}.in(language);
    case Verdict::keep:
      return Phrase{"keep", "保留"}.in(language);
    case Verdict::remove:
      return Phrase{"delete", "删除"}.in(language);
    case Verdict::unknown:
      break;
  }
  return Phrase{"unknown", "未知"}.in(language);
}

std::string_view outcome(Outcome outcome, Language language) noexcept {
  switch (outcome) {
    case Outcome::deleted:
      return Phrase{"deleted, verified", "已删除并确认"}.in(language);
    case Outcome::accepted:
      return Phrase{"accepted", "已受理"}.in(language);
    case Outcome::failed:
      return Phrase{"failed", "失败"}.in(language);
    case Outcome::skipped:
      return Phrase{"skipped", "跳过"}.in(language);
    case Outcome::unknown:
      break;
  }
  return Phrase{"unknown", "未知"}.in(language);
}

std::string_view snapshot_outcome(std::string_view outcome, Language language) noexcept {
  return lookup(snapshot_outcomes, outcome, language);
}

std::string_view reference_type(std::string_view type, Language language) noexcept {
  return lookup(reference_names, type, language);
}

std::string_view check_name(std::string_view check, Language language) noexcept {
  return lookup(check_names, check, language);
}

std::string checked(std::string_view check, std::int64_t count, Language language) {
  return say(language, "{} {}", "{} {}", check_name(check, language), count);
}

}  // namespace cvm::cli::words
