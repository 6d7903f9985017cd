#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "words/errors.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

constexpr std::array languages{Language::english, Language::chinese};

bool has_chinese(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

std::string header(const std::string& name) {
  std::ifstream file(std::string(CVM_IMAGES_SOURCE) + "/core/include/cvm/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void add_all(std::set<std::string>& codes, const std::string& text, const std::regex& pattern) {
  for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i) codes.insert((*i)[1]);
}

/// The part of a header from one text to the next.
std::string part(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t start = text.find(from);
  EXPECT_NE(start, std::string::npos) << from;
  return text.substr(start, text.find(to, start) - start);
}

/// The codes that the public headers promise.
std::set<std::string> documented_reasons() {
  std::set<std::string> codes;
  const std::string plan = header("plan.hpp");
  add_all(codes, plan, std::regex(R"(\| (?:block|unknown|keep|delete)\s*\| `([a-z-]+)`)"));
  add_all(codes, part(plan, "refused_by{};", "std::string endpoint"), std::regex("`(max-[a-z]+)`"));
  const std::string receipt = header("receipt.hpp");
  std::string list = part(receipt, "any reason of a plan", "std::optional<Reason>");
  // Arguments stand in brackets.
  add_all(codes, list, std::regex("`([a-z-]+)`"));
  return codes;
}

/// Verdicts of those that go: nothing has to be done about them.
std::set<std::string> reasons_without_remedy() {
  std::set<std::string> codes{"not-selected", "too-young", "newest", "enough-free"};
  add_all(codes, header("plan.hpp"), std::regex(R"(\| delete\s*\| `([a-z-]+)`)"));
  return codes;
}

TEST(Words, EveryErrorCodeHasWordsAndARemedyInBothLanguages) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    const Error error = make_error(code, "", "");
    for (const Language language : languages) {
      EXPECT_FALSE(words::title(code, language).empty()) << to_string(code);
      EXPECT_FALSE(words::remedy(error, language).empty()) << to_string(code);
      EXPECT_EQ(has_chinese(words::title(code, language)), language == Language::chinese) << to_string(code);
      EXPECT_EQ(has_chinese(words::remedy(error, language)), language == Language::chinese) << to_string(code);
    }
    // Only the two faults of this program share their words.
    if (code == ErrorCode::internal || code == ErrorCode::misuse) continue;
    EXPECT_NE(words::title(code, Language::english), words::title(ErrorCode::internal, Language::english));
  }
}

TEST(Words, EveryReasonThatTheHeadersNameHasWords) {
  const auto documented = documented_reasons();
  EXPECT_GE(documented.size(), 34U);
  const auto codes = words::reason_codes();
  for (const std::string& code : documented) {
    EXPECT_NE(std::find(codes.begin(), codes.end(), code), codes.end()) << code;
  }
}

TEST(Words, EveryCheckThatTheHeadersNameHasWords) {
  std::set<std::string> checks;
  add_all(checks, part(header("plan.hpp"), "One kind of check over a region", "struct CheckRecord"),
          std::regex("`([a-z-]+)`"));
  EXPECT_GE(checks.size(), 14U);
  for (const std::string& check : checks) {
    if (check == "tke" || check == "thpc" || check == "tsf" || check == "batch") continue;
    EXPECT_TRUE(has_chinese(words::check_name(check, Language::chinese))) << check;
  }
}

TEST(Words, EveryReasonHasTextAndARemedyInBothLanguages) {
  const auto without = reasons_without_remedy();
  EXPECT_GE(without.size(), 12U);
  for (const std::string_view code : words::reason_codes()) {
    const Reason reason{std::string(code), {}};
    for (const Language language : languages) {
      EXPECT_EQ(has_chinese(words::text(reason, language)), language == Language::chinese) << code;
      if (without.contains(std::string(code))) {
        EXPECT_EQ(words::remedy(reason, language), "") << code;
        continue;
      }
      EXPECT_EQ(has_chinese(words::remedy(reason, language)), language == Language::chinese) << code;
      EXPECT_FALSE(words::remedy(reason, language).empty()) << code;
    }
  }
}

TEST(Words, RulesSayWhatTheyDid) {
  const auto english = [](const Reason& reason) { return words::text(reason, Language::english); };
  EXPECT_EQ(english({"selected", {{"rule", "name"}, {"value", "web-*"}}}), "name web-*");
  EXPECT_EQ(english({"selected", {{"rule", "id"}, {"value", "img-1"}}}), "named");
  EXPECT_EQ(english({"selected", {{"rule", "all"}, {"value", ""}}}), "all images");
  EXPECT_EQ(english({"not-selected", {{"rule", "tag"}}}), "not selected by tag");
  EXPECT_EQ(english({"rank", {{"rank", "4"}, {"keep_newest", "3"}, {"group", "web"}}}), "4th newest of web");
  EXPECT_EQ(english({"newest", {{"rank", "1"}, {"keep_newest", "3"}, {"group", ""}}}), "1st newest, 3 stay");
  EXPECT_EQ(english({"rank", {{"rank", "11"}, {"keep_newest", "3"}, {"group", ""}}}), "11th newest");
  EXPECT_EQ(english({"rank", {{"rank", "22"}, {"keep_newest", "3"}, {"group", ""}}}), "22nd newest");
  EXPECT_EQ(english({"too-young", {{"age", "3d"}, {"min_age", "30d"}}}), "younger than 30d (3d)");
  EXPECT_EQ(english({"old-enough", {{"age", "40d"}, {"min_age", "30d"}}}), "40d old, at least 30d");
  EXPECT_EQ(english({"frees-quota", {{"place", "3"}}}), "3rd oldest that can go");
  EXPECT_EQ(words::text(Reason{"rank", {{"rank", "4"}, {"keep_newest", "3"}, {"group", "web"}}}, Language::chinese),
            "第 4 新（web）");
}

