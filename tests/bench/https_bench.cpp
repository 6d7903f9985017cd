// What a call costs over bare libcurl: `https_bench URL CA.pem [ROUNDS]`; see README.md. URL is that of a server on
// this machine which answers every POST with {"Response":{"RequestId":"…"}}.

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bare_client.hpp"
#include "cvm/client.hpp"
#include "cvm/request.hpp"
#include "rounds.hpp"

namespace cvm::bench {
namespace {

/// No pacing: it is the work that is measured, not the service's rates.
class Unlimited final : public Limiter {
 public:
  std::int64_t acquire(const RateKey&, int, std::int64_t now_ms) override { return now_ms; }
  void throttled(const RateKey&, std::int64_t) override {}
};

Endpoint endpoint_at(const std::string& url) {
  auto endpoint = parse_endpoint(url);
  require(bool{endpoint}, "this is no address: " + url);
  return std::move(*endpoint);
}

Client make_client(const Endpoint& endpoint, const std::string& ca_file) {
  auto transport = make_curl_transport({.no_proxy = "*", .ca_file = ca_file});
  require(bool{transport}, "no transport could be made");
  Credential credential{.secret_id = "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0000",
                        .secret_key = Secret("EXAMPLEKEYEXAMPLEKEYEXAMPLEKEY00")};
  return Client({.credentials = credentials::fixed(std::move(credential)),
                 .endpoint = {.override = endpoint},
                 .transport = std::move(*transport),
                 .limiter = std::make_shared<Unlimited>()});
}

/// A change: sent at most once, its body from a callback. A read has its body in memory.
Call call_of(std::string action) {
  return {.action = std::move(action), .region = "ap-guangzhou", .params = R"({"ImageIds":["img-34vaef8fe"]})"};
}

HttpRequest unsigned_request(const Endpoint& endpoint) {
  auto request = build_request(call_of("DeleteImages"), {.endpoint = {.override = endpoint}});
  require(bool{request}, "the request was refused");
  return std::move(request->http);
}

struct Variant {
  std::string name;
  std::function<bool()> send;
  std::size_t bare;  ///< which variant it is compared with
  std::vector<double> requests_per_second{};
  std::vector<double> cpu_microseconds{};
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(Variant& variant, std::size_t requests) {
  const double cpu_before = cpu_seconds();
  const auto before = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < requests; ++i) require(variant.send(), variant.name + ": a request failed");
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - before;
  const auto count = static_cast<double>(requests);
  variant.cpu_microseconds.push_back((cpu_seconds() - cpu_before) * 1e6 / count);
  variant.requests_per_second.push_back(count / taken.count());
}

void print(const std::vector<Variant>& variants) {
  const auto column = [](const std::vector<double>& figures, double bare, int digits) {
    const Spread spread = spread_of(figures);
    std::cout << std::setprecision(digits) << spread.median << " [" << spread.least << "-" << spread.most << "] x"
              << std::setprecision(2) << spread.median / bare;
  };
  std::cout << std::left << std::setw(24) << "variant"
            << "requests/s | cpu us/request: median [min-max] xbare\n"
            << std::fixed;
  for (const Variant& variant : variants) {
    const Variant& bare = variants[variant.bare];
    std::cout << std::setw(24) << variant.name;
    column(variant.requests_per_second, spread_of(bare.requests_per_second).median, 0);
    std::cout << " | ";
    column(variant.cpu_microseconds, spread_of(bare.cpu_microseconds).median, 1);
    std::cout << '\n';
  }
}

/// One variant alone, for a profiler.
void run_only(const std::vector<Variant>& variants, const std::string& name, std::size_t requests) {
  for (const Variant& variant : variants) {
    if (variant.name != name) continue;
    for (std::size_t i = 0; i < requests; ++i) require(variant.send(), name + ": a request failed");
    return;
  }
  require(false, "there is no variant " + name);
}

int run(const std::vector<std::string>& arguments) {
  const bool only = arguments.size() == 5 && arguments[2] == "--only";
  require(only || arguments.size() == 2 || arguments.size() == 3,
          "usage: https_bench URL CA.pem [ROUNDS | --only VARIANT REQUESTS]");
  const Endpoint endpoint = endpoint_at(arguments[0]);
  const std::string& ca_file = arguments[1];
  const Client client = make_client(endpoint, ca_file);
  BareClient from_memory(unsigned_request(endpoint), ca_file, BodyFrom::memory);
  BareClient from_callback(unsigned_request(endpoint), ca_file, BodyFrom::callback);
  const Call change = call_of("DeleteImages");
  const Call read = call_of("DescribeImages");
  std::vector<Variant> variants{{"bare, body in memory", [&] { return from_memory.send(); }, 0},
                                {"bare, body by callback", [&] { return from_callback.send(); }, 0},
                                {"Client.call, read", [&] { return bool{client.call(read)}; }, 0},
                                {"Client.call, change", [&] { return bool{client.call(change)}; }, 0}};
  if (only) {
    run_only(variants, arguments[3], count_from(arguments[4]));
    return 0;
  }
  constexpr std::size_t requests_per_round = 200;
  const std::size_t rounds = arguments.size() == 3 ? count_from(arguments[2]) : 41;
  for (Variant& variant : variants) require(variant.send(), variant.name + ": the first request failed");
  const auto last = client.call(change);
  require(bool{last} && from_memory.answer().find(last->answer.request_id) != std::string::npos,
          "the clients were answered differently");
  interleave(rounds, variants.size(), [&](std::size_t i) { measure(variants[i], requests_per_round); });
  require(from_memory.connections() == 1 && from_callback.connections() == 1, "the server closed connections");
  std::cout << rounds << " rounds of " << requests_per_round << " requests, one after the other\n";
  print(variants);
  return 0;
}

}  // namespace
}  // namespace cvm::bench

int main(int count, char** arguments) { return cvm::bench::run({arguments + 1, arguments + count}); }
