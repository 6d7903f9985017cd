#include "context.hpp"

#include "event_text.hpp"
#include "output/json.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

bool is_available(const Region& region) { return region.RegionState == "AVAILABLE"; }

Result<std::vector<std::string>> available_regions(const Context& context, const Client& client) {
  auto answer = client.describe_regions({}, call_options(context));
  if (!answer) return answer.error();
  std::vector<std::string> regions;
  for (const Region& region : answer->RegionSet) {
    if (!is_available(region)) continue;
    if (auto valid = validate_region(region.Region); !valid) return valid.error();
    regions.push_back(region.Region);
  }
  if (regions.empty()) {
    return make_error(ErrorCode::malformed_answer, "DescribeRegions", "the service named no region that is available");
  }
  return regions;
}

}  // namespace

Exit fail(Context& context, const Error& error, Exit status) {
  context.console.error(words::explain(error, context.language));
  const boost::json::object document{{"error", to_json(error)}};
  if (context.format() == Format::json) context.out.write(pretty_json(document));
  if (context.format() == Format::ndjson) context.out.write(compact_json(document) + "\n");
  return status;
}

Exit fail(Context& context, const Error& error) { return fail(context, error, status_of(error)); }

void tell_not_scanned(Context& context, const std::string& region, const Error& error) {
  if (context.format() != Format::table) context.console.error(words::not_scanned(region, error, context.language));
}

Result<Connection> connect(const Context& context) {
  auto transport = make_curl_transport({.proxy = context.options.proxy, .ca_file = context.options.ca_file});
  if (!transport) return transport.error();
  // The metadata address is this machine's own: no proxy leads there, and none may hear its answer.
  auto direct = make_curl_transport({.no_proxy = "*"});
  if (!direct) return direct.error();
  auto credentials = credentials::standard(context.options.profile, {.transport = std::move(*direct)});
  return Connection{std::move(*transport), std::move(credentials)};
}

Client make_client(const Context& context, const Connection& connection) {
  ClientOptions options;
  options.credentials = connection.credentials;
  options.transport = connection.transport;
  options.endpoint = context.options.endpoint;
  options.language = tag_of(context.language);
  options.rates = context.options.rates;
  if (const auto timeout = context.options.timeout) {
    options.request_timeout = *timeout;
    options.retry.total_ms = timeout->count();
  }
  return Client(std::move(options));
}

Result<Client> make_ready_client(const Context& context) {
  auto connection = connect(context);
  if (!connection) return connection.error();
  if (auto credential = connection->credentials->get(); !credential) return credential.error();
  return make_client(context, *connection);
}

Result<std::string> chosen_region(const Context& context) {
  std::string region;
  if (!context.options.regions.empty()) {
    region = context.options.regions.front();
  } else if (const char* value = context.variable("TENCENTCLOUD_REGION"); value != nullptr && *value != '\0') {
    region = value;
  } else {
    const std::string& profile = context.options.profile;
    region = profile_region(profile.empty() ? "default" : profile).value_or("");
  }
  if (region.empty()) return region;
  if (auto valid = validate_region(region); !valid) return valid.error();
  return region;
}

Result<std::string> required_region(const Context& context) {
  auto region = chosen_region(context);
  if (region && region->empty()) {
    return make_error(ErrorCode::invalid_region, "--region",
                      "no region: give -r REGION, or set TENCENTCLOUD_REGION or the profile's region");
  }
  return region;
}

Result<std::vector<std::string>> chosen_regions(const Context& context, const Client& client) {
  const auto& given = context.options.regions;
  if (given.size() == 1 && given.front() == "all") return available_regions(context, client);
  if (!given.empty()) return given;
  auto region = required_region(context);
  if (!region) return region.error();
  return std::vector{std::move(*region)};
}

CallOptions call_options(const Context& context, const std::string& region) {
  CallOptions options;
  options.region = region;
  options.stop = context.stop;
  if (!context.options.verbose) return options;
  options.observer = [&console = context.console](const Event& event) { console.detail(event_text(event)); };
  return options;
}

}  // namespace cvm::cli
