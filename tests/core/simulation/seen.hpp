#pragma once
// What one answer said, as values: the invariants hold the engine to what it was told, not to what was true.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cvm/models.hpp"

namespace cvm::simulation {

/// The members of a request that matter here.
struct Asked {
  std::string action{};
  std::string region{};
  std::vector<std::string> ids{};  ///< ImageIds, SnapshotIds
  std::string subject{};           ///< ImageId, ImageFamily, LaunchTemplateId
  std::vector<std::string> accounts{};
  std::vector<std::int64_t> versions{};
  std::vector<Filter> filters{};
  std::string permission{};
  std::int64_t offset = 0;
  std::int64_t limit = 20;
  bool paged = false;
  bool default_version = false;
  bool with_snapshots = false;
  bool dry_run = false;
};

/// Reads a request's body. The engine may write nothing that cannot be read here.
Asked read_request(const UnsignedRequest& request);

/// An answer. `code` is empty for a success; then the list of the action is filled.
struct Seen {
  Asked asked{};
  std::string code{};
  std::string message{};
  std::int64_t total = 0;
  std::vector<Image> images{};  ///< also what a family resolves to
  std::vector<std::string> accounts{};
  std::vector<Instance> instances{};
  std::vector<LaunchTemplate> templates{};
  std::vector<LaunchTemplateVersion> versions{};
  std::vector<LaunchConfiguration> configurations{};
  std::vector<BlockSnapshot> snapshots{};
  std::int64_t quota = 0;
  std::string account{};

  [[nodiscard]] bool ok() const noexcept { return code.empty(); }
};

/// The body that the service sends: {"Response":{…}}.
std::string write_body(const Seen& seen, const std::string& request_id);

}  // namespace cvm::simulation
