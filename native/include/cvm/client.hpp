#pragma once
/// \file
/// The service from C++: typed calls, and deleting images by a plan, with proof after.
///
/// ```cpp
/// #include <cvm/client.hpp>
/// cvm::Client client{{.credentials = cvm::credentials::from_environment(), .region = "ap-guangzhou"}};
/// cvm::Result<cvm::DeleteImagesResponse> r = client.delete_images({.ImageIds = {"img-34vaef8fe"}}, {.deadline = 30s});
/// if (!r) std::cerr << cvm::describe(r.error()) << '\n';
///
/// auto plan    = client.plan({.names = {"web-*"}, .keep_newest = 3});
/// auto receipt = client.apply(*plan, {.digest = plan->digest, .deletes = plan->summary.deletes});
/// ```

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/applier.hpp"
#include "cvm/credentials.hpp"
#include "cvm/curl_transport.hpp"
#include "cvm/models.hpp"
#include "cvm/plan.hpp"
#include "cvm/rate_limiter.hpp"
#include "cvm/receipt.hpp"
#include "cvm/retry.hpp"
#include "cvm/selection.hpp"
#include "cvm/single_call.hpp"
#include "cvm/transport.hpp"

namespace cvm {

/// Hears what happens during a call, on the calling thread. What it throws is dropped and changes nothing about the
/// call.
using Observer = std::function<void(const Event&)>;

struct ClientOptions {
  CredentialProviderPtr credentials{};  ///< empty: `credentials::standard()`
  std::string region{};                 ///< where a call names none
  EndpointOptions endpoint{};
  std::string language{};                  ///< of the service's messages: "en-US", "zh-CN" or empty
  std::shared_ptr<Transport> transport{};  ///< empty: libcurl with its defaults
  std::shared_ptr<Limiter> limiter{};      ///< empty: the one of this process
  std::map<std::string, int> rates{};      ///< action → requests a second, for accounts with other limits
  RetryPolicy retry{};
  std::chrono::milliseconds request_timeout{30'000};
  std::function<Time()> clock{};  ///< empty: the system's
};

struct CallOptions {
  std::string region{};                                 ///< empty: the client's
  std::optional<std::chrono::milliseconds> deadline{};  ///< for one `call`, repeats included
  std::stop_token stop{};  ///< nothing new is sent afterwards; a change under way is waited for
  Observer observer{};
};

struct PlanOptions {
  std::vector<std::string> regions{};  ///< empty: the client's
  std::chrono::seconds valid{std::chrono::hours(24)};
  std::stop_token stop{};
};

struct ApplyOptions {
  /// Makes a line of the journal durable before the run goes on; an error ends the run before the next send. Empty:
  /// nothing is kept, and a run that is killed cannot be resumed.
  std::function<Result<void>(std::string_view line)> persist{};
  std::string journal{};  ///< all lines of the run to go on with; empty: a new one
  DeletionTimes times{};
  std::stop_token stop{};  ///< nothing new is sent afterwards; what is under way is waited for
};

/// A successful call and what it took.
struct CallResult {
  Answer answer{};
  int attempts = 0;
  std::int64_t skew_ms = 0;  ///< what was learnt of this machine's clock
};

/// Thread-safe: any number of threads may call at once; each uses a connection of its own while it does.
/// Every call blocks until its end. Errors of configuration come back from the first call.
class Client {
 public:
  explicit Client(ClientOptions options = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// Any API 3.0 action. The answer's text is handed on as the service wrote it. A change whose answer was lost comes
  /// back as an error with `ambiguous` set and was sent once.
  Result<CallResult> call(const Call& call, const CallOptions& options = {}) const;

  /// The typed calls. Errors: those of `build_request` (nothing was sent), of `read_answer`, of the transport
  /// (`not-sent`, `lost`), of the credentials, `timed-out`, `cancelled`.
  template <class Request>
  Result<typename response_of<Request>::type> send(const Request& request, const CallOptions& options = {}) const {
    auto result = call(to_call(request, region_of(options)), options);
    if (!result) return result.error();
    return read_response<typename response_of<Request>::type>(result->answer.body);
  }
  Result<DeleteImagesResponse> delete_images(const DeleteImagesRequest& r, const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeImagesResponse> describe_images(const DescribeImagesRequest& r, const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeImageSharePermissionResponse> describe_image_share_permission(
      const DescribeImageSharePermissionRequest& r, const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<ModifyImageSharePermissionResponse> modify_image_share_permission(const ModifyImageSharePermissionRequest& r,
                                                                           const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeImageQuotaResponse> describe_image_quota(const CallOptions& o = {}) const {
    return send(DescribeImageQuotaRequest{}, o);
  }
  Result<DescribeImageFromFamilyResponse> describe_image_from_family(const DescribeImageFromFamilyRequest& r,
                                                                     const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeInstancesResponse> describe_instances(const DescribeInstancesRequest& r,
                                                       const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeLaunchTemplatesResponse> describe_launch_templates(const DescribeLaunchTemplatesRequest& r,
                                                                    const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeLaunchTemplateVersionsResponse> describe_launch_template_versions(
      const DescribeLaunchTemplateVersionsRequest& r, const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeLaunchConfigurationsResponse> describe_launch_configurations(
      const DescribeLaunchConfigurationsRequest& r, const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeSnapshotsResponse> describe_snapshots(const DescribeSnapshotsRequest& r,
                                                       const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<DescribeRegionsResponse> describe_regions(const DescribeRegionsRequest& r = {},
                                                   const CallOptions& o = {}) const {
    return send(r, o);
  }
  Result<GetCallerIdentityResponse> get_caller_identity(const CallOptions& o = {}) const {
    return send(GetCallerIdentityRequest{}, o);
  }

  /// Every image of the region that the filters let through, all pages. Error: `malformed-answer` when the pages do not
  /// make up the total.
  Result<std::vector<Image>> list_images(const std::vector<Filter>& filters, const CallOptions& options = {}) const;

  /// Which images can go, which stay, and why: see Planner. Reads only. Errors: `invalid-parameter`, `invalid-region`
  /// (nothing was sent), those of the key and the clock, `cancelled`. What one region cannot tell stands in the plan.
  Result<Plan> plan(const Selection& selection, const Guards& guards = {}, const Observer& observer = {},
                    const PlanOptions& options = {}) const;

  /// Reads everything again, deletes what the plan says and nothing else, verifies: see Applier. An error only when
  /// this call sent nothing that deletes: `refused` for a plan that is not appliable, has expired, was changed, is for
  /// another endpoint or account, or was not confirmed as it is; those of the key and the clock; `cancelled`. A run
  /// that breaks off later has its receipt, with `fault` set.
  Result<Receipt> apply(const Plan& plan, const Confirmation& confirmation, const Observer& observer = {},
                        const ApplyOptions& options = {}) const;

 private:
  [[nodiscard]] std::string region_of(const CallOptions& options) const;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
