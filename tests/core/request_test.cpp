// Building requests: names, hosts, headers, and params as JSON.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "request_support.hpp"

namespace {

using namespace cvm_test;
using namespace std::string_literals;
using cvm::Effect;
using cvm::Header;
using ::testing::ElementsAre;

// What is built

TEST(BuildRequest, DeleteImagesByPost) {
  const std::string params = " { \"ImageIds\" :[\"img-34vaef8fe\"],\"DryRun\":true}\n";
  const auto request = build(call("DeleteImages", params));
  EXPECT_EQ(request.action, "DeleteImages");
  EXPECT_EQ(request.service, "cvm");
  EXPECT_EQ(request.region, "ap-guangzhou");
  EXPECT_EQ(request.effect, Effect::changes);
  EXPECT_EQ(request.rate_per_second, 10);
  EXPECT_EQ(request.http.method, "POST");
  EXPECT_EQ(request.http.url, "https://cvm.tencentcloudapi.com/");
  EXPECT_EQ(request.http.body, params);
  EXPECT_THAT(request.http.headers,
              ElementsAre(Header{"host", "cvm.tencentcloudapi.com"}, Header{"content-type", "application/json"},
                          Header{"x-tc-action", "DeleteImages"}, Header{"x-tc-version", "2017-03-12"},
                          Header{"x-tc-region", "ap-guangzhou"}));
}

TEST(BuildRequest, DescribeImagesByGet) {
  const auto request =
      build(get("DescribeImages", R"({"ImageIds":["img-1","img-2"],"Limit":100})"), {.language = "zh-CN"});
  EXPECT_EQ(request.effect, Effect::reads);
  EXPECT_EQ(request.rate_per_second, 40);
  EXPECT_EQ(request.http.method, "GET");
  EXPECT_EQ(request.http.url, "https://cvm.tencentcloudapi.com/?ImageIds.0=img-1&ImageIds.1=img-2&Limit=100");
  EXPECT_EQ(request.http.body, "");
  EXPECT_THAT(request.http.headers,
              ElementsAre(Header{"host", "cvm.tencentcloudapi.com"},
                          Header{"content-type", "application/x-www-form-urlencoded"},
                          Header{"x-tc-action", "DescribeImages"}, Header{"x-tc-version", "2017-03-12"},
                          Header{"x-tc-region", "ap-guangzhou"}, Header{"x-tc-language", "zh-CN"}));
}

TEST(BuildRequest, GetWithoutParametersHasNoQuery) {
  EXPECT_EQ(build(get("DescribeImageQuota", "{}")).http.url, "https://cvm.tencentcloudapi.com/");
}

TEST(BuildRequest, EveryServiceHasItsHostAndVersion) {
  const auto sts = build({.action = "GetCallerIdentity"});
  EXPECT_EQ(sts.http.url, "https://sts.tencentcloudapi.com/");
  EXPECT_EQ(sts.http.body, "{}");
  EXPECT_THAT(sts.http.headers,
              ElementsAre(Header{"host", "sts.tencentcloudapi.com"}, Header{"content-type", "application/json"},
                          Header{"x-tc-action", "GetCallerIdentity"}, Header{"x-tc-version", "2018-08-13"}));
  const auto regions = build({.action = "DescribeRegions", .params = R"({"Product":"cvm"})"});
  EXPECT_EQ(regions.http.url, "https://region.tencentcloudapi.com/");
  EXPECT_EQ(regions.rate_per_second, 50);
  EXPECT_EQ(build(call("DescribeSnapshots", "{}")).service, "cbs");
  EXPECT_EQ(build(call("DescribeLaunchConfigurations", "{}")).http.headers[3], (Header{"x-tc-version", "2018-04-19"}));
}

TEST(BuildRequest, TheEndpointFollowsRegionSiteAndOverride) {
  Call finance = call("DescribeImages", "{}");
  finance.region = "ap-shanghai-fsi";
  EXPECT_EQ(build(finance).http.url, "https://cvm.ap-shanghai-fsi.tencentcloudapi.com/");
  EXPECT_EQ(build(call("DescribeImages", "{}"), {.endpoint = {.site = cvm::Site::intl}}).http.url,
            "https://cvm.intl.tencentcloudapi.com/");
  const cvm::CallSettings local{.endpoint = {.override = *cvm::parse_endpoint("http://127.0.0.1:8080")}};
  const auto request = build(get("DescribeImages", R"({"Limit":1})"), local);
  EXPECT_EQ(request.http.url, "http://127.0.0.1:8080/?Limit=1");
  EXPECT_EQ(request.http.headers[0], (Header{"host", "127.0.0.1:8080"}));
}

TEST(BuildRequest, AnActionOutsideTheTableGoesThroughAsItStands) {
  const std::string params = R"({"Any":{"Thing":[1.50,null,{}]},"ImageIds":["IMG"],"Limit":5000})";
  Call raw{.action = "DescribeImages", .params = params, .service = "tcr", .version = "2019-09-24"};
  auto request = build(raw);
  EXPECT_EQ(request.http.url, "https://tcr.tencentcloudapi.com/");
  EXPECT_EQ(request.http.body, params);
  EXPECT_EQ(request.effect, Effect::reads);
  EXPECT_EQ(request.rate_per_second, 20);
  raw.action = "RunInstances";
  raw.service = "cvm";
  raw.version = "2017-03-12";
  EXPECT_EQ(build(raw).effect, Effect::changes);
}

TEST(BuildRequest, ServiceAndVersionMayBeSaidForARow) {
  Call said = call("DeleteImages", R"({"ImageIds":["IMG-1"]})");
  said.service = "cvm";
  said.version = "2017-03-12";
  EXPECT_EQ(refused(said).where, "ImageIds");
}

// Names

TEST(BuildRequest, RefusesSlipsOfAnActionsName) {
  EXPECT_EQ(refused(call("DeleteImage", ids(1))),
            parameter("action", "there is no action \"DeleteImage\"; did you mean DeleteImages?"));
  EXPECT_EQ(refused(call("deleteimages", ids(1))),
            parameter("action", "there is no action \"deleteimages\"; did you mean DeleteImages?"));
  EXPECT_EQ(refused(call("GetCallerIdentitys", "{}")),
            parameter("action", "there is no action \"GetCallerIdentitys\"; did you mean GetCallerIdentity?"));
  Call said = call("deleteImage", ids(1));
  said.service = "cvm";
  said.version = "2017-03-12";
  EXPECT_EQ(refused(said), parameter("action", "there is no action \"deleteImage\"; did you mean DeleteImages?"));
  said.service = "lighthouse";
  EXPECT_EQ(build(said).action, "deleteImage");
}

TEST(BuildRequest, RefusesUnknownActionsWithoutServiceAndVersion) {
  const std::string hint = " is not known here: it needs a service and a version, such as cvm and 2017-03-12";
  Call unknown = call("DescribeZones", "{}");
  EXPECT_EQ(refused(unknown), parameter("service", "the action \"DescribeZones\"" + hint));
  unknown.service = "cvm";
  EXPECT_EQ(refused(unknown), parameter("version", "the action \"DescribeZones\"" + hint));
  unknown.version = "2017-3-12";
  EXPECT_EQ(refused(unknown), parameter("version", "the version \"2017-3-12\" has not the form 2017-03-12"));
  unknown.version = "2017-03-12";
  unknown.service = "evil.example/";
  EXPECT_EQ(refused(unknown).where, "service");
  unknown.service = "cvm";
  EXPECT_EQ(build(unknown).http.url, "https://cvm.tencentcloudapi.com/");
}

TEST(BuildRequest, RefusesNamesThatCouldSmuggleHeaders) {
  EXPECT_EQ(refused(call("", "{}")), parameter("action", "the action \"\" is not letters and digits"));
  EXPECT_EQ(refused(call("DeleteImages\r\nX-Evil: 1", ids(1))),
            parameter("action", "the action \"DeleteImages\\r\\nX-Evil: 1\" is not letters and digits"));
  EXPECT_EQ(refused(call("Delete\0Images"s, ids(1))).message,
            "the action \"Delete\\x00Images\" is not letters and digits");
  EXPECT_EQ(refused(call("DescribeImageQuota", "{}"), {.language = "en-US\n"}),
            parameter("language", "the language \"en-US\\n\" is neither en-US nor zh-CN"));
}

// Regions

TEST(BuildRequest, RefusesRegionsThatDoNotFit) {
  EXPECT_EQ(refused({.action = "DeleteImages", .params = ids(1)}),
            (Refusal{ErrorCode::invalid_region, "Region", "DeleteImages needs a region, such as ap-guangzhou"}));
  Call odd = call("DeleteImages", ids(1));
  odd.region = "ap-guangzhou\n";
  EXPECT_EQ(refused(odd).code, ErrorCode::invalid_region);
  odd.region = "ap-shanghai-fsi";
  const cvm::CallSettings ordinary{.endpoint = {.override = *cvm::parse_endpoint("cvm.tencentcloudapi.com")}};
  EXPECT_EQ(refused(odd, ordinary).code, ErrorCode::invalid_region);
}

// params

TEST(BuildRequest, RefusesParamsThatAreNoObject) {
  EXPECT_EQ(refused(call("DescribeImageQuota", "")), parameter("params", "params is JSON that is cut off"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "[]")), parameter("params", "params is a list, not a JSON object"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "null")), parameter("params", "params is null, not a JSON object"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "{\"a\":")), parameter("params", "params is JSON that is cut off"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "{} x")), parameter("params", "params is not JSON at byte 3"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "{'a':1}")), parameter("params", "params is not JSON at byte 1"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "{}\0"s)), parameter("params", "params is not JSON at byte 2"));
  EXPECT_EQ(refused(call("DescribeImageQuota", "{\"Limit\":NaN}")).where, "params");
}

