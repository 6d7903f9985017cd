// What the Signer refuses, and how it says so.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "cvm/tc3.hpp"

namespace {

using cvm::ErrorCode;
using cvm::HttpRequest;
using cvm::Signer;
using cvm::SignOptions;
using testing::HasSubstr;
using testing::Not;
namespace tc3 = cvm::tc3;

constexpr std::int64_t noon = 1700049600;  // 2023-11-15T12:00:00Z

Signer make_signer() {
  return *Signer::create({.secret_id = "AKIDEXAMPLE", .secret_key = cvm::Secret("ExampleSecretKey")});
}

HttpRequest delete_request() {
  return {.method = "POST",
          .url = "https://cvm.tencentcloudapi.com/",
          .headers = {{"host", "cvm.tencentcloudapi.com"},
                      {"content-type", "application/json"},
                      {"x-tc-action", "DeleteImages"}},
          .body = R"({"ImageIds":["img-34vaef8f"]})"};
}

SignOptions at(std::int64_t timestamp) { return {.service = "cvm", .timestamp = timestamp}; }

std::string header(const HttpRequest& request, std::string_view name) {
  return std::string(cvm::find_header(request.headers, name).value_or("(none)"));
}

void set_header(HttpRequest& request, std::string_view name, std::string value) {
  for (cvm::Header& present : request.headers) {
    if (present.name == name) present.value = value;
  }
}

void drop_header(HttpRequest& request, std::string_view name) {
  std::erase_if(request.headers, [name](const cvm::Header& present) { return present.name == name; });
}

void expect_refused(const HttpRequest& request, ErrorCode code, const std::string& where, const std::string& says,
                    const SignOptions& options = at(noon)) {
  Signer signer = make_signer();
  const auto explained = signer.explain(request, options);
  const auto result = signer.sign(request, options);
  ASSERT_FALSE(result);
  ASSERT_FALSE(explained);
  EXPECT_EQ(explained.error().message, result.error().message);
  const cvm::Error& error = result.error();
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_EQ(error.where, where) << error.message;
  EXPECT_THAT(error.message, HasSubstr(says));
  EXPECT_FALSE(error.retryable);
  EXPECT_FALSE(error.ambiguous);
}

TEST(SignerRefuses, BadCredentials) {
  const auto signer = Signer::create({.secret_id = "AKID EXAMPLE", .secret_key = cvm::Secret("key")});
  ASSERT_FALSE(signer);
  EXPECT_EQ(signer.error().code, ErrorCode::invalid_credential);
  EXPECT_EQ(signer.error().where, "SecretId");
}

TEST(SignerRefuses, MissingHeaders) {
  for (const std::string name : {"host", "content-type"}) {
    HttpRequest request = delete_request();
    set_header(request, name, " \t");
    expect_refused(request, ErrorCode::invalid_parameter, name, "no " + name + " header");
    drop_header(request, name);
    expect_refused(request, ErrorCode::invalid_parameter, name, "no " + name + " header");
  }
  SignOptions options = at(noon);
  options.signed_headers = {"x-tc-version"};
  expect_refused(delete_request(), ErrorCode::invalid_parameter, "x-tc-version", "no x-tc-version header", options);
  options.signed_headers = {"x-tc-token"};  // the credential has none
  expect_refused(delete_request(), ErrorCode::invalid_parameter, "x-tc-token", "no x-tc-token header", options);
}

TEST(SignerRefuses, DuplicateHeaders) {
  for (const std::string name : {"host", "content-type", "x-tc-timestamp", "x-tc-content-sha256"}) {
    HttpRequest request = delete_request();
    std::string capitals = name;
    capitals[0] = static_cast<char>(capitals[0] - 'a' + 'A');
    request.headers.push_back({capitals, "1700049600"});
    if (cvm::count_headers(request.headers, name) < 2) request.headers.push_back({name, "1700049600"});
    expect_refused(request, ErrorCode::invalid_parameter, name, "more than one " + name + " header");
  }
  HttpRequest request = delete_request();
  request.headers.push_back({"X-TC-Action", "DeleteImages"});
  EXPECT_TRUE(make_signer().sign(request, at(noon)));
  SignOptions options = at(noon);
  options.signed_headers = {"x-tc-action"};
  expect_refused(request, ErrorCode::invalid_parameter, "x-tc-action", "more than one x-tc-action header", options);
}

TEST(SignerRefuses, AuthorizationAsASignedHeader) {
  HttpRequest request = delete_request();
  request.headers.push_back({"authorization", "SKIP"});
  SignOptions options = at(noon);
  options.signed_headers = {"Authorization"};
  expect_refused(request, ErrorCode::invalid_parameter, "signed_headers", "cannot be signed", options);
}

TEST(SignerRefuses, ControlCharactersInValues) {
  for (const std::string& value : {std::string("a\nb"), std::string("a\n"), std::string("\na"), std::string("a\rb"),
                                   std::string("a\0b", 3), std::string("a long value and then a line feed\nx: y")}) {
    for (const std::string name : {"host", "content-type", "x-tc-action"}) {
      HttpRequest request = delete_request();
      set_header(request, name, value);
      expect_refused(request, ErrorCode::invalid_parameter, name, "a line feed or another control character");
    }
  }
  HttpRequest request = delete_request();
  set_header(request, "x-tc-action", "a\tb");
  EXPECT_TRUE(make_signer().sign(request, at(noon)));
}

TEST(SignerRefuses, OddHeaderNames) {
  for (const std::string& name : {std::string(), std::string("x y"), std::string("x:"), std::string("x\n"),
                                  std::string("x\xC3\xBC"), std::string("x\0", 2)}) {
    HttpRequest request = delete_request();
    request.headers.push_back({name, "1"});
    expect_refused(request, ErrorCode::invalid_parameter, "headers", "is not a header's name");
  }
}

TEST(SignerRefuses, BadUrls) {
  for (const std::string path : {"/v3", "//", "/?a=b/../x", "/./"}) {
    HttpRequest request = delete_request();
    request.url = "https://cvm.tencentcloudapi.com" + path;
    if (path == "/?a=b/../x") {
      EXPECT_TRUE(make_signer().sign(request, at(noon)));
      continue;
    }
    expect_refused(request, ErrorCode::invalid_parameter, "url", "is not \"/\"");
  }
  for (const std::string url : {"", "/", "cvm.tencentcloudapi.com", "ftp://h/", "https://h/#f", "https://"}) {
    HttpRequest request = delete_request();
    request.url = url;
    expect_refused(request, ErrorCode::invalid_parameter, "url", "is not http(s)://host/");
  }
  for (const std::string url : {"https://h/?a=b\nc", "https://h/?a b", "https://h/?a\tb", "https://h\r/"}) {
    HttpRequest request = delete_request();
    request.url = url;
    expect_refused(request, ErrorCode::invalid_parameter, "url", "percent-encode it");
  }
}

TEST(SignerRefuses, OtherMethods) {
  for (const std::string method : {"", "post", "PUT", "POST\n", "GET "}) {
    HttpRequest request = delete_request();
    request.method = method;
    expect_refused(request, ErrorCode::invalid_parameter, "method", "GET and POST");
  }
  HttpRequest request = delete_request();
  request.method = "GET";
  expect_refused(request, ErrorCode::invalid_parameter, "body", "a GET request carries no body");
}

TEST(SignerRefuses, OddServices) {
  for (const std::string service : {"", "CVM", "cvm/x", "cvm\n", "c,v"}) {
    SignOptions options = at(noon);
    options.service = service;
    expect_refused(delete_request(), ErrorCode::invalid_parameter, "service", "such as cvm", options);
  }
}

TEST(SignerRefuses, InstantsOutOfRange) {
  for (const std::int64_t timestamp :
       {std::int64_t{-1}, INT64_MIN, tc3::max_timestamp + 1, INT64_MAX, std::int64_t{1700049600000}}) {
    expect_refused(delete_request(), ErrorCode::invalid_timestamp, "timestamp", std::to_string(timestamp),
                   at(timestamp));
  }
  for (const std::int64_t timestamp : {tc3::min_timestamp, tc3::max_timestamp}) {
    const auto result = make_signer().sign(delete_request(), at(timestamp));
    ASSERT_TRUE(result);
    EXPECT_EQ(header(*result, "x-tc-timestamp"), std::to_string(timestamp));
  }
}

TEST(SignerTimestamp, HeaderAndOptionMustAgree) {
  HttpRequest request = delete_request();
  request.headers.push_back({"X-TC-Timestamp", "1700049600"});
  const auto equal = make_signer().sign(request, at(noon));
  const auto taken = make_signer().sign(request, at(0));
  const auto added = make_signer().sign(delete_request(), at(noon));
  ASSERT_TRUE(equal && taken && added);
  EXPECT_EQ(cvm::count_headers(equal->headers, "x-tc-timestamp"), 1U);
  EXPECT_EQ(header(*equal, "authorization"), header(*added, "authorization"));
  EXPECT_EQ(header(*taken, "authorization"), header(*added, "authorization"));
  EXPECT_EQ(make_signer().explain(request, at(0))->added[1], (cvm::Header{"x-tc-timestamp", "1700049600"}));
  expect_refused(request, ErrorCode::invalid_timestamp, "timestamp", "1700049601", at(noon + 1));
}

TEST(SignerTimestamp, HeaderMustBeAWholeNumber) {
  for (const std::string value : {"", "1e9", "1700049600.0", " 1700049600", "+1700049600", "01700049600", "0x10", "now",
                                  "99999999999999999999", "1700049600 ", "-", "-0", "00"}) {
    HttpRequest request = delete_request();
    request.headers.push_back({"x-tc-timestamp", value});
    expect_refused(request, ErrorCode::invalid_timestamp, "timestamp", "not a whole number", at(0));
  }
  for (const std::string value : {"-1", "4102444800"}) {
    HttpRequest request = delete_request();
    request.headers.push_back({"x-tc-timestamp", value});
    expect_refused(request, ErrorCode::invalid_timestamp, "timestamp", "the timestamp " + value, at(0));
  }
}

TEST(SignerRefuses, NothingIsBrokenByARefusal) {
  Signer signer = make_signer();
  const auto before = signer.sign(delete_request(), at(noon));
  HttpRequest bad = delete_request();
  drop_header(bad, "host");
  EXPECT_FALSE(signer.sign(bad, at(noon + 86400)));
  const auto after = signer.sign(delete_request(), at(noon));
  ASSERT_TRUE(before && after);
  EXPECT_EQ(after->headers, before->headers);
}

TEST(SignerRefuses, UseAfterMove) {
  Signer first = make_signer();
  Signer second = std::move(first);
  EXPECT_EQ(first.secret_id(), "");  // NOLINT: what is left is part of the interface
  const auto result = first.sign(delete_request(), at(noon));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::misuse);
  EXPECT_FALSE(first.explain(delete_request(), at(noon)));
  EXPECT_TRUE(second.sign(delete_request(), at(noon)));
}

}  // namespace
