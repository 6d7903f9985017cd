#pragma once
// A model of the service in this process, and a driver with a virtual clock: whole runs take milliseconds.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cvm/machine.hpp"
#include "cvm/models.hpp"

namespace cvm::testing {

enum class Fault : std::uint8_t {
  error,        ///< the service refuses with `code` and `message`; nothing is done
  lost_before,  ///< the request does not arrive, and nobody knows
  lost_after,   ///< the service acts, the answer does not arrive
  not_sent,     ///< nothing leaves
  html,         ///< the service acts, a proxy answers with a page and status 502
  partial,      ///< the service acts on the first half of the ids and answers `code`
};

struct PlannedFault {
  Fault fault = Fault::error;
  std::string code{};
  std::string message{};
};

struct FakeImage {
  Image image{};
  std::vector<std::string> shared_with{};
  std::int64_t deleted_at_ms = -1;
};

/// One region of one account.
class FakeService {
 public:
  std::map<std::string, FakeImage> images{};
  std::vector<Instance> instances{};
  std::vector<LaunchTemplate> launch_templates{};
  std::map<std::string, std::vector<LaunchTemplateVersion>> launch_template_versions{};
  std::vector<LaunchConfiguration> launch_configurations{};
  std::map<std::string, std::string> family_images{};
  std::set<std::string> deleted_snapshots{};
  std::map<std::string, std::deque<PlannedFault>> faults{};  ///< action → faults of its next requests
  std::int64_t visible_after_delete_ms = 1'500;
  std::size_t most_ids = 100;
  std::set<std::string> unnamed_culprits{};  ///< DeleteImages refuses every list with one of them and does not say why
  std::function<void(const std::string& action, std::int64_t now_ms)> before{};  ///< others change things meanwhile

  bool empty_without_total_after_delete =
      false;  ///< DescribeImages answers an empty set and no TotalCount from then on

  /// What was asked, in order: "DeleteImages img-a,img-b".
  std::vector<std::string> log{};

  FakeImage& add(const std::string& id, const std::string& name = {});
  [[nodiscard]] bool has(const std::string& id, std::int64_t now_ms) const;
  /// The input that the request leads to.
  Input serve(const Send& send, std::int64_t now_ms);
  [[nodiscard]] std::size_t count(const std::string& action) const;

 private:
  std::string act(const std::string& action, const std::string& params, std::int64_t now_ms, std::size_t most_deletes);
  std::string delete_images(const std::vector<std::string>& ids, std::int64_t now_ms, std::size_t most_deletes);
  std::string describe_images(const std::string& params, std::int64_t now_ms);
  std::int64_t next_request_id_ = 1;
};

struct Run {
  std::optional<Error> failure{};
  std::vector<Event> events{};
  std::int64_t duration_ms = 0;
  bool crashed = false;
};

/// Where a run begins, what it writes down and when it is killed.
struct RunOptions {
  std::string* journal = nullptr;  ///< the lines of every Persist are added here
  int crash_after_steps = -1;      ///< the process is gone then; what it sent has arrived
  std::int64_t started_ms = 1'000;
};

/// Answers a request that is sent at an instant.
using Serve = std::function<Input(const Send&, std::int64_t now_ms)>;

/// Drives the machine to its end. `cancel_at_ms`: a Cancel comes then.
Run run(Machine& machine, const Serve& serve, std::int64_t cancel_at_ms = -1, const RunOptions& options = {});
Run run(Machine& machine, FakeService& service, std::int64_t cancel_at_ms = -1, const RunOptions& options = {});

}  // namespace cvm::testing
