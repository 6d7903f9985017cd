#pragma once
// JSON for the core: parsing with limits and without exceptions, and just enough writing for requests. Boost.JSON 1.81
// reads 1e400 as infinity and keeps the last of two equal members; both are refused here.

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cvm::json {

inline constexpr std::size_t max_depth = 64;

/// A document of 64 MiB could hold 32 million values of 24 bytes each; no answer of the service comes near this.
inline constexpr std::size_t max_values = 1'000'000;

/// A parsed document. Values live in `memory`, so neither may be moved.
struct Tree {
  Tree() : root(boost::json::storage_ptr(&memory)) {}
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  boost::json::monotonic_resource memory{};
  boost::json::value root;
  /// The source text of every number that is no 64-bit integer, in the document's order. Views into the text parsed.
  std::vector<std::string_view> inexact{};
};

/// What becomes of texts that are not UTF-8.
enum class Utf8 : std::uint8_t { required, any };

/// Reads `text`, which must outlive the tree. Nothing when all is well, otherwise what is wrong, such as
/// "is not JSON at byte 17" or "has the member \"ImageIds\" twice".
[[nodiscard]] std::optional<std::string> parse(std::string_view text, Tree& tree, Utf8 utf8 = Utf8::required);

/// The source text of a member's value; empty when there is none of that spelling. `object` must be valid JSON.
std::string_view raw_member(std::string_view object, std::string_view name) noexcept;

/// Appends `text` as a JSON string, quotes included. Bytes above 0x7f are copied as they are.
void append_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t number);

/// Text for people: printable ASCII stays, everything else is shown escaped, and what is long is cut.
std::string quoted(std::string_view text);

/// "a text", "an object", … of a value.
std::string_view kind_name(const boost::json::value& value) noexcept;

/// The value as a signed 64-bit integer; nothing for every other number or kind.
std::optional<std::int64_t> integer(const boost::json::value& value) noexcept;

inline std::string_view text(const boost::json::string& string) noexcept { return {string.data(), string.size()}; }

}  // namespace cvm::json
