#include "cvm/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exact_copy.hpp"

namespace {

using cvm::Endpoint;
using cvm::EndpointOptions;
using cvm::ErrorCode;
using cvm::Site;
using cvm_test::ExactCopy;
using testing::HasSubstr;
using testing::Not;

cvm::Result<Endpoint> parse(std::string_view text) { return cvm::parse_endpoint(ExactCopy(text).view()); }

TEST(Site, SpellingsGoBothWays) {
  EXPECT_EQ(cvm::to_string(Site::cn), "cn");
  EXPECT_EQ(cvm::to_string(Site::intl), "intl");
  EXPECT_EQ(cvm::to_string(Site::internal), "internal");
  for (const Site site : {Site::cn, Site::intl, Site::internal}) EXPECT_EQ(cvm::parse_site(to_string(site)), site);
  for (const std::string_view text : {"", "CN", "int", "internal "}) {
    EXPECT_EQ(cvm::parse_site(ExactCopy(text).view()), std::nullopt) << text;
  }
}

TEST(Endpoint, AuthorityHasThePortOnlyWhenItIsNotTheSchemesOwn) {
  EXPECT_EQ((Endpoint{.host = "h"}.authority()), "h");
  EXPECT_EQ((Endpoint{.host = "h", .port = 443}.authority()), "h");
  EXPECT_EQ((Endpoint{.host = "h", .port = 80}.authority()), "h:80");
  EXPECT_EQ((Endpoint{.scheme = "http", .host = "h", .port = 80}.authority()), "h");
  EXPECT_EQ((Endpoint{.scheme = "http", .host = "[::1]", .port = 65535}.authority()), "[::1]:65535");
  EXPECT_EQ((Endpoint{.host = "cvm.tencentcloudapi.com"}.url()), "https://cvm.tencentcloudapi.com/");
  EXPECT_EQ((Endpoint{.scheme = "http", .host = "127.0.0.1", .port = 8080}.url()), "http://127.0.0.1:8080/");
}

struct Accepted {
  std::string text;
  Endpoint endpoint;
};

TEST(ParseEndpoint, AcceptsHostsAndUrls) {
  const std::vector<Accepted> cases{
      {"cvm.tencentcloudapi.com", {.host = "cvm.tencentcloudapi.com"}},
      {"CVM.TencentCloudAPI.com", {.host = "cvm.tencentcloudapi.com"}},
      {"cvm.tencentcloudapi.com/", {.host = "cvm.tencentcloudapi.com"}},
      {"https://proxy.example:8443", {.host = "proxy.example", .port = 8443}},
      {"HTTPS://proxy.example:8443/", {.host = "proxy.example", .port = 8443}},
      {"proxy.example:8443", {.host = "proxy.example", .port = 8443}},
      {"https://h:443", {.host = "h"}},
      {"https://h:80", {.host = "h", .port = 80}},
      {"https://h:1", {.host = "h", .port = 1}},
      {"https://h:65535", {.host = "h", .port = 65535}},
      {"10.0.0.1", {.host = "10.0.0.1"}},
      {"https://[2001:DB8::1]:8443", {.host = "[2001:db8::1]", .port = 8443}},
      {"[::ffff:10.0.0.1]", {.host = "[::ffff:10.0.0.1]"}},
      {"1.example", {.host = "1.example"}},
      {"xn--bcher-kva.example", {.host = "xn--bcher-kva.example"}},
  };
  for (const Accepted& expected : cases) {
    const auto endpoint = parse(expected.text);
    ASSERT_TRUE(endpoint) << expected.text << ": " << describe(endpoint.error());
    EXPECT_EQ(*endpoint, expected.endpoint) << expected.text << " became " << endpoint->url();
  }
}

TEST(ParseEndpoint, AcceptsHttpForLoopback) {
  const std::vector<Accepted> cases{
      {"http://127.0.0.1:8080", {.scheme = "http", .host = "127.0.0.1", .port = 8080}},
      {"http://127.255.255.254", {.scheme = "http", .host = "127.255.255.254"}},
      {"http://localhost", {.scheme = "http", .host = "localhost"}},
      {"HTTP://LOCALHOST:80/", {.scheme = "http", .host = "localhost"}},
      {"http://localhost:443", {.scheme = "http", .host = "localhost", .port = 443}},
      {"http://[::1]:3000", {.scheme = "http", .host = "[::1]", .port = 3000}},
      {"http://[0:0:0:0:0:0:0:1]", {.scheme = "http", .host = "[0:0:0:0:0:0:0:1]"}},
  };
  for (const Accepted& expected : cases) {
    const auto endpoint = parse(expected.text);
    ASSERT_TRUE(endpoint) << expected.text << ": " << describe(endpoint.error());
    EXPECT_EQ(*endpoint, expected.endpoint) << expected.text << " became " << endpoint->url();
  }
}

TEST(ParseEndpoint, RefusesHttpBeyondLoopback) {
  for (const std::string_view text :
       {"http://cvm.tencentcloudapi.com", "http://127.0.0.1.evil.example", "http://127.evil.example",
        "http://localhost.evil.example", "http://evil.localhost", "http://notlocalhost", "http://128.0.0.1",
        "http://126.255.255.255", "http://0.0.0.0", "http://[::]", "http://[::2]", "http://[1::]", "http://[::1:1]",
        "http://[::ffff:127.0.0.1]", "http://[::127.0.0.1]", "http://10.0.0.1:8080"}) {
    const auto endpoint = parse(text);
    ASSERT_FALSE(endpoint) << text << " became " << endpoint->url();
    EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_endpoint) << text;
    EXPECT_EQ(endpoint.error().where, "endpoint");
    EXPECT_THAT(endpoint.error().message, HasSubstr("not encrypted")) << text;
  }
}

