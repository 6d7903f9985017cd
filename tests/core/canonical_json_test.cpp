// RFC 8785: the order of members, the escapes, the numbers.

#include "canonical_json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exact_copy.hpp"
#include "request_support.hpp"

namespace {

using cvm_test::ExactCopy;
using cvm_test::parameter;
using cvm_test::Refusal;

cvm::Result<std::string> canonical_result(std::string_view text, std::string_view left_out) {
  const ExactCopy copy(text);
  cvm::json::Document document;
  const auto fault = cvm::json::parse(copy.view(), document);
  EXPECT_FALSE(fault) << *fault;
  return cvm::canonical_json(document.root(), left_out);
}
std::string canonical(std::string_view text, std::string_view left_out = {}) {
  const auto result = canonical_result(text, left_out);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? *result : std::string();
}
Refusal refusal(std::string_view text) {
  const auto result = canonical_result(text, {});
  EXPECT_FALSE(result) << text;
  return result ? Refusal{} : cvm_test::refusal_of(result.error());
}

TEST(CanonicalJson, HasNoWhiteSpace) {
  EXPECT_EQ(canonical(" { \"b\" : [ 1 , true , false , null , { } , [ ] ] ,\n\t\"a\" : \"x y\" } "),
            R"({"a":"x y","b":[1,true,false,null,{},[]]})");
  EXPECT_EQ(canonical("null"), "null");
  EXPECT_EQ(canonical("[]"), "[]");
  EXPECT_EQ(canonical("{}"), "{}");
  EXPECT_EQ(canonical("[{\"b\":{\"d\":1,\"c\":2},\"a\":3}]"), R"([{"a":3,"b":{"c":2,"d":1}}])");
}

/// Section 3.2.3.
TEST(CanonicalJson, SortsTheExampleOfTheStandard) {
  EXPECT_EQ(
      canonical(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                          "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})"),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
      "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
      "\"\U0001f600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

/// Section 3.2.2, without its doubles.
TEST(CanonicalJson, EscapesAsTheExampleOfTheStandard) {
  EXPECT_EQ(canonical(R"({"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})"),
            "{\"literals\":[null,true,false],\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  EXPECT_EQ(canonical(R"("\u0000\u0007\b\t\n\u000b\f\r\u001f\u007f")"),
            "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\"");
}

TEST(CanonicalJson, ComparesUtf16CodeUnits) {
  const std::vector<std::string> ascending{
      "",       "\x01",   "1",          "A",          "AA",         "B",      "a",      "\x7f",   "\u0080", "\u07ff",
      "\u0800", "\ud7ff", "\U00010000", "\U0001f600", "\U0010ffff", "\ue000", "\ufb33", "\uffff", "\uffffa"};
  for (std::size_t i = 0; i < ascending.size(); ++i)
    for (std::size_t j = 0; j < ascending.size(); ++j)
      EXPECT_EQ(cvm::is_before_in_utf16(ascending[i], ascending[j]), i < j) << i << ' ' << j;
}

TEST(CanonicalJson, NumbersAreWholeAndExact) {
  EXPECT_EQ(canonical("[0,-0,-1,9007199254740991,-9007199254740991]"), "[0,0,-1,9007199254740991,-9007199254740991]");
  for (const char* number : {"9007199254740992", "-9007199254740992", "9223372036854775807", "9223372036854775808",
                             "1.0", "1e2", "0.5", "1E-7", "100000000000000000000"})
    EXPECT_EQ(refusal("{\"a\":[0," + std::string(number) + "]}"),
              parameter("a", "a[1] is \"" + std::string(number) + "\", not a whole number within 2^53 - 1"));
  EXPECT_EQ(refusal(R"({"a":{"b":1.5}})").where, "a.b");
  EXPECT_EQ(refusal("1.5"), parameter("", " is \"1.5\", not a whole number within 2^53 - 1"));
  EXPECT_EQ(refusal("[[[1.5]]]").code, cvm::ErrorCode::invalid_parameter);
}

TEST(CanonicalJson, LeavesOutOneMemberOfTheRoot) {
  EXPECT_EQ(canonical(R"({"digest":"x","b":1,"a":{"digest":"y"}})", "digest"), R"({"a":{"digest":"y"},"b":1})");
  EXPECT_EQ(canonical(R"({"digest":1.5})", "digest"), "{}");
  EXPECT_EQ(canonical(R"({"":1,"a":2})"), R"({"":1,"a":2})");
  EXPECT_EQ(canonical(R"({"a":1})", "digest"), R"({"a":1})");
}

TEST(CanonicalJson, IsItsOwnCanonicalForm) {
  const std::string once = canonical(R"({"z":[{"b":"\u00e9\ud83d\ude00","a":[[1],[2,[3]]]}],"a":"\u2028"})");
  EXPECT_EQ(canonical(once), once);
}

TEST(CanonicalJson, BigObjectsAndDeepOnesAreNoTrouble) {
  std::string many = "{";
  for (int i = 200'000; i > 0; --i) many += "\"m" + std::to_string(i) + "\":0" + (i > 1 ? "," : "}");
  const std::string sorted = canonical(many);
  EXPECT_EQ(sorted.size(), many.size());
  EXPECT_EQ(sorted.substr(0, 22), R"({"m1":0,"m10":0,"m100")");
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += i % 2 == 0 ? "[" : "{\"a\":";
  deep += "0";
  for (int i = 63; i >= 0; --i) deep += i % 2 == 0 ? "]" : "}";
  EXPECT_EQ(canonical(deep), deep);
}

}  // namespace
