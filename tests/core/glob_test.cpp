// Globs: what they match, what they refuse and how it is said.

#include <gtest/gtest.h>

#include <string>

#include "support/patterns.hpp"

namespace {

using cvm_test::glob;
using cvm_test::pattern_refusal;

TEST(Glob, IsComparedWithTheWholeText) {
  EXPECT_TRUE(glob("web", "web"));
  EXPECT_FALSE(glob("web", "web-1"));
  EXPECT_FALSE(glob("web", "my-web"));
  EXPECT_FALSE(glob("web", "Web"));
  EXPECT_FALSE(glob("web", ""));
}

TEST(Glob, StarIsAnyNumberOfCharacters) {
  EXPECT_TRUE(glob("*", ""));
  EXPECT_TRUE(glob("**", "anything"));
  EXPECT_TRUE(glob("web-*", "web-"));
  EXPECT_TRUE(glob("web-*", "web-2026"));
  EXPECT_FALSE(glob("web-*", "web"));
  EXPECT_TRUE(glob("*-old", "web-1-old"));
  EXPECT_TRUE(glob("*-old", "-old-old"));
  EXPECT_FALSE(glob("*-old", "web-older"));
  EXPECT_TRUE(glob("a*b*c", "a-b-b-c-c"));
  EXPECT_FALSE(glob("a*b*c", "a-c-b"));
}

TEST(Glob, QuestionMarkIsOneCharacterOfAnyScript) {
  EXPECT_TRUE(glob("web-?", "web-1"));
  EXPECT_FALSE(glob("web-?", "web-"));
  EXPECT_FALSE(glob("web-?", "web-12"));
  EXPECT_TRUE(glob("镜像-?", "镜像-新"));
  EXPECT_TRUE(glob("?", "😀"));
  EXPECT_FALSE(glob("??", "😀"));
}

TEST(Glob, ClassesAreRangesOfCharacters) {
  EXPECT_TRUE(glob("web-[0-9]", "web-7"));
  EXPECT_FALSE(glob("web-[0-9]", "web-x"));
  EXPECT_TRUE(glob("[a-cx-z]", "y"));
  EXPECT_FALSE(glob("[a-cx-z]", "d"));
  EXPECT_TRUE(glob("[!0-9]", "x"));
  EXPECT_FALSE(glob("[!0-9]", "5"));
  EXPECT_TRUE(glob("[^0-9]", "x"));
  EXPECT_FALSE(glob("[!0-9]", ""));
  EXPECT_TRUE(glob("[一-龥]", "像"));
  EXPECT_TRUE(glob("[a-]", "-"));
  EXPECT_TRUE(glob("[-a]", "-"));
  EXPECT_TRUE(glob("[a!]", "!"));
  EXPECT_TRUE(glob("[\\]]", "]"));
  EXPECT_TRUE(glob("[\\!a]", "!"));
  EXPECT_TRUE(glob("[*?]", "*"));
  EXPECT_FALSE(glob("[*?]", "x"));
  EXPECT_TRUE(glob("]", "]"));
}

TEST(Glob, ABackslashTakesTheNextAsItIs) {
  EXPECT_TRUE(glob("a\\*", "a*"));
  EXPECT_FALSE(glob("a\\*", "ab"));
  EXPECT_TRUE(glob("a\\\\", "a\\"));
  EXPECT_TRUE(glob("\\[x]", "[x]"));
  EXPECT_TRUE(glob("\\d", "d"));
}

TEST(Glob, RefusesWhatHasNoMeaning) {
  EXPECT_EQ(pattern_refusal<cvm::Glob>(""), "the pattern is empty");
  EXPECT_EQ(pattern_refusal<cvm::Glob>("web-["),
            R"(the pattern "web-[" has a class without its "]" at character 5; a "[" of the name is written "\[")");
  EXPECT_EQ(pattern_refusal<cvm::Glob>("[a"),
            R"(the pattern "[a" has a class without its "]" at character 1; a "[" of the name is written "\[")");
  EXPECT_EQ(pattern_refusal<cvm::Glob>("[]a]"),
            R"(the pattern "[]a]" has a class that starts with "]" at character 1: write it "\]")");
  EXPECT_EQ(pattern_refusal<cvm::Glob>("[z-a]"),
            R"(the pattern "[z-a]" has the range "z-a" at character 2, which is no range of characters)");
  EXPECT_EQ(pattern_refusal<cvm::Glob>("[[:digit:]]"),
            R"(the pattern "[[:digit:]]" has a POSIX class at character 2, which is not supported)");
  EXPECT_EQ(pattern_refusal<cvm::Glob>("像\\"),
            "the pattern \"\\xe5\\x83\\x8f\\\\\" has a \"\\\" with nothing behind it at character 2");
  EXPECT_EQ(pattern_refusal<cvm::Glob>(std::string(4097, 'a')), "the pattern is longer than 4096 bytes");
  EXPECT_TRUE(glob(std::string(4096, 'a'), std::string(4096, 'a')));
}

}  // namespace
