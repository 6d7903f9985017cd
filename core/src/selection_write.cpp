#include "cvm/selection.hpp"
#include "json_writer.hpp"

namespace cvm {
namespace {

void append_tag(std::string& out, const TagRule& rule) { json::append_string(out, to_string(rule)); }

}  // namespace

std::string write_selection(const Selection& selection) {
  json::ObjectWriter object;
  object.if_any("ids", selection.ids).if_any("name", selection.names).if_set("name_regex", selection.name_regex);
  if (!selection.tags.empty()) object.list("tag", selection.tags, append_tag);
  object.if_any("family", selection.families).if_any("state", selection.states);
  if (selection.min_age_s) object.member("min_age", age_text(*selection.min_age_s));
  object.if_set("keep_newest", selection.keep_newest);
  if (selection.per.kind != GroupKind::region) object.member("per", to_string(selection.per));
  object.if_set("free", selection.free).if_set("until_below", selection.until_below);
  if (selection.all) object.member("all", true);
  return object.finish();
}

std::string write_guards(const Guards& guards) {
  return json::ObjectWriter()
      .member("max_delete", guards.max_delete)
      .member("max_percent", guards.max_percent)
      .list("protect_tags", guards.protect_tags, append_tag)
      .member("allow_referenced", guards.allow_referenced)
      .member("allow_protected", guards.allow_protected)
      .member("refs", names_of(guards.refs))
      .member("unshare", guards.unshare)
      .member("with_snapshots", guards.with_snapshots)
      .member("server_dry_run", guards.server_dry_run)
      .finish();
}

}  // namespace cvm