TEST(BuildRequest, RefusesInvalidUtf8) {
  EXPECT_EQ(refused(call("DeleteImages", "{\"ImageIds\":[\"img-\xff\"]}")),
            parameter("params", "params is not JSON, or not valid UTF-8, at byte 18"));
  EXPECT_EQ(refused(call("DescribeImages", "{\"InstanceType\":\"\xed\xa0\x80\"}")).where, "params");  // a surrogate
  EXPECT_EQ(refused(call("DescribeImages", "{\"InstanceType\":\"\xc0\xaf\"}")).where, "params");      // overlong
  EXPECT_EQ(refused(call("DescribeImages", R"({"InstanceType":"\ud800"})")).where, "params");
}

TEST(BuildRequest, RefusesNumbersWithoutAValue) {
  EXPECT_EQ(refused(call("DescribeImages", R"({"Limit":1e400})")).where, "params");
  EXPECT_EQ(refused(call("DescribeImages", R"({"Limit":-1e999999999999})")).where, "params");
  Call raw{.action = "X", .params = R"({"A":440e44444})", .service = "cvm", .version = "2017-03-12"};
  EXPECT_EQ(refused(raw).message, "params has a number too large for a double at byte 14");
  const std::string zeros(400, '0');
  for (const std::string& number : {"1.7976931348623159e308"s, "17976931348623159"s + std::string(292, '0'),
                                    "1.8E+308"s, "-2e308"s, "1" + zeros, "0." + zeros + "1e710"}) {
    raw.params = "{\"A\":" + number + "}";
    EXPECT_EQ(refused(raw).where, "params") << number;
  }
  for (const std::string& number : {"1.7976931348623157e308"s, "17976931348623157"s + std::string(292, '0'), "0e400"s,
                                    "-0.0e999"s, "0." + zeros + "1e709", "1" + zeros + ".5e-100", "1e-400"s}) {
    raw.params = "{\"A\":" + number + "}";
    EXPECT_EQ(build(raw).http.body, raw.params);
  }
}

