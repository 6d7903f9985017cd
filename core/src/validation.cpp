#include "validation.hpp"

#include <boost/json/array.hpp>
#include <unordered_map>

#include "ascii.hpp"
#include "cvm/request.hpp"
#include "json.hpp"

namespace cvm {
namespace {

namespace bj = boost::json;

std::string number(std::size_t value) {
  std::string out;
  json::append_integer(out, static_cast<std::int64_t>(value));
  return out;
}

std::string item_name(std::string_view list, std::size_t index) {
  return std::string(list) + '[' + number(index) + ']';
}

/// `name` is what the message calls the value: "Limit" or "ImageIds[3]".
Error wrong_kind(std::string_view where, const std::string& name, std::string_view wanted, const bj::value& value) {
  std::string message = name + " is " + std::string(json::kind_name(value)) + ", not " + std::string(wanted);
  if (value.is_null()) message += "; leave out what is not set";
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

Result<void> check_id(std::string_view where, const std::string& name, std::string_view id) {
  if (is_image_id(id)) return {};
  std::string message = name + " is " + json::quoted(id) + ", not an image id: ";
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

Result<void> check_text(const Parameter& parameter, const std::string& name, const bj::value& value) {
  const bj::string* string = value.if_string();
  if (string == nullptr) return wrong_kind(parameter.name, name, "a text", value);
  const std::string_view text = json::text(*string);
  if (parameter.form == TextForm::image_id) return check_id(parameter.name, name, text);
  if (parameter.required && text.empty()) return invalid_parameter(parameter.name, name + " is empty");
  return check_one_of(parameter, text);
}

Result<void> check_integer(const Parameter& parameter, const std::string& name, const bj::value& value) {
  const auto integer = json::integer(value);
  if (!integer) return wrong_kind(parameter.name, name, "a 64-bit integer", value);
  const bool too_small = *integer < parameter.min;
  if (!too_small && *integer <= parameter.max) return {};
  std::string message = name + " is ";
  json::append_integer(message, *integer);
  message += too_small ? "; it is at least " : "; it is at most ";
  json::append_integer(message, too_small ? parameter.min : parameter.max);
  return invalid_parameter(parameter.name, std::move(message));
}

Result<void> check_filter_values(std::string_view where, const std::string& name, const bj::value& value) {
  const bj::array* values = value.if_array();
  if (values == nullptr) return wrong_kind(where, name, "a list of texts", value);
  if (values->empty()) return invalid_parameter(where, name + " is empty: a filter needs a value");
  if (values->size() > max_filter_values)
    return invalid_parameter(
        where, name + " has " + number(values->size()) + " values; it may have " + number(max_filter_values));
  for (std::size_t i = 0; i < values->size(); ++i)
    if (!(*values)[i].is_string()) return wrong_kind(where, item_name(name, i), "a text", (*values)[i]);
  return {};
}

Result<void> check_filter(const Parameter& parameter, const std::string& name, const bj::value& value) {
  const bj::object* filter = value.if_object();
  if (filter == nullptr) return wrong_kind(parameter.name, name, "an object with Name and Values", value);
  for (const auto& member : *filter)
    if (member.key() != "Name" && member.key() != "Values")
      return invalid_parameter(parameter.name, name + " has the unknown member " + json::quoted(member.key()) +
                                                   "; a filter has Name and Values");
  const bj::value* filter_name = filter->if_contains("Name");
  const bj::value* values = filter->if_contains("Values");
  if (filter_name == nullptr) return invalid_parameter(parameter.name, name + ".Name is missing");
  if (!filter_name->is_string()) return wrong_kind(parameter.name, name + ".Name", "a text", *filter_name);
  if (values == nullptr) return invalid_parameter(parameter.name, name + ".Values is missing");
  return check_filter_values(parameter.name, name + ".Values", *values);
}

Result<void> check_item(const Parameter& parameter, const std::string& name, const bj::value& item) {
  switch (parameter.type) {
    case ParameterType::integer_list:
      return check_integer(parameter, name, item);
    case ParameterType::filter_list:
      return check_filter(parameter, name, item);
    default:
      return check_text(parameter, name, item);
  }
}

Result<void> check_list_size(const Parameter& parameter, std::size_t size) {
  const bool holds_ids = parameter.form == TextForm::image_id;
  const std::string name(parameter.name);
  if (size == 0 && (parameter.required || holds_ids))
    return invalid_parameter(name, name + " is empty: name at least one");
  const std::size_t most = parameter.max_items != 0 ? parameter.max_items : holds_ids ? max_image_ids : SIZE_MAX;
  if (size <= most) return {};
  return invalid_parameter(name, name + " has " + number(size) + " items; it may have " + number(most));
}

/// Every item is known to be a text.
Result<void> check_no_duplicate(std::string_view list, const bj::array& ids) {
  std::unordered_map<std::string_view, std::size_t> seen;
  seen.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string_view id = json::text(ids[i].get_string());
    const auto [first, is_new] = seen.emplace(id, i);
    if (!is_new)
      return invalid_parameter(
          list, item_name(list, i) + " is " + json::quoted(id) + " again, as " + item_name(list, first->second));
  }
  return {};
}

Result<void> check_list(const Parameter& parameter, const bj::value& value) {
  const bj::array* items = value.if_array();
  if (items == nullptr) return wrong_kind(parameter.name, std::string(parameter.name), "a list", value);
  if (auto size = check_list_size(parameter, items->size()); !size) return size;
  for (std::size_t i = 0; i < items->size(); ++i)
    if (auto item = check_item(parameter, item_name(parameter.name, i), (*items)[i]); !item) return item;
  return parameter.form == TextForm::image_id ? check_no_duplicate(parameter.name, *items) : Result<void>{};
}

Result<void> check_value(const Parameter& parameter, const bj::value& value) {
  const std::string name(parameter.name);
  switch (parameter.type) {
    case ParameterType::string:
      return check_text(parameter, name, value);
    case ParameterType::integer:
      return check_integer(parameter, name, value);
    case ParameterType::boolean:
      return value.is_bool() ? Result<void>{} : Result<void>{wrong_kind(name, name, "a boolean", value)};
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

Result<void> validate_parameters(const Action& action, const bj::object& parameters) {
  for (const auto& member : parameters) {
    const Parameter* parameter = find_parameter(action, member.key());
    if (parameter == nullptr) return unknown_parameter(action, member.key());
    if (auto value = check_value(*parameter, member.value()); !value) return value;
  }
  for (const Parameter& parameter : action.parameters) {
    const bool is_given = parameters.contains(parameter.name);
    if (parameter.required && !is_given)
      return invalid_parameter(parameter.name, std::string(action.name) + " needs " + std::string(parameter.name));
    if (is_given && !parameter.excludes.empty() && parameters.contains(parameter.excludes))
      return invalid_parameter(parameter.name, std::string(parameter.name) + " and " + std::string(parameter.excludes) +
                                                   " may not be given together");
  }
  return {};
}

}  // namespace cvm