struct Refused {
  std::string text;
  std::string says;
};

TEST(ParseEndpoint, SaysWhatIsWrong) {
  const std::vector<Refused> cases{
      {"", "is empty"},
      {"ftp://h", "scheme"},
      {"://h", "scheme"},
      {"javascript://h", "scheme"},
      {"https://", "no usable host"},
      {"https:///", "no usable host"},
      {"/", "no usable host"},
      {"https://h/v3", "path"},
      {"h/v3/", "path"},
      {"h//", "path"},
      {"https:/h", "path"},
      {"https://h?a=b", "query"},
      {"https://h/?", "query"},
      {"https://h/#a", "fragment"},
      {"http://localhost@evil.example", "credentials"},
      {"http://127.0.0.1:80@evil.example", "credentials"},
      {"https://user:password@h", "credentials"},
      {"https://h/@", "credentials"},
      {" https://h", "scheme"},
      {"https://h ", "white space"},
      {"h\n", "white space"},
      {"h\tb", "white space"},
      {"https://h\r\nx: y", "white space"},
      {std::string("h\0", 2), "control character"},
      {"https://h:", "no port"},
      {"https://h:0", "no port"},
      {"https://h:65536", "no port"},
      {"https://h:99999999999", "no port"},
      {"https://h:-1", "no port"},
      {"https://h:+1", "no port"},
      {"https://h:0x1", "no port"},
      {"https://h:080", "no port"},
      {"https://h:1:2", "no port"},
      {"https://[::1]:0", "no port"},
      {"https://[::1]:", "no port"},
      {"https://:8443", "no usable host"},
      {"https://::1", "no usable host"},
      {"https://2001:db8::1", "no usable host"},
  };
  for (const Refused& refused : cases) {
    const auto endpoint = parse(refused.text);
    ASSERT_FALSE(endpoint) << refused.text << " became " << endpoint->url();
    EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_endpoint) << refused.text;
    EXPECT_EQ(endpoint.error().where, "endpoint") << refused.text;
    EXPECT_THAT(endpoint.error().message, HasSubstr(refused.says)) << refused.text;
    EXPECT_THAT(endpoint.error().message, HasSubstr("https://proxy.example:8443")) << refused.text;
  }
}

