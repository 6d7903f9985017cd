#include "validation.hpp"

#include <utility>
#include <vector>

#include "ascii.hpp"
#include "cvm/request.hpp"
#include "repeat.hpp"

namespace cvm {
namespace {

using json::Kind;
using json::Place;
using json::Value;

std::string number(std::size_t value) {
  std::string out;
  json::append_integer(out, static_cast<std::int64_t>(value));
  return out;
}

/// `place` is what the message calls the value, such as Limit or ImageIds[3]; `where` the parameter that it is part of.
Error wrong_kind(std::string_view where, const Place& place, std::string_view wanted, Value value) {
  std::string message = to_string(place) + " is " + std::string(value.kind_name()) + ", not " + std::string(wanted);
  if (value.is(Kind::null)) message += "; leave out what is not set";
  return invalid_parameter(where, std::move(message));
}

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
  std::string remedy = was_trimmed ? "without white space around it" : "";
  if (had_capitals) remedy += was_trimmed ? " and in lower case" : "in lower case";
  return "write it " + remedy + ": " + better;
}

Result<void> check_id(std::string_view where, const Place& place, std::string_view id) {
  if (is_image_id(id)) return {};
  std::string message = to_string(place) + " is " + json::quoted(id) + ", not an image id: ";
  const std::string remedy = remedy_for_id(id);
  message += remedy.empty() ? "\"img-\" and lower-case letters and digits, such as img-34vaef8fe" : remedy;
  return invalid_parameter(where, std::move(message));
}

Result<void> check_one_of(const Parameter& parameter, std::string_view value) {
  if (parameter.one_of.empty()) return {};
  std::string choices;
  for (const std::string_view choice : parameter.one_of) {
    if (choice == value) return {};
    choices.append(choices.empty() ? "" : ", ").append(choice);
  }
  return invalid_parameter(
      parameter.name, std::string(parameter.name) + " is " + json::quoted(value) + ", which is none of: " + choices);
}

Result<void> check_text(const Parameter& parameter, const Place& place, Value value) {
  if (!value.is(Kind::text)) return wrong_kind(parameter.name, place, "a text", value);
  if (parameter.form == TextForm::image_id) return check_id(parameter.name, place, value.text());
  if (parameter.required && value.text().empty())
    return invalid_parameter(parameter.name, to_string(place) + " is empty");
  return check_one_of(parameter, value.text());
}

Result<void> check_integer(const Parameter& parameter, const Place& place, Value value) {
  const auto integer = value.integer();
  if (!integer) return wrong_kind(parameter.name, place, "a 64-bit integer", value);
  const bool too_small = *integer < parameter.min;
  if (!too_small && *integer <= parameter.max) return {};
  std::string message = to_string(place) + " is ";
  json::append_integer(message, *integer);
  message += too_small ? "; it is at least " : "; it is at most ";
  json::append_integer(message, too_small ? parameter.min : parameter.max);
  return invalid_parameter(parameter.name, std::move(message));
}

Result<void> check_filter_values(std::string_view where, const Place& place, Value values) {
  if (!values.is(Kind::list)) return wrong_kind(where, place, "a list of texts", values);
  if (values.size() == 0) return invalid_parameter(where, to_string(place) + " is empty: a filter needs a value");
  if (values.size() > max_filter_values)
    return invalid_parameter(where, to_string(place) + " has " + number(values.size()) + " values; it may have " +
                                        number(max_filter_values));
  std::size_t i = 0;
  for (const Value value : values) {
    if (!value.is(Kind::text)) return wrong_kind(where, {place.parent, place.name, i}, "a text", value);
    ++i;
  }
  return {};
}

Result<void> check_filter(const Parameter& parameter, const Place& place, Value filter) {
  const std::string_view where = parameter.name;
  if (!filter.is(Kind::object)) return wrong_kind(where, place, "an object with Name and Values", filter);
  for (const Value member : filter)
    if (member.name() != "Name" && member.name() != "Values")
      return invalid_parameter(where, to_string(place) + " has the unknown member " + json::quoted(member.name()) +
                                          "; a filter has Name and Values");
  const Value name = filter.find("Name");
  const Value values = filter.find("Values");
  const Place name_place{&place, "Name"};
  const Place values_place{&place, "Values"};
  if (!name) return invalid_parameter(where, to_string(name_place) + " is missing");
  if (!name.is(Kind::text)) return wrong_kind(where, name_place, "a text", name);
  if (!values) return invalid_parameter(where, to_string(values_place) + " is missing");
  return check_filter_values(where, values_place, values);
}

Result<void> check_item(const Parameter& parameter, const Place& place, Value item) {
  switch (parameter.type) {
    case ParameterType::integer_list:
      return check_integer(parameter, place, item);
    case ParameterType::filter_list:
      return check_filter(parameter, place, item);
    default:
      return check_text(parameter, place, item);
  }
}

Result<void> check_list_size(const Parameter& parameter, std::size_t size) {
  const bool holds_ids = parameter.form == TextForm::image_id;
  const std::size_t most = parameter.max_items != 0 ? parameter.max_items : holds_ids ? max_image_ids : SIZE_MAX;
  const bool is_missing = size == 0 && (parameter.required || holds_ids);
  if (!is_missing && size <= most) return {};
  const std::string name(parameter.name);
  if (is_missing) return invalid_parameter(name, name + " is empty: name at least one");
  return invalid_parameter(name, name + " has " + number(size) + " items; it may have " + number(most));
}

Result<void> check_no_repeat(std::string_view name, Value ids) {
  std::vector<Numbered> texts;
  texts.reserve(ids.size());
  for (const Value id : ids) texts.push_back({id.text(), static_cast<std::uint32_t>(texts.size())});
  const auto repeat = find_repeat(texts);
  if (!repeat) return {};
  return invalid_parameter(name, to_string(Place{nullptr, name, repeat->again}) + " is " + json::quoted(repeat->text) +
                                     " again, as " + to_string(Place{nullptr, name, repeat->first}));
}

Result<void> check_list(const Parameter& parameter, Value list) {
  if (!list.is(Kind::list)) return wrong_kind(parameter.name, {nullptr, parameter.name}, "a list", list);
  if (auto size = check_list_size(parameter, list.size()); !size) return size;
  Place place{nullptr, parameter.name, 0};
  for (const Value item : list) {
    if (auto checked = check_item(parameter, place, item); !checked) return checked;
    ++place.index;
  }
  return parameter.form == TextForm::image_id ? check_no_repeat(parameter.name, list) : Result<void>{};
}

Result<void> check_value(const Parameter& parameter, Value value) {
  const Place place{nullptr, parameter.name};
  switch (parameter.type) {
    case ParameterType::string:
      return check_text(parameter, place, value);
    case ParameterType::integer:
      return check_integer(parameter, place, value);
    case ParameterType::boolean:
      if (value.is(Kind::boolean)) return {};
      return wrong_kind(parameter.name, place, "a boolean", value);
    default:
      return check_list(parameter, value);
  }
}

const Parameter* find_parameter(const Action& action, std::string_view name) noexcept {
  for (const Parameter& parameter : action.parameters)
    if (parameter.name == name) return &parameter;
  return nullptr;
}

Error unknown_parameter(const Action& action, std::string_view name) {
  std::string message = std::string(action.name) + " has no parameter " + json::quoted(name);
  for (const Parameter& parameter : action.parameters)
    if (is_slip_of(name, parameter.name)) message.append("; did you mean ").append(parameter.name).append("?");
  const bool is_visible = name.size() <= 64 && json::quoted(name).size() == name.size() + 2;
  return invalid_parameter(is_visible ? name : std::string_view(), std::move(message));
}

}  // namespace

