// Selections: their words, what is refused, and their JSON form.

#include "cvm/selection.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "exact_copy.hpp"
#include "request_support.hpp"

namespace {

using cvm::Grouping;
using cvm::GroupKind;
using cvm::ReferenceChecks;
using cvm::Selection;
using cvm::TagRule;
using cvm_test::ExactCopy;
using cvm_test::parameter;
using cvm_test::Refusal;
using cvm_test::refusal;

Refusal refused_selection(std::string_view json) { return refusal(cvm::read_selection(ExactCopy(json).view())); }

Selection selection(std::string_view json) {
  const auto read = cvm::read_selection(ExactCopy(json).view());
  EXPECT_TRUE(read) << json << ": " << (read ? "" : read.error().message);
  return read ? *read : Selection{};
}

// Words

TEST(TagRules, OnlyTheFirstEqualsDivides) {
  EXPECT_EQ(*cvm::parse_tag_rule("env"), (TagRule{"env", std::nullopt}));
  EXPECT_EQ(*cvm::parse_tag_rule("env="), (TagRule{"env", ""}));
  EXPECT_EQ(*cvm::parse_tag_rule("env=dev=1"), (TagRule{"env", "dev=1"}));
  for (const char* text : {"env", "env=", "env=dev=1", "环境=测试"})
    EXPECT_EQ(to_string(*cvm::parse_tag_rule(text)), text);
  EXPECT_EQ(refusal(cvm::parse_tag_rule("")), parameter("tag", R"("" is not a tag: write "key" or "key=value")"));
  EXPECT_EQ(refusal(cvm::parse_tag_rule("=dev")),
            parameter("tag", R"("=dev" is not a tag: write "key" or "key=value")"));
}

TEST(Groupings, HaveFourForms) {
  EXPECT_EQ(*cvm::parse_grouping("region"), Grouping{});
  EXPECT_EQ(*cvm::parse_grouping("name-prefix"), Grouping{GroupKind::name_prefix});
  EXPECT_EQ(*cvm::parse_grouping("family"), Grouping{GroupKind::family});
  EXPECT_EQ(*cvm::parse_grouping("tag:a:b"), (Grouping{GroupKind::tag, "a:b"}));
  for (const char* text : {"region", "name-prefix", "family", "tag:team"})
    EXPECT_EQ(to_string(*cvm::parse_grouping(text)), text);
  for (const char* text : {"", "tag", "tag:", "Family", "name_prefix", "family "})
    EXPECT_EQ(
        refusal(cvm::parse_grouping(text)),
        parameter("per", '"' + std::string(text) +
                             R"(" is not a grouping: write "region", "name-prefix", "family" or "tag:" and a key)"));
}

TEST(Ages, AreANumberAndAUnit) {
  EXPECT_EQ(*cvm::parse_age("45s"), 45);
  EXPECT_EQ(*cvm::parse_age("90m"), 5'400);
  EXPECT_EQ(*cvm::parse_age("12h"), 43'200);
  EXPECT_EQ(*cvm::parse_age("30d"), 2'592'000);
  EXPECT_EQ(*cvm::parse_age("2w"), 1'209'600);
  EXPECT_EQ(*cvm::parse_age("9007199254740991s"), 9'007'199'254'740'991);
  for (const char* text :
       {"", "d", "30", "0d", "-1d", "+1d", "1.5d", "30 d", " 30d", "30D", "30dd", "1y", "d30", "9007199254740992s",
        "9007199254740991m", "99999999999999999999s", "99999999999999999999999d"})
    EXPECT_EQ(
        refusal(cvm::parse_age(text)),
        parameter("min_age",
                  '"' + std::string(text) +
                      R"(" is not an age: write a whole number, not 0, and w, d, h, m or s behind it, such as "30d")"));
}

TEST(Ages, AreWrittenInTheLargestUnitThatFits) {
  EXPECT_EQ(cvm::age_text(2'592'000), "30d");
  EXPECT_EQ(cvm::age_text(1'209'600), "2w");
  EXPECT_EQ(cvm::age_text(5'400), "90m");
  EXPECT_EQ(cvm::age_text(86'401), "86401s");
  EXPECT_EQ(cvm::age_text(0), "0s");
  EXPECT_EQ(cvm::age_text(-60), "-60s");
  for (const std::int64_t seconds : {1LL, 59LL, 60LL, 3'600LL, 86'400LL, 604'800LL, 9'007'199'254'740'991LL})
    EXPECT_EQ(*cvm::parse_age(cvm::age_text(seconds)), seconds);
}

TEST(References, ChecksHaveNames) {
  EXPECT_EQ(*cvm::parse_reference_checks("instances"), (ReferenceChecks{true, false, false, false}));
  EXPECT_EQ(*cvm::parse_reference_checks("scaling,templates"), (ReferenceChecks{false, true, true, false}));
  EXPECT_EQ(*cvm::parse_reference_checks("instances,templates,scaling"), ReferenceChecks{});
  EXPECT_EQ(*cvm::parse_reference_checks("all"), (ReferenceChecks{true, true, true, true}));
  EXPECT_EQ(cvm::names_of({}), (std::vector<std::string>{"instances", "templates", "scaling"}));
  EXPECT_EQ(cvm::names_of({true, true, true, true}), (std::vector<std::string>{"all"}));
  EXPECT_EQ(cvm::names_of({false, false, false, false}), std::vector<std::string>{});
  for (const char* text :
       {"", "instance", "instances,", ",instances", "instances, scaling", "instances,,scaling", "All"}) {
    const auto refused = refusal(cvm::parse_reference_checks(text));
    EXPECT_EQ(refused.where, "refs") << text;
    EXPECT_NE(refused.message.find("is not a check of references"), std::string::npos) << text;
  }
}

TEST(NamePrefix, IsWhatStandsBeforeTheLastNumber) {
  EXPECT_EQ(cvm::name_prefix("web-2026-03-02"), "web");
  EXPECT_EQ(cvm::name_prefix("web_1.2.3"), "web");
  EXPECT_EQ(cvm::name_prefix("web12"), "web");
  EXPECT_EQ(cvm::name_prefix("web-v1.2"), "web-v");
  EXPECT_EQ(cvm::name_prefix("web-db-3-"), "web-db");
  EXPECT_EQ(cvm::name_prefix("web-2026-03-02-beta"), "web");
  EXPECT_EQ(cvm::name_prefix("2026-03-02"), "");
  EXPECT_EQ(cvm::name_prefix("-1"), "");
  EXPECT_EQ(cvm::name_prefix(""), "");
  EXPECT_EQ(cvm::name_prefix("镜像-7"), "镜像");
  // Without a number two names that share a beginning are not one thing in two versions.
  EXPECT_EQ(cvm::name_prefix("web-prod"), "web-prod");
  EXPECT_EQ(cvm::name_prefix("web"), "web");
  EXPECT_EQ(cvm::name_prefix("web-"), "web-");
}

// Selections

TEST(Selections, TheirJsonFormIsReadWhole) {
  Selection expected;
  expected.ids = {"img-1", "img-34vaef8fe"};
  expected.names = {"web-*", "d?"};
  expected.name_regex = "^(web|db)-\\d+$";
  expected.tags = {{"env", "dev"}, {"old", std::nullopt}};
  expected.families = {"base"};
  expected.states = {"NORMAL", "CREATEFAILED"};
  expected.min_age_s = 30 * 86'400;
  expected.keep_newest = 3;
  expected.per = {GroupKind::tag, "team"};
  expected.free = 5;
  expected.until_below = 80;
  expected.all = true;
  const std::string json =
      R"({"ids":["img-1","img-34vaef8fe"],"name":["web-*","d?"],"name_regex":"^(web|db)-\\d+$","tag":["env=dev","old"],"family":["base"],"state":["NORMAL","CREATEFAILED"],"min_age":"30d","keep_newest":3,"per":"tag:team","free":5,"until_below":80,"all":true})";
  EXPECT_EQ(selection(json), expected);
  EXPECT_EQ(cvm::write_selection(expected), json);
}

TEST(Selections, WhatIsNotSetIsAbsent) {
  Selection only_all;
  only_all.all = true;
  EXPECT_EQ(cvm::write_selection(only_all), R"({"all":true})");
  EXPECT_EQ(selection(R"({"all":true})"), only_all);
  EXPECT_EQ(cvm::write_selection({}), "{}");
  EXPECT_EQ(selection(R"( { "ids" : [ "img-1" ] , "all" : false } )").ids, std::vector<std::string>{"img-1"});
  EXPECT_EQ(selection(R"({"min_age":"14d"})").min_age_s, 1'209'600);
  EXPECT_EQ(selection(R"({"all":true,"per":"region"})"), only_all);
}

TEST(Selections, AreExplicitWhenNothingButIdsIsGiven) {
  EXPECT_TRUE(selection(R"({"ids":["img-1"]})").is_explicit());
  for (const char* rule :
       {R"("name":["*"])", R"("name_regex":"a")", R"("tag":["a"])", R"("family":["a"])", R"("state":["NORMAL"])",
        R"("min_age":"1d")", R"("keep_newest":1)", R"("free":1)", R"("until_below":1)", R"("all":true)"}) {
    EXPECT_FALSE(selection("{" + std::string(rule) + "}").is_explicit()) << rule;
    EXPECT_FALSE(selection("{\"ids\":[\"img-1\"]," + std::string(rule) + "}").is_explicit()) << rule;
  }
  EXPECT_FALSE(Selection{}.is_explicit());
}

TEST(Selections, AMemberThatIsNotKnownIsRefused) {
  EXPECT_EQ(refused_selection(R"({"all":true,"names":["web-*"]})"),
            parameter("names", R"(there is no member "names")"));
  EXPECT_EQ(refused_selection(R"({"all":true,"keep-newest":3})"),
            parameter("keep-newest", R"(there is no member "keep-newest")"));
  EXPECT_EQ(refused_selection(R"({"all":true,"":1})"), parameter("", R"(there is no member "")"));
  EXPECT_EQ(refused_selection(R"({"all":true,"a\nb":1})"), parameter("", R"(there is no member "a\nb")"));
  std::string many = R"({"all":true)";
  for (int i = 0; i < 200; ++i) many += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_EQ(refused_selection(many + "}"), parameter("m0", R"(there is no member "m0")"));
  std::string late = "{";
  for (int i = 0; i < 100; ++i) late += "\"m" + std::to_string(i) + "\":0,";
  EXPECT_EQ(refused_selection(late + R"("all":true})").where, "m0");
}

TEST(Selections, AWrongTypeNamesTheMemberAndWhatWasExpected) {
  EXPECT_EQ(refused_selection(R"({"ids":"img-1"})"), parameter("ids", "ids is a text, not a list"));
  EXPECT_EQ(refused_selection(R"({"ids":["img-1",7]})"), parameter("ids", "ids[1] is a number, not a text"));
  EXPECT_EQ(refused_selection(R"({"name":{}})"), parameter("name", "name is an object, not a list"));
  EXPECT_EQ(refused_selection(R"({"name":[null]})"),
            parameter("name", "name[0] is null, not a text; leave out what is not set"));
  EXPECT_EQ(refused_selection(R"({"name_regex":[]})"), parameter("name_regex", "name_regex is a list, not a text"));
  EXPECT_EQ(refused_selection(R"({"name_regex":null})"),
            parameter("name_regex", "name_regex is null, not a text; leave out what is not set"));
  EXPECT_EQ(refused_selection(R"({"tag":{"env":"dev"}})"), parameter("tag", "tag is an object, not a list"));
  EXPECT_EQ(refused_selection(R"({"tag":[["a"]]})"), parameter("tag", "tag[0] is a list, not a text"));
  EXPECT_EQ(refused_selection(R"({"family":true})"), parameter("family", "family is a boolean, not a list"));
  EXPECT_EQ(refused_selection(R"({"state":1})"), parameter("state", "state is a number, not a list"));
  EXPECT_EQ(refused_selection(R"({"min_age":30})"), parameter("min_age", "min_age is a number, not a text"));
  EXPECT_EQ(refused_selection(R"({"min_age":null})"),
            parameter("min_age", "min_age is null, not a text; leave out what is not set"));
  EXPECT_EQ(refused_selection(R"({"keep_newest":"3"})"),
            parameter("keep_newest", "keep_newest is a text, not a 64-bit integer"));
  for (const char* number : {"3.0", "3.5", "3e0", "9223372036854775808", "1e3"})
    EXPECT_EQ(refused_selection(R"({"keep_newest":)" + std::string(number) + "}"),
              parameter("keep_newest", "keep_newest is a number, not a 64-bit integer"))
        << number;
  EXPECT_EQ(refused_selection(R"({"per":7})"), parameter("per", "per is a number, not a text"));
  EXPECT_EQ(refused_selection(R"({"free":true})"), parameter("free", "free is a boolean, not a 64-bit integer"));
  EXPECT_EQ(refused_selection(R"({"until_below":"80%"})"),
            parameter("until_below", "until_below is a text, not a 64-bit integer"));
  EXPECT_EQ(refused_selection(R"({"all":"true"})"), parameter("all", "all is a text, not a boolean"));
  EXPECT_EQ(refused_selection(R"({"all":1})"), parameter("all", "all is a number, not a boolean"));
}

TEST(Selections, WordsThatHaveNoMeaningAreRefused) {
  EXPECT_EQ(
      refused_selection(R"({"min_age":"a month"})"),
      parameter(
          "min_age",
          R"(min_age is "a month", not an age: write a whole number, not 0, and w, d, h, m or s behind it, such as "30d")"));
  EXPECT_EQ(refused_selection(R"({"keep_newest":1,"per":"name"})"),
            parameter("per",
                      R"(per is "name", not a grouping: write "region", "name-prefix", "family" or "tag:" and a key)"));
  EXPECT_EQ(refused_selection(R"({"tag":["a","=b"]})"),
            parameter("tag", R"(tag[1] is "=b", not a tag: write "key" or "key=value")"));
}

TEST(Selections, AnEmptyOneIsRefused) {
  const std::string message = "the selection is empty: name images, give a rule, or say that all are meant";
  EXPECT_EQ(refusal(cvm::validate(Selection{})), parameter("selection", message));
  for (const char* json : {"{}", R"({"ids":[]})", R"({"name":[],"tag":[]})", R"({"all":false})", R"({"per":"family"})"})
    EXPECT_EQ(refused_selection(json), parameter("selection", message)) << json;
}

TEST(Selections, IdsAreCheckedAsThoseOfDeleteImages) {
  EXPECT_EQ(
      refused_selection(R"({"ids":["img-1","IMG-2 "]})"),
      parameter(
          "ids",
          R"(ids[1] is "IMG-2 ", not an image id: write it without white space around it and in lower case: img-2)"));
  EXPECT_EQ(
      refused_selection(R"({"ids":["ins-1"]})"),
      parameter(
          "ids",
          R"(ids[0] is "ins-1", not an image id: "img-" and lower-case letters and digits, such as img-34vaef8fe)"));
  EXPECT_EQ(refused_selection(R"({"ids":["img-1","img-2","img-1"]})"),
            parameter("ids", R"(ids[2] is "img-1" again, as ids[0])"));
  Selection many;
  for (int i = 0; i < 10'000; ++i) many.ids.push_back("img-" + std::to_string(i));
  EXPECT_TRUE(cvm::validate(many));
  many.ids.push_back("img-7");
  EXPECT_EQ(refusal(cvm::validate(many)), parameter("ids", "ids has 10001 items; it may have 10000"));
  many.ids.erase(many.ids.begin());
  EXPECT_EQ(refusal(cvm::validate(many)), parameter("ids", R"(ids[9999] is "img-7" again, as ids[6])"));
}

TEST(Selections, PatternsAreRead) {
  EXPECT_EQ(
      refused_selection(R"({"name":["ok","web-["]})"),
      parameter(
          "name",
          R"(name[1]: the pattern "web-[" has a class without its "]" at character 5; a "[" of the name is written "\[")"));
  EXPECT_EQ(
      refused_selection(R"({"name_regex":"a**"})"),
      parameter(
          "name_regex",
          R"(name_regex: the pattern "a**" has two repetitions in a row at character 2: put the first into a group)"));
  // A variable that was not set must not mean every image.
  EXPECT_EQ(refused_selection(R"({"name_regex":""})"), parameter("name_regex", "name_regex: the pattern is empty"));
  EXPECT_EQ(refused_selection(R"({"name":[""]})"), parameter("name", "name[0]: the pattern is empty"));
  EXPECT_EQ(refused_selection(R"({"family":["a",""]})"), parameter("family", "family[1] is empty"));
  EXPECT_EQ(refused_selection(R"({"state":[""]})"), parameter("state", "state[0] is empty"));
}

TEST(Selections, NumbersAreInTheirRange) {
  EXPECT_EQ(refused_selection(R"({"keep_newest":0})"), parameter("keep_newest", "keep_newest is 0; it is at least 1"));
  EXPECT_EQ(refused_selection(R"({"keep_newest":-3})"),
            parameter("keep_newest", "keep_newest is -3; it is at least 1"));
  EXPECT_EQ(refused_selection(R"({"keep_newest":9007199254740992})"),
            parameter("keep_newest", "keep_newest is 9007199254740992; it is at most 9007199254740991"));
  EXPECT_EQ(refused_selection(R"({"free":0})"), parameter("free", "free is 0; it is at least 1"));
  EXPECT_EQ(refused_selection(R"({"until_below":0})"), parameter("until_below", "until_below is 0; it is at least 1"));
  EXPECT_EQ(refused_selection(R"({"until_below":101})"),
            parameter("until_below", "until_below is 101; it is at most 100"));
  EXPECT_EQ(selection(R"({"until_below":100})").until_below, 100);
  Selection young;
  young.min_age_s = 0;
  EXPECT_EQ(refusal(cvm::validate(young)), parameter("min_age", "min_age is 0; it is at least 1"));
  young.min_age_s = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(refusal(cvm::validate(young)).where, "min_age");
}

TEST(Selections, GroupsNeedKeepNewest) {
  EXPECT_EQ(refused_selection(R"({"all":true,"per":"family"})"),
            parameter("per", "per is given without keep_newest, for which it makes groups"));
  Selection no_key;
  no_key.keep_newest = 1;
  no_key.per.kind = GroupKind::tag;
  EXPECT_EQ(refusal(cvm::validate(no_key)), parameter("per", "per has no tag key"));
}

TEST(Selections, TagsThatCannotBeWrittenAreRefused) {
  Selection tagged;
  tagged.tags = {{"a", std::nullopt}, {"b=c", "d"}};
  EXPECT_EQ(refusal(cvm::validate(tagged)), parameter("tag", R"(tag[1] has a key with "=")"));
  tagged.tags = {{"", "d"}};
  EXPECT_EQ(refusal(cvm::validate(tagged)), parameter("tag", "tag[0] has no key"));
}

TEST(Selections, HostileJsonIsRefused) {
  EXPECT_EQ(refused_selection(""), parameter("", "the text is not a selection: it is JSON that is cut off"));
  EXPECT_EQ(refused_selection("[]"), parameter("", "the text is not a selection: it is a list, not an object"));
  EXPECT_EQ(refused_selection("null"), parameter("", "the text is not a selection: it is null, not an object"));
  EXPECT_EQ(refused_selection(R"({"all":true} x)"),
            parameter("", "the text is not a selection: it is not JSON at byte 13"));
  EXPECT_EQ(refused_selection(R"({"all":true,"all":false})"),
            parameter("", R"(the text is not a selection: it has the member "all" twice)"));
  EXPECT_EQ(refused_selection("{\"name\":[\"\xff\"]}").code, cvm::ErrorCode::invalid_parameter);
  EXPECT_EQ(refused_selection(R"({"name":["\ud800"]})").code, cvm::ErrorCode::invalid_parameter);
  EXPECT_EQ(refused_selection(R"({"keep_newest":1e400})").code, cvm::ErrorCode::invalid_parameter);
  std::string deep = R"({"ids":)";
  for (int i = 0; i < 10'000; ++i) deep += '[';
  EXPECT_EQ(refused_selection(deep), parameter("", "the text is not a selection: it is nested deeper than 64"));
  const std::string json =
      R"({"ids":["img-1"],"tag":["a=b"],"min_age":"30d","keep_newest":3,"per":"family","all":true})";
  EXPECT_EQ(cvm::write_selection(selection(json)), json);
  for (std::size_t size = 0; size < json.size(); ++size) {
    const ExactCopy cut(std::string_view(json).substr(0, size));
    EXPECT_FALSE(cvm::read_selection(cut.view())) << size;
  }
}

}  // namespace
