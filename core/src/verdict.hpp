#pragma once
// From what is known of an image to a verdict. Pure: facts in, verdict and reasons out.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cvm/inspection.hpp"

namespace cvm {

/// What the checks of a region found, as far as verdicts need it.
struct RegionFacts {
  std::int64_t unix_seconds = 0;
  std::map<std::string, std::vector<Reference>> references{};  ///< image id → who names it
  std::map<std::string, std::string> family_configuration{};   ///< image family → a launch configuration that uses it
  std::map<std::string, std::string> family_image{};           ///< image family → the image it resolves to, if any
  std::map<std::string, Error> failed_families{};              ///< families that could not be resolved
  std::map<std::string, Error> failed_checks{};                ///< reference check → why it failed
  std::map<std::string, std::vector<std::string>> shared_with{};  ///< image id → accounts, for the images asked about
  std::map<std::string, Error> failed_sharing{};
};

/// Sets verdict, reasons, references and shared_with of `image` from the facts.
void judge(InspectedImage& image, const InspectionRequest& request, const RegionFacts& facts);

}  // namespace cvm
