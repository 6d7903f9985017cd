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

/// The codes that the public headers promise.
std::set<std::string> documented_reasons() {
  std::set<std::string> codes;
  const std::string inspection = header("inspection.hpp");
  const std::regex row(R"(\| (?:block|unknown|keep|delete)\s*\| `([a-z-]+)`)");
  for (std::sregex_iterator i(inspection.begin(), inspection.end(), row), end; i != end; ++i) codes.insert((*i)[1]);
  const std::string deletion = header("deletion.hpp");
  const std::size_t start = deletion.find("/// Codes:");
  const std::string list = deletion.substr(start, deletion.find("std::optional<Reason>", start) - start);
  const std::regex code("`([a-z-]+)`");
  for (std::sregex_iterator i(list.begin(), list.end(), code), end; i != end; ++i) codes.insert((*i)[1]);
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
  EXPECT_GE(documented.size(), 16U);
  const auto codes = words::reason_codes();
  for (const std::string& code : documented) {
    EXPECT_NE(std::find(codes.begin(), codes.end(), code), codes.end()) << code;
  }
}

TEST(Words, EveryReasonHasTextAndARemedyInBothLanguages) {
  for (const std::string_view code : words::reason_codes()) {
    const Reason reason{std::string(code), {}};
    for (const Language language : languages) {
      EXPECT_EQ(has_chinese(words::text(reason, language)), language == Language::chinese) << code;
      if (code == "requested") continue;
      EXPECT_EQ(has_chinese(words::remedy(reason, language)), language == Language::chinese) << code;
      EXPECT_FALSE(words::remedy(reason, language).empty()) << code;
    }
  }
}

TEST(Words, ReasonsSayTheirArguments) {
  const Reason used{"referenced", {{"type", "instance"}, {"count", "50"}, {"ids", "ins-1, ins-2, ins-3, …"}}};
  EXPECT_EQ(words::text(used, Language::english), "used by 50 instances: ins-1, ins-2, ins-3, …");
  EXPECT_EQ(words::text(used, Language::chinese), "被 50 台实例使用：ins-1, ins-2, ins-3, …");
  const Reason one{"referenced", {{"type", "launch-configuration"}, {"count", "1"}, {"ids", "asc-1"}}};
  EXPECT_EQ(words::text(one, Language::english), "used by 1 launch configuration: asc-1");
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
