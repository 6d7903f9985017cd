// Every case of tests/fixtures/tc3, stage by stage, then through the Signer.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "cvm/tc3.hpp"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace tc3 = cvm::tc3;

constexpr std::size_t expected_cases = 25;  // 6 official, 16 sdk, 3 independent

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

std::string hex_of(const tc3::Key& key) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : key.reveal()) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

struct Case {
  fs::path folder;
  json::object inputs;
  json::object expect;

  explicit Case(const fs::path& path)
      : folder(path),
        inputs(json::parse(read_file(path / "case.json")).as_object()),
        expect(json::parse(read_file(path / "expect.json")).as_object()) {}

  [[nodiscard]] std::string input(std::string_view name) const { return json::value_to<std::string>(inputs.at(name)); }
  [[nodiscard]] std::string want(std::string_view name) const { return json::value_to<std::string>(expect.at(name)); }
  [[nodiscard]] std::int64_t timestamp() const { return inputs.at("timestamp").as_int64(); }

  [[nodiscard]] std::string payload() const {
    if (const auto* text = inputs.if_contains("payload")) return json::value_to<std::string>(*text);
    if (const auto* hex = inputs.if_contains("payload_hex")) return from_hex(hex->as_string());
    std::string payload;
    for (const json::value& part : inputs.at("payload_parts").as_array()) {
      for (std::int64_t i = 0; i < part.at("repeat").as_int64(); ++i) payload += part.at("text").as_string();
    }
    return payload;
  }

  [[nodiscard]] std::vector<std::string> extra_signed() const {
    const auto* extra = inputs.if_contains("extra_signed");
    return extra ? json::value_to<std::vector<std::string>>(*extra) : std::vector<std::string>{};
  }

  [[nodiscard]] cvm::HttpRequest request() const {
    cvm::HttpRequest request;
    request.method = input("method");
    request.url = "https://" + input("host") + input("path");
    if (const std::string query = input("query"); !query.empty()) request.url += "?" + query;
    request.headers = {{"host", input("host")},
                       {"content-type", input("content_type")},
                       {"x-tc-action", input("action")},
                       {"x-tc-version", input("version")}};
    if (const std::string region = input("region"); !region.empty()) request.headers.push_back({"x-tc-region", region});
    request.body = payload();
    return request;
  }

  [[nodiscard]] cvm::SignOptions options() const {
    return {.service = input("service"), .timestamp = timestamp(), .signed_headers = extra_signed()};
  }

  [[nodiscard]] cvm::Signer signer() const {
    return *cvm::Signer::create({.secret_id = input("secret_id"),
                                 .secret_key = cvm::Secret(input("secret_key")),
                                 .token = cvm::Secret(input("token"))});
  }

  /// The headers that are signed, in no particular order.
  [[nodiscard]] cvm::Headers signed_headers() const {
    const cvm::HttpRequest whole = request();
    cvm::Headers chosen;
    for (const std::string& name : extra_signed()) {
      chosen.push_back({name, std::string(cvm::find_header(whole.headers, name).value())});
    }
    chosen.push_back({"Host", input("host")});
    chosen.push_back({"Content-Type", input("content_type")});
    return chosen;
  }
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& entry : fs::directory_iterator(CVM_IMAGES_FIXTURES "/tc3")) {
    if (entry.is_directory()) cases.emplace_back(entry.path());
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.folder < b.folder; });
  return cases;
}

void check_fixture(const Case& tested) {
  EXPECT_EQ(tested.input("name"), tested.folder.filename().string());
  for (const auto& [file, member] :
       {std::pair{"canonical-request.txt", "canonical_request"}, std::pair{"string-to-sign.txt", "string_to_sign"},
        std::pair{"authorization.txt", "authorization"}}) {
    EXPECT_EQ(read_file(tested.folder / file), tested.want(member)) << file;
  }
  const auto* published = tested.expect.if_contains("published");
  EXPECT_EQ(published != nullptr, tested.inputs.contains("source"));
  if (published == nullptr) return;
  EXPECT_FALSE(published->as_object().empty());
  for (const auto& [name, value] : published->as_object()) EXPECT_EQ(tested.expect.at(name), value) << name;
}

