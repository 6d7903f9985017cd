#pragma once
// What the checks of one region found, as far as verdicts need it.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cvm/plan.hpp"

namespace cvm {

struct RegionFacts {
  std::string region{};
  std::int64_t unix_seconds = 0;
  std::vector<Image> images{};         ///< those of a whole list, and those that were asked for by id
  std::vector<std::string> missing{};  ///< ids that were asked for and are not there
  std::optional<std::int64_t> used{};
  std::optional<std::int64_t> quota{};
  std::optional<Error> quota_error{};
  std::map<std::string, std::vector<Reference>> references{};  ///< image id → who names it
  std::map<std::string, std::string> family_configuration{};   ///< image family → a launch configuration that uses it
  std::map<std::string, std::string> family_image{};  ///< image family → the image it resolves to; empty: none
  std::map<std::string, Error> failed_families{};     ///< families that could not be resolved
  std::map<std::string, Error> failed_checks{};       ///< reference check → why it failed
  std::map<std::string, std::vector<std::string>> shared_with{};  ///< image id → accounts, for the images asked about
  std::map<std::string, Error> failed_sharing{};
  std::set<std::string> dry_run_accepted{};
  std::map<std::string, std::string> dry_run_refused{};  ///< image id → the service's code
  std::map<std::string, Error> failed_dry_run{};
};

}  // namespace cvm
