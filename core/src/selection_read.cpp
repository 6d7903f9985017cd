#include "selection_json.hpp"
#include "selection_words.hpp"

namespace cvm {
namespace {

using json::DocumentReader;
using json::Kind;
using json::Place;
using json::Value;

void read_checks(DocumentReader& reader, ReferenceChecks& checks) {
  std::vector<std::string> names;
  if (!reader.take("refs", Kind::list)) return;
  reader.read("refs", names);
  checks = {false, false, false, false};
  for (std::size_t i = 0; i < names.size(); ++i) {
    Place place = reader.place_of("refs");
    place.index = i;
    if (!add_check(names[i], checks)) reader.refuse(place, {" is ", json::quoted(names[i]), ", not ", wanted_check});
  }
}

}  // namespace

Result<Selection> read_selection(Value object, const Place* in) {
  std::optional<Error> fault;
  DocumentReader reader(object, in, DocumentReader::Unset::absent, fault);
  Selection selection;
  reader.read("ids", selection.ids);
  reader.read("name", selection.names);
  reader.read("name_regex", selection.name_regex);
  reader.read("tag", selection.tags, tag_rule_word);
  reader.read("family", selection.families);
  reader.read("state", selection.states);
  reader.read("min_age", selection.min_age_s, age_word);
  reader.read("keep_newest", selection.keep_newest);
  reader.read("per", selection.per, grouping_word);
  reader.read("free", selection.free);
  reader.read("until_below", selection.until_below);
  reader.read("all", selection.all);
  reader.finish();
  if (fault) return *std::move(fault);
  if (auto valid = validate(selection, in); !valid) return valid.error();
  return selection;
}

Result<Guards> read_guards(Value object, const Place* in) {
  std::optional<Error> fault;
  DocumentReader reader(object, in, DocumentReader::Unset::absent, fault);
  Guards guards;
  reader.read("max_delete", guards.max_delete);
  reader.read("max_percent", guards.max_percent);
  reader.read("protect_tags", guards.protect_tags, tag_rule_word);
  reader.read("allow_referenced", guards.allow_referenced);
  reader.read("allow_protected", guards.allow_protected);
  read_checks(reader, guards.refs);
  reader.read("unshare", guards.unshare);
  reader.read("with_snapshots", guards.with_snapshots);
  reader.read("server_dry_run", guards.server_dry_run);
  reader.finish();
  if (fault) return *std::move(fault);
  if (auto valid = validate(guards, in); !valid) return valid.error();
  return guards;
}

Result<Selection> read_selection(std::string_view text) {
  json::Document document;
  const auto object = json::parse_object(text, document, "a selection");
  return object ? read_selection(*object, nullptr) : object.error();
}

Result<Guards> read_guards(std::string_view text) {
  json::Document document;
  const auto object = json::parse_object(text, document, "guards");
  return object ? read_guards(*object, nullptr) : object.error();
}

}  // namespace cvm
