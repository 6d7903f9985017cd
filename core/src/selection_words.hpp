#pragma once
// The texts of a selection that have a meaning, and how to say what they should be.

#include <cstdint>
#include <optional>
#include <string_view>

#include "cvm/selection.hpp"
#include "document_reader.hpp"

namespace cvm {

std::optional<TagRule> tag_rule_of(std::string_view text);
std::optional<Grouping> grouping_of(std::string_view text);
std::optional<std::int64_t> age_of(std::string_view text);
/// Turns on what the name stands for.
bool add_check(std::string_view name, ReferenceChecks& checks);

inline constexpr json::Word<TagRule> tag_rule_word{tag_rule_of, R"(a tag: write "key" or "key=value")"};
inline constexpr json::Word<Grouping> grouping_word{
    grouping_of, R"(a grouping: write "region", "name-prefix", "family" or "tag:" and a key)"};
inline constexpr json::Word<std::int64_t> age_word{
    age_of, R"(an age: write a whole number, not 0, and w, d, h, m or s behind it, such as "30d")"};
inline constexpr std::string_view wanted_check =
    R"(a check of references: write "instances", "templates", "scaling" or "all")";

}  // namespace cvm
