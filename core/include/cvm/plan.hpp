#pragma once
/// \file
/// The document cvm-images.plan/1: what was found, what would be deleted and why. Made by a Planner, shown to a person,
/// given to an Applier.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cvm/error.hpp"
#include "cvm/models.hpp"
#include "cvm/selection.hpp"

namespace cvm {

/// What the checks and rules say of one image. When several apply: block, then unknown, then keep, then delete.
enum class Verdict : std::uint8_t {
  block,    ///< it cannot be deleted: not found, busy or unknown state, shared, public, shared to this account
  unknown,  ///< a check failed or data is missing: it is kept
  keep,     ///< it can be deleted but should not: not selected, spared by a rule, protected, or somebody uses it
  remove,   ///< it can go; spelt "delete"
};
std::string_view to_string(Verdict verdict) noexcept;
std::optional<Verdict> parse_verdict(std::string_view text) noexcept;

/// Why, as data; the shells put it into words. An image has every reason that speaks for its verdict, the strongest
/// first. The closed list of codes, with their arguments:
///
/// | verdict | code                 | arguments                                              |
/// |---------|----------------------|--------------------------------------------------------|
/// | block   | `not-found`          | region                                                 |
/// | block   | `state`              | state                                                  |
/// | block   | `type`               | type                                                   |
/// | block   | `shared`             | count, accounts (three at most)                        |
/// | block   | `dry-run-refused`    | code                                                   |
/// | unknown | `check-failed`       | check, error                                           |
/// | unknown | `no-created-time`    | (missing or unreadable: never taken for old)           |
/// | unknown | `created-in-future`  | created                                                |
/// | keep    | `not-selected`       | rule (`id`, `name`, `name-regex`, `tag`, `family`, `state`) |
/// | keep    | `too-young`          | age, min_age                                           |
/// | keep    | `newest`             | rank, keep_newest, group                               |
/// | keep    | `enough-free`        |                                                        |
/// | keep    | `protected`          | tag (`key=value`)                                      |
/// | keep    | `referenced`         | type, count, ids (three at most)                       |
/// | keep    | `family-current`     | family, id                                             |
/// | delete  | `selected`           | rule (as above, and `all`), value                      |
/// | delete  | `old-enough`         | age, min_age                                           |
/// | delete  | `rank`               | rank, keep_newest, group                               |
/// | delete  | `frees-quota`        | place (1 for the oldest)                               |
/// | delete  | `unreferenced`       |                                                        |
/// | delete  | `unshare`            | count, accounts                                        |
/// | delete  | `allowed-referenced` |                                                        |
/// | delete  | `allowed-protected`  | tag                                                    |
struct Reason {
  std::string code{};
  std::vector<std::pair<std::string, std::string>> args{};
  friend bool operator==(const Reason&, const Reason&) = default;
};

/// Somebody who names the image. Types: `instance`, `launch-template-version` (id "lt-…:3"), `launch-configuration`,
/// `launch-configuration-family` (by the image's family).
struct Reference {
  std::string type{};
  std::string id{};
  std::string name{};
  friend bool operator==(const Reference&, const Reference&) = default;
};

struct PlannedImage {
  std::string region{};
  std::string id{};
  std::string name{};
  std::string type{};  ///< PRIVATE_IMAGE, …; empty when the region does not have it
  std::string state{};
  std::string created{};  ///< as the service wrote it
  std::optional<std::int64_t> size_gb{};
  std::string family{};
  std::vector<Tag> tags{};
  std::vector<ImageSnapshot> snapshots{};
  std::vector<std::string> shared_with{};  ///< account ids; asked of images that would otherwise go
  std::vector<Reference> references{};
  Verdict verdict = Verdict::unknown;
  std::vector<Reason> reasons{};
};

/// One kind of check over a region. Names: `images`, `instances`, `launch-templates`, `launch-configurations`,
/// `families`, `sharing`, `quota`, `snapshots`, `dry-run`; not made by this version: `template-versions` (unless refs
/// is all), `tke`, `batch`, `thpc`, `tsf`.
struct CheckRecord {
  std::string name{};
  std::int64_t count = 0;        ///< how many things were looked at
  std::optional<Error> error{};  ///< why it could not be made whole; empty for one that is not made at all
};

/// What a family resolves to before anything is deleted (DescribeImageFromFamily).
struct FamilyImage {
  std::string family{};
  std::string image{};  ///< empty: to nothing
};

struct PlannedRegion {
  std::string region{};
  bool scanned = false;                ///< false: what it holds is not known; nothing is deleted there
  std::optional<Error> error{};        ///< why it was not scanned
  std::optional<std::int64_t> used{};  ///< custom images there are
  std::optional<std::int64_t> quota{};
  std::vector<CheckRecord> checked{};
  std::vector<CheckRecord> not_checked{};
  std::int64_t short_by = 0;  ///< how many `free` or `until_below` asked for beyond what is safe
  std::vector<FamilyImage>
      families{};  ///< those of images that go, in order; a family that could not be asked is not here
};

struct PlanSummary {
  std::int64_t deletes = 0;  ///< spelt "delete"
  std::int64_t keep = 0;
  std::int64_t block = 0;
  std::int64_t unknown = 0;
  std::int64_t size_gb = 0;  ///< of the images to delete
};

/// Whose images they are. `source`: `caller-identity` (the AccountId that GetCallerIdentity gave) or `secret-id` (the
/// first 16 hex digits of SHA-256 of the SecretId).
struct PlanAccount {
  std::string id{};
  std::string source{};
  friend bool operator==(const PlanAccount&, const PlanAccount&) = default;
};

struct Plan {
  std::int64_t created_s = 0;  ///< Unix seconds; "created" in the document is RFC 3339, UTC
  std::int64_t expires_s = 0;
  std::string digest{};  ///< hex SHA-256 over the RFC 8785 form without `digest`
  bool appliable = false;
  std::vector<Reason> refused_by{};  ///< `max-delete` {max, count}, `max-percent` {max, count, of, region}
  std::string endpoint{};            ///< `endpoint_text`
  PlanAccount account{};
  Selection selection{};
  Guards guards{};
  std::vector<PlannedRegion> regions{};
  std::vector<PlannedImage> images{};
  PlanSummary summary{};
};

/// The document as one line of JSON, `digest` set from the rest. Numbers beyond 2^53 - 1 are cut to it, bytes that are
/// no UTF-8 are replaced: the document must be readable whatever the service answered.
std::string write_plan(const Plan& plan);

/// The digest that the plan would have.
std::string digest_of(const Plan& plan);

/// Reads what `write_plan` wrote, in any layout. Errors: `invalid-parameter` for text that is no plan (`where` names
/// the member), also for a member that is not known and for a summary that its images contradict; `refused` when the
/// digest does not fit: something was changed. A plan of more than a million values is not read.
Result<Plan> read_plan(std::string_view json);

/// "2026-11-24T10:00:00Z"
std::string rfc3339(std::int64_t unix_seconds);

}  // namespace cvm
