// What is wrong with a selection or with guards, as far as can be told without images.

#include <optional>

#include "cvm/action.hpp"
#include "image_ids.hpp"
#include "pattern.hpp"
#include "selection_json.hpp"

namespace cvm {
namespace {

using json::Place;

Result<void> check_range(const Place& place, std::optional<std::int64_t> number, std::int64_t min,
                         std::int64_t max = json::most_exact) {
  if (!number || (*number >= min && *number <= max)) return {};
  const bool is_too_small = *number < min;
  return json::wrong(place, {" is ", decimal(*number), is_too_small ? "; it is at least " : "; it is at most ",
                             decimal(is_too_small ? min : max)});
}

Result<void> check_ids(const Place& list, const std::vector<std::string>& ids, bool may_repeat) {
  if (const auto fault = fault_of_count(ids.size(), max_image_ids)) return json::wrong(list, {*fault});
  std::vector<Numbered> texts;
  texts.reserve(ids.size());
  for (const std::string& id : ids) {
    if (const auto fault = fault_of_id(id)) return json::wrong({list.parent, list.name, texts.size()}, {*fault});
    texts.push_back({id, static_cast<std::uint32_t>(texts.size())});
  }
  if (may_repeat) return {};
  if (const auto repeat = find_repeated_id(list, texts))
    return json::wrong({list.parent, list.name, repeat->index}, {repeat->fault});
  return {};
}

/// A text that was left empty by mistake would mean every image that has no name, family or state.
Result<void> check_not_empty(const Place& list, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].empty()) return json::wrong({list.parent, list.name, i}, {" is empty"});
  return {};
}

/// A key with "=" would be read back as another tag.
Result<void> check_tags(const Place& list, const std::vector<TagRule>& tags) {
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string& key = tags[i].key;
    const std::string_view problem = key.empty()                 ? " has no key"
                                     : key.find('=') != key.npos ? " has a key with \"=\""
                                                                 : "";
    if (!problem.empty()) return json::wrong({list.parent, list.name, i}, {problem});
  }
  return {};
}

Result<void> check_patterns(const Selection& selection, const Place* in) {
  Place place{in, "name", 0};
  for (const std::string& name : selection.names) {
    if (const auto glob = Glob::parse(name); !glob) return json::wrong(place, {": ", glob.error().message});
    ++place.index;
  }
  if (!selection.name_regex) return {};
  if (const auto regex = Regex::parse(*selection.name_regex); !regex)
    return json::wrong({in, "name_regex"}, {": ", regex.error().message});
  return {};
}

Result<void> check_lists(const Selection& selection, const Place* in) {
  if (auto ids = check_ids({in, "ids"}, selection.ids, false); !ids) return ids;
  if (auto patterns = check_patterns(selection, in); !patterns) return patterns;
  if (auto tags = check_tags({in, "tag"}, selection.tags); !tags) return tags;
  if (auto families = check_not_empty({in, "family"}, selection.families); !families) return families;
  return check_not_empty({in, "state"}, selection.states);
}

Result<void> check_grouping(const Selection& selection, const Place* in) {
  const Grouping& per = selection.per;
  if (per.kind == GroupKind::tag && per.tag_key.empty()) return json::wrong({in, "per"}, {" has no tag key"});
  if (per.kind != GroupKind::region && !selection.keep_newest)
    return json::wrong({in, "per"}, {" is given without keep_newest, for which it makes groups"});
  return {};
}

Result<void> check_numbers(const Selection& selection, const Place* in) {
  if (auto age = check_range({in, "min_age"}, selection.min_age_s, 1); !age) return age;
  if (auto newest = check_range({in, "keep_newest"}, selection.keep_newest, 1); !newest) return newest;
  if (auto free = check_range({in, "free"}, selection.free, 1); !free) return free;
  return check_range({in, "until_below"}, selection.until_below, 1, 100);
}

}  // namespace

Result<void> validate(const Selection& selection, const Place* in) {
  const bool chooses = !selection.ids.empty() || !selection.names.empty() || selection.name_regex ||
                       !selection.tags.empty() || !selection.families.empty() || !selection.states.empty() ||
                       selection.all;
  const bool spares = selection.min_age_s || selection.keep_newest || selection.free || selection.until_below;
  if (!chooses && !spares)
    return error_saying(ErrorCode::invalid_parameter, in == nullptr ? "selection" : to_string(*in),
                        {"the selection is empty: name images, give a rule, or say that all are meant"});
  if (auto lists = check_lists(selection, in); !lists) return lists;
  if (auto numbers = check_numbers(selection, in); !numbers) return numbers;
  return check_grouping(selection, in);
}

Result<void> validate(const Guards& guards, const Place* in) {
  if (auto deletes = check_range({in, "max_delete"}, guards.max_delete, 0); !deletes) return deletes;
  if (auto percent = check_range({in, "max_percent"}, guards.max_percent, 0, 100); !percent) return percent;
  if (auto tags = check_tags({in, "protect_tags"}, guards.protect_tags); !tags) return tags;
  if (auto ids = check_ids({in, "allow_referenced"}, guards.allow_referenced, true); !ids) return ids;
  if (auto ids = check_ids({in, "allow_protected"}, guards.allow_protected, true); !ids) return ids;
  const ReferenceChecks& refs = guards.refs;
  if (refs.all_versions && !(refs.instances && refs.templates && refs.scaling))
    return json::wrong({in, "refs"}, {" asks for every template version without every other check: that is \"all\""});
  return {};
}

Result<void> validate(const Selection& selection) { return validate(selection, nullptr); }
Result<void> validate(const Guards& guards) { return validate(guards, nullptr); }

}  // namespace cvm
