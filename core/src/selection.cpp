// The words of a selection: tags, groupings, ages, checks.

#include "cvm/selection.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "selection_words.hpp"

namespace cvm {
namespace {

constexpr std::string_view tag_prefix = "tag:";

struct AgeUnit {
  char sign;
  std::int64_t seconds;
};
constexpr AgeUnit units[] = {{'w', 7 * 86'400}, {'d', 86'400}, {'h', 3'600}, {'m', 60}, {'s', 1}};

struct Check {
  std::string_view name;
  bool ReferenceChecks::*flag;
};
constexpr Check checks_by_name[] = {{"instances", &ReferenceChecks::instances},
                                    {"templates", &ReferenceChecks::templates},
                                    {"scaling", &ReferenceChecks::scaling}};

constexpr bool is_separator(char c) noexcept { return c == '.' || c == '-' || c == '_'; }

template <class T>
Result<T> meaning_of(std::string_view text, const json::Word<T>& word, std::string_view where) {
  if (auto meaning = word.read(text)) return *std::move(meaning);
  return error_saying(ErrorCode::invalid_parameter, where, {json::quoted(text), " is not ", word.wanted});
}

}  // namespace

std::string to_string(const TagRule& rule) { return rule.value ? joined({rule.key, "=", *rule.value}) : rule.key; }

std::optional<TagRule> tag_rule_of(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  if (equals == 0) return std::nullopt;
  TagRule rule{std::string(text.substr(0, equals))};
  if (equals < text.size()) rule.value = text.substr(equals + 1);
  return rule;
}

Result<TagRule> parse_tag_rule(std::string_view text) { return meaning_of(text, tag_rule_word, "tag"); }

std::string to_string(const Grouping& grouping) {
  switch (grouping.kind) {
    case GroupKind::region:
      break;
    case GroupKind::name_prefix:
      return "name-prefix";
    case GroupKind::family:
      return "family";
    case GroupKind::tag:
      return joined({tag_prefix, grouping.tag_key});
  }
  return "region";
}

std::optional<Grouping> grouping_of(std::string_view text) {
  if (text.size() > tag_prefix.size() && text.starts_with(tag_prefix))
    return Grouping{GroupKind::tag, std::string(text.substr(tag_prefix.size()))};
  for (const GroupKind kind : {GroupKind::region, GroupKind::name_prefix, GroupKind::family})
    if (Grouping grouping{kind}; to_string(grouping) == text) return grouping;
  return std::nullopt;
}

Result<Grouping> parse_grouping(std::string_view text) { return meaning_of(text, grouping_word, "per"); }

std::optional<std::int64_t> age_of(std::string_view text) {
  constexpr std::size_t most_digits = 16;  // as many as the largest exact number has
  const std::string_view digits = text.substr(0, text.empty() ? 0 : text.size() - 1);
  if (!ascii::is_digits(digits) || digits.size() > most_digits) return std::nullopt;
  std::int64_t count = 0;
  for (const char c : digits) count = count * 10 + (c - '0');
  for (const AgeUnit& unit : units)
    if (unit.sign == text.back() && count > 0 && count <= json::most_exact / unit.seconds) return count * unit.seconds;
  return std::nullopt;
}

Result<std::int64_t> parse_age(std::string_view text) { return meaning_of(text, age_word, "min_age"); }

std::string age_text(std::int64_t seconds) {
  for (const AgeUnit& unit : units)
    if (seconds > 0 && seconds % unit.seconds == 0)
      return joined({decimal(seconds / unit.seconds), std::string_view(&unit.sign, 1)});
  return joined({decimal(seconds), "s"});
}

bool Selection::is_explicit() const noexcept {
  return !ids.empty() && names.empty() && !name_regex && tags.empty() && families.empty() && states.empty() &&
         !min_age_s && !keep_newest && !free && !until_below && !all;
}

bool add_check(std::string_view name, ReferenceChecks& checks) {
  const bool is_all = name == "all";
  bool is_known = is_all;
  for (const Check& check : checks_by_name) {
    if (!is_all && check.name != name) continue;
    checks.*check.flag = true;
    is_known = true;
  }
  checks.all_versions = checks.all_versions || is_all;
  return is_known;
}

Result<ReferenceChecks> parse_reference_checks(std::string_view text) {
  ReferenceChecks checks{false, false, false, false};
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view name = text.substr(begin, end - begin);
    if (!add_check(name, checks))
      return error_saying(ErrorCode::invalid_parameter, "refs",
                          {json::quoted(name), " is not ", wanted_check, ", several with commas between them"});
    begin = end + 1;
  }
  return checks;
}

std::vector<std::string> names_of(const ReferenceChecks& checks) {
  if (checks.instances && checks.templates && checks.scaling && checks.all_versions) return {"all"};
  std::vector<std::string> names;
  for (const Check& check : checks_by_name)
    if (checks.*check.flag) names.emplace_back(check.name);
  return names;
}

std::string_view name_prefix(std::string_view name) noexcept {
  std::size_t end = name.size();
  while (end > 0 && !ascii::is_digit(name[end - 1])) --end;
  if (end == 0) return name;
  while (end > 0 && (ascii::is_digit(name[end - 1]) || is_separator(name[end - 1]))) --end;
  return name.substr(0, end);
}

}  // namespace cvm
