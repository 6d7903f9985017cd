#include <gmock/gmock.h>

#include <sstream>

#include "output/table.hpp"
#include "output/text.hpp"

namespace cvm::cli {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t column_of(const std::string& line, const std::string& text) {
  return display_width(line.substr(0, line.find(text)));
}

Table images() {
  Table table({{"ID"}, {"NAME", Align::left, 8}, {"SIZE", Align::right}, {"WHY", Align::left, 12, true}});
  table.add(
      {std::string("img-1"), std::string("网站-正式-2026"), std::string("50 GB"), std::string("used by 3 instances")});
  table.add({std::string("img-22"), std::string("🚀 rocket"), std::string("5 GB"), std::string("named")});
  return table;
}

TEST(TableTest, LinesUpChineseAndEmoji) {
  const auto lines = lines_of(images().render({}));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "ID      NAME             SIZE  WHY");
  EXPECT_EQ(column_of(lines[1], "used"), column_of(lines[0], "WHY"));
  EXPECT_EQ(column_of(lines[2], "named"), column_of(lines[0], "WHY"));
  EXPECT_EQ(column_of(lines[2], " 5 GB"), column_of(lines[1], "50 GB"));
}

TEST(TableTest, NeverWiderThanTheTerminal) {
  for (std::size_t width = 20; width < 100; ++width) {
    for (const auto& line : lines_of(images().render({width, false}))) {
      EXPECT_LE(display_width(line), width) << width << ": " << line;
    }
  }
}

TEST(TableTest, NothingIsCut) {
  for (const std::size_t width : {20U, 24U, 30U, 36U, 44U, 60U, 200U}) {
    std::string text;
    for (const auto& line : lines_of(images().render({width, false}))) text += line;
    std::erase(text, ' ');
    EXPECT_NE(text.find("img-22"), std::string::npos) << width;
    std::string all = text;
    for (const char* part : {"used", "instances", "rocket"}) EXPECT_NE(all.find(part), std::string::npos) << width;
  }
}

TEST(TableTest, PutsTheReasonBelowWhenNarrow) {
  const auto lines = lines_of(images().render({36, false}));
  EXPECT_EQ(lines[0].find("WHY"), std::string::npos);
  EXPECT_THAT(lines, testing::Contains("        used by 3 instances"));
}

TEST(TableTest, BecomesRecordsWhenVeryNarrow) {
  const std::string text = images().render({20, false});
  EXPECT_EQ(text.rfind("ID    img-1\n", 0), 0U) << text;
  EXPECT_NE(text.find("\n\nID    img-22\n"), std::string::npos) << text;
}

TEST(TableTest, CellsCannotDoAnythingToTheTerminal) {
  Table table({{"NAME"}});
  table.add({std::string("\x1b]0;owned\a\n")});
  EXPECT_EQ(table.render({0, true}), "\x1b[1mNAME\x1b[0m\n\\x1b]0;owned\\x07\\n\n");
}

TEST(TableTest, ColoursOnlyWhereTheyAreWanted) {
  Table table({{"A"}});
  table.add({Cell("x", Style::red)});
  EXPECT_EQ(table.render({0, false}), "A\nx\n");
  EXPECT_NE(table.render({0, true}).find("\x1b[31mx\x1b[0m"), std::string::npos);
}

}  // namespace
}  // namespace cvm::cli
