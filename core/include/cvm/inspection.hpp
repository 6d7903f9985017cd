#pragma once
/// \file
/// What is known of images before anything is deleted: found or not, state, type, sharing, protection, who uses them.

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cvm/machine.hpp"
#include "cvm/models.hpp"
#include "cvm/scheduler.hpp"

namespace cvm {

/// What the checks say of one image. When several apply: block, then unknown, then keep, then delete.
enum class Verdict : std::uint8_t {
  block,    ///< it cannot be deleted: not found, busy or unknown state, shared, public, shared to this account
  unknown,  ///< a check failed or data is missing: it is kept
  keep,     ///< it can be deleted but should not: protected, or somebody uses it
  remove,   ///< it can go; spelt "delete"
};
std::string_view to_string(Verdict verdict) noexcept;

/// Why, as data; the shells put it into words. The closed list of codes, with their arguments:
///
/// | verdict | code                | arguments                        |
/// |---------|---------------------|----------------------------------|
/// | block   | `not-found`         | region                           |
/// | block   | `state`             | state                            |
/// | block   | `type`              | type                             |
/// | block   | `shared`            | count, accounts                  |
/// | unknown | `check-failed`      | check, error                     |
/// | keep    | `protected`         | tag (`key=value`)                |
/// | keep    | `referenced`        | type, count, ids (three at most) |
/// | keep    | `family-current`    | family, id                       |
/// | delete  | `requested`         |                                  |
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

/// A tag that protects: any value when none is given.
struct TagRule {
  std::string key{};
  std::optional<std::string> value{};
};

struct InspectionRequest {
  std::string region{};
  std::vector<std::string> ids{};
  std::vector<TagRule> protect_tags{};       ///< beside `keep` and `keep-until=<date>`, which always protect
  std::set<std::string> allow_protected{};   ///< ids whose protection is lifted
  std::set<std::string> allow_referenced{};  ///< ids that may go although somebody uses them, or nobody could tell
};

struct InspectedImage {
  std::string id{};
  std::optional<Image> image{};  ///< nothing when the region does not have it
  Verdict verdict = Verdict::unknown;
  std::vector<Reason> reasons{};
  std::vector<Reference> references{};
  std::vector<std::string> shared_with{};  ///< account ids
};

/// One kind of check over the region. Names: `images`, `instances`, `launch-templates`, `launch-configurations`,
/// `families`, `sharing`, `quota`, `account`.
struct CheckRecord {
  std::string name{};
  std::int64_t count = 0;        ///< how many things were looked at
  std::optional<Error> error{};  ///< set when the check could not be made whole
};

struct InspectionReport {
  std::string region{};
  std::optional<std::string> account{};  ///< AccountId of GetCallerIdentity, where that is permitted
  std::optional<std::int64_t> quota{};   ///< custom images allowed in the region
  std::optional<std::int64_t> used{};    ///< custom images there are
  std::vector<InspectedImage> images{};  ///< in the order of the request
  std::vector<CheckRecord> checks{};
  std::int64_t skew_ms = 0;
};

/// Asks the service everything that speaks for or against deleting the given images. Reads only.
///
/// Fails (`Failed`) when the request is refused before anything is sent, when it is cancelled, when the key is refused,
/// or when the images themselves cannot be read. A reference check that fails makes the images `unknown`.
class Inspection final : public Machine {
 public:
  /// `limiter` must outlive the machine.
  Inspection(InspectionRequest request, SchedulerOptions options, Limiter& limiter);
  ~Inspection() override;
  Step poll(Time now) override;
  Result<void> handle(Time now, const Input& input) override;
  /// Complete once `poll` returned Finished.
  [[nodiscard]] const InspectionReport& report() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// True while the tags protect at `unix_seconds`: `keep` with any value, `keep-until=<date>` up to the end of that UTC
/// day (a date that cannot be read protects), and the rules given. Returns the tag as "key=value".
std::optional<std::string> protecting_tag(const std::vector<Tag>& tags, const std::vector<TagRule>& rules,
                                          std::int64_t unix_seconds);

/// The states in which the service deletes: NORMAL, CREATEFAILED, IMPORTFAILED. Every other one, known or not, blocks.
bool is_deletable_state(std::string_view state) noexcept;

}  // namespace cvm