TEST(ParseEndpoint, RefusesOddHosts) {
  const std::string long_label(64, 'a');
  const std::string long_name =
      std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(62, 'd');
  for (const std::string& host : {std::string("a..b"),
                                  std::string(".a"),
                                  std::string("a."),
                                  std::string("."),
                                  std::string("-a"),
                                  std::string("a-"),
                                  std::string("a.-b"),
                                  std::string("a_b"),
                                  std::string("a%2eb"),
                                  std::string("a\\b"),
                                  std::string("127.0.0.1\\evil.example"),
                                  std::string("b\xC3\xBC"),
                                  std::string("a,b"),
                                  std::string("a*b"),
                                  long_label,
                                  long_name,
                                  std::string("127.1"),
                                  std::string("2130706433"),
                                  std::string("0x7f000001"),
                                  std::string("127.0.0.0x1"),
                                  std::string("1.2.3.256"),
                                  std::string("1.2.3.04"),
                                  std::string("1.2.3.4.5"),
                                  std::string("a.1"),
                                  std::string("1.2.3"),
                                  std::string("[::1"),
                                  std::string("::1]"),
                                  std::string("[]"),
                                  std::string("[1]"),
                                  std::string("[:::]"),
                                  std::string("[1::2::3]"),
                                  std::string("[1:2:3:4:5:6:7:8:9]"),
                                  std::string("[1:2:3:4:5:6:7::8]x"),
                                  std::string("[1:2:3:4:5:6:7:8::]"),
                                  std::string("[12345::]"),
                                  std::string("[g::]"),
                                  std::string("[fe80::1%25eth0]"),
                                  std::string("[1:2:3:4:5:6:7:]"),
                                  std::string("[:1:2:3:4:5:6:7]"),
                                  std::string("[1.2.3.4::]"),
                                  std::string("[::1.2.3.256]"),
                                  std::string("[1:2:3:4:5:6:7:1.2.3.4]"),
                                  std::string("[127.0.0.1]"),
                                  std::string("[-1::]")}) {
    const auto endpoint = parse("https://" + host);
    ASSERT_FALSE(endpoint) << host << " became " << endpoint->url();
    EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_endpoint) << host;
  }
  const std::string longest = long_name.substr(1);
  EXPECT_EQ(longest.size(), 253U);
  EXPECT_TRUE(parse(longest));
}

TEST(ParseEndpoint, MessagesHoldNoPasswordAndNoControlCharacters) {
  for (const std::string_view text : {"https://user:hunter2@h", "https://h\x1b[31m:x", "https://h/hunter2"}) {
    const auto endpoint = parse(text);
    ASSERT_FALSE(endpoint);
    EXPECT_THAT(endpoint.error().message, Not(HasSubstr("hunter2")));
    EXPECT_THAT(endpoint.error().message, Not(HasSubstr("\x1b")));
  }
}

TEST(ValidateRegion, AcceptsEveryPlausibleRegion) {
  for (const std::string& region :
       {std::string("ap-guangzhou"), std::string("ap-shanghai-fsi"), std::string("me-saudi-arabia"), std::string("a"),
        std::string("ap-new-1"), std::string(64, 'a')}) {
    EXPECT_TRUE(cvm::validate_region(ExactCopy(region).view())) << region;
  }
}

TEST(ValidateRegion, RefusesOddCharacters) {
  for (const std::string& region :
       {std::string(), std::string("AP-guangzhou"), std::string("ap_guangzhou"), std::string("-ap"), std::string("ap-"),
        std::string("-"), std::string("ap guangzhou"), std::string("ap-guangzhou\n"), std::string("ap.evil.example"),
        std::string("ap/x"), std::string("all "), std::string("ap\xC3\xBC"), std::string(65, 'a')}) {
    const auto result = cvm::validate_region(ExactCopy(region).view());
    ASSERT_FALSE(result) << region;
    EXPECT_EQ(result.error().code, ErrorCode::invalid_region) << region;
    EXPECT_EQ(result.error().where, "Region") << region;
    EXPECT_THAT(result.error().message, HasSubstr("such as ap-guangzhou")) << region;
  }
}

TEST(FinanceRegion, EndsInFsi) {
  EXPECT_TRUE(cvm::is_finance_region("ap-shanghai-fsi"));
  EXPECT_TRUE(cvm::is_finance_region("ap-shenzhen-fsi"));
  for (const std::string_view region : {"", "-fsi", "fsi", "ap-shanghai", "ap-fsi-shanghai", "ap-shanghaifsi"}) {
    EXPECT_FALSE(cvm::is_finance_region(ExactCopy(region).view())) << region;
  }
}

struct Resolved {
  std::string service;
  std::string region;
  Site site;
  std::string url;
};

