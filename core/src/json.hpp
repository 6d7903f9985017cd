#pragma once
// JSON for the core: reading with limits and without exceptions, and just enough writing for requests. Boost.JSON is
// the parser, but not the container: its values would be most of the code of the WebAssembly module. Boost.JSON 1.81
// reads 1e400 as infinity and lets its caller keep both of two equal members; both are refused here.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "repeat.hpp"

namespace cvm::json {

inline constexpr std::size_t max_depth = 64;

/// A document of 64 MiB could hold 32 million values of 32 bytes each; no answer of the service comes near this.
inline constexpr std::size_t max_values = 1'000'000;

enum class Kind : std::uint8_t { missing, null, boolean, number, text, list, object };

/// One value in a document. What a list or an object holds follows it, item by item.
struct Node {
  const char* name = nullptr;  ///< of a member
  const char* text = nullptr;  ///< of a text, without escapes; of a number, as it is written
  std::uint32_t name_size = 0;
  std::uint32_t size = 0;  ///< of the text; of a list or an object how much is in it; of a boolean 0 or 1
  std::uint32_t span = 1;  ///< how many nodes this value takes with all that is in it
  Kind kind = Kind::missing;
};

inline constexpr Node missing_node{};

/// A value of a document: a pointer, to be copied. Every question may be asked of every value, a missing one too.
class Value {
 public:
  class Iterator;

  constexpr Value() noexcept = default;
  explicit constexpr Value(const Node& node) noexcept : node_(&node) {}

  /// False for what is not there.
  explicit operator bool() const noexcept { return node_->kind != Kind::missing; }
  [[nodiscard]] Kind kind() const noexcept { return node_->kind; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return node_->kind == kind; }

  /// "a text", "an object", …
  [[nodiscard]] std::string_view kind_name() const noexcept;

  /// Of a member; empty for every other value.
  [[nodiscard]] std::string_view name() const noexcept { return {node_->name, node_->name_size}; }

  /// Of a text, or of a number as it is written; empty for every other kind.
  [[nodiscard]] std::string_view text() const noexcept {
    return is(Kind::text) || is(Kind::number) ? std::string_view(node_->text, node_->size) : std::string_view();
  }
  /// A number that is written as a whole one and fits 64 bits.
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;
  [[nodiscard]] std::optional<bool> boolean() const noexcept;

  /// How many items a list or members an object has.
  [[nodiscard]] std::size_t size() const noexcept { return is(Kind::list) || is(Kind::object) ? node_->size : 0; }
  [[nodiscard]] Iterator begin() const noexcept;
  [[nodiscard]] Iterator end() const noexcept;

  /// The member of that name of an object.
  [[nodiscard]] Value find(std::string_view name) const noexcept;

 private:
  const Node* node_ = &missing_node;
};

/// Goes through items or members in the document's order.
class Value::Iterator {
 public:
  explicit Iterator(const Node* node) noexcept : node_(node) {}
  Value operator*() const noexcept { return Value(*node_); }
  Iterator& operator++() noexcept {
    node_ += node_->span;
    return *this;
  }
  bool operator==(const Iterator&) const noexcept = default;

 private:
  const Node* node_;
};

inline Value::Iterator Value::begin() const noexcept { return Iterator(node_ + 1); }
inline Value::Iterator Value::end() const noexcept { return Iterator(node_ + node_->span); }

/// A parsed text. It keeps its memory for the next one, and its values view that text.
struct Document {
  std::vector<Node> nodes{};
  std::vector<Numbered> names{};      ///< of the objects that are open while parsing
  std::unique_ptr<char[]> decoded{};  ///< the texts that have escapes, without them
  std::size_t decoded_capacity = 0;

  [[nodiscard]] Value root() const noexcept { return nodes.empty() ? Value() : Value(nodes.front()); }
};

/// Where a value stands in the document. Spelt out only when something is wrong there.
struct Place {
  static constexpr std::size_t no_index = SIZE_MAX;
  const Place* parent = nullptr;
  std::string_view name{};
  std::size_t index = no_index;
};
/// "Response.ImageSet[3].ImageSize"
std::string to_string(const Place& place);

/// What becomes of texts that are not UTF-8.
enum class Utf8 : std::uint8_t { required, any };

/// Reads `text`, which must outlive the document's values; those of the text before are gone. Nothing when all is well,
/// otherwise what is wrong, such as "is not JSON at byte 17" or "has the member \"ImageIds\" twice".
[[nodiscard]] std::optional<std::string> parse(std::string_view text, Document& document, Utf8 utf8 = Utf8::required);

/// The source text of a member's value; empty when there is none of that spelling. `object` must be valid JSON.
std::string_view raw_member(std::string_view object, std::string_view name) noexcept;

/// Appends `text` as a JSON string, quotes included. Bytes above 0x7f are copied as they are.
void append_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t number);

/// Text for people: printable ASCII stays, everything else is shown escaped, and what is long is cut.
std::string quoted(std::string_view text);

}  // namespace cvm::json
