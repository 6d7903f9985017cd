#include "cvm/curl_transport.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <thread>

#include "support/tiny_server.hpp"
#include "support/tls_server.hpp"
#include "support/transfers.hpp"

namespace cvm::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CurlTransportTest : public testing::Test {
 protected:
  CurlTransportTest() {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  }
  static std::shared_ptr<Transport> make(CurlOptions options = {}) {
    auto transport = make_curl_transport(std::move(options));
    if (!transport) throw std::runtime_error(describe(transport.error()));
    return *transport;
  }
  std::shared_ptr<Transport> transport_ = make();
  std::unique_ptr<Channel> channel_ = transport_->open();
};

Reply hello(const SeenRequest&) { return answer("hello"); }

/// Answers the first request of each connection; cuts the connection at the second, having read all of it.
Reply reset_when_reused(const SeenRequest& request) {
  if (request.on_connection > 1) return {.then = Then::reset};
  return answer("first");
}

// ----- requests and answers

TEST_F(CurlTransportTest, SendsTheHeadersAsGiven) {
  TinyServer server(hello);
  HttpRequest request = post(server.url("/?a=%20b&c="));
  request.headers = {{"host", "cvm.tencentcloudapi.com"},
                     {"content-type", "application/json; charset=utf-8"},
                     {"x-twice", "one"},
                     {"x-twice", "two"},
                     {"x-empty", ""},
                     {"x-tc-action", "DeleteImages"}};
  EXPECT_EQ(end_of(transfer(*channel_, request, change())), "answered 200 hello");

  const SeenRequest seen = server.requests().at(0);
  EXPECT_EQ(seen.body, request.body);
  EXPECT_THAT(seen.head, testing::StartsWith("POST /?a=%20b&c= HTTP/1.1\r\n"));
  EXPECT_THAT(seen.head, HasSubstr("\r\nHost: cvm.tencentcloudapi.com\r\n"));
  EXPECT_THAT(seen.head, Not(HasSubstr("127.0.0.1")));
  EXPECT_THAT(seen.head, HasSubstr("\r\ncontent-type: application/json; charset=utf-8\r\n"));
  EXPECT_THAT(seen.head, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(seen.head, HasSubstr("\r\nx-twice: one\r\nx-twice: two\r\n"));
  EXPECT_THAT(seen.head, HasSubstr("\r\nx-empty:\r\n"));
  EXPECT_THAT(seen.head, HasSubstr("\r\nUser-Agent: cvm-images"));
  EXPECT_THAT(seen.head, HasSubstr("gzip"));
}

TEST_F(CurlTransportTest, SendsALargeBodyWholeAndWithoutExpect) {
  TinyServer server(hello);
  std::string body(3 * 1024 * 1024, 'x');
  for (std::size_t i = 0; i < body.size(); i += 1000) body[i] = static_cast<char>('a' + i % 26);
  for (const TransferOptions& options : {change(), read()}) {
    EXPECT_EQ(end_of(transfer(*channel_, post(server.url(), body), options)), "answered 200 hello");
    EXPECT_TRUE(server.requests().back().body == body);
    EXPECT_THAT(server.requests().back().head, Not(HasSubstr("xpect")));
  }
}

TEST_F(CurlTransportTest, GivesOnlyTheLastAnswersHeadersInLowerCase) {
  TinyServer server([](const SeenRequest&) {
    return Reply{.bytes =
                     "HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n"
                     "HTTP/1.1 500 No\r\nX-Two: a\r\nX-Two: b\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "4\r\nbody\r\n0\r\nX-Trailer: late\r\n\r\n",
                 .piece = 40};
  });
  const Input end = transfer(*channel_, get(server.url()), read());
  ASSERT_EQ(end_of(end), "answered 500 body");
  EXPECT_THAT(std::get<Answered>(end).response.headers,
              ElementsAre(Header{"x-two", "a"}, Header{"x-two", "b"}, Header{"transfer-encoding", "chunked"}));
}

TEST_F(CurlTransportTest, RefusesWhatItCannotSendAsGiven) {
  TinyServer server(hello);
  HttpRequest request = post(server.url());
  request.method = "DELETE";
  EXPECT_EQ(end_of(transfer(*channel_, request, change())), "not-sent other");
  request.method = "GET";
  EXPECT_EQ(end_of(transfer(*channel_, request, change())), "not-sent other") << "it has a body";
  request = post(server.url());
  request.headers.push_back({"x-a", "b\r\nx-c: d"});
  EXPECT_EQ(end_of(transfer(*channel_, request, change())), "not-sent other");
  EXPECT_TRUE(server.requests().empty());
}

// ----- connections

TEST_F(CurlTransportTest, UsesOneConnectionForManyRequests) {
  TinyServer server(hello);
  for (int i = 0; i < 50; ++i) {
    const HttpRequest request = i % 2 == 0 ? post(server.url()) : get(server.url());
    EXPECT_EQ(end_of(transfer(*channel_, request, i % 3 == 0 ? change() : read())), "answered 200 hello");
  }
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.requests().size(), 50U);
}