TEST(ResolveEndpoint, FollowsTheHostRules) {
  const std::vector<Resolved> cases{
      {"cvm", "ap-guangzhou", Site::cn, "https://cvm.tencentcloudapi.com/"},
      {"cvm", "", Site::cn, "https://cvm.tencentcloudapi.com/"},
      {"sts", "", Site::intl, "https://sts.intl.tencentcloudapi.com/"},
      {"cvm", "ap-singapore", Site::intl, "https://cvm.intl.tencentcloudapi.com/"},
      {"as", "ap-guangzhou", Site::internal, "https://as.internal.tencentcloudapi.com/"},
      {"cvm", "ap-shanghai-fsi", Site::cn, "https://cvm.ap-shanghai-fsi.tencentcloudapi.com/"},
      {"cbs", "ap-shenzhen-fsi", Site::cn, "https://cbs.ap-shenzhen-fsi.tencentcloudapi.com/"},
      {"cvm", "ap-shanghai-fsi", Site::intl, "https://cvm.ap-shanghai-fsi.tencentcloudapi.com/"},
      {"cvm", "ap-shanghai-fsi", Site::internal, "https://cvm.ap-shanghai-fsi.tencentcloudapi.com/"},
      {"cvm", "ap-brand-new", Site::cn, "https://cvm.tencentcloudapi.com/"},
  };
  for (const Resolved& expected : cases) {
    const auto endpoint = cvm::resolve_endpoint(expected.service, expected.region, {.site = expected.site});
    ASSERT_TRUE(endpoint) << expected.url << ": " << describe(endpoint.error());
    EXPECT_EQ(endpoint->url(), expected.url);
  }
}

EndpointOptions overridden(std::string host) {
  return {.site = Site::cn, .override = Endpoint{.host = std::move(host), .port = 8443}};
}

TEST(ResolveEndpoint, OverrideTakesTheCallsOfEveryService) {
  for (const std::string_view service : {"cvm", "sts", "region"}) {
    for (const std::string_view region : {"", "ap-guangzhou", "ap-shanghai-fsi"}) {
      const auto endpoint = cvm::resolve_endpoint(service, region, overridden("proxy.example"));
      ASSERT_TRUE(endpoint) << describe(endpoint.error());
      EXPECT_EQ(endpoint->url(), "https://proxy.example:8443/");
    }
  }
}

TEST(ResolveEndpoint, OverrideOfTheServiceMustAgreeWithTheRegion) {
  struct Pair {
    std::string host;
    std::string region;
    bool agrees;
  };
  const std::vector<Pair> pairs{
      {"cvm.tencentcloudapi.com", "ap-guangzhou", true},
      {"cvm.ap-guangzhou.tencentcloudapi.com", "ap-shanghai", true},  // only a way in
      {"cvm.intl.tencentcloudapi.com", "ap-guangzhou", true},
      {"cvm.ap-shanghai-fsi.tencentcloudapi.com", "ap-shanghai-fsi", true},
      {"cvm.ap-shanghai-fsi.tencentcloudapi.com", "", true},
      {"cvm.tencentcloudapi.com", "ap-shanghai-fsi", false},
      {"CVM.TencentCloudAPI.com", "ap-shanghai-fsi", false},
      {"cvm.intl.tencentcloudapi.com", "ap-shanghai-fsi", false},
      {"cvm.ap-shanghai.tencentcloudapi.com", "ap-shanghai-fsi", false},
      {"cvm.ap-shenzhen-fsi.tencentcloudapi.com", "ap-shanghai-fsi", false},
      {"cvm.ap-shanghai-fsi.tencentcloudapi.com", "ap-shanghai", false},
      {"cvm.ap-shanghai-fsi.tencentcloudapi.com", "ap-guangzhou", false},
      {"eviltencentcloudapi.com", "ap-shanghai-fsi", true},  // not the service's: nothing is known of it
  };
  for (const Pair& pair : pairs) {
    const auto endpoint = cvm::resolve_endpoint("cvm", pair.region, overridden(pair.host));
    ASSERT_EQ(endpoint.has_value(), pair.agrees) << pair.host << " with " << pair.region;
    if (pair.agrees) {
      EXPECT_EQ(endpoint->host, pair.host);
      continue;
    }
    EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_region);
    EXPECT_EQ(endpoint.error().where, "Region");
    EXPECT_THAT(endpoint.error().message, HasSubstr(pair.region));
    EXPECT_THAT(endpoint.error().message, HasSubstr("leave the endpoint out"));
  }
}

TEST(ResolveEndpoint, RefusesOddServicesAndRegions) {
  for (const std::string_view service : {"", "CVM", "cvm.evil", "evil.example/", "cvm\n", "-cvm"}) {
    const auto endpoint = cvm::resolve_endpoint(ExactCopy(service).view(), "ap-guangzhou", {});
    ASSERT_FALSE(endpoint) << service;
    EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_parameter);
    EXPECT_EQ(endpoint.error().where, "service");
  }
  const auto endpoint = cvm::resolve_endpoint("cvm", "ap.evil.example", overridden("proxy.example"));
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_region);
}

}  // namespace
