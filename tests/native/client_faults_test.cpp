// Every fault of tests/fixtures/faults ends as the file says; the JavaScript runtimes play the same file (tests/wasm).

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cvm/client.hpp"
#include "cvm/shared_rate_limiter.hpp"
#include "support/simulator.hpp"

namespace cvm {
namespace {

namespace json = boost::json;

/// Answers that every send may go now: what is sent is counted, not how fast.
class NoLimit final : public Limiter {
 public:
  std::int64_t acquire(const RateKey&, int, std::int64_t now_ms) override { return now_ms; }
  void throttled(const RateKey&, std::int64_t) override {}
};

json::object read_fixture() {
  std::ifstream file(CVM_IMAGES_FIXTURES "/faults/calls.json");
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
}

std::string text(const json::value& value) { return json::value_to<std::string>(value); }

ClientOptions options_for(const test::Simulator& simulator, const json::object& all, const json::object& tested) {
  ClientOptions options;
  options.credentials = credentials::fixed(
      {.secret_id = "AKIDEXAMPLE0000000000000000000000000", .secret_key = Secret("ExampleSecretKey0000000000000000")});
  options.region = text(all.at("region"));
  options.endpoint.override = *parse_endpoint(simulator.url());
  options.limiter = std::make_shared<NoLimit>();
  options.retry.max_attempts = all.at("retry").at("maxAttempts").to_number<int>();
  options.retry.base_ms = all.at("retry").at("baseMs").to_number<int>();
  const json::value* own = tested.if_contains("requestTimeoutMs");
  options.request_timeout =
      std::chrono::milliseconds((own != nullptr ? *own : all.at("requestTimeoutMs")).to_number<int>());
  return options;
}

void expect_error(const json::object& expected, const Error& error) {
  EXPECT_EQ(text(expected.at("code")), to_string(error.code)) << describe(error);
  EXPECT_EQ(expected.at("ambiguous").as_bool(), error.ambiguous) << describe(error);
  const json::value* service_code = expected.if_contains("serviceCode");
  EXPECT_EQ(service_code != nullptr ? text(*service_code) : "", error.service_code);
}

TEST(ClientFaults, EveryFaultEndsAsTheFixtureSays) {
  const test::Simulator simulator;
  const json::object all = read_fixture();
  int passed = 0;
  for (const json::value& value : all.at("cases").as_array()) {
    const json::object& tested = value.as_object();
    SCOPED_TRACE(text(tested.at("name")));
    simulator.control("POST", "/_sim/reset", "");
    json::object fault = tested.at("fault").as_object();
    fault["action"] = tested.at("action");
    simulator.control("POST", "/_sim/faults", json::serialize(fault));
    const Client client(options_for(simulator, all, tested));
    const std::string action = text(tested.at("action"));
    const auto result = client.call(
        {.action = action, .region = text(all.at("region")), .params = json::serialize(tested.at("params"))});
    const json::value& expected = tested.at("expect");
    EXPECT_EQ(expected == "success", result.has_value()) << (result ? "" : describe(result.error()));
    if (expected.is_object() && !result) expect_error(expected.as_object(), result.error());
    EXPECT_EQ(tested.at("requests").to_number<int>(), simulator.count_requests(action));
    if (HasFailure()) return;
    ++passed;
  }
  std::cout << "faults: " << passed << " passed\n";
}

}  // namespace
}  // namespace cvm