TEST(BuildRequest, RefusesMembersThatStandTwice) {
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":["img-1"],"ImageIds":["img-2"]})")),
            parameter("params", "params has the member \"ImageIds\" twice"));
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":["img-1"],"Image\u0049ds":["img-2"]})")).message,
            "params has the member \"ImageIds\" twice");
  Call raw{
      .action = "X", .params = R"({"A":[{"b":1},{"b":1,"c":{},"b":2}]})", .service = "cvm", .version = "2017-03-12"};
  EXPECT_EQ(refused(raw).message, "params has the member \"b\" twice");
  raw.params = R"({"a":1,"a":{"b":1,"b":2}})";
  EXPECT_EQ(refused(raw).message, "params has the member \"a\" twice");
  raw.params = R"({"a":{"b":1,"b":2},"a":1})";
  EXPECT_EQ(refused(raw).message, "params has the member \"b\" twice");
}

TEST(BuildRequest, FindsTheFirstOfManyRepeatedMembersFast) {
  std::string members;
  for (int i = 0; i < 100'000; ++i) members += "\"m" + std::to_string(i) + "\":0,";
  Call raw{.action = "X", .service = "cvm", .version = "2017-03-12"};
  raw.params = "{" + members + "\"n\":0}";
  EXPECT_EQ(build(raw).http.body, raw.params);
  raw.params = "{" + members + "\"m99999\":1,\"m7\":1,\"m99999\":2}";
  EXPECT_EQ(refused(raw).message, "params has the member \"m99999\" twice");
}

TEST(BuildRequest, RefusesDeepNesting) {
  Call raw{.action = "X", .service = "cvm", .version = "2017-03-12"};
  raw.params = R"({"A":)" + std::string(63, '[') + std::string(63, ']') + "}";
  EXPECT_EQ(build(raw).http.body, raw.params);
  raw.params = R"({"A":)" + std::string(64, '[') + std::string(64, ']') + "}";
  EXPECT_EQ(refused(raw), parameter("params", "params is nested deeper than 64"));
  raw.params = R"({"A":)" + std::string(10'000, '[') + std::string(10'000, ']') + "}";
  EXPECT_EQ(refused(raw), parameter("params", "params is nested deeper than 64"));
}

TEST(BuildRequest, RefusesBodiesOverTenMebibytes) {
  Call raw{.action = "X", .service = "cvm", .version = "2017-03-12"};
  const std::string frame = R"({"A":""})";
  raw.params = R"({"A":")" + std::string(cvm::max_body_bytes - frame.size(), 'a') + "\"}";
  ASSERT_EQ(raw.params.size(), 10U * 1024 * 1024);
  EXPECT_EQ(build(raw).http.body.size(), cvm::max_body_bytes);
  raw.params.insert(0, " ");
  EXPECT_EQ(refused(raw), (Refusal{ErrorCode::request_too_large, "params", "params is larger than 10 MiB"}));
}

}  // namespace
