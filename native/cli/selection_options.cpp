#include "selection_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "option_values.hpp"

namespace cvm::cli {
namespace {

void add_list(CLI::App& app, const char* name, std::vector<std::string>& target, const char* type, const char* words) {
  app.add_option(name, target, words)->allow_extra_args(false)->type_name(type);
}

void add_text(CLI::App& app, const char* name, std::string& target, const char* type, const char* words) {
  app.add_option(name, target, words)->type_name(type);
}

/// The option behind a member of the documents: "keep_newest" is given by --keep-newest.
std::string option_of(const std::string& member) {
  if (member == "ids") return "IMAGE_ID";
  std::string option = "--" + (member == "protect_tags" ? std::string("protect-tag") : member);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

Error under_name_of_option(Error error) {
  const std::string option = option_of(error.where);
  if (error.message.find(option) == std::string::npos) error.message = option + ": " + error.message;
  error.where = option;
  return error;
}

template <class T>
Result<void> take(const char* option, const std::string& text, Result<T> (*parse)(std::string_view),
                  std::optional<T>& target) {
  if (text.empty()) return {};
  auto value = parse(text);
  if (!value) return refused_value(option, value.error().message);
  target = std::move(*value);
  return {};
}

Result<void> take_tags(const char* option, const std::vector<std::string>& texts, std::vector<TagRule>& target) {
  for (const std::string& text : texts) {
    std::optional<TagRule> rule;
    if (auto taken = take(option, text, parse_tag_rule, rule); !taken) return taken;
    target.push_back(std::move(*rule));
  }
  return {};
}

Result<void> take_numbers(const SelectionTexts& texts, Selection& selection) {
  if (auto taken = take("--min-age", texts.min_age, parse_age, selection.min_age_s); !taken) return taken;
  for (const auto& [option, text, target] : {std::tuple{"--keep-newest", &texts.keep_newest, &selection.keep_newest},
                                             std::tuple{"--free", &texts.free, &selection.free}}) {
    if (text->empty()) continue;
    auto number = read_number(option, *text);
    if (!number) return number.error();
    *target = *number;
  }
  if (texts.until_below.empty()) return {};
  auto percent = read_percent("--until-below", texts.until_below);
  if (!percent) return percent.error();
  selection.until_below = *percent;
  return {};
}

/// What stands on the command line, not judged yet.
Result<Selection> as_typed(const SelectionTexts& texts) {
  Selection selection;
  selection.ids = texts.ids;
  selection.names = texts.names;
  selection.families = texts.families;
  selection.states = texts.states;
  selection.all = texts.all;
  if (!texts.name_regex.empty()) selection.name_regex = texts.name_regex;
  if (auto taken = take_tags("--tag", texts.tags, selection.tags); !taken) return taken.error();
  if (auto taken = take_numbers(texts, selection); !taken) return taken.error();
  std::optional<Grouping> per;
  if (auto taken = take("--per", texts.per, parse_grouping, per); !taken) return taken.error();
  if (!per) return selection;
  if (!selection.keep_newest) return refused_value("--per", "it says what --keep-newest counts; give that as well");
  selection.per = std::move(*per);
  return selection;
}

/// An id that is lifted but not to be deleted is a slip of the pen.
Result<void> check_lifted(const Guards& guards, const Selection& selection) {
  if (selection.ids.empty()) return {};
  for (const auto& [option, list] : {std::pair{"--allow-referenced", &guards.allow_referenced},
                                     std::pair{"--allow-protected", &guards.allow_protected}}) {
    for (const std::string& id : *list) {
      if (std::find(selection.ids.begin(), selection.ids.end(), id) != selection.ids.end()) continue;
      return make_error(ErrorCode::invalid_parameter, option,
                        std::string(option) + " " + id + ": it is not among the images that are named");
    }
  }
  return {};
}

}  // namespace

void add_filter_options(CLI::App& app, SelectionTexts& texts) {
  add_list(app, "--name", texts.names, "GLOB", "Images whose whole name fits, such as 'web-*'; repeatable");
  add_text(app, "--name-regex", texts.name_regex, "RE", "Images in whose name this is found");
  add_list(app, "--tag", texts.tags, "K[=V]", "Images with this tag; repeatable, all must be there");
  add_list(app, "--family", texts.families, "F", "Images of this family; repeatable");
  add_list(app, "--state", texts.states, "S", "Images in this state; repeatable");
  add_text(app, "--min-age", texts.min_age, "AGE", "Spares images that are younger: 30d, 12h, 2w");
}

void add_selection_options(CLI::App& app, SelectionTexts& texts) {
  app.add_option("IMAGE_ID", texts.ids, "Images by their ids");
  add_filter_options(app, texts);
  add_text(app, "--keep-newest", texts.keep_newest, "N", "Spares the newest N of each group that are NORMAL");
  add_text(app, "--per", texts.per, "KEY", "The groups: region (default), name-prefix, family, tag:K");
  add_text(app, "--free", texts.free, "N", "The N oldest that can go, in each region");
  add_text(app, "--until-below", texts.until_below, "P%",
           "The oldest that can go, until less than P % of the quota is used");
  app.add_flag("--all", texts.all, "Every image is meant: has to be typed");
}

void add_refs_option(CLI::App& app, GuardTexts& texts) {
  add_text(app, "--refs", texts.refs, "LIST",
           "Who is asked whether they use an image: instances,templates,scaling (default), or all: every template "
           "version as well");
}

void add_guard_options(CLI::App& app, GuardTexts& texts) {
  add_text(app, "--max-delete", texts.max_delete, "N", "Refuse to delete more by rules than this (10)");
  add_text(app, "--max-percent", texts.max_percent, "P", "Refuse to delete more of a region's images by rules (50)");
  add_list(app, "--protect-tag", texts.protect_tags, "K[=V]", "Keep images with this tag as well; repeatable");
  add_list(app, "--allow-referenced", texts.allow_referenced, "ID", "This image may go although it is used");
  add_list(app, "--allow-protected", texts.allow_protected, "ID", "This image may go although a tag protects it");
  app.add_flag("--unshare", texts.unshare, "Images that are shared may go: their sharing is ended first");
  app.add_flag("--with-snapshots", texts.with_snapshots,
               "Their snapshots go as well, where no other image rests on them");
  app.add_flag("--server-dry-run", texts.server_dry_run, "The service is asked as well whether it would delete them");
  add_refs_option(app, texts);
}

Result<Selection> selection_from(const SelectionTexts& texts) {
  auto selection = as_typed(texts);
  if (!selection) return selection.error();
  if (*selection == Selection{}) {
    return make_error(ErrorCode::invalid_parameter, "IMAGE_ID",
                      "no image is selected: name images by IMAGE_ID, or give a rule (--name, --name-regex, --tag, "
                      "--family, --state, --min-age, --keep-newest, --free, --until-below); --all means every image");
  }
  if (auto valid = validate(*selection); !valid) return under_name_of_option(valid.error());
  return selection;
}

Result<Selection> filter_from(const SelectionTexts& texts) {
  auto selection = as_typed(texts);
  if (!selection || *selection == Selection{}) return selection;
  if (auto valid = validate(*selection); !valid) return under_name_of_option(valid.error());
  return selection;
}

Result<ReferenceChecks> refs_from(const GuardTexts& texts) {
  std::optional<ReferenceChecks> refs;
  if (auto taken = take("--refs", texts.refs, parse_reference_checks, refs); !taken) return taken.error();
  return refs.value_or(ReferenceChecks{});
}

Result<Guards> guards_from(const GuardTexts& texts, const Selection& selection) {
  Guards guards;
  guards.allow_referenced = texts.allow_referenced;
  guards.allow_protected = texts.allow_protected;
  guards.unshare = texts.unshare;
  guards.with_snapshots = texts.with_snapshots;
  guards.server_dry_run = texts.server_dry_run;
  if (!texts.max_delete.empty()) {
    auto most = read_number("--max-delete", texts.max_delete);
    if (!most) return most.error();
    guards.max_delete = *most;
  }
  if (!texts.max_percent.empty()) {
    auto most = read_percent("--max-percent", texts.max_percent);
    if (!most) return most.error();
    guards.max_percent = static_cast<int>(*most);
  }
  if (auto taken = take_tags("--protect-tag", texts.protect_tags, guards.protect_tags); !taken) return taken.error();
  auto refs = refs_from(texts);
  if (!refs) return refs.error();
  guards.refs = *refs;
  if (auto valid = validate(guards); !valid) return under_name_of_option(valid.error());
  if (auto lifted = check_lifted(guards, selection); !lifted) return lifted.error();
  return guards;
}

}  // namespace cvm::cli
