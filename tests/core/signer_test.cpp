#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "cvm/tc3.hpp"
#include "heap_watch.hpp"

namespace {

using cvm::ErrorCode;
using cvm::Headers;
using cvm::HttpRequest;
using cvm::Signer;
using cvm::SignOptions;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
namespace tc3 = cvm::tc3;

constexpr std::int64_t midnight = 1700006400;  // 2023-11-15T00:00:00Z
constexpr std::string_view secret_key = "ExampleSecretKey0000000000000000";
constexpr std::string_view secret_id = "AKIDEXAMPLE0000000000000000000000000";

Signer make_signer(std::string_view token = {}) {
  return *Signer::create(
      {.secret_id = std::string(secret_id), .secret_key = cvm::Secret(secret_key), .token = cvm::Secret(token)});
}

HttpRequest delete_request() {
  return {.method = "POST",
          .url = "https://cvm.tencentcloudapi.com/",
          .headers = {{"host", "cvm.tencentcloudapi.com"},
                      {"content-type", "application/json"},
                      {"x-tc-action", "DeleteImages"},
                      {"x-tc-version", "2017-03-12"},
                      {"x-tc-region", "ap-guangzhou"}},
          .body = R"({"ImageIds":["img-34vaef8f"]})"};
}

SignOptions at(std::int64_t timestamp) { return {.service = "cvm", .timestamp = timestamp}; }

/// The signature by the stage functions alone, which keep nothing.
std::string fresh_authorization(const HttpRequest& request, const Headers& signed_headers, const std::string& service,
                                std::int64_t timestamp) {
  const std::string names = tc3::signed_header_names(signed_headers);
  const std::string canonical = tc3::canonical_request(request.method, "", tc3::canonical_headers(signed_headers),
                                                       names, tc3::sha256_hex(request.body));
  const std::string date = tc3::utc_date(timestamp);
  const std::string scope = tc3::credential_scope(date, service);
  const tc3::Key key = tc3::signing_key(tc3::service_key(tc3::date_key(secret_key, date), service));
  const std::string to_sign = tc3::string_to_sign(timestamp, scope, tc3::sha256_hex(canonical));
  return tc3::authorization(secret_id, scope, names, tc3::signature(key, to_sign));
}

std::string header(const HttpRequest& request, std::string_view name) {
  return std::string(cvm::find_header(request.headers, name).value_or("(none)"));
}

TEST(Signer, KeptKeyFollowsDateAndService) {
  Signer signer = make_signer();
  const HttpRequest request = delete_request();
  const Headers two{request.headers[0], request.headers[1]};
  const std::vector<std::pair<std::string, std::int64_t>> calls{
      {"cvm", midnight - 1}, {"cvm", midnight},          {"cvm", midnight - 1}, {"sts", midnight}, {"cvm", midnight},
      {"as", midnight + 1},  {"sts", midnight + 86400},  {"cvm", midnight + 2}, {"sts", 0},        {"cvm", 86399},
      {"cvm", 86400},        {"cvm", tc3::max_timestamp}};
  for (const auto& [service, timestamp] : calls) {
    const auto result = signer.sign(request, {.service = service, .timestamp = timestamp});
    ASSERT_TRUE(result) << describe(result.error());
    EXPECT_EQ(header(*result, "authorization"), fresh_authorization(request, two, service, timestamp));
  }
}

TEST(Signer, ManyServicesInTurn) {
  Signer signer = make_signer();
  const HttpRequest request = delete_request();
  const Headers two{request.headers[0], request.headers[1]};
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) {
      const std::string service = "service-" + std::to_string(i);
      const auto result = signer.sign(request, {.service = service, .timestamp = midnight});
      ASSERT_TRUE(result);
      ASSERT_EQ(header(*result, "authorization"), fresh_authorization(request, two, service, midnight));
    }
  }
}

TEST(Signer, RepeatedSignatureHardlyAllocates) {
  Signer signer = make_signer();
  const SignOptions options = at(midnight);
  ASSERT_TRUE(signer.sign(delete_request(), options));
  HttpRequest request = delete_request();
  const std::size_t before = cvm_test::allocations();
  const auto result = signer.sign(std::move(request), options);
  const std::size_t used = cvm_test::allocations() - before;
  ASSERT_TRUE(result);
  // The list of headers and the Authorization text, which the caller keeps. Where std::string has room for 10
  // characters only (libc++ with 32-bit addresses), the two new names as well.
  const std::size_t names = std::string().capacity() < std::string_view("authorization").size() ? 2 : 0;
  EXPECT_LE(used, 2U + names);
}

