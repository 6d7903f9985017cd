#include "plan/rules.hpp"

#include <utility>

namespace cvm {
namespace {

/// One rule: `value` is what of the rule fits the image; nothing when none does.
bool apply(Findings& findings, const char* rule, const std::optional<std::string>& value) {
  if (value)
    findings.add(Verdict::remove, "selected", {{"rule", rule}, {"value", *value}});
  else
    findings.add(Verdict::keep, "not-selected", {{"rule", rule}});
  return value.has_value();
}

std::optional<std::string> found_in(const std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) return std::nullopt;
  return text;
}

/// All of them must be there; the first is named.
std::optional<std::string> fits_tags(const std::vector<TagRule>& rules, const std::vector<Tag>& tags) {
  for (const TagRule& rule : rules) {
    const bool has = std::any_of(tags.begin(), tags.end(), [&](const Tag& tag) {
      return tag.Key == rule.key && (!rule.value || tag.Value == *rule.value);
    });
    if (!has) return std::nullopt;
  }
  return to_string(rules.front());
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

Result<Rules> Rules::create(Selection selection, Guards guards) {
  if (auto valid = validate(selection); !valid) return valid.error();
  if (auto valid = validate(guards); !valid) return valid.error();
  Rules rules;
  for (const std::string& name : selection.names) {
    auto glob = Glob::parse(name);
    if (!glob) return glob.error();
    rules.names_.push_back(std::move(*glob));
  }
  if (selection.name_regex) {
    auto regex = Regex::parse(*selection.name_regex);
    if (!regex) return regex.error();
    rules.name_regex_ = std::move(*regex);
  }
  rules.ids_ = sorted(selection.ids);
  rules.allow_referenced_ = sorted(guards.allow_referenced);
  rules.allow_protected_ = sorted(guards.allow_protected);
  rules.selection_ = std::move(selection);
  rules.guards_ = std::move(guards);
  return rules;
}

bool Rules::choose(const Image& image, Findings& findings) const {
  bool chosen = true;
  const auto rule = [&](const char* name, const std::optional<std::string>& value) {
    chosen = apply(findings, name, value) && chosen;
  };
  if (!ids_.empty()) rule("id", contains(ids_, image.ImageId) ? std::optional(image.ImageId) : std::nullopt);
  if (!names_.empty()) {
    std::optional<std::string> fits;
    for (std::size_t i = 0; i < names_.size() && !fits; ++i)
      if (names_[i].matches(image.ImageName)) fits = selection_.names[i];
    rule("name", fits);
  }
  if (name_regex_) rule("name-regex", name_regex_->matches(image.ImageName) ? selection_.name_regex : std::nullopt);
  if (!selection_.tags.empty()) rule("tag", fits_tags(selection_.tags, image.Tags));
  if (!selection_.families.empty()) rule("family", found_in(selection_.families, image.ImageFamily));
  if (!selection_.states.empty()) rule("state", found_in(selection_.states, image.ImageState));
  if (selection_.all) rule("all", std::string());
  return chosen;
}

std::string Rules::group_of(const Image& image) const {
  switch (selection_.per.kind) {
    case GroupKind::region:
      break;
    case GroupKind::name_prefix:
      return std::string(name_prefix(image.ImageName));
    case GroupKind::family:
      return image.ImageFamily;
    case GroupKind::tag:
      for (const Tag& tag : image.Tags)
        if (tag.Key == selection_.per.tag_key) return tag.Value;
  }
  return {};
}

}  // namespace cvm
