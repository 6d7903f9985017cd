#include "validation.hpp"

#include <utility>
#include <vector>

#include "ascii.hpp"
#include "cvm/request.hpp"
#include "image_ids.hpp"

namespace cvm {
namespace {

using json::Kind;
using json::Place;
using json::Value;

/// The message begins with the name of the place, such as Limit or ImageIds[3]; the error is about the whole parameter.
Error unsuitable(const Place& place, Parts what) {
  const Place* parameter = &place;
  while (parameter->parent != nullptr) parameter = parameter->parent;
  return invalid_parameter(parameter->name, {to_string(place), joined(what)});
}

Error unsuitable_kind(const Place& place, std::string_view wanted, Value value) {
  const std::string_view remedy = value.is(Kind::null) ? "; leave out what is not set" : "";
  return unsuitable(place, {" is ", value.kind_name(), ", not ", wanted, remedy});
}

Result<void> check_one_of(const Parameter& parameter, const Place& place, std::string_view value) {
  if (parameter.one_of.empty()) return {};
  std::string choices;
  for (const std::string_view choice : parameter.one_of) {
    if (choice == value) return {};
    choices.append(choices.empty() ? "" : ", ").append(choice);
  }
  return unsuitable(place, {" is ", json::quoted(value), ", which is none of: ", choices});
}

Result<void> check_text(const Parameter& parameter, const Place& place, Value value) {
  if (!value.is(Kind::text)) return unsuitable_kind(place, "a text", value);
  if (parameter.form == TextForm::image_id) {
    const auto fault = fault_of_id(value.text());
    return fault ? unsuitable(place, {*fault}) : Result<void>{};
  }
  if (parameter.required && value.text().empty()) return unsuitable(place, {" is empty"});
  return check_one_of(parameter, place, value.text());
}

Result<void> check_integer(const Parameter& parameter, const Place& place, Value value) {
  const auto integer = value.integer();
  if (!integer) return unsuitable_kind(place, "a 64-bit integer", value);
  const bool too_small = *integer < parameter.min;
  if (!too_small && *integer <= parameter.max) return {};
  return unsuitable(place, {" is ", decimal(*integer), too_small ? "; it is at least " : "; it is at most ",
                            decimal(too_small ? parameter.min : parameter.max)});
}

Result<void> check_filter_values(const Place& place, Value values) {
  if (!values.is(Kind::list)) return unsuitable_kind(place, "a list of texts", values);
  if (values.size() == 0) return unsuitable(place, {" is empty: a filter needs a value"});
  if (values.size() > max_filter_values)
    return unsuitable(place, {" has ", decimal(static_cast<std::int64_t>(values.size())), " values; it may have ",
                              decimal(max_filter_values)});
  Place item_place{place.parent, place.name, 0};
  for (const Value value : values) {
    if (!value.is(Kind::text)) return unsuitable_kind(item_place, "a text", value);
    ++item_place.index;
  }
  return {};
}

Result<void> check_filter(const Place& place, Value filter) {
  if (!filter.is(Kind::object)) return unsuitable_kind(place, "an object with Name and Values", filter);
  for (const Value member : filter)
    if (member.name() != "Name" && member.name() != "Values")
      return unsuitable(place,
                        {" has the unknown member ", json::quoted(member.name()), "; a filter has Name and Values"});
  const Value name = filter.find("Name");
  const Value values = filter.find("Values");
  const Place name_place{&place, "Name"};
  const Place values_place{&place, "Values"};
  if (!name) return unsuitable(name_place, {" is missing"});
  if (!name.is(Kind::text)) return unsuitable_kind(name_place, "a text", name);
  if (!values) return unsuitable(values_place, {" is missing"});
  return check_filter_values(values_place, values);
}

Result<void> check_item(const Parameter& parameter, const Place& place, Value item) {
  switch (parameter.type) {
    case ParameterType::integer_list:
      return check_integer(parameter, place, item);
    case ParameterType::filter_list:
      return check_filter(place, item);
    default:
      return check_text(parameter, place, item);
  }
}

Result<void> check_list_size(const Parameter& parameter, const Place& place, std::size_t size) {
  const bool holds_ids = parameter.form == TextForm::image_id;
  if (size == 0 && (parameter.required || holds_ids)) return unsuitable(place, {" is empty: name at least one"});
  const std::size_t most = parameter.max_items != 0 ? parameter.max_items : holds_ids ? max_image_ids : SIZE_MAX;
  const auto fault = fault_of_count(size, most);
  return fault ? unsuitable(place, {*fault}) : Result<void>{};
}

Result<void> check_no_repeat(const Place& place, Value ids) {
  std::vector<Numbered> texts;
  texts.reserve(ids.size());
  for (const Value id : ids) texts.push_back({id.text(), static_cast<std::uint32_t>(texts.size())});
  const auto repeat = find_repeated_id(place, texts);
  return repeat ? unsuitable({nullptr, place.name, repeat->index}, {repeat->fault}) : Result<void>{};
}

Result<void> check_list(const Parameter& parameter, const Place& place, Value list) {
  if (!list.is(Kind::list)) return unsuitable_kind(place, "a list", list);
  if (auto size = check_list_size(parameter, place, list.size()); !size) return size;
  Place item_place{nullptr, place.name, 0};
  for (const Value item : list) {
    if (auto checked = check_item(parameter, item_place, item); !checked) return checked;
    ++item_place.index;
  }
  return parameter.form == TextForm::image_id ? check_no_repeat(place, list) : Result<void>{};
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
      return unsuitable_kind(place, "a boolean", value);
    default:
      return check_list(parameter, place, value);
  }
}

const Parameter* find_parameter(const Action& action, std::string_view name) noexcept {
  for (const Parameter& parameter : action.parameters)
    if (parameter.name == name) return &parameter;
  return nullptr;
}

Error unknown_parameter(const Action& action, std::string_view name) {
  std::string hint;
  for (const Parameter& parameter : action.parameters)
    if (is_slip_of(name, parameter.name)) hint += joined({"; did you mean ", parameter.name, "?"});
  const std::string shown = json::quoted(name);
  const bool is_visible = name.size() <= 64 && shown.size() == name.size() + 2;
  return invalid_parameter(is_visible ? name : std::string_view(), {action.name, " has no parameter ", shown, hint});
}

}  // namespace

Error invalid_parameter(std::string_view where, Parts message) {
  return error_saying(ErrorCode::invalid_parameter, where, message);
}

Error get_too_large() {
  return error_saying(ErrorCode::request_too_large, "params", {"a GET request may have 32 KiB: use POST"});
}

bool is_slip_of(std::string_view text, std::string_view name) noexcept {
  if (text == name) return false;
  if (ascii::equal_ignoring_case(text, name)) return true;
  std::string_view& longer = text.size() > name.size() ? text : name;
  if (!longer.empty() && ascii::to_lower(longer.back()) == 's') longer.remove_suffix(1);
  return ascii::equal_ignoring_case(text, name);
}

Result<Value> parse_parameters(std::string_view params, json::Document& document) {
  if (const auto fault = json::parse(params, document)) return invalid_parameter("params", {"params ", *fault});
  const Value parameters = document.root();
  if (parameters.is(Kind::object)) return parameters;
  return invalid_parameter("params", {"params is ", parameters.kind_name(), ", not a JSON object"});
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
      return invalid_parameter(parameter.name, {action.name, " needs ", parameter.name});
    if (is_given && !parameter.excludes.empty() && parameters.find(parameter.excludes))
      return invalid_parameter(parameter.name,
                               {parameter.name, " and ", parameter.excludes, " may not be given together"});
  }
  return {};
}

}  // namespace cvm
