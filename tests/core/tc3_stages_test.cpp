#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cvm/tc3.hpp"

namespace {

using cvm::Headers;
namespace tc3 = cvm::tc3;

constexpr std::string_view secret_key = "ExampleSecretKey0000000000000000";

TEST(Tc3Stages, DateOfEveryDay) {
  int year = 1970;
  int month = 1;
  int day = 1;
  const auto two = [](int number) { return std::to_string(100 + number).substr(1); };
  for (std::int64_t start = 0; start <= tc3::max_timestamp; start += 86400) {
    const std::string expected = std::to_string(year) + "-" + two(month) + "-" + two(day);
    ASSERT_EQ(tc3::utc_date(start), expected);
    ASSERT_EQ(tc3::utc_date(start + 86399), expected);
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (++day <= days[month - 1]) continue;
    day = 1;
    if (++month <= 12) continue;
    month = 1;
    ++year;
  }
  EXPECT_EQ(year, 2100);
}

TEST(Tc3Stages, HeadersAreLoweredTrimmedAndSorted) {
  const Headers headers{{" X-TC-Action ", "\tDescribeImages "}, {"Host", "H"}, {"content-type", " A/B; C=D"}};
  EXPECT_EQ(tc3::canonical_headers(headers), "content-type:a/b; c=d\nhost:h\nx-tc-action:describeimages\n");
  EXPECT_EQ(tc3::signed_header_names(headers), "content-type;host;x-tc-action");
  EXPECT_EQ(tc3::canonical_headers({}), "");
  EXPECT_EQ(tc3::signed_header_names({}), "");
  EXPECT_EQ(tc3::signed_header_names({{"b", ""}, {"A-b", ""}, {"a", ""}}), "a;a-b;b");
}

TEST(Tc3Stages, TextsAreExact) {
  EXPECT_EQ(tc3::sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(tc3::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(tc3::canonical_request("GET", "b=1&a=2", "host:h\n", "host", "00"), "GET\n/\nb=1&a=2\nhost:h\n\nhost\n00");
  EXPECT_EQ(tc3::credential_scope("2023-11-14", "cvm"), "2023-11-14/cvm/tc3_request");
  EXPECT_EQ(tc3::string_to_sign(0, "scope", "ff"), "TC3-HMAC-SHA256\n0\nscope\nff");
  EXPECT_EQ(tc3::authorization("id", "scope", "a;b", "ff"),
            "TC3-HMAC-SHA256 Credential=id/scope, SignedHeaders=a;b, Signature=ff");
}

TEST(Tc3Stages, KeysOfAnyLength) {
  // RFC 4231 knows no prefix "TC3"; keys around the block size and beyond Botan's own limit must still work, and the
  // boundary must not be seen: 61 bytes and the prefix fill the block exactly.
  std::vector<std::string> signatures;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{60}, std::size_t{61}, std::size_t{62}, std::size_t{5000}}) {
    const tc3::Key key = tc3::date_key(std::string(size, 'K'), "2023-11-14");
    signatures.push_back(tc3::signature(key, "x"));
  }
  EXPECT_EQ(signatures, (std::vector<std::string>{
                            "dfddf9b25472528a25b93e482ed4580a7b341ff1c0cd12ba56e32268c4d778ae",
                            "73604fdf05ca9d4e86006261e0a7d44656616db5f5ae1344992d173a635c41cf",
                            "93a24efb79325c7fdb638a0ef6b3ce2def0e9457ae2e4ad12461a368b244820b",
                            "701eb94e15722d22fdc56368e893d93b527d8a95fac4a7ddb610c453b65c1b8c",
                            "3426321da5d29113e093129fdf7e7304182066b7deaf09c0331dc12d33aea567",
                        }));
}

TEST(Tc3Stages, KeyIsMoveOnlyAndLeavesNothingBehind) {
  static_assert(!std::is_copy_constructible_v<tc3::Key> && !std::is_copy_assignable_v<tc3::Key>);
  tc3::Key first = tc3::date_key(secret_key, "2023-11-14");
  const auto bytes = first.reveal();
  tc3::Key second(std::move(first));
  EXPECT_EQ(second.reveal(), bytes);
  const std::array<std::uint8_t, 32> zeros{};
  EXPECT_EQ(first.reveal(), zeros);  // NOLINT: what is left is part of the interface
  tc3::Key third;
  third = std::move(second);
  EXPECT_EQ(third.reveal(), bytes);
  EXPECT_EQ(second.reveal(), zeros);  // NOLINT
}

}  // namespace