TEST(Words, GuardsSayTheirNumbers) {
  EXPECT_EQ(words::text(Reason{"max-delete", {{"max", "10"}, {"count", "12"}}}, Language::english),
            "12 images would go, 10 at most may");
  EXPECT_EQ(words::text(Reason{"max-percent", {{"max", "50"}, {"count", "6"}, {"of", "8"}, {"region", "ap-singapore"}}},
                        Language::english),
            "6 of 8 images of ap-singapore would go, 50 % at most may");
}

TEST(Words, ReasonsSayTheirArguments) {
  const Reason used{"referenced", {{"type", "instance"}, {"count", "50"}, {"ids", "ins-1, ins-2, ins-3, …"}}};
  EXPECT_EQ(words::text(used, Language::english), "used by 50 instances: ins-1, ins-2, ins-3, …");
  EXPECT_EQ(words::text(used, Language::chinese), "被 50 台实例使用：ins-1, ins-2, ins-3, …");
  const Reason one{"referenced", {{"type", "launch-configuration"}, {"count", "1"}, {"ids", "asc-1"}}};
  EXPECT_EQ(words::text(one, Language::english), "used by 1 scaling configuration: asc-1");
  EXPECT_EQ(words::text({Reason{"protected", {{"tag", "keep=1"}}}, used}, Language::english),
            "tag keep=1 protects it; used by 50 instances: ins-1, ins-2, ins-3, …");
}

TEST(Words, ReasonsOfANewerCoreAreShownAsTheyAre) {
  EXPECT_EQ(words::text(Reason{"new\x1b", {}}, Language::english), "new\\x1b");
  EXPECT_EQ(words::remedy(Reason{"new", {}}, Language::english), "");
}

TEST(Words, ArgumentsCannotHarmTheTerminal) {
  const Reason reason{"protected", {{"tag", "keep=\x1b[2J\u202e"}}};
  EXPECT_EQ(words::text(reason, Language::english), "tag keep=\\x1b[2J\\u{202e} protects it");
}

TEST(Words, ErrorsAreExplained) {
  Error error = make_error(ErrorCode::authentication, "DescribeImages", "the service refused the key");
  error.service_code = "AuthFailure.SignatureFailure";
  error.service_message = "no\x1b[31m";
  error.request_id = "id-1";
  EXPECT_EQ(words::explain(error, Language::english),
            "cvm-images: the key was refused (DescribeImages)\n"
            "  the service says AuthFailure.SignatureFailure: no\\x1b[31m [RequestId id-1]\n"
            "  The SecretKey does not belong to the SecretId, or a proxy changed the request.");
}

TEST(Words, WhatMayHaveBeenDoneSaysSoFirst) {
  Error error = make_error(ErrorCode::lost, "DeleteImages", "cut");
  error.ambiguous = true;
  EXPECT_NE(words::explain(error, Language::english).find("may have been carried out. Look before"), std::string::npos);
  EXPECT_NE(words::explain(error, Language::chinese).find("可能已被执行"), std::string::npos);
}

TEST(Words, VerdictsAndOutcomes) {
  EXPECT_EQ(words::verdict(Verdict::remove, Language::english), "delete");
  EXPECT_EQ(words::verdict(Verdict::block, Language::chinese), "不可删");
  EXPECT_EQ(words::outcome(Outcome::deleted, Language::english), "deleted, verified");
  EXPECT_EQ(words::outcome(Outcome::unknown, Language::chinese), "未知");
  EXPECT_EQ(words::snapshot_outcome("left", Language::chinese), "保留");
}

TEST(Words, LanguageOfTheLocale) {
  const auto in = [](const char* all, const char* messages, const char* lang) {
    return language_of_locale([=](const char* name) {
      const std::string_view wanted = name;
      return wanted == "LC_ALL" ? all : wanted == "LC_MESSAGES" ? messages : lang;
    });
  };
  EXPECT_EQ(in(nullptr, nullptr, "zh_CN.UTF-8"), Language::chinese);
  EXPECT_EQ(in(nullptr, "en_US.UTF-8", "zh_CN.UTF-8"), Language::english);
  EXPECT_EQ(in("zh_TW.UTF-8", "en_US.UTF-8", nullptr), Language::chinese);
  EXPECT_EQ(in(nullptr, nullptr, nullptr), Language::english);
}

}  // namespace
}  // namespace cvm::cli
