// The GET form of parameters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "exact_copy.hpp"
#include "request_support.hpp"

namespace {

using namespace cvm_test;

// The GET form

std::string query(std::string_view params) {
  const auto made = cvm::query_from_params(ExactCopy(params).view());
  EXPECT_TRUE(made) << (made ? "" : describe(made.error()));
  return made ? *made : std::string();
}

Refusal query_refused(std::string_view params) {
  const auto made = cvm::query_from_params(ExactCopy(params).view());
  EXPECT_FALSE(made);
  return made ? Refusal{} : refusal_of(made.error());
}

TEST(Query, WritesListsAndStructuresInTheObjectsOrder) {
  EXPECT_EQ(query("{}"), "");
  EXPECT_EQ(query(R"({"Z":true,"A":false,"M":-7})"), "Z=true&A=false&M=-7");
  EXPECT_EQ(
      query(R"({"Filters":[{"Name":"image-name","Values":["a b","c&d"]},{"Name":"x","Values":["y"]}],"Limit":1})"),
      "Filters.0.Name=image-name&Filters.0.Values.0=a%20b&Filters.0.Values.1=c%26d&Filters.1.Name=x&"
      "Filters.1.Values.0=y&Limit=1");
  EXPECT_EQ(query(R"({"a=b":"\u0000/","":""})"), "a%3Db=%00%2F&=");
  EXPECT_EQ(query(R"({"名":"镜像"})"), "%E5%90%8D=%E9%95%9C%E5%83%8F");
}

TEST(Query, WritesTextsWithoutTheirEscapes) {
  EXPECT_EQ(query(R"({"\u0041b":"\"\\\/","B\n":"plain","C":"a\ud83d\ude00z","D":"\t"})"),
            "Ab=%22%5C%2F&B%0A=plain&C=a%F0%9F%98%80z&D=%09");
  const std::string long_text(1000, 'x');  // longer than the parser's own buffer
  EXPECT_EQ(query(R"({"A":")" + long_text + R"(\u0041)" + long_text + R"(","B":"\u0042"})"),
            "A=" + long_text + "A" + long_text + "&B=B");
}

TEST(Query, KeepsNumbersAsTheyAreWritten) {
  EXPECT_EQ(
      query(R"({"a":1.50,"b":[2e3,18446744073709551615,-9223372036854775808],"c":123456789012345678901234,"d":0.1})"),
      "a=1.50&b.0=2e3&b.1=18446744073709551615&b.2=-9223372036854775808&c=123456789012345678901234&d=0.1");
}

TEST(Query, RefusesWhatItCannotTell) {
  EXPECT_EQ(query_refused(R"({"A":null})"),
            parameter("A", "a GET request cannot tell null (A): leave it out or use POST"));
  EXPECT_EQ(query_refused(R"({"A":[{"B":[]}]})"),
            parameter("A", "a GET request cannot tell an empty list (A.0.B): leave it out or use POST"));
  EXPECT_EQ(query_refused(R"({"A":{}})"),
            parameter("A", "a GET request cannot tell an empty object (A): leave it out or use POST"));
  EXPECT_EQ(query_refused("[1]"), parameter("params", "params is a list, not a JSON object"));
  EXPECT_EQ(query_refused("{"), parameter("params", "params is JSON that is cut off"));
}

TEST(Query, StopsAtThirtyTwoKibibytes) {
  const Refusal too_large{ErrorCode::request_too_large, "params", "a GET request may have 32 KiB: use POST"};
  EXPECT_EQ(query_refused(R"({"A":")" + std::string(32 * 1024, 'a') + "\"}"), too_large);
  std::string many = "0";
  for (int i = 0; i < 100'000; ++i) many += ",0";
  EXPECT_EQ(query_refused("{\"" + std::string(10'000, 'k') + "\":[" + many + "]}"), too_large);

  const std::string frame = "https://cvm.tencentcloudapi.com/?InstanceType=";
  const auto with = [](std::size_t size) {
    return get("DescribeImages", R"({"InstanceType":")" + std::string(size, 'a') + "\"}");
  };
  EXPECT_EQ(build(with(32 * 1024 - frame.size())).http.url.size(), 32U * 1024);
  EXPECT_EQ(refused(with(32 * 1024 - frame.size() + 1)), too_large);
}

TEST(PercentEncode, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(cvm::percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(cvm::percent_encode(" +/?&=%*'()!@:;,#[]\"<>\\^`{|}"),
            "%20%2B%2F%3F%26%3D%25%2A%27%28%29%21%40%3A%3B%2C%23%5B%5D%22%3C%3E%5C%5E%60%7B%7C%7D");
  EXPECT_EQ(cvm::percent_encode(std::string_view("\0\x7f\xff\n", 4)), "%00%7F%FF%0A");
  EXPECT_EQ(cvm::percent_encode(""), "");
}

}  // namespace
