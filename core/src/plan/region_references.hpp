#pragma once
// Who uses images: instances, launch template versions, scaling configurations by id and by family.

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "calls.hpp"
#include "cvm/selection.hpp"
#include "plan/region_facts.hpp"

namespace cvm {

/// Told about each check that ended.
class CheckListener {
 public:
  virtual ~CheckListener() = default;
  virtual void begin_check() = 0;
  virtual void end_check(Time now, std::string check, std::int64_t count, const std::optional<Error>& error) = 0;
};

/// Fills `facts` with references. `begin_check` is called once for every check that was begun.
class RegionReferences {
 public:
  RegionReferences(Calls& calls, RegionFacts& facts, CheckListener& listener)
      : calls_(&calls), facts_(&facts), listener_(&listener) {}

  void begin(Time now, const ReferenceChecks& checks);
  /// What families resolve to: of those that were not asked for yet.
  void ask_families(Time now, const std::set<std::string>& families);

 private:
  void ask_instances(Time now);
  void ask_launch_templates(Time now, bool all_versions);
  void ask_all_versions(Time now, const LaunchTemplate& launch_template);
  void ask_usual_versions(Time now, const LaunchTemplate& launch_template);
  void take_versions(const LaunchTemplate& launch_template, const std::vector<LaunchTemplateVersion>& versions);
  void end_template(Time now, const std::optional<Error>& error);
  void ask_launch_configurations(Time now);
  void add(const std::string& image_id, Reference reference);
  void end(Time now, const std::string& check, std::int64_t count, const std::optional<Error>& error);

  Calls* calls_;
  RegionFacts* facts_;
  CheckListener* listener_;
  std::int64_t templates_open_ = 0;
  std::int64_t versions_seen_ = 0;
  std::optional<Error> templates_error_{};
  std::set<std::string> families_asked_{};
};

}  // namespace cvm
