#pragma once
// Who uses images: instances, launch template versions, scaling configurations by id and by family.

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "calls.hpp"
#include "verdict.hpp"

namespace cvm {

/// Fills `facts` with references. Each check reports once through the function given to `begin`.
class References {
 public:
  using Note = std::function<void(const std::string& check, std::int64_t count, const std::optional<Error>& error)>;

  References(Calls& calls, std::string region, RegionFacts& facts)
      : calls_(&calls), region_(std::move(region)), facts_(&facts) {}

  void begin(Time now, Note note);
  void ask_families(Time now, const std::set<std::string>& families);
  /// Reports the check of the families that were asked for, if any.
  void note_families();

 private:
  void ask_instances(Time now);
  void ask_launch_templates(Time now);
  void ask_versions(Time now, const LaunchTemplate& launch_template);
  void end_launch_templates();
  void ask_launch_configurations(Time now);
  void add(const std::string& image_id, Reference reference);
  void end(const std::string& check, std::int64_t count, const std::optional<Error>& error);

  Calls* calls_;
  std::string region_;
  RegionFacts* facts_;
  Note note_{};
  std::int64_t templates_open_ = 0;
  std::int64_t versions_seen_ = 0;
  std::optional<Error> templates_error_{};
  std::int64_t families_asked_ = 0;
};

/// The `detail` objects of the events that an inspection tells.
std::string checked_detail(const std::string& check, std::int64_t count, const std::optional<Error>& error);
std::string verdict_detail(const InspectedImage& image);

}  // namespace cvm