Error invalid_parameter(std::string_view where, std::string message) {
  return make_error(ErrorCode::invalid_parameter, std::string(where), std::move(message));
}

bool is_slip_of(std::string_view text, std::string_view name) noexcept {
  if (text == name) return false;
  if (ascii::equal_ignoring_case(text, name)) return true;
  std::string_view& longer = text.size() > name.size() ? text : name;
  if (!longer.empty() && ascii::to_lower(longer.back()) == 's') longer.remove_suffix(1);
  return ascii::equal_ignoring_case(text, name);
}

bool is_image_id(std::string_view text) noexcept {
  constexpr std::string_view prefix = "img-";
  if (text.size() <= prefix.size() || text.size() > 64 || !text.starts_with(prefix)) return false;
  for (const char c : text.substr(prefix.size()))
    if (!ascii::is_lower(c) && !ascii::is_digit(c)) return false;
  return true;
}

Result<Value> parse_parameters(std::string_view params, json::Document& document) {
  if (const auto fault = json::parse(params, document)) return invalid_parameter("params", "params " + *fault);
  const Value parameters = document.root();
  if (parameters.is(Kind::object)) return parameters;
  return invalid_parameter("params", "params is " + std::string(parameters.kind_name()) + ", not a JSON object");
}

Result<void> validate_parameters(const Action& action, Value parameters) {
  for (const Value member : parameters) {
    const Parameter* parameter = find_parameter(action, member.name());
    if (parameter == nullptr) return unknown_parameter(action, member.name());
    if (auto value = check_value(*parameter, member); !value) return value;
  }
  for (const Parameter& parameter : action.parameters) {
    const bool is_given = static_cast<bool>(parameters.find(parameter.name));
    if (parameter.required && !is_given)
      return invalid_parameter(parameter.name, std::string(action.name) + " needs " + std::string(parameter.name));
    if (is_given && !parameter.excludes.empty() && parameters.find(parameter.excludes))
      return invalid_parameter(parameter.name, std::string(parameter.name) + " and " + std::string(parameter.excludes) +
                                                   " may not be given together");
  }
  return {};
}

}  // namespace cvm
