#pragma once
// What is wrong with image ids, in words, for every list of them that somebody gives.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "json.hpp"

namespace cvm {

/// Each is nothing, or a predicate for the place of the list or of the id: "has 10001 items; it may have 10000".
std::optional<std::string> fault_of_count(std::size_t count, std::size_t most);
std::optional<std::string> fault_of_id(std::string_view id);

/// An id that stood before.
struct RepeatedId {
  std::size_t index;
  std::string fault;
};
/// `list` is the place of all of them; `ids` are sorted when they are many.
std::optional<RepeatedId> find_repeated_id(const json::Place& list, std::span<Numbered> ids);

}  // namespace cvm
