#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "event_text.hpp"
#include "image_text.hpp"
#include "output/csv.hpp"
#include "output/json.hpp"
#include "output/stream.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

TEST(Json, PrettyIsTheSameDocument) {
  const json::value value{{"a", {1, 2, json::object{}}}, {"b", nullptr}, {"c", json::array{}}, {"名", "值\n"}};
  const std::string text = pretty_json(value);
  EXPECT_EQ(json::parse(text), value);
  EXPECT_EQ(text.rfind("{\n  \"a\": [\n    1,\n", 0), 0U) << text;
}

TEST(Json, EscapesWhatCouldHarmATerminalAndKeepsTheValue) {
  const json::value value("x\x1b\u202e\u009b\U000E0041");
  const std::string text = compact_json(value);
  EXPECT_EQ(text, R"("x\u001b\u202e\u009b\udb40\udc41")");
  EXPECT_EQ(json::parse(text), value);
}

TEST(Json, InvalidUtf8BecomesAReplacement) { EXPECT_EQ(compact_json(json::value("a\xff")), "\"a\xEF\xBF\xBD\""); }

TEST(Json, ErrorsHaveTheirEightMembers) {
  Error error = make_error(ErrorCode::service, "DeleteImages", "no");
  error.service_code = "InvalidImageId.NotFound";
  const json::object object = to_json(error);
  EXPECT_EQ(object.size(), 8U);
  EXPECT_EQ(object.at("code"), "service");
  EXPECT_EQ(object.at("service_code"), "InvalidImageId.NotFound");
  EXPECT_EQ(object.at("ambiguous"), false);
}

TEST(Csv, QuotesAsRfc4180Says) {
  EXPECT_EQ(csv_line({"a", "b,c", "d\"e", "f\ng", ""}), "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
}

TEST(Csv, GivesASpreadsheetNoFormula) {
  EXPECT_EQ(csv_line({"=1+1", "+1", "-cmd", "@SUM(A1)", "a=1"}), "'=1+1,'+1,'-cmd,'@SUM(A1),a=1\r\n");
  EXPECT_EQ(csv_line({"=HYPERLINK(\"x\",1)"}), "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
}

TEST(Csv, WritesEveryKindOfMember) {
  const std::vector<json::object> records{
      {{"text", "名,\x1b"}, {"number", 5}, {"none", nullptr}, {"list", {"a", "b"}}, {"map", {{"k", "v"}}}}};
  EXPECT_EQ(csv_of({"text", "number", "none", "absent", "list", "map"}, records),
            "text,number,none,absent,list,map\r\n\"名,\\x1b\",5,,,a b,\"{\"\"k\"\":\"\"v\"\"}\"\r\n");
}

TEST(Stream, NoticesAFullDisk) {
  std::FILE* full = std::fopen("/dev/full", "w");
  if (full == nullptr) GTEST_SKIP() << "there is no /dev/full";
  ResultStream stream(full);
  stream.write("text");
  EXPECT_FALSE(stream.flush());
  EXPECT_EQ(stream.fault(), ENOSPC);
  std::fclose(full);
}

TEST(Stream, NoticesATerminalThatWentAway) {
  std::FILE* full = std::fopen("/dev/full", "w");
  if (full == nullptr) GTEST_SKIP() << "there is no /dev/full";
  std::setvbuf(full, nullptr, _IOLBF, 4096);
  ResultStream stream(full);
  stream.write("one line\n");
  stream.write("another\n");
  EXPECT_TRUE(stream.failed());
  EXPECT_FALSE(stream.flush());
  std::fclose(full);
}

TEST(ImageText, AgeIsADashWithoutADate) {
  EXPECT_EQ(age_of("", 1'700'000'000), "-");
  EXPECT_EQ(age_of("yesterday", 1'700'000'000), "-");
  EXPECT_EQ(age_of("2023-11-14T22:13:20Z", 1'700'000'000 + 30 * 60), "30m");
  EXPECT_EQ(age_of("2023-11-14T22:13:20Z", 1'700'000'000 + 5 * 3600), "5h");
  EXPECT_EQ(age_of("2023-11-14T22:13:20Z", 1'700'000'000 + 267 * 86'400), "267d");
  EXPECT_EQ(age_of("2023-11-14T22:13:20Z", 1'600'000'000), "-");
}

TEST(ImageText, TagsAndSizes) {
  EXPECT_EQ(tags_text({{"env", "dev"}, {"keep", ""}}), "env=dev, keep");
  EXPECT_EQ(tags_text({}), "-");
  EXPECT_EQ(size_text(50), "50 GB");
  EXPECT_EQ(size_text(std::nullopt), "-");
}

TEST(EventText, IsOneHarmlessLine) {
  const Event event{EventKind::answered, "ap-guangzhou", "", R"({"action":"DescribeImages","request_id":"a\nb"})"};
  EXPECT_EQ(event_text(event), "answered ap-guangzhou action=DescribeImages request_id=a\\nb");
  const json::value line = json::parse(event_json(event, 1'700'000'000'000));
  EXPECT_EQ(line.at("time"), "2023-11-14T22:13:20Z");
  EXPECT_EQ(line.at("kind"), "answered");
  EXPECT_EQ(line.at("detail").at("action"), "DescribeImages");
}

}  // namespace
}  // namespace cvm::cli
