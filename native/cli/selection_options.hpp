#pragma once
// The options that say which images are meant and what keeps a run from doing harm.

#include <string>
#include <vector>

#include "cvm/selection.hpp"

namespace CLI {
class App;
}

namespace cvm::cli {

/// The texts of one command line; empty where an option was not given.
struct SelectionTexts {
  std::vector<std::string> ids{}, names{}, tags{}, families{}, states{};
  std::string name_regex{}, min_age{}, keep_newest{}, per{}, free{}, until_below{};
  bool all = false;
};

struct GuardTexts {
  std::string max_delete{}, max_percent{}, refs{};
  std::vector<std::string> protect_tags{}, allow_referenced{}, allow_protected{};
  bool unshare = false, with_snapshots = false, server_dry_run = false;
};

/// --name, --name-regex, --tag, --family, --state, --min-age: what `list` knows as well.
void add_filter_options(CLI::App& app, SelectionTexts& texts);
/// IMAGE_ID…, the filters, and the rules that choose or spare.
void add_selection_options(CLI::App& app, SelectionTexts& texts);
void add_refs_option(CLI::App& app, GuardTexts& texts);
void add_guard_options(CLI::App& app, GuardTexts& texts);

/// Everything that can be checked without images is checked. Errors: `invalid-parameter`, the option's name in front.
Result<Selection> selection_from(const SelectionTexts& texts);
/// The same, where no rule at all means everything.
Result<Selection> filter_from(const SelectionTexts& texts);
Result<Guards> guards_from(const GuardTexts& texts, const Selection& selection);
Result<ReferenceChecks> refs_from(const GuardTexts& texts);

}  // namespace cvm::cli
