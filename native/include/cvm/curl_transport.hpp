#pragma once
/// \file
/// The transport over libcurl.

#include <memory>
#include <string>

#include "cvm/error.hpp"
#include "cvm/transport.hpp"

namespace cvm {

struct CurlOptions {
  std::string proxy{};       ///< "http://proxy.example:3128"; empty: libcurl's environment variables decide
  std::string no_proxy{};    ///< hosts that need none; empty: the environment's NO_PROXY
  std::string proxy_user{};  ///< apart from the proxy's address so that no log shows it
  std::string proxy_password{};
  std::string ca_file{};     ///< PEM; empty: CURL_CA_BUNDLE, SSL_CERT_FILE, then the system's
  std::string user_agent{};  ///< empty: "cvm-images/<version>"
  std::chrono::milliseconds connect_timeout{10'000};
};

/// Connection reuse, HTTP/2 where the server offers it, gzip, many transfers at once on one thread, certificate checks
/// always on, only https (and http for loopback, which `parse_endpoint` sees to), no redirects. The parsed CA store is
/// kept (no CA folder is set: libcurl would read the store anew for each connection). A request that changes something
/// is delivered at most once: its body comes from a callback that cannot be rewound, so libcurl's own repeat on a
/// reused connection ends as an error (65) and is reported as Lost. Error: `invalid-parameter` for a CA file that
/// cannot be read or a proxy that is no address.
Result<std::shared_ptr<Transport>> make_curl_transport(CurlOptions options = {});

}  // namespace cvm
