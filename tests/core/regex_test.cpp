// Regular expressions: what they match, what they refuse and how it is said.

#include <gtest/gtest.h>

#include <string>

#include "support/patterns.hpp"

namespace {

using cvm_test::glob;
using cvm_test::pattern_refusal;
using cvm_test::regex;

/// What a refused expression is said to have.
std::string fault(std::string_view pattern) {
  const std::string message = pattern_refusal<cvm::Regex>(pattern);
  const std::string before = "\" has ";
  const std::size_t at = message.find(before);
  return at == std::string::npos ? message : message.substr(at + before.size());
}

TEST(Regex, IsFoundAnywhereUnlessAnchored) {
  EXPECT_TRUE(regex("web", "my-web-1"));
  EXPECT_FALSE(regex("web", "my-we-b"));
  EXPECT_TRUE(regex("^web", "web-1"));
  EXPECT_FALSE(regex("^web", "my-web"));
  EXPECT_TRUE(regex("old$", "web-old"));
  EXPECT_FALSE(regex("old$", "old-web"));
  EXPECT_TRUE(regex("^web$", "web"));
  EXPECT_FALSE(regex("^web$", "web\n"));
  EXPECT_FALSE(regex("^b", "a\nb"));
  EXPECT_TRUE(regex("^$", ""));
  EXPECT_FALSE(regex("^$", "a"));
  EXPECT_TRUE(regex("a|", "b"));
  EXPECT_TRUE(regex("()", ""));
}

TEST(Regex, DotIsEveryCharacterButTheEndOfALine) {
  EXPECT_TRUE(regex("^.$", "像"));
  EXPECT_TRUE(regex("^.$", "😀"));
  EXPECT_FALSE(regex("^.$", "\n"));
  EXPECT_FALSE(regex("^.$", "ab"));
  EXPECT_TRUE(regex("^.$", "\xff"));
}

TEST(Regex, Classes) {
  EXPECT_TRUE(regex("^[a-c]+$", "abcabc"));
  EXPECT_FALSE(regex("^[a-c]+$", "abd"));
  EXPECT_TRUE(regex("^[^a-c]+$", "xyz"));
  EXPECT_FALSE(regex("^[^a-c]+$", "xbz"));
  EXPECT_TRUE(regex("^[\\d-]+$", "2026-03-02"));
  EXPECT_TRUE(regex("^[-\\w]+$", "web-1_a"));
  EXPECT_TRUE(regex("^[^\\s]+$", "web"));
  EXPECT_FALSE(regex("^[^\\s]+$", "a b"));
  EXPECT_TRUE(regex("^[\\D]$", "x"));
  EXPECT_FALSE(regex("^[\\D]$", "4"));
  EXPECT_TRUE(regex("^[.*+?(){}|$]+$", ".*+?(){}|$"));
  EXPECT_TRUE(regex("^[\\]\\\\]+$", "]\\"));
  EXPECT_TRUE(regex("^[a^]+$", "^a"));
  EXPECT_TRUE(regex("^[!x]$", "!"));
  EXPECT_TRUE(regex("^[一-龥]+$", "镜像"));
  EXPECT_TRUE(regex("^[\\t\\n]+$", "\t\n"));
}

TEST(Regex, Shorthands) {
  EXPECT_TRUE(regex("^\\d{4}$", "2026"));
  EXPECT_FALSE(regex("^\\d$", "x"));
  EXPECT_FALSE(regex("^\\d$", "٣"));  // an Arabic digit: ASCII is meant
  EXPECT_TRUE(regex("^\\w+$", "aZ_09"));
  EXPECT_FALSE(regex("^\\w$", "-"));
  EXPECT_TRUE(regex("^\\s+$", " \t\r\n\v\f"));
  EXPECT_TRUE(regex("^\\D\\W\\S$", "x-x"));
  EXPECT_FALSE(regex("^\\D$", "0"));
  EXPECT_FALSE(regex("^\\W$", "_"));
  EXPECT_FALSE(regex("^\\S$", " "));
  EXPECT_TRUE(regex("^\\W$", "像"));
  EXPECT_TRUE(regex("^\\D$", "\xff"));
}

TEST(Regex, Escapes) {
  EXPECT_TRUE(regex("^v1\\.2$", "v1.2"));
  EXPECT_FALSE(regex("^v1\\.2$", "v1x2"));
  EXPECT_TRUE(regex("^\\^\\$\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/\\-\\\\$", "^$.*+?()[]{}|/-\\"));
  EXPECT_TRUE(regex("^\\t\\n\\r\\f\\v$", "\t\n\r\f\v"));
  EXPECT_TRUE(regex("a]b}", "a]b}"));
}

TEST(Regex, WordEdges) {
  EXPECT_TRUE(regex("\\bweb\\b", "my-web-1"));
  EXPECT_FALSE(regex("\\bweb\\b", "myweb1"));
  EXPECT_TRUE(regex("\\Beb\\b", "web"));
  EXPECT_FALSE(regex("\\Bweb", "web"));
  EXPECT_TRUE(regex("^\\b", "a"));
  EXPECT_FALSE(regex("^\\b", ""));
}

TEST(Regex, GroupsAndAlternatives) {
  EXPECT_TRUE(regex("^(web|db)-\\d+$", "db-12"));
  EXPECT_FALSE(regex("^(web|db)-\\d+$", "web|db-12"));
  EXPECT_TRUE(regex("^(?:ab)+$", "ababab"));
  EXPECT_FALSE(regex("^(?:ab)+$", "aba"));
  EXPECT_TRUE(regex("^a|b$", "axx"));
  EXPECT_TRUE(regex("^a|b$", "xxb"));
  EXPECT_FALSE(regex("^(a|b|cd)$", "c"));
  EXPECT_TRUE(regex("^(a|b|cd)$", "cd"));
  EXPECT_TRUE(regex("^(|a)$", ""));
  EXPECT_TRUE(regex("^((((a))))$", "a"));
}

TEST(Regex, Repetitions) {
  EXPECT_TRUE(regex("^ab*c$", "ac"));
  EXPECT_TRUE(regex("^ab*c$", "abbbc"));
  EXPECT_FALSE(regex("^ab+c$", "ac"));
  EXPECT_TRUE(regex("^ab+c$", "abbc"));
  EXPECT_TRUE(regex("^ab?c$", "ac"));
  EXPECT_FALSE(regex("^ab?c$", "abbc"));
  for (int count = 0; count < 6; ++count) {
    const std::string text(static_cast<std::size_t>(count), 'a');
    EXPECT_EQ(regex("^a{3}$", text), count == 3) << count;
    EXPECT_EQ(regex("^a{2,}$", text), count >= 2) << count;
    EXPECT_EQ(regex("^a{0,}$", text), true) << count;
    EXPECT_EQ(regex("^a{1,4}$", text), count >= 1 && count <= 4) << count;
    EXPECT_EQ(regex("^a{0}$", text), count == 0) << count;
    EXPECT_EQ(regex("^a{0,2}$", text), count <= 2) << count;
    EXPECT_EQ(regex("^(a{2}|a{3}){1,2}$", text), count >= 2) << count;
  }
  EXPECT_TRUE(regex("^a{1000}$", std::string(1000, 'a')));
  EXPECT_FALSE(regex("^a{1000}$", std::string(999, 'a')));
}

TEST(Regex, LazyRepetitionsMatchTheSame) {
  EXPECT_TRUE(regex("^a*?b+?c??d{1,2}?$", "aabbcdd"));
  EXPECT_FALSE(regex("^a*?$", "ab"));
}

TEST(Regex, BytesThatAreNotUtf8StandForThemselves) {
  EXPECT_TRUE(regex("^a\xffz$", "a\xffz"));
  EXPECT_FALSE(regex("^a\xffz$", "a\xfez"));
  EXPECT_TRUE(regex("^a.z$", "a\xc3z"));
  EXPECT_TRUE(regex("^..$", "\xed\xa0"));
  EXPECT_TRUE(regex("^...$", "\xed\xa0\x80"));  // a surrogate is no code point
  EXPECT_TRUE(regex("^..$", "\xc0\x80"));       // nor is a code point longer than it need be
  EXPECT_TRUE(regex("^....$", "\xf5\x80\x80\x80"));
  EXPECT_TRUE(regex("^.$", "\xf4\x8f\xbf\xbf"));
  EXPECT_TRUE(regex("^....$", "\xf4\x90\x80\x80"));
  EXPECT_TRUE(regex("^[^a]$", "\x80"));
  EXPECT_FALSE(regex("\xc3", "\xc3\xa9"));  // a part of a character is not in the text
  EXPECT_TRUE(glob("?\xff", "a\xff"));
}

TEST(Regex, RefusesWhatIsNotSupported) {
  EXPECT_EQ(pattern_refusal<cvm::Regex>("a(?=b)"),
            R"x(the pattern "a(?=b)" has the look-ahead "(?=" at character 2, which is not supported)x");
  EXPECT_EQ(fault("(?!b)"), R"(the look-ahead "(?!" at character 1, which is not supported)");
  EXPECT_EQ(fault("像(?<=b)"), R"(the look-behind "(?<=" at character 2, which is not supported)");
  EXPECT_EQ(fault("(?<!b)"), R"(the look-behind "(?<!" at character 1, which is not supported)");
  EXPECT_EQ(fault("(?<name>b)"), "a group with a name at character 1, which is not supported");
  EXPECT_EQ(fault("(?P<name>b)"), "a group with a name at character 1, which is not supported");
  EXPECT_EQ(fault("(?>b)"), R"(the atomic group "(?>" at character 1, which is not supported)");
  EXPECT_EQ(fault("(?i)b"), R"(flags, or an unknown kind of group, "(?" at character 1, which are not supported)");
  EXPECT_EQ(fault("(?"), R"(flags, or an unknown kind of group, "(?" at character 1, which are not supported)");
  EXPECT_EQ(fault("(a)\\1"), R"(the back-reference "\\1" at character 4, which is not supported)");
  EXPECT_EQ(fault("\\k<a>"), R"(the back-reference "\\k" at character 1, which is not supported)");
  EXPECT_EQ(fault("a\\q"), R"(the unknown escape "\\q" at character 2)");
  EXPECT_EQ(fault("\\pL"), R"(the unknown escape "\\p" at character 1)");
  EXPECT_EQ(fault("\\A"), R"(the unknown escape "\\A" at character 1)");
  EXPECT_EQ(fault("\\x41"), R"(the unknown escape "\\x" at character 1)");
  EXPECT_EQ(fault("\\0"), R"(the unknown escape "\\0" at character 1)");
  EXPECT_EQ(fault("[\\b]"), R"(the unknown escape "\\b" at character 2)");
  EXPECT_EQ(fault("[[:alpha:]]"), "a POSIX class at character 2, which is not supported");
}

TEST(Regex, RefusesWhatCannotBeRead) {
  EXPECT_EQ(pattern_refusal<cvm::Regex>(""), "the pattern is empty");
  EXPECT_EQ(pattern_refusal<cvm::Regex>(std::string(4097, 'a')), "the pattern is longer than 4096 bytes");
  EXPECT_EQ(fault("(a"), R"x(a group without its ")" at character 1; a "(" of the name is written "\(")x");
  EXPECT_EQ(fault("a)"), R"x(a ")" that closes nothing at character 2; write it "\)")x");
  EXPECT_EQ(fault("*a"), R"(a repetition of nothing at character 1; write the character itself with a "\")");
  EXPECT_EQ(fault("(+a)"), R"(a repetition of nothing at character 2; write the character itself with a "\")");
  EXPECT_EQ(fault("a|?"), R"(a repetition of nothing at character 3; write the character itself with a "\")");
  EXPECT_EQ(fault("a**"), "two repetitions in a row at character 2: put the first into a group");
  EXPECT_EQ(fault("a+?+"), "two repetitions in a row at character 2: put the first into a group");
  EXPECT_EQ(fault("a{2}{3}"), "two repetitions in a row at character 2: put the first into a group");
  EXPECT_EQ(fault("^*a"), "a repeated anchor at character 1, which has no meaning");
  EXPECT_EQ(fault("\\b+"), "a repeated anchor at character 1, which has no meaning");
  for (const char* bad : {"a{", "a{}", "a{x}", "a{,3}", "a{1", "a{1,", "a{1,x}", "a{1 }", "a{-1}"})
    EXPECT_EQ(fault(bad), R"(a "{" that is not {m}, {m,} or {m,n} at character 2; a "{" of the name is written "\{")")
        << bad;
  EXPECT_EQ(fault("a{3,2}"), "a repetition whose end is before its beginning at character 2");
  EXPECT_EQ(fault("a{1001}"), "more than 1000 repetitions at character 2");
  EXPECT_EQ(fault("a{0,99999999999999999999}"), "more than 1000 repetitions at character 2");
  EXPECT_EQ(fault("[a"), R"(a class without its "]" at character 1; a "[" of the name is written "\[")");
  EXPECT_EQ(fault("[]"), R"(a class that starts with "]" at character 1: write it "\]")");
  EXPECT_EQ(fault("[^]"), R"(a class that starts with "]" at character 1: write it "\]")");
  EXPECT_EQ(fault("[z-a]"), R"(the range "z-a" at character 2, which is no range of characters)");
  EXPECT_EQ(fault("[a-\\d]"), R"(the range "a-\\d" at character 2, which is no range of characters)");
  EXPECT_EQ(fault("[\\d-z]"), R"(the range "\\d-z" at character 2, which is no range of characters)");
  EXPECT_EQ(fault("a\\"), R"(a "\" with nothing behind it at character 2)");
  EXPECT_EQ(fault("[a\\"), R"(a "\" with nothing behind it at character 3)");
}

TEST(Regex, BoundsItsSize) {
  EXPECT_EQ(fault("(a{1000}){6}"), "more than 5000 steps, counting repetitions, at character 13");
  EXPECT_NE(fault("((((((a{1000}){1000}){1000}){1000}){1000}){1000})").find("more than 5000 steps"), std::string::npos);
  EXPECT_TRUE(regex("^(a{999}){5}$", std::string(4995, 'a')));
  EXPECT_TRUE(regex("((((){1000}){1000}){1000}){1000}", ""));
  std::string deep;
  for (int i = 0; i < 50; ++i) deep += '(';
  std::string closing(50, ')');
  EXPECT_TRUE(regex(deep + "a" + closing, "a"));
  EXPECT_EQ(fault("(" + deep + "a" + closing + ")"), "a group within more than 50 others at character 51");
  EXPECT_NE(fault(std::string(4096, '(')).find("a group within more than 50 others"), std::string::npos);
  std::string many = "a";
  while (many.size() < 4000) many += "|a";
  EXPECT_NE(fault(many).find("more than 5000 steps"), std::string::npos);
}

}  // namespace