TEST_F(CurlTransportTest, AClosedChannelLeavesItsConnectionsToTheNext) {
  TinyServer server(hello);
  for (int i = 0; i < 5; ++i) {
    channel_ = nullptr;
    channel_ = transport_->open();
    EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "answered 200 hello");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlTransportTest, AChannelOutlivesItsTransport) {
  TinyServer server(hello);
  transport_ = nullptr;
  EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "answered 200 hello");
}

TEST_F(CurlTransportTest, ConnectsAnewWhenTheServerClosedInBetween) {
  TinyServer server([](const SeenRequest&) {
    Reply reply = answer("hello", 200, "Connection: close\r\n");
    reply.then = Then::close;
    return reply;
  });
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "answered 200 hello");
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(CurlTransportTest, EightThreadsUseOneTransport) {
  TinyServer server(hello);
  constexpr int rounds = 2;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([this, &server] {
        const auto channel = transport_->open();
        for (int k = 0; k < 20; ++k) {
          EXPECT_EQ(end_of(transfer(*channel, post(server.url()), change())), "answered 200 hello");
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_LE(server.connections(), 8);
  EXPECT_EQ(server.requests().size(), 8U * 20U * rounds);
}

// ----- at most once

struct Delivery {
  std::string name;
  HttpRequest request;
};

TEST_F(CurlTransportTest, AChangeIsNotRepeatedWhenAReusedConnectionIsReset) {
  for (const Delivery& delivery :
       {Delivery{"body", post("")}, Delivery{"large body", post("", std::string(900'000, 'x'))},
        Delivery{"no body", post("", "")}, Delivery{"GET", get("")}}) {
    SCOPED_TRACE(delivery.name);
    TinyServer server(reset_when_reused);
    ASSERT_EQ(end_of(transfer(*channel_, get(server.url("/first")), read())), "answered 200 first");
    HttpRequest request = delivery.request;
    request.url = server.url("/change");
    const Input end = transfer(*channel_, request, change());
    EXPECT_EQ(end_of(end), "lost cut");
    EXPECT_THAT(detail_of(end), HasSubstr("not sent a second time"));
    EXPECT_EQ(server.requests().size(), 2U) << "the first one, and the change once";
  }
}

TEST_F(CurlTransportTest, AReadIsRepeatedWhenAReusedConnectionIsReset) {
  for (const HttpRequest& read_request : {post(""), get("")}) {
    TinyServer server(reset_when_reused);
    HttpRequest request = read_request;
    request.url = server.url();
    EXPECT_EQ(end_of(transfer(*channel_, request, read())), "answered 200 first");
    EXPECT_EQ(end_of(transfer(*channel_, request, read())), "answered 200 first");
    EXPECT_EQ(server.requests().size(), 3U);
  }
}

TEST_F(CurlTransportTest, ARepeatThatCannotConnectDoesNotLookUnsent) {
  for (const TransferOptions& options : {change(), read()}) {
    TinyServer* self = nullptr;
    TinyServer server([&self](const SeenRequest& request) {
      if (request.on_connection == 1) return answer("first");
      self->refuse_connections();
      return Reply{.then = Then::reset};
    });
    self = &server;
    ASSERT_EQ(end_of(transfer(*channel_, post(server.url()), read())), "answered 200 first");
    EXPECT_THAT(end_of(transfer(*channel_, post(server.url()), options)), testing::StartsWith("lost"));
    EXPECT_EQ(server.requests().size(), 2U);
  }
}

TEST_F(CurlTransportTest, AConnectionClosedWithoutAnAnswerIsLost) {
  for (const Then then : {Then::close, Then::reset}) {
    TinyServer server([then](const SeenRequest&) { return Reply{.then = then}; });
    EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "lost cut");
    EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), read())), "lost cut");
    EXPECT_EQ(server.requests().size(), 2U);
  }
}

TEST_F(CurlTransportTest, AConnectionClosedBeforeReadingIsLost) {
  TinyServer server(hello);
  server.close_on_accept();
  EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "lost cut");
  EXPECT_TRUE(server.requests().empty());
}

