#pragma once
// Reads the documents of this program strictly: a member that is not known, of another type or missing is an
// `invalid-parameter` that names it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cvm/error.hpp"
#include "json.hpp"
#include "message.hpp"

namespace cvm::json {

/// The root object of `text`, which `document` then holds. `noun` says what it should be: "a plan".
Result<Value> parse_object(std::string_view text, Document& document, std::string_view noun);

/// An `invalid-parameter` whose message begins with the place; `where` is the path to the member, without its index.
Error wrong(const Place& place, Parts what);

/// The largest number that RFC 8785 writes as it is.
inline constexpr std::int64_t most_exact = 9'007'199'254'740'991;

/// A text with a meaning. `read` gives nothing for every other text; `wanted` names the ones that have it.
template <class T>
struct Word {
  std::optional<T> (*read)(std::string_view text);
  std::string_view wanted;
};

/// A closed list of texts.
using Choices = std::span<const std::string_view>;

/// One object. The first thing that is wrong is kept in `fault` and everything after it is skipped.
class DocumentReader {
 public:
  /// What is not set is either left out, and its target stays as it is, or null, which only an optional target can be.
  enum class Unset : std::uint8_t { absent, null };
  enum class Null : std::uint8_t { refused, allowed };

  /// `place`: of the object; null for the root.
  DocumentReader(Value object, const Place* place, Unset unset, std::optional<Error>& fault) noexcept
      : object_(object), place_(place), unset_(unset), fault_(fault) {}

  void read(std::string_view name, std::string& out);
  void read(std::string_view name, std::optional<std::string>& out);
  void read(std::string_view name, std::int64_t& out);
  void read(std::string_view name, std::optional<std::int64_t>& out);
  void read(std::string_view name, int& out);
  void read(std::string_view name, bool& out);
  void read(std::string_view name, std::vector<std::string>& out);
  void read(std::string_view name, std::optional<Error>& out);

  /// A text of a closed list; an enumeration has its list's order.
  void read(std::string_view name, std::string& out, Choices choices) {
    if (const auto index = take_choice(name, choices)) out = choices[*index];
  }
  template <class Enum>
  requires(std::is_enum_v<Enum> || std::is_same_v<Enum, bool>) void read(std::string_view name, Enum& out,
                                                                         Choices choices) {
    if (const auto index = take_choice(name, choices)) out = static_cast<Enum>(*index);
  }

  template <class T>
  void read(std::string_view name, T& out, const Word<T>& word) {
    const Value value = take(name, Kind::text);
    if (!value) return;
    if (const auto meaning = word.read(value.text()))
      out = *meaning;
    else
      refuse_word({place_, name}, value.text(), word.wanted);
  }
  template <class T>
  void read(std::string_view name, std::optional<T>& out, const Word<T>& word) {
    T value{};
    const bool is_there = static_cast<bool>(object_.find(name));
    read(name, value, word);
    if (is_there && !fault_) out = std::move(value);
  }
  template <class T>
  void read(std::string_view name, std::vector<T>& out, const Word<T>& word) {
    Place place{place_, name, 0};
    for (const Value item : take(name, Kind::list)) {
      const auto meaning = checked(item, Kind::text, place) ? word.read(item.text()) : std::nullopt;
      if (!meaning) return refuse_word(place, item.text(), word.wanted);
      out.push_back(std::move(*meaning));
      ++place.index;
    }
  }

  /// A list of objects.
  template <class T>
  void read(std::string_view name, std::vector<T>& out, void (*read_item)(DocumentReader&, T&)) {
    Place place{place_, name, 0};
    const Value items = take(name, Kind::list);
    out.reserve(items.size());
    for (const Value item : items) {
      DocumentReader reader(checked(item, Kind::object, place), &place, unset_, fault_);
      if (!fault_) read_item(reader, out.emplace_back());
      reader.finish();
      if (fault_) return;
      ++place.index;
    }
  }
  /// An object.
  template <class T>
  void read(std::string_view name, T& out, void (*read_members)(DocumentReader&, T&)) {
    read_object(name, Null::refused, [&](DocumentReader& reader) { read_members(reader, out); });
  }
  template <class T>
  void read(std::string_view name, std::optional<T>& out, void (*read_members)(DocumentReader&, T&)) {
    read_object(name, Null::allowed, [&](DocumentReader& reader) { read_members(reader, out.emplace()); });
  }

  /// A member of a kind; nothing when it is not there or null, and may be so.
  Value take(std::string_view name, Kind kind, Null null = Null::refused);

  /// Every member, for an object whose names are not fixed.
  [[nodiscard]] Value take_all() noexcept {
    seen_ = ~std::uint64_t{0};
    return fault_ ? Value() : object_;
  }

  [[nodiscard]] Place place_of(std::string_view name) const noexcept { return {place_, name}; }
  [[nodiscard]] bool is_sound() const noexcept { return !fault_; }
  void refuse(const Place& place, Parts what) {
    if (!fault_) fault_ = wrong(place, what);
  }

  /// Whatever was not asked for is not known.
  void finish();

 private:
  template <class ReadMembers>
  void read_object(std::string_view name, Null null, ReadMembers read_members) {
    const Place place{place_, name};
    const Value value = take(name, Kind::object, null);
    if (!value) return;
    DocumentReader reader(value, &place, unset_, fault_);
    read_members(reader);
    reader.finish();
  }
  Value find(std::string_view name) noexcept;
  std::optional<std::size_t> take_choice(std::string_view name, Choices choices);
  Value checked(Value value, Kind kind, const Place& place);
  void refuse_word(const Place& place, std::string_view text, std::string_view wanted);
  std::optional<std::int64_t> take_integer(std::string_view name, Null null);

  Value object_;
  const Place* place_;
  Unset unset_;
  std::optional<Error>& fault_;
  std::uint64_t seen_ = 0;  ///< one bit for each of the first members that was asked for
};

}  // namespace cvm::json