TEST(Signer, MovesTheBodyThrough) {
  Signer signer = make_signer();
  HttpRequest request = delete_request();
  request.body.assign(1'000'000, 'x');
  const char* const body = request.body.data();
  const auto result = signer.sign(std::move(request), at(midnight));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->body.data(), body);
}

TEST(Signer, AddsHeadersAndChangesNothingElse) {
  const HttpRequest before = delete_request();
  const auto after = make_signer().sign(before, at(midnight));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->method, before.method);
  EXPECT_EQ(after->url, before.url);
  EXPECT_EQ(after->body, before.body);
  ASSERT_EQ(after->headers.size(), before.headers.size() + 2);
  for (std::size_t i = 0; i < before.headers.size(); ++i) EXPECT_EQ(after->headers[i], before.headers[i]);
  EXPECT_EQ(after->headers[5].name, "authorization");
  EXPECT_THAT(after->headers[5].value,
              StartsWith("TC3-HMAC-SHA256 Credential=AKIDEXAMPLE0000000000000000000000000/2023-11-15/cvm/tc3_request, "
                         "SignedHeaders=content-type;host, Signature="));
  EXPECT_EQ(after->headers[6], (cvm::Header{"x-tc-timestamp", "1700006400"}));
  EXPECT_EQ(make_signer().secret_id(), secret_id);
}

TEST(Signer, SignsFurtherHeaders) {
  const HttpRequest request = delete_request();
  SignOptions options = at(midnight);
  options.signed_headers = {"X-TC-Region", "x-tc-action", "Host", "x-tc-action"};
  const auto result = make_signer().sign(request, options);
  ASSERT_TRUE(result) << describe(result.error());
  const Headers four{request.headers[0], request.headers[1], request.headers[2], request.headers[4]};
  EXPECT_EQ(header(*result, "authorization"), fresh_authorization(request, four, "cvm", midnight));
  EXPECT_THAT(header(*result, "authorization"), HasSubstr("SignedHeaders=content-type;host;x-tc-action;x-tc-region,"));
}

TEST(Signer, SignsHeadersThatItAddsItself) {
  HttpRequest request = delete_request();
  request.headers.push_back({"X-TC-Token", "an-older-token"});
  SignOptions options = at(midnight);
  options.signed_headers = {"x-tc-timestamp", "x-tc-token"};
  const auto result = make_signer("a-token").sign(request, options);
  ASSERT_TRUE(result) << describe(result.error());
  const Headers four{
      request.headers[0], request.headers[1], {"x-tc-timestamp", "1700006400"}, {"x-tc-token", "a-token"}};
  EXPECT_EQ(header(*result, "authorization"), fresh_authorization(request, four, "cvm", midnight));
  EXPECT_EQ(cvm::count_headers(result->headers, "x-tc-token"), 1U);
}

TEST(Signer, SessionTokenIsAddedAndNotSigned) {
  const HttpRequest request = delete_request();
  const auto with = make_signer("token/AAAA+BBBB==").sign(request, at(midnight));
  const auto without = make_signer().sign(request, at(midnight));
  ASSERT_TRUE(with && without);
  EXPECT_EQ(header(*with, "x-tc-token"), "token/AAAA+BBBB==");
  EXPECT_EQ(header(*without, "x-tc-token"), "(none)");
  EXPECT_EQ(header(*with, "authorization"), header(*without, "authorization"));
}

TEST(Signer, TokenOfTheCredentialReplacesAnother) {
  HttpRequest request = delete_request();
  request.headers.push_back({"X-Tc-Token", "another"});
  const auto replaced = make_signer("a-token").sign(request, at(midnight));
  ASSERT_TRUE(replaced);
  EXPECT_EQ(cvm::count_headers(replaced->headers, "x-tc-token"), 1U);
  EXPECT_EQ(header(*replaced, "x-tc-token"), "a-token");
  const auto kept = make_signer().sign(request, at(midnight));
  ASSERT_TRUE(kept);
  EXPECT_EQ(header(*kept, "x-tc-token"), "another");
}