// ----- faults on the way

TEST_F(CurlTransportTest, RefusedIsNotSent) {
  const std::string url = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
  for (const TransferOptions& options : {change(), read()}) {
    EXPECT_EQ(end_of(transfer(*channel_, post(url), options)), "not-sent connect");
  }
}

TEST_F(CurlTransportTest, AnUnknownHostIsNotSent) {
  EXPECT_EQ(end_of(transfer(*channel_, post("https://cvm-images.invalid/"), change())), "not-sent resolve");
}

TEST_F(CurlTransportTest, AUrlThatIsNoneIsNotSent) {
  for (const char* url : {"", "http://", "file:///etc/passwd", "ftp://127.0.0.1/"}) {
    EXPECT_EQ(end_of(transfer(*channel_, get(url), read())), "not-sent other") << url;
  }
}

TEST_F(CurlTransportTest, ATimeoutAfterSendingIsLost) {
  TinyServer server([](const SeenRequest&) { return Reply{.then = Then::hang}; });
  EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change(60ms))), "lost timeout");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(CurlTransportTest, ATimeoutBeforeSendingIsNotSent) {
  TinyServer server(hello);  // never answers the TLS handshake
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  EXPECT_EQ(end_of(transfer(*channel_, post(url), change(60ms))), "not-sent timeout");
  const auto hurried = make({.connect_timeout = 30ms})->open();
  EXPECT_EQ(end_of(transfer(*hurried, post(url), change())), "not-sent timeout");
}

TEST_F(CurlTransportTest, ACutBodyIsLost) {
  TinyServer server([](const SeenRequest& request) {
    if (request.head.starts_with("GET /chunked")) {
      return Reply{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf", .then = Then::close};
    }
    return Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", .then = Then::close};
  });
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url("/length")), read())), "lost cut");
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url("/chunked")), read())), "lost cut");
  EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "lost cut");
}

TEST_F(CurlTransportTest, ASlowAnswerInPiecesArrivesWhole) {
  TinyServer server([](const SeenRequest&) {
    Reply reply = answer("0123456789");
    reply.piece = 20;
    reply.pause_before = 5ms;
    return reply;
  });
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url()), read())), "answered 200 0123456789");
}

// ----- the cap

TEST_F(CurlTransportTest, TheCapHoldsToTheByte) {
  TinyServer server([](const SeenRequest&) { return answer(std::string(1000, 'x')); });
  TransferOptions options = read();
  options.max_answer_bytes = 1000;
  EXPECT_THAT(end_of(transfer(*channel_, get(server.url()), options)), testing::StartsWith("answered 200 xxx"));
  options.max_answer_bytes = 999;
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url()), options)), "lost too-large");
  EXPECT_EQ(end_of(transfer(*channel_, post(server.url()), {.max_answer_bytes = 0})), "lost too-large");
}

