#pragma once
/// \file
/// The service from C++: typed calls, and deleting images with checks before and proof after.
///
/// ```cpp
/// #include <cvm/client.hpp>
/// cvm::Client client{{.credentials = cvm::credentials::from_environment(), .region = "ap-guangzhou"}};
/// cvm::Result<cvm::DeleteImagesResponse> r = client.delete_images({.ImageIds = {"img-34vaef8fe"}}, {.deadline = 30s});
/// if (!r) std::cerr << cvm::describe(r.error()) << '\n';
/// ```

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "cvm/credentials.hpp"
#include "cvm/curl_transport.hpp"
#include "cvm/deletion.hpp"
#include "cvm/inspection.hpp"
#include "cvm/models.hpp"
#include "cvm/rate_limiter.hpp"
#include "cvm/retry.hpp"
#include "cvm/single_call.hpp"
#include "cvm/transport.hpp"

namespace cvm {

/// Hears what happens during a call, on the calling thread.
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

  /// Describe, sharing, references: what speaks for or against deleting these images. Reads only.
  Result<InspectionReport> inspect(InspectionRequest request, const CallOptions& options = {}) const;

  /// Deletes the images of a report whose verdict is `delete`, and verifies. Whoever calls this has confirmed:
  /// `deletes` is the number of images the caller believes will go; another number is refused (`refused`) and nothing
  /// is sent. A run that breaks off has its report as well, with `fault` set.
  Result<DeletionReport> delete_inspected(const InspectionReport& report, std::size_t deletes,
                                          const CallOptions& options = {}, DeletionTimes times = {}) const;

 private:
  [[nodiscard]] std::string region_of(const CallOptions& options) const;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm
