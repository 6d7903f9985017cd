#pragma once
/// \file
/// Which images are wanted gone, and what must not happen all the same. Plain values with a JSON form, the same for
/// C++, JavaScript and the command.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"

namespace cvm {

/// A tag: any value when none is given. Text form "K" or "K=V"; only the first "=" divides.
struct TagRule {
  std::string key{};
  std::optional<std::string> value{};
  friend bool operator==(const TagRule&, const TagRule&) = default;
};
std::string to_string(const TagRule& rule);
/// Error: `invalid-parameter` for an empty key.
Result<TagRule> parse_tag_rule(std::string_view text);

/// What makes images a group for `keep_newest`. Images without the key form one group.
enum class GroupKind : std::uint8_t {
  region,       ///< all images of a region are one group
  name_prefix,  ///< the name before its last version: "web-2026-03-02" → "web"; see the function of this name
  family,       ///< ImageFamily
  tag,          ///< the value of a tag
};
struct Grouping {
  GroupKind kind = GroupKind::region;
  std::string tag_key{};
  friend bool operator==(const Grouping&, const Grouping&) = default;
};
/// "region", "name-prefix", "family", "tag:K"
std::string to_string(const Grouping& grouping);
/// Error: `invalid-parameter`.
Result<Grouping> parse_grouping(std::string_view text);

/// Seconds of "30d", "12h", "2w", "90m", "45s". Error: `invalid-parameter`.
Result<std::int64_t> parse_age(std::string_view text);
/// The same in the largest unit that fits: "30d".
std::string age_text(std::int64_t seconds);

/// Rules. An image is deleted only if every rule that is given lets it go: each of them can only keep more.
///
/// Rules that choose: `ids`, `names`, `name_regex`, `tags`, `families`, `states`, `all`. Values of one kind are
/// alternatives (this name or that one), except tags, which must all be there. At least one of these, or one of the
/// rules that spare, must be given; `all` says that every image is meant.
///
/// Rules that spare: `min_age_s`, `keep_newest`, `free`, `until_below`. `keep_newest` counts the NORMAL images among
/// those that the choosing rules let through, in each group; `free` and `until_below` take the oldest that are safe.
///
/// JSON form: {"ids":[…], "name":["web-*"], "name_regex":"…", "tag":["env=dev"], "family":[…], "state":[…],
/// "min_age":"30d", "keep_newest":3, "per":"family", "free":5, "until_below":80, "all":true}. Members that are not set
/// are absent; a member that is not known is an error, for a rule that is not understood would delete too much.
struct Selection {
  std::vector<std::string> ids{};
  std::vector<std::string> names{};  ///< globs, compared with the whole name: `*`, `?`, `[a-z]`, `\` takes the next
  std::optional<std::string>
      name_regex{};  ///< found anywhere in the name unless anchored; no look-around, no references
  std::vector<TagRule> tags{};
  std::vector<std::string> families{};
  std::vector<std::string> states{};
  std::optional<std::int64_t> min_age_s{};
  std::optional<std::int64_t> keep_newest{};
  Grouping per{};
  std::optional<std::int64_t> free{};
  std::optional<std::int64_t> until_below{};  ///< percent of the quota
  bool all = false;
  friend bool operator==(const Selection&, const Selection&) = default;

  /// Only ids are named: nothing is chosen by a rule.
  [[nodiscard]] bool is_explicit() const noexcept;
};

/// Checks what can be checked without images: an empty selection, ids of a bad form or named twice, patterns that
/// cannot be read, numbers out of range (`keep_newest` ≥ 1, `free` ≥ 1, `until_below` 1 to 100), `per` without
/// `keep_newest`. Error: `invalid-parameter`; `where` is the JSON member.
Result<void> validate(const Selection& selection);

/// Reads and writes the JSON form. `read_selection` validates. Error: `invalid-parameter`.
Result<Selection> read_selection(std::string_view json);
std::string write_selection(const Selection& selection);

/// Which checks are made for who uses an image.
struct ReferenceChecks {
  bool instances = true;
  bool templates = true;      ///< launch templates: the default version and the latest
  bool scaling = true;        ///< scaling configurations, by id and by family
  bool all_versions = false;  ///< every version of every launch template
  friend bool operator==(const ReferenceChecks&, const ReferenceChecks&) = default;
};
/// "instances", "templates", "scaling", or "all" (the three and every template version), separated by commas. Error:
/// `invalid-parameter`.
Result<ReferenceChecks> parse_reference_checks(std::string_view text);
/// The names, "all" when everything is checked.
std::vector<std::string> names_of(const ReferenceChecks& checks);

/// What keeps a run from doing harm.
///
/// JSON form: {"max_delete":10, "max_percent":50, "protect_tags":["K=V"], "allow_referenced":[id…],
/// "allow_protected":[id…], "refs":["instances","templates","scaling"], "unshare":false, "with_snapshots":false,
/// "server_dry_run":false}. Absent members have their defaults; a member that is not known is an error.
struct Guards {
  std::int64_t max_delete = 10;                 ///< of a selection by rules, over all regions
  int max_percent = 50;                         ///< of a selection by rules, of the account's own images in a region
  std::vector<TagRule> protect_tags{};          ///< beside `keep` and `keep-until=<date>`, which always protect
  std::vector<std::string> allow_referenced{};  ///< ids that may go although somebody uses them, or nobody could tell
  std::vector<std::string> allow_protected{};   ///< ids whose protection is lifted
  ReferenceChecks refs{};
  bool unshare = false;         ///< images that are shared may go: their sharing is cancelled first
  bool with_snapshots = false;  ///< DeleteBindedSnap for images whose snapshots back no other image
  bool server_dry_run = false;  ///< the service is asked as well, with DryRun
  friend bool operator==(const Guards&, const Guards&) = default;
};
/// Error: `invalid-parameter`. `max_delete` ≥ 0, `max_percent` 0 to 100, ids well formed.
Result<void> validate(const Guards& guards);
Result<Guards> read_guards(std::string_view json);
std::string write_guards(const Guards& guards);

/// The group that an image belongs to by its name: what stands before its last run of digits, dots, dashes and
/// underscores, "web-2026-03-02" → "web". A run without a digit does not count: "web-prod" and "web-test" are not two
/// versions of one thing, and `keep_newest` must not let one of them go for the other.
std::string_view name_prefix(std::string_view name) noexcept;

}  // namespace cvm