TEST_F(CurlTransportTest, TheCapCountsUnpackedBytes) {
  const std::string packed = output_of("head -c 67108865 /dev/zero | gzip -1");  // 64 MiB and one byte
  ASSERT_LT(packed.size(), 1'000'000U);
  TinyServer server([&](const SeenRequest&) { return answer(packed, 200, "Content-Encoding: gzip\r\n"); });
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url()), read())), "lost too-large");
}

TEST_F(CurlTransportTest, APackedAnswerIsUnpacked) {
  const std::string packed = output_of("printf hello | gzip");
  TinyServer server([&](const SeenRequest&) { return answer(packed, 200, "Content-Encoding: gzip\r\n"); });
  TransferOptions options = read();
  options.max_answer_bytes = 5;
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url()), options)), "answered 200 hello");
}

// ----- many at once, waking, aborting

TEST_F(CurlTransportTest, ManyTransfersRunAtOnce) {
  TinyServer server([](const SeenRequest& request) {
    Reply reply = answer(request.body);
    reply.pause_before = 50ms;
    return reply;
  });
  constexpr RequestNumber count = 40;
  const auto begin = steady_clock::now();
  for (RequestNumber id = 0; id < count; ++id) channel_->start(id, post(server.url(), std::to_string(id)), change());
  std::set<RequestNumber> seen;
  while (seen.size() < count) {
    const auto ends = next_ends(*channel_);
    ASSERT_FALSE(ends.empty());
    for (const Input& end : ends) {
      ASSERT_TRUE(std::holds_alternative<Answered>(end)) << end_of(end);
      const auto& answered = std::get<Answered>(end);
      EXPECT_EQ(answered.response.body, std::to_string(answered.id));
      EXPECT_TRUE(seen.insert(answered.id).second) << "an end came twice";
    }
  }
  EXPECT_LT(steady_clock::now() - begin, 50ms * count);
}

TEST_F(CurlTransportTest, NoCallWaitsForAPoll) {
  TinyServer server(hello);
  auto longest = steady_clock::duration::zero();
  for (int i = 0; i < 300; ++i) {
    const auto begin = steady_clock::now();
    ASSERT_EQ(end_of(transfer(*channel_, post(server.url()), change())), "answered 200 hello");
    longest = std::max(longest, steady_clock::now() - begin);
  }
  EXPECT_LT(longest, 500ms);
}

TEST_F(CurlTransportTest, WaitsAsLongAsAskedWithNothingUnderWay) {
  const auto begin = steady_clock::now();
  EXPECT_TRUE(channel_->wait(30ms).empty());
  EXPECT_GE(steady_clock::now() - begin, 30ms);
  EXPECT_TRUE(channel_->wait(0ms).empty());
  EXPECT_TRUE(channel_->wait(-5ms).empty());
}

TEST_F(CurlTransportTest, WakesFromAnotherThreadNowOrAtTheNextWait) {
  const auto begin = steady_clock::now();
  std::thread waker([this] {
    std::this_thread::sleep_for(20ms);
    channel_->wake();
  });
  EXPECT_TRUE(channel_->wait(std::chrono::hours(1)).empty());
  waker.join();
  channel_->wake();
  channel_->wake();
  EXPECT_TRUE(channel_->wait(std::chrono::milliseconds::max()).empty());
  EXPECT_LT(steady_clock::now() - begin, 5s);
  EXPECT_TRUE(channel_->wait(10ms).empty());
}

TEST_F(CurlTransportTest, DestroyingAChannelAbortsItsTransfers) {
  TinyServer server([](const SeenRequest& request) {
    if (request.head.starts_with("GET /hang")) return Reply{.then = Then::hang};
    return answer("hello");
  });
  channel_->start(1, get(server.url("/hang")), read());
  channel_->start(2, get(server.url("/hang")), change());
  while (server.requests().size() < 2) EXPECT_TRUE(channel_->wait(5ms).empty());
  channel_ = transport_->open();
  EXPECT_EQ(end_of(transfer(*channel_, get(server.url()), read())), "answered 200 hello");
}

}  // namespace
}  // namespace cvm::test
