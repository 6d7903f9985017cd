#include "document_reader.hpp"

#include <limits>

#include "error_json.hpp"

namespace cvm::json {
namespace {

std::string_view name_of(Kind kind) noexcept {
  if (kind == Kind::number) return "a 64-bit integer";
  Node node;
  node.kind = kind;
  return Value(node).kind_name();
}

/// What has no odd characters can be a place.
bool is_visible(std::string_view name) { return name.size() <= 64 && quoted(name).size() == name.size() + 2; }

}  // namespace

Result<Value> parse_object(std::string_view text, Document& document, std::string_view noun) {
  const auto fault = parse(text, document);
  const Value root = document.root();
  if (!fault && root.is(Kind::object)) return root;
  const std::string problem = fault ? *fault : joined({"is ", root.kind_name(), ", not an object"});
  return error_saying(ErrorCode::invalid_parameter, {}, {"the text is not ", noun, ": it ", problem});
}

Error wrong(const Place& place, Parts what) {
  return error_saying(ErrorCode::invalid_parameter, to_string(Place{place.parent, place.name}),
                      {to_string(place), joined(what)});
}

Value DocumentReader::find(std::string_view name) noexcept {
  std::uint64_t bit = 1;
  for (const Value member : object_) {
    if (member.name() == name) {
      seen_ |= bit;
      return member;
    }
    bit <<= 1U;
  }
  return {};
}

Value DocumentReader::checked(Value value, Kind kind, const Place& place) {
  if (value.is(kind)) return value;
  const bool is_unset = value.is(Kind::null) && unset_ == Unset::absent;
  refuse(place, {" is ", value.kind_name(), ", not ", name_of(kind), is_unset ? "; leave out what is not set" : ""});
  return {};
}

Value DocumentReader::take(std::string_view name, Kind kind, Null null) {
  const Value value = fault_ ? Value() : find(name);
  if (!value) {
    if (unset_ == Unset::null) refuse(place_of(name), {" is missing"});
    return {};
  }
  if (value.is(Kind::null) && null == Null::allowed && unset_ == Unset::null) return {};
  return checked(value, kind, place_of(name));
}

std::optional<std::int64_t> DocumentReader::take_integer(std::string_view name, Null null) {
  const Value value = take(name, Kind::number, null);
  if (!value) return std::nullopt;
  const auto number = value.integer();
  if (!number) refuse(place_of(name), {" is a number, not a 64-bit integer"});
  return number;
}

void DocumentReader::read(std::string_view name, std::string& out) {
  if (const Value value = take(name, Kind::text)) out = value.text();
}

void DocumentReader::read(std::string_view name, std::optional<std::string>& out) {
  if (const Value value = take(name, Kind::text, Null::allowed)) out = value.text();
}

void DocumentReader::read(std::string_view name, std::int64_t& out) {
  if (const auto number = take_integer(name, Null::refused)) out = *number;
}

void DocumentReader::read(std::string_view name, std::optional<std::int64_t>& out) {
  if (const auto number = take_integer(name, Null::allowed)) out = number;
}

void DocumentReader::read(std::string_view name, int& out) {
  const auto number = take_integer(name, Null::refused);
  if (!number) return;
  const bool fits = *number >= std::numeric_limits<int>::min() && *number <= std::numeric_limits<int>::max();
  if (!fits) return refuse(place_of(name), {" is ", decimal(*number), ", which is out of range"});
  out = static_cast<int>(*number);
}

void DocumentReader::read(std::string_view name, bool& out) {
  if (const Value value = take(name, Kind::boolean)) out = *value.boolean();
}

void DocumentReader::read(std::string_view name, std::vector<std::string>& out) {
  Place place{place_, name, 0};
  const Value items = take(name, Kind::list);
  out.reserve(items.size());
  for (const Value item : items) {
    if (!checked(item, Kind::text, place)) return;
    out.emplace_back(item.text());
    ++place.index;
  }
}

void DocumentReader::read(std::string_view name, std::optional<Error>& out) {
  const Value value = take(name, Kind::object, Null::allowed);
  if (value && !read_error(value, out.emplace()))
    refuse(place_of(name), {" is not an error: a member is missing, not known or of the wrong type"});
}

std::optional<std::size_t> DocumentReader::take_choice(std::string_view name, Choices choices) {
  const Value value = take(name, Kind::text);
  if (!value) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == value.text()) return i;
    list.append(i == 0 ? "" : ", ").append(choices[i]);
  }
  refuse(place_of(name), {" is ", quoted(value.text()), ", which is none of: ", list});
  return std::nullopt;
}

void DocumentReader::refuse_word(const Place& place, std::string_view text, std::string_view wanted) {
  refuse(place, {" is ", quoted(text), ", not ", wanted});
}

void DocumentReader::finish() {
  std::uint64_t unknown = ~seen_;
  for (const Value member : object_) {
    if (fault_ || unknown == 0) return;
    const bool is_known = (unknown & 1U) == 0;
    unknown >>= 1U;
    if (is_known) continue;
    const std::string name = quoted(member.name());
    const std::string parent = place_ == nullptr ? std::string() : to_string(*place_);
    fault_ = error_saying(ErrorCode::invalid_parameter,
                          is_visible(member.name()) ? to_string(place_of(member.name())) : parent,
                          {parent, parent.empty() ? "there is no member " : " has no member ", name});
  }
}

}  // namespace cvm::json
