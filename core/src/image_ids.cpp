#include "image_ids.hpp"

#include "ascii.hpp"
#include "cvm/request.hpp"
#include "message.hpp"

namespace cvm {
namespace {

/// How to write `id` so that it is an image id; empty when that is not plain.
std::string remedy_for_id(std::string_view id) {
  std::string better(ascii::trim(id));
  const bool was_trimmed = better.size() != id.size();
  bool had_capitals = false;
  for (char& c : better) {
    had_capitals = had_capitals || ascii::is_upper(c);
    c = ascii::to_lower(c);
  }
  if (!is_image_id(better)) return {};
  return joined({"write it ", was_trimmed ? "without white space around it" : "",
                 was_trimmed && had_capitals ? " and " : "", had_capitals ? "in lower case" : "", ": ", better});
}

}  // namespace

bool is_image_id(std::string_view text) noexcept {
  constexpr std::string_view prefix = "img-";
  if (text.size() <= prefix.size() || text.size() > 64 || !text.starts_with(prefix)) return false;
  for (const char c : text.substr(prefix.size()))
    if (!ascii::is_lower(c) && !ascii::is_digit(c)) return false;
  return true;
}

std::optional<std::string> fault_of_count(std::size_t count, std::size_t most) {
  if (count <= most) return std::nullopt;
  return joined({" has ", decimal(static_cast<std::int64_t>(count)), " items; it may have ",
                 decimal(static_cast<std::int64_t>(most))});
}

std::optional<std::string> fault_of_id(std::string_view id) {
  if (is_image_id(id)) return std::nullopt;
  std::string remedy = remedy_for_id(id);
  if (remedy.empty()) remedy = "\"img-\" and lower-case letters and digits, such as img-34vaef8fe";
  return joined({" is ", json::quoted(id), ", not an image id: ", remedy});
}

std::optional<RepeatedId> find_repeated_id(const json::Place& list, std::span<Numbered> ids) {
  const auto repeat = find_repeat(ids);
  if (!repeat) return std::nullopt;
  const json::Place first{list.parent, list.name, repeat->first};
  return RepeatedId{repeat->again, joined({" is ", json::quoted(repeat->text), " again, as ", to_string(first)})};
}

}  // namespace cvm