TEST(Signer, AuthorizationIsReplaced) {
  const auto once = make_signer().sign(delete_request(), at(midnight));
  ASSERT_TRUE(once);
  HttpRequest again = *once;
  again.headers.insert(again.headers.begin(), {"Authorization", "SKIP"});
  const auto twice = make_signer().sign(again, at(midnight));
  ASSERT_TRUE(twice);
  EXPECT_EQ(cvm::count_headers(twice->headers, "authorization"), 1U);
  EXPECT_EQ(header(*twice, "authorization"), header(*once, "authorization"));
  EXPECT_EQ(cvm::count_headers(twice->headers, "x-tc-timestamp"), 1U);
}

TEST(Signer, CapitalsInHeaderNamesAreKept) {
  HttpRequest request = delete_request();
  request.headers[0].name = "Host";
  request.headers[1].name = "Content-Type";
  const auto result = make_signer().sign(request, at(midnight));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->headers[0].name, "Host");
  EXPECT_EQ(header(*result, "authorization"),
            header(*make_signer().sign(delete_request(), at(midnight)), "authorization"));
}

TEST(Signer, UnsignedPayloadLeavesTheBodyOut) {
  HttpRequest request = delete_request();
  request.headers.push_back({"X-TC-Content-SHA256", "UNSIGNED-PAYLOAD"});
  Signer signer = make_signer();
  const auto stages = signer.explain(request, at(midnight));
  ASSERT_TRUE(stages);
  EXPECT_THAT(stages->canonical_request, testing::EndsWith("\n" + tc3::sha256_hex("UNSIGNED-PAYLOAD")));
  request.body = "anything";
  EXPECT_EQ(signer.explain(request, at(midnight))->signature, stages->signature);
  request.headers.back().value = tc3::sha256_hex(request.body);  // any other value is a header like others
  EXPECT_THAT(signer.explain(request, at(midnight))->canonical_request,
              testing::EndsWith("\n" + tc3::sha256_hex("anything")));
}

TEST(Signer, QueryOfAGetIsSignedAsSent) {
  for (const std::string query : {"", "b=1&a=2&a=%2f%2F+%20", "?", "a=b/c?d", "\xE6\x9C\xAA"}) {
    for (const std::string_view path : {"", "/"}) {
      HttpRequest request = delete_request();
      request.method = "GET";
      request.body.clear();
      request.url = "https://cvm.tencentcloudapi.com" + std::string(path) + "?" + query;
      const auto stages = make_signer().explain(request, at(midnight));
      ASSERT_TRUE(stages) << describe(stages.error());
      EXPECT_THAT(stages->canonical_request, StartsWith("GET\n/\n" + query + "\ncontent-type:application/json\n"));
      EXPECT_EQ(make_signer().sign(request, at(midnight))->url, request.url);
    }
  }
}

TEST(Signer, QueryOfAPostIsNotSigned) {
  HttpRequest request = delete_request();
  request.url += "?a=b";
  const auto stages = make_signer().explain(request, at(midnight));
  ASSERT_TRUE(stages);
  EXPECT_THAT(stages->canonical_request, StartsWith("POST\n/\n\ncontent-type:"));
}

TEST(Signer, ExplainHoldsNoSecretButTheAddedToken) {
  const auto stages = make_signer("a-session-token").explain(delete_request(), at(midnight));
  ASSERT_TRUE(stages);
  std::string everything = stages->canonical_request + stages->hashed_canonical_request + stages->credential_scope +
                           stages->string_to_sign + stages->signature + stages->authorization;
  EXPECT_THAT(everything, Not(HasSubstr("a-session-token")));
  for (const cvm::Header& added : stages->added) everything += added.name + added.value;
  EXPECT_THAT(everything, Not(HasSubstr(std::string(secret_key))));
  ASSERT_EQ(stages->added.size(), 3U);
  EXPECT_EQ(stages->added[0], (cvm::Header{"authorization", stages->authorization}));
  EXPECT_EQ(stages->added[1], (cvm::Header{"x-tc-timestamp", "1700006400"}));
  EXPECT_EQ(stages->added[2], (cvm::Header{"x-tc-token", "a-session-token"}));
}

TEST(Signer, ExplainAndSignAgree) {
  Signer signer = make_signer();
  const auto stages = signer.explain(delete_request(), at(midnight));
  const auto result = signer.sign(delete_request(), at(midnight));
  ASSERT_TRUE(stages && result);
  EXPECT_EQ(header(*result, "authorization"), stages->authorization);
}

}  // namespace
