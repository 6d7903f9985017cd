// The closed lists of the JSON Schema files are those of the core.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cvm/machine.hpp"
#include "document_words.hpp"

namespace {

using Words = std::vector<std::string>;

std::string schema_text(const std::string& name) {
  std::ifstream file(CVM_IMAGES_SOURCE "/core/schemas/" + name + ".schema.json", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The list at the end of a path such as "$defs/verdict/enum".
Words words_at(const std::string& name, const std::string& path) {
  const std::string text = schema_text(name);
  cvm::json::Document document;
  const auto fault = cvm::json::parse(text, document);
  EXPECT_FALSE(fault) << name << ' ' << *fault;
  cvm::json::Value value = document.root();
  std::stringstream steps(path);
  for (std::string step; std::getline(steps, step, '/');) value = value.find(step);
  EXPECT_TRUE(value) << name << ' ' << path;
  Words words;
  for (const cvm::json::Value word : value) words.emplace_back(word.text());
  return words;
}

Words all_of(cvm::json::Choices choices) { return {choices.begin(), choices.end()}; }

template <class Enum>
Words spellings(Enum last) {
  Words words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.emplace_back(to_string(static_cast<Enum>(i)));
  return words;
}

TEST(Schemas, ErrorsAndEventsAreThoseOfTheCore) {
  EXPECT_EQ(words_at("common", "$defs/errorCode/enum"), spellings(cvm::ErrorCode::internal));
  EXPECT_EQ(words_at("event", "properties/kind/enum"), spellings(cvm::EventKind::image_kept));
  EXPECT_EQ(to_string(static_cast<cvm::EventKind>(static_cast<int>(cvm::EventKind::image_kept) + 1)), "unknown");
}

TEST(Schemas, TheWordsOfPlansAreThoseOfTheCore) {
  using namespace cvm::words;
  EXPECT_EQ(words_at("plan", "$defs/verdict/enum"), all_of(verdicts));
  EXPECT_EQ(words_at("plan", "$defs/reasonCode/enum"), all_of(plan_reasons));
  EXPECT_EQ(words_at("plan", "$defs/refusal/properties/code/enum"), all_of(refusals));
  EXPECT_EQ(words_at("plan", "$defs/account/properties/source/enum"), all_of(account_sources));
  EXPECT_EQ(words_at("plan", "$defs/checkName/enum"), all_of(checks));
  EXPECT_EQ(words_at("plan", "$defs/region/properties/status/enum"), all_of(statuses));
  EXPECT_EQ(words_at("plan", "$defs/image/properties/references/items/properties/type/enum"), all_of(reference_types));
}

TEST(Schemas, TheWordsOfReceiptsAreThoseOfTheCore) {
  using namespace cvm::words;
  EXPECT_EQ(words_at("receipt", "$defs/outcome/enum"), all_of(outcomes));
  EXPECT_EQ(words_at("receipt", "$defs/reasonCode/enum"), all_of(reasons));
  EXPECT_EQ(words_at("receipt", "$defs/image/properties/snapshots/items/properties/outcome/enum"),
            all_of(snapshot_outcomes));
}

}  // namespace
