#include <cstdlib>

#include "cvm/curl_transport.hpp"
#include "support/tiny_server.hpp"
#include "support/tls_server.hpp"
#include "support/transfers.hpp"

namespace cvm::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<Channel> open_channel(CurlOptions options) {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  auto transport = make_curl_transport(std::move(options));
  if (!transport) throw std::runtime_error(describe(transport.error()));
  return (*transport)->open();
}

ErrorCode refusal(CurlOptions options) {
  const auto transport = make_curl_transport(std::move(options));
  return transport ? ErrorCode::internal : transport.error().code;
}

std::string counts(Channel& channel, const TlsServer& server) {
  return end_of(transfer(channel, get(server.url("/counts")), read()));
}

// ----- certificates

TEST(CurlTls, ATrustedServerIsTalkedToOverHttp2) {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  const auto channel = open_channel({.ca_file = certificate.file});
  EXPECT_EQ(end_of(transfer(*channel, post(server.url("/hello")), change())), "answered 200 2.0 POST");
  EXPECT_EQ(end_of(transfer(*channel, get(server.url("/hello")), read())), "answered 200 2.0 GET");
  EXPECT_THAT(counts(*channel, server), HasSubstr(R"("connections":1})"));
}

TEST(CurlTls, TheEnvironmentNamesTheCaFile) {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  for (const char* variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    unsetenv("CURL_CA_BUNDLE");
    setenv(variable, certificate.file.c_str(), 1);
    const auto channel = open_channel({});
    EXPECT_EQ(end_of(transfer(*channel, post(server.url("/hello")), change())), "answered 200 2.0 POST");
  }
  unsetenv("SSL_CERT_FILE");
}

TEST(CurlTls, AnUntrustedCertificateIsNotSent) {
  const Certificate certificate("IP:127.0.0.1");
  const Certificate other("IP:127.0.0.1");
  const TlsServer server(certificate);
  const auto channel = open_channel({.ca_file = other.file});
  EXPECT_EQ(end_of(transfer(*channel, post(server.url("/hello")), change())), "not-sent certificate");
}

TEST(CurlTls, ACertificateForAnotherHostIsNotSent) {
  const Certificate certificate("DNS:other.example");
  const TlsServer server(certificate);
  const auto channel = open_channel({.ca_file = certificate.file});
  EXPECT_EQ(end_of(transfer(*channel, post(server.url("/hello")), change())), "not-sent certificate");
}

TEST(CurlTls, AServerWithoutTlsIsNotSent) {
  TinyServer server([](const SeenRequest&) { return answer("no TLS here"); });
  server.close_on_accept();
  const auto channel = open_channel({});
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  EXPECT_EQ(end_of(transfer(*channel, post(url), change())), "not-sent tls");
}

// ----- HTTP/2

TEST(CurlTls, ManyTransfersShareOneHttp2Connection) {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  const auto channel = open_channel({.ca_file = certificate.file});
  constexpr RequestNumber count = 16;
  for (RequestNumber id = 0; id < count; ++id) channel->start(id, post(server.url("/slow")), change());
  std::size_t ended = 0;
  while (ended < count) {
    const auto ends = next_ends(*channel);
    ASSERT_FALSE(ends.empty());
    for (const Input& end : ends) EXPECT_EQ(end_of(end), "answered 200 2.0 POST");
    ended += ends.size();
  }
  EXPECT_THAT(counts(*channel, server), HasSubstr(R"("connections":1})"));
}

int acted(Channel& channel, const TlsServer& server) {
  const std::string text = counts(channel, server);
  return std::stoi(text.substr(text.find(':') + 1));
}

// The last two say that the request was not processed; libcurl takes their word for it and would send it again.
TEST(CurlTls, AChangeIsNotRepeatedWhenHttp2Fails) {
  const Certificate certificate("IP:127.0.0.1");
  const TlsServer server(certificate);
  const auto observer = open_channel({.ca_file = certificate.file});
  for (const char* how :
       {"cut", "destroy", "NGHTTP2_INTERNAL_ERROR", "NGHTTP2_REFUSED_STREAM", "NGHTTP2_HTTP_1_1_REQUIRED"}) {
    for (const HttpRequest& request : {post(""), post("", ""), get("")}) {
      SCOPED_TRACE(request.method + " " + request.body + " " + how);
      const auto channel = open_channel({.ca_file = certificate.file});
      const int before = acted(*observer, server);
      ASSERT_EQ(end_of(transfer(*channel, get(server.url("/hello")), read())), "answered 200 2.0 GET");
      HttpRequest acting = request;
      acting.url = server.url("/act/") + how;
      EXPECT_THAT(end_of(transfer(*channel, acting, change())), testing::StartsWith("lost"));
      EXPECT_EQ(acted(*observer, server), before + 1);
    }
  }
}

// ----- proxies

TEST(CurlProxy, ARefusedProxyIsNotSent) {
  const auto channel = open_channel({.proxy = "http://127.0.0.1:" + std::to_string(closed_port())});
  EXPECT_EQ(end_of(transfer(*channel, post("https://cvm-images.invalid/"), change())), "not-sent proxy");
  EXPECT_EQ(end_of(transfer(*channel, post("http://cvm-images.invalid/"), change())), "not-sent proxy");
}

