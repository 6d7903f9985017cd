#pragma once
/// \file
/// Which host a call goes to.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cvm/error.hpp"

namespace cvm {

/// The three ways in: the Chinese site, the international site, and the private network inside Tencent Cloud.
enum class Site : std::uint8_t { cn, intl, internal };

std::string_view to_string(Site site) noexcept;             ///< "cn", "intl", "internal"
std::optional<Site> parse_site(std::string_view) noexcept;  ///< the same, backwards

struct Endpoint {
  std::string scheme = "https";
  std::string host{};      ///< lower case; an IPv6 address keeps its brackets
  std::uint16_t port = 0;  ///< 0: the scheme's own

  /// What goes into the Host header and is signed: the host, and the port when it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  /// "https://cvm.tencentcloudapi.com/"
  [[nodiscard]] std::string url() const;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Where calls go. An override takes the calls of every service.
struct EndpointOptions {
  Site site = Site::cn;
  std::optional<Endpoint> override{};
};

/// Reads `--endpoint`: "cvm.tencentcloudapi.com", "https://proxy.example:8443", "http://127.0.0.1:8080". Refuses a path
/// other than "/", a query, credentials, another scheme, and `http://` for anything but loopback (127.0.0.0/8, [::1],
/// localhost). Error: `invalid-endpoint`.
Result<Endpoint> parse_endpoint(std::string_view text);

/// Letters (lower case), digits and dashes, 1 to 64 of them, none at an end. Unknown regions are accepted: the list
/// changes with every edition of the documents. Error: `invalid-region`.
Result<void> validate_region(std::string_view region);

/// Finance regions end in "-fsi" and are cut off from the others.
bool is_finance_region(std::string_view region) noexcept;

/// The host for one call: `<service>.tencentcloudapi.com`, `<service>.intl.…`, `<service>.internal.…`; a finance region
/// goes to `<service>.<region>.tencentcloudapi.com`. An override that names a tencentcloudapi.com host must agree with
/// the region: a finance region on the ordinary host, or the other way round, is refused (`invalid-region`).
/// Source: "Request structure", CVM API documentation.
Result<Endpoint> resolve_endpoint(std::string_view service, std::string_view region, const EndpointOptions& options);

/// Names where calls go, for people and for documents: "https://cvm.tencentcloudapi.com/", or the override's URL. A
/// finance region's own host is not in it: the region says that.
std::string endpoint_text(const EndpointOptions& options);

}  // namespace cvm
