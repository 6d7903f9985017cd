#include "call_frame.hpp"

namespace cvm::wasm {

Call read_call(FrameReader& frame) {
  Call call;
  call.action = frame.text();
  call.region = frame.text();
  call.params = frame.text();
  call.service = frame.text();
  call.version = frame.text();
  call.method = frame.text() == "GET" ? Method::get : Method::post;
  return call;
}

Result<CallSettings> read_settings(FrameReader& frame) {
  const std::string_view endpoint = frame.text();
  const std::string_view site = frame.text();
  CallSettings settings;
  settings.language = frame.text();
  if (!endpoint.empty()) {
    auto parsed = parse_endpoint(endpoint);
    if (!parsed) return parsed.error();
    settings.endpoint.override = *parsed;
  }
  const auto known = parse_site(site);
  if (!known) return make_error(ErrorCode::invalid_parameter, "site", "the site is neither cn, intl nor internal");
  settings.endpoint.site = *known;
  return settings;
}

}  // namespace cvm::wasm