TEST(CurlProxy, AnUnknownProxyIsNotSent) {
  const auto channel = open_channel({.proxy = "http://cvm-images.invalid:3128"});
  EXPECT_EQ(end_of(transfer(*channel, post("https://127.0.0.1:1/"), change())), "not-sent proxy");
}

TEST(CurlProxy, AProxyThatSaysNoIsNotSentAndShowsNoPassword) {
  TinyServer proxy([](const SeenRequest&) { return answer("no", 407, "Proxy-Authenticate: Basic\r\n"); });
  const auto channel = open_channel({.proxy = "127.0.0.1:" + std::to_string(proxy.port()),
                                     .proxy_user = "somebody",
                                     .proxy_password = "MARKER-pass@word"});
  HttpRequest request = post("https://cvm-images.invalid/");
  request.headers.push_back({"authorization", "MARKER-signature"});
  const Input end = transfer(*channel, request, change());
  EXPECT_EQ(end_of(end), "not-sent proxy");
  EXPECT_THAT(detail_of(end), Not(HasSubstr("MARKER")));
  const std::string head = proxy.requests().at(0).head;
  EXPECT_THAT(head, HasSubstr("Proxy-Authorization: Basic "));
  EXPECT_THAT(head, Not(HasSubstr("MARKER-signature"))) << "the service's headers are none of the proxy's business";
}

TEST(CurlProxy, NoProxyGoesDirect) {
  TinyServer server([](const SeenRequest&) { return answer("direct"); });
  const auto channel =
      open_channel({.proxy = "http://127.0.0.1:" + std::to_string(closed_port()), .no_proxy = "127.0.0.1"});
  EXPECT_EQ(end_of(transfer(*channel, post(server.url()), change())), "answered 200 direct");
  const std::string refusing = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  EXPECT_EQ(end_of(transfer(*channel, post(refusing), change())), "not-sent connect");
}

TEST(CurlProxy, TheEnvironmentNamesTheProxy) {
  TinyServer proxy([](const SeenRequest&) { return answer("by proxy"); });
  const auto channel = open_channel({});
  setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(proxy.port())).c_str(), 1);
  EXPECT_EQ(end_of(transfer(*channel, get("http://cvm-images.invalid/"), read())), "answered 200 by proxy");
  setenv("http_proxy", "gopher://MARKER-user:MARKER-password@127.0.0.1", 1);
  const Input end = transfer(*channel, get("http://cvm-images.invalid/"), read());
  EXPECT_THAT(end_of(end), testing::StartsWith("not-sent"));
  EXPECT_THAT(detail_of(end), Not(HasSubstr("MARKER")));
  unsetenv("http_proxy");
}

TEST(CurlProxy, WhatIsOnThisMachineIsReachedDirectly) {
  TinyServer proxy([](const SeenRequest&) { return answer("by proxy"); });
  TinyServer server([](const SeenRequest&) { return answer("direct"); });
  const std::string address = "http://127.0.0.1:" + std::to_string(proxy.port());
  const auto channel = open_channel({.proxy = address});
  EXPECT_EQ(end_of(transfer(*channel, post(server.url()), change())), "answered 200 direct");
  EXPECT_EQ(end_of(transfer(*channel, get("http://cvm-images.invalid/"), read())), "answered 200 by proxy");
  setenv("http_proxy", address.c_str(), 1);
  EXPECT_EQ(end_of(transfer(*open_channel({}), post(server.url()), change())), "answered 200 direct");
  unsetenv("http_proxy");
}

// ----- options

TEST(CurlOptions, ABadCaFileIsRefused) {
  EXPECT_EQ(refusal({.ca_file = "/nowhere/ca.pem"}), ErrorCode::invalid_parameter);
  EXPECT_EQ(refusal({.ca_file = "/"}), ErrorCode::invalid_parameter);
  EXPECT_EQ(refusal({.ca_file = "/dev/null"}), ErrorCode::invalid_parameter);
  setenv("CURL_CA_BUNDLE", "/nowhere/ca.pem", 1);
  const auto transport = make_curl_transport();
  ASSERT_FALSE(transport);
  EXPECT_EQ(transport.error().where, "CURL_CA_BUNDLE");
  unsetenv("CURL_CA_BUNDLE");
}

TEST(CurlOptions, ABadProxyIsRefusedWithoutShowingIt) {
  for (const char* proxy : {"http://", "gopher://host:1", "http://MARKER:MARKER@host:1", "MARKER:MARKER@host:1",
                            "http://host:MARKER", "a b"}) {
    const auto transport = make_curl_transport({.proxy = proxy});
    ASSERT_FALSE(transport) << proxy;
    EXPECT_EQ(transport.error().code, ErrorCode::invalid_parameter);
    EXPECT_EQ(transport.error().where, "proxy");
    EXPECT_THAT(describe(transport.error()), Not(HasSubstr("MARKER")));
  }
  EXPECT_TRUE(make_curl_transport({.proxy = "proxy.example:3128"}));
  EXPECT_TRUE(make_curl_transport({.proxy = "socks5h://[::1]:1080"}));
}

}  // namespace
}  // namespace cvm::test