void check_texts(const Case& tested) {
  const std::string payload = tested.payload();
  EXPECT_EQ(static_cast<std::int64_t>(payload.size()), tested.expect.at("payload_bytes").as_int64());
  const std::string hashed_payload = tc3::sha256_hex(payload);
  EXPECT_EQ(hashed_payload, tested.want("hashed_payload"));
  const std::string names = tc3::signed_header_names(tested.signed_headers());
  EXPECT_EQ(names, tested.want("signed_headers"));
  const std::string lines = tc3::canonical_headers(tested.signed_headers());
  const std::string query = tested.input("method") == "GET" ? tested.input("query") : "";
  const std::string canonical = tc3::canonical_request(tested.input("method"), query, lines, names, hashed_payload);
  EXPECT_EQ(canonical, tested.want("canonical_request"));
  const std::string hashed = tc3::sha256_hex(canonical);
  EXPECT_EQ(hashed, tested.want("hashed_canonical_request"));
  EXPECT_EQ(tc3::utc_date(tested.timestamp()), tested.want("date"));
  const std::string scope = tc3::credential_scope(tested.want("date"), tested.input("service"));
  EXPECT_EQ(scope, tested.want("credential_scope"));
  EXPECT_EQ(tc3::string_to_sign(tested.timestamp(), scope, hashed), tested.want("string_to_sign"));
}

void check_keys(const Case& tested) {
  const tc3::Key date = tc3::date_key(tested.input("secret_key"), tested.want("date"));
  EXPECT_EQ(hex_of(date), tested.want("k_date"));
  const tc3::Key service = tc3::service_key(date, tested.input("service"));
  EXPECT_EQ(hex_of(service), tested.want("k_service"));
  const tc3::Key signing = tc3::signing_key(service);
  EXPECT_EQ(hex_of(signing), tested.want("k_signing"));
  const std::string signature = tc3::signature(signing, tested.want("string_to_sign"));
  EXPECT_EQ(signature, tested.want("signature"));
  EXPECT_EQ(tc3::authorization(tested.input("secret_id"), tested.want("credential_scope"),
                               tested.want("signed_headers"), signature),
            tested.want("authorization"));
}

cvm::Headers added_headers(const Case& tested) {
  cvm::Headers added{{"authorization", tested.want("authorization")},
                     {"x-tc-timestamp", std::to_string(tested.timestamp())}};
  if (const std::string token = tested.input("token"); !token.empty()) added.push_back({"x-tc-token", token});
  return added;
}

void check_explain(const Case& tested) {
  const auto stages = tested.signer().explain(tested.request(), tested.options());
  ASSERT_TRUE(stages) << describe(stages.error());
  EXPECT_EQ(stages->canonical_request, tested.want("canonical_request"));
  EXPECT_EQ(stages->hashed_canonical_request, tested.want("hashed_canonical_request"));
  EXPECT_EQ(stages->credential_scope, tested.want("credential_scope"));
  EXPECT_EQ(stages->string_to_sign, tested.want("string_to_sign"));
  EXPECT_EQ(stages->signature, tested.want("signature"));
  EXPECT_EQ(stages->authorization, tested.want("authorization"));
  EXPECT_EQ(stages->added, added_headers(tested));
}

void check_sign(const Case& tested) {
  const cvm::HttpRequest before = tested.request();
  const auto after = tested.signer().sign(before, tested.options());
  ASSERT_TRUE(after) << describe(after.error());
  EXPECT_EQ(after->method, before.method);
  EXPECT_EQ(after->url, before.url);
  EXPECT_TRUE(after->body == before.body);
  cvm::Headers expected = before.headers;
  for (const cvm::Header& header : added_headers(tested)) expected.push_back(header);
  EXPECT_EQ(after->headers, expected);
}

TEST(Tc3Vectors, EveryStageOfEveryCase) {
  std::size_t passed = 0;
  for (const Case& tested : all_cases()) {
    SCOPED_TRACE(tested.folder.filename().string());
    check_fixture(tested);
    check_texts(tested);
    check_keys(tested);
    check_explain(tested);
    check_sign(tested);
    if (HasFailure()) break;
    ++passed;
  }
  EXPECT_EQ(passed, expected_cases);
  std::printf("tc3 vectors: %zu cases passed\n", passed);
  RecordProperty("tc3_vectors_passed", static_cast<int>(passed));
}

TEST(Tc3Vectors, OneSignerForManyCases) {
  // The same Signer over all cases of one key, in both directions: nothing that is kept may leak into the next request.
  std::vector<Case> cases = all_cases();
  std::erase_if(cases, [](const Case& tested) {
    return tested.input("secret_key") != "ExampleSecretKey0000000000000000" || !tested.input("token").empty();
  });
  ASSERT_GE(cases.size(), 10U);
  cvm::Signer signer = cases.front().signer();
  for (int round = 0; round < 2; ++round) {
    for (const Case& tested : cases) {
      const auto stages = signer.explain(tested.request(), tested.options());
      ASSERT_TRUE(stages) << describe(stages.error());
      EXPECT_EQ(stages->authorization, tested.want("authorization")) << tested.folder.filename();
    }
    std::reverse(cases.begin(), cases.end());
  }
}

}  // namespace
