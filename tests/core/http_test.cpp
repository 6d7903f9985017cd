#include "cvm/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exact_copy.hpp"

namespace {

using cvm_test::ExactCopy;

const cvm::Headers headers{
    {"Host", "cvm.tencentcloudapi.com"}, {"x-tc-action", "DeleteImages"}, {"X-Tc-Action", "second"}, {"x-empty", ""}};

TEST(FindHeader, IgnoresCapitalsAndTakesTheFirst) {
  EXPECT_EQ(cvm::find_header(headers, "host"), "cvm.tencentcloudapi.com");
  EXPECT_EQ(cvm::find_header(headers, "X-TC-ACTION"), "DeleteImages");
  EXPECT_EQ(cvm::find_header(headers, "x-empty"), "");
  EXPECT_EQ(cvm::find_header(headers, "x-tc-actio"), std::nullopt);
  EXPECT_EQ(cvm::find_header(headers, "x-tc-action2"), std::nullopt);
  EXPECT_EQ(cvm::find_header(headers, ""), std::nullopt);
  EXPECT_EQ(cvm::find_header({}, "host"), std::nullopt);
}

TEST(FindHeader, OnlyLettersHaveCapitals) {
  EXPECT_EQ(cvm::find_header({{"x@y", "1"}}, "x`y"), std::nullopt);
  EXPECT_EQ(cvm::find_header({{"x[y", "1"}}, "x{y"), std::nullopt);
}

TEST(CountHeaders, CountsWhateverTheCapitals) {
  EXPECT_EQ(cvm::count_headers(headers, "x-tc-action"), 2U);
  EXPECT_EQ(cvm::count_headers(headers, "HOST"), 1U);
  EXPECT_EQ(cvm::count_headers(headers, "date"), 0U);
}

std::optional<std::int64_t> date(std::string_view text) { return cvm::parse_http_date(ExactCopy(text).view()); }

TEST(ParseHttpDate, ReadsThePreferredForm) {
  EXPECT_EQ(date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_EQ(date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(date("Wed, 31 Dec 1969 23:59:59 GMT"), -1);
  EXPECT_EQ(date("Tue, 14 Nov 2023 22:13:20 GMT"), 1700000000);
  EXPECT_EQ(date("Thu, 29 Feb 2024 12:00:00 GMT"), 1709208000);
  EXPECT_EQ(date("Tue, 29 Feb 2000 00:00:00 GMT"), 951782400);
  EXPECT_EQ(date("Tue, 19 Jan 2038 03:14:08 GMT"), 2147483648);
  EXPECT_EQ(date("Fri, 31 Dec 9999 23:59:59 GMT"), 253402300799);
  EXPECT_EQ(date("Sat, 01 Jan 0000 00:00:00 GMT"), -62167219200);
  EXPECT_EQ(date("Sat, 31 Dec 2016 23:59:60 GMT"), 1483228800);  // a leap second is the next day's first
}

TEST(ParseHttpDate, RefusesOtherForms) {
  for (const std::string_view text : {"",
                                      "Sun",
                                      "Sunday, 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov  6 08:49:37 1994",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 06 Nov 1994 08:49:37 +00",
                                      "Sun, 6 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 GMT ",
                                      " Sun, 06 Nov 1994 08:49:37 GM",
                                      "sun, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 nov 1994 08:49:37 GMT",
                                      "Sxn, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nox 1994 08:49:37 GMT",
                                      "Sun, 00 Nov 1994 08:49:37 GMT",
                                      "Sun, 31 Nov 1994 08:49:37 GMT",
                                      "Wed, 29 Feb 2023 08:49:37 GMT",
                                      "Mon, 29 Feb 2100 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 24:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:60:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:61 GMT",
                                      "Sun, 06 Nov -994 08:49:37 GMT",
                                      "Sun, +6 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:4 :37 GMT",
                                      "Sun; 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08.49.37 GMT"}) {
    EXPECT_EQ(date(text), std::nullopt) << text;
  }
}

TEST(ParseHttpDate, RefusesEveryPrefix) {
  const std::string_view whole = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_EQ(date(whole.substr(0, size)), std::nullopt) << size;
}

struct Split {
  std::string url;
  std::string scheme;
  std::string authority;
  std::string path;
  std::string query;
};

TEST(SplitUrl, KeepsEveryPartAsWritten) {
  const std::vector<Split> cases{
      {"https://cvm.tencentcloudapi.com/", "https", "cvm.tencentcloudapi.com", "/", ""},
      {"https://cvm.tencentcloudapi.com", "https", "cvm.tencentcloudapi.com", "", ""},
      {"http://127.0.0.1:8080/?Limit=10&Offset=0", "http", "127.0.0.1:8080", "/", "Limit=10&Offset=0"},
      {"https://h?a=b", "https", "h", "", "a=b"},
      {"https://h/?", "https", "h", "/", ""},
      {"https://[::1]:443/a/b?c", "https", "[::1]:443", "/a/b", "c"},
      {"https://h/?b=%2F&a=?/x+y%20z", "https", "h", "/", "b=%2F&a=?/x+y%20z"},
      {"https://h?q=/", "https", "h", "", "q=/"},
      {"https://u:p@h/", "https", "u:p@h", "/", ""},
  };
  for (const Split& expected : cases) {
    const ExactCopy url(expected.url);
    const auto parts = cvm::split_url(url.view());
    ASSERT_TRUE(parts) << expected.url;
    EXPECT_EQ(parts->scheme, expected.scheme) << expected.url;
    EXPECT_EQ(parts->authority, expected.authority) << expected.url;
    EXPECT_EQ(parts->path, expected.path) << expected.url;
    EXPECT_EQ(parts->query, expected.query) << expected.url;
  }
}

TEST(SplitUrl, RefusesWhatIsNotAnAbsoluteHttpUrl) {
  for (const std::string_view text :
       {"", "h", "/", "https:", "https:/", "https://", "http://", "https:///", "https://?a", "ftp://h/", "httpss://h/",
        "HTTPS", "cvm.tencentcloudapi.com", "//h/", "https://h/#a", "https://h#", "https://h/?a#b", " https://h/"}) {
    EXPECT_FALSE(cvm::split_url(ExactCopy(text).view())) << text;
  }
}

}  // namespace
