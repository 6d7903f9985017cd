#include "cvm/request.hpp"

#include <utility>

#include "ascii.hpp"
#include "json.hpp"
#include "validation.hpp"

namespace cvm {
namespace {

/// What is known of the action of a call.
struct Target {
  const Action* row = nullptr;  ///< null for an action outside the table
  std::string_view service{};
  std::string_view version{};
};

bool agrees(std::string_view given, std::string_view own) noexcept { return given.empty() || given == own; }

/// A name that is almost one of the table's is refused even with service and version: sent as it stands it could reach
/// that action without its row's checks.
Result<void> refuse_slip(const Call& call) {
  for (const Action& action : actions())
    if (is_slip_of(call.action, action.name) && agrees(call.service, action.service))
      return invalid_parameter("action",
                               {"there is no action ", json::quoted(call.action), "; did you mean ", action.name, "?"});
  return {};
}

bool is_action_name(std::string_view text) noexcept {
  for (const char c : text)
    if (!ascii::is_lower(c) && !ascii::is_upper(c) && !ascii::is_digit(c)) return false;
  return !text.empty() && text.size() <= 64;
}

bool is_version(std::string_view text) noexcept {
  constexpr std::string_view form = "2017-03-12";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '-' ? text[i] != '-' : !ascii::is_digit(text[i])) return false;
  return true;
}

Result<Target> find_target(const Call& call) {
  if (!is_action_name(call.action))
    return invalid_parameter("action", {"the action ", json::quoted(call.action), " is not letters and digits"});
  const Action* row = find_action(call.action);
  if (row != nullptr && agrees(call.service, row->service) && agrees(call.version, row->version))
    return Target{row, row->service, row->version};
  if (auto slip = refuse_slip(call); !slip) return slip.error();
  if (call.service.empty() || call.version.empty())
    return invalid_parameter(call.service.empty() ? "service" : "version",
                             {"the action ", json::quoted(call.action),
                              " is not known here: it needs a service and a version, such as cvm and 2017-03-12"});
  if (!is_version(call.version))
    return invalid_parameter("version", {"the version ", json::quoted(call.version), " has not the form 2017-03-12"});
  return Target{nullptr, call.service, call.version};
}

Result<void> check_params(const Call& call, const Action* row) {
  if (call.params.size() > max_body_bytes)
    return error_saying(ErrorCode::request_too_large, "params", {"params is larger than 10 MiB"});
  json::Document document;
  const auto parameters = parse_parameters(call.params, document);
  if (!parameters) return parameters.error();
  return row == nullptr ? Result<void>{} : validate_parameters(*row, *parameters);
}

Result<void> check_region(const Call& call, const Action* row) {
  if (!call.region.empty()) return validate_region(call.region);
  if (row == nullptr || !row->region_required) return {};
  return error_saying(ErrorCode::invalid_region, "Region", {call.action, " needs a region, such as ap-guangzhou"});
}

Result<void> check_language(std::string_view language) {
  if (language.empty() || language == "en-US" || language == "zh-CN") return {};
  return invalid_parameter("language", {"the language ", json::quoted(language), " is neither en-US nor zh-CN"});
}

Headers make_headers(const Call& call, const Target& target, const Endpoint& endpoint, const std::string& language) {
  const bool is_get = call.method == Method::get;
  Headers headers{{"host", endpoint.authority()},
                  {"content-type", is_get ? "application/x-www-form-urlencoded" : "application/json"},
                  {"x-tc-action", call.action},
                  {"x-tc-version", std::string(target.version)}};
  if (!call.region.empty()) headers.push_back({"x-tc-region", call.region});
  if (!language.empty()) headers.push_back({"x-tc-language", language});
  return headers;
}

Result<void> put_params(const Call& call, HttpRequest& http) {
  if (call.method == Method::post) {
    http.body = call.params;
    return {};
  }
  http.method = "GET";
  auto query = query_from_params(call.params);
  if (!query) return query.error();
  if (!query->empty()) http.url.append("?").append(*query);
  if (http.url.size() <= max_get_bytes) return {};
  return get_too_large();
}

}  // namespace

Result<UnsignedRequest> build_request(const Call& call, const CallSettings& settings) {
  const auto target = find_target(call);
  if (!target) return target.error();
  if (auto checked = check_params(call, target->row); !checked) return checked.error();
  if (auto checked = check_region(call, target->row); !checked) return checked.error();
  if (auto checked = check_language(settings.language); !checked) return checked.error();
  const auto endpoint = resolve_endpoint(target->service, call.region, settings.endpoint);
  if (!endpoint) return endpoint.error();

  UnsignedRequest request;
  request.action = call.action;
  request.service = target->service;
  request.region = call.region;
  request.effect = target->row != nullptr ? target->row->effect : effect_of(call.action);
  if (target->row != nullptr) request.rate_per_second = target->row->rate_per_second;
  request.http.url = endpoint->url();
  request.http.headers = make_headers(call, *target, *endpoint, settings.language);
  if (auto put = put_params(call, request.http); !put) return put.error();
  return request;
}

}  // namespace cvm
