#pragma once
// What the tests of globs and regular expressions share.

#include <gtest/gtest.h>

#include <string>

#include "exact_copy.hpp"
#include "pattern.hpp"

namespace cvm_test {

template <class Pattern>
bool matches(std::string_view pattern, std::string_view text) {
  const ExactCopy pattern_copy(pattern);
  const ExactCopy text_copy(text);
  const auto parsed = Pattern::parse(pattern_copy.view());
  EXPECT_TRUE(parsed) << pattern << ": " << (parsed ? "" : parsed.error().message);
  return parsed && parsed->matches(text_copy.view());
}
inline bool glob(std::string_view pattern, std::string_view text) { return matches<cvm::Glob>(pattern, text); }
inline bool regex(std::string_view pattern, std::string_view text) { return matches<cvm::Regex>(pattern, text); }

template <class Pattern>
std::string pattern_refusal(std::string_view pattern) {
  const ExactCopy copy(pattern);
  const auto parsed = Pattern::parse(copy.view());
  EXPECT_FALSE(parsed) << pattern;
  if (parsed) return {};
  EXPECT_EQ(parsed.error().code, cvm::ErrorCode::invalid_parameter);
  EXPECT_EQ(parsed.error().where, "pattern");
  return parsed.error().message;
}

}  // namespace cvm_test
