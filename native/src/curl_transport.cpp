#include "cvm/curl_transport.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include "curl_channel.hpp"

namespace cvm {
namespace {

using curl::Engine;
using curl::EnginePool;
using curl::Settings;

struct UrlDeleter {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool is_set(const char* variable) { return !environment(variable).empty(); }

bool has_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  const bool there = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return there;
}

std::string scheme_of(CURLU* url) {
  char* text = nullptr;
  if (curl_url_get(url, CURLUPART_SCHEME, &text, 0) != CURLUE_OK) return {};
  std::string scheme(text);
  curl_free(text);
  return scheme;
}

Result<void> check_proxy(const std::string& address) {
  if (address.empty()) return {};
  const auto refuse = [](std::string message) {
    return make_error(ErrorCode::invalid_parameter, "proxy", std::move(message));
  };
  constexpr std::array<std::string_view, 6> schemes{"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  constexpr unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME;
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), flags) != CURLUE_OK) {
    return refuse("the proxy is no address; write http://host:port");
  }
  if (std::find(schemes.begin(), schemes.end(), scheme_of(url.get())) == schemes.end()) {
    return refuse("a proxy is reached by http, https, socks4, socks4a, socks5 or socks5h");
  }
  if (has_part(url.get(), CURLUPART_USER) || has_part(url.get(), CURLUPART_PASSWORD)) {
    return refuse("the proxy's address holds a user or a password; give them apart from it, where no log shows them");
  }
  return {};
}

/// The CA file and the name of what named it.
std::pair<std::string, std::string> chosen_ca_file(const CurlOptions& options) {
  if (!options.ca_file.empty()) return {options.ca_file, "ca_file"};
  for (const char* variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    if (is_set(variable)) return {environment(variable), variable};
  }
  return {};
}

bool holds_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return file.peek() != std::ifstream::traits_type::eof();
}

bool proxy_in_environment() {
  constexpr std::array variables{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  return std::any_of(variables.begin(), variables.end(), is_set);
}

std::string own_user_agent() {
#ifdef CVM_IMAGES_VERSION
  return "cvm-images/" CVM_IMAGES_VERSION;
#else
  return "cvm-images";
#endif
}

Result<Settings> complete(CurlOptions options) {
  if (auto checked = check_proxy(options.proxy); !checked) return checked.error();
  auto [ca_file, named_by] = chosen_ca_file(options);
  if (!ca_file.empty() && !holds_bytes(ca_file)) {
    return make_error(ErrorCode::invalid_parameter, named_by, "the CA file " + ca_file + " cannot be read or is empty");
  }
  options.ca_file = std::move(ca_file);
  if (options.user_agent.empty()) options.user_agent = own_user_agent();
  options.connect_timeout = std::max(options.connect_timeout, std::chrono::milliseconds(1));
  // Where libcurl was built with a CA folder only, that folder is all there is.
  const char* built_in = curl_version_info(CURLVERSION_NOW)->cainfo;
  const bool keep_ca_store = !options.ca_file.empty() || built_in != nullptr;
  const bool proxy_configured = !options.proxy.empty() || proxy_in_environment();
  return Settings{std::move(options), keep_ca_store, proxy_configured};
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(Settings settings) : pool_(std::make_shared<EnginePool>(std::move(settings))) {}
  std::unique_ptr<Channel> open() override { return std::make_unique<curl::CurlChannel>(pool_); }

 private:
  std::shared_ptr<EnginePool> pool_;
};

}  // namespace

Engine curl::EnginePool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Engine engine = std::move(idle_.back());
      idle_.pop_back();
      return engine;
    }
  }
  Engine engine{Multi(curl_multi_init()), {}};
  // By default libcurl keeps four connections for each transfer under way, which closes most of them after a burst.
  constexpr long connections_kept = 32;
  curl_multi_setopt(engine.multi.get(), CURLMOPT_MAXCONNECTS, connections_kept);
  curl_multi_setopt(engine.multi.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  return engine;
}

void curl::EnginePool::give_back(Engine engine) noexcept {
  if (!engine.multi) return;
  try {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(engine));
  } catch (const std::exception&) {  // memory is short: its connections are closed instead
  }
}

Result<std::shared_ptr<Transport>> make_curl_transport(CurlOptions options) {
  if (auto ready = curl::initialize(); !ready) return ready.error();
  auto settings = complete(std::move(options));
  if (!settings) return settings.error();
  return std::shared_ptr<Transport>(std::make_shared<CurlTransport>(std::move(*settings)));
}

}  // namespace cvm
