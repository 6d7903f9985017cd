#pragma once
// What a selection means, by the test's own hand.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cvm/models.hpp"
#include "cvm/selection.hpp"

namespace cvm::simulation {

/// The rules that choose let the image through.
bool chosen(const Selection& selection, const Image& image);

/// The group in which `keep_newest` counts it.
std::string group_of(const Grouping& grouping, const Image& image);

/// The protecting tag at that instant, as the manual has it; nothing when none protects.
std::optional<std::string> protection(const std::vector<Tag>& tags, const std::vector<TagRule>& rules,
                                      std::int64_t unix_seconds);

/// Unix seconds of the dates that the model writes; nothing for an empty text.
std::optional<std::int64_t> created_seconds(const Image& image);

}  // namespace cvm::simulation
