#include <gtest/gtest.h>

#include "output/text.hpp"

namespace cvm::cli {
namespace {

TEST(Text, LeavesNamesOfAllScriptsAlone) {
  for (const char* name : {"web-2026", "网站-正式", "sản-xuất", "🚀-rocket", "👩‍💻", "naïve", "خادم"}) {
    EXPECT_EQ(visible(name), name);
  }
}

TEST(Text, SpellsOutWhatCouldMoveTheCursorOrHide) {
  EXPECT_EQ(visible("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(visible("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(visible("evil\u202egnp.exe"), "evil\\u{202e}gnp.exe");
  EXPECT_EQ(visible("\u2066x\u2069"), "\\u{2066}x\\u{2069}");
  EXPECT_EQ(visible("a\u200bb"), "a\\u{200b}b");
  EXPECT_EQ(visible("\u009b2J"), "\\u{9b}2J");
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible("\U000E0041"), "\\u{e0041}");
}

TEST(Text, SpellsOutInvalidUtf8ByteByByte) {
  EXPECT_EQ(visible("a\xff"
                    "b"),
            "a\\xffb");
  EXPECT_EQ(visible("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(visible("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(visible("\xe4\xb8"), "\\xe4\\xb8");
  EXPECT_EQ(visible("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(Text, MeasuresColumns) {
  EXPECT_EQ(display_width("web-2026"), 8U);
  EXPECT_EQ(display_width("镜像"), 4U);
  EXPECT_EQ(display_width("🚀"), 2U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("한국"), 4U);
  EXPECT_EQ(display_width("ＡＢ"), 4U);
  EXPECT_EQ(display_width("…→"), 2U);
}

TEST(Text, CutsToAWidth) {
  EXPECT_EQ(cut_to_width("short", 10), "short");
  EXPECT_EQ(cut_to_width("123456", 4), "123…");
  EXPECT_EQ(cut_to_width("镜像镜像", 5), "镜像…");
  EXPECT_EQ(cut_to_width("镜像镜像", 4), "镜…");
  EXPECT_EQ(cut_to_width("abc", 0), "");
}

TEST(Text, WrapsAtBlanksAndOtherwiseAnywhere) {
  EXPECT_EQ(wrap("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrap("镜像镜像镜", 4), (std::vector<std::string>{"镜像", "镜像", "镜"}));
  EXPECT_EQ(wrap("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(wrap("one two", 7), (std::vector<std::string>{"one two"}));
}

TEST(Text, WrappingEndsAtAnyWidth) {
  EXPECT_EQ(wrap("镜像", 1), (std::vector<std::string>{"镜", "像"}));
  EXPECT_EQ(wrap("ab", 0), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace cvm::cli
