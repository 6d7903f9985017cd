#include "member_reader.hpp"

#include <utility>

#include "json.hpp"

namespace cvm::json {

std::string to_string(const Place& place) {
  std::string out = place.parent == nullptr ? std::string() : to_string(*place.parent) + '.';
  out += place.name;
  if (place.index != Place::no_index) {
    out += '[';
    append_integer(out, static_cast<std::int64_t>(place.index));
    out += ']';
  }
  return out;
}

Error malformed(std::string where, std::string message) {
  Error error = make_error(ErrorCode::malformed_answer, std::move(where), std::move(message));
  error.retryable = true;
  return error;
}

const boost::json::value* MemberReader::present(std::string_view name) const noexcept {
  if (fault_) return nullptr;
  const boost::json::value* value = object_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void MemberReader::wrong_kind(const Place& place, std::string_view wanted, const boost::json::value& value) const {
  std::string where = to_string(place);
  std::string message = where + " is " + std::string(kind_name(value)) + ", not " + std::string(wanted);
  fault_ = malformed(std::move(where), std::move(message));
}

void MemberReader::read(std::string_view name, std::string& out) const {
  const boost::json::value* value = present(name);
  if (value == nullptr) return;
  if (const boost::json::string* string = value->if_string())
    out = text(*string);
  else
    wrong_kind({&place_, name}, "a text", *value);
}

void MemberReader::read(std::string_view name, std::optional<std::int64_t>& out) const {
  const boost::json::value* value = present(name);
  if (value == nullptr) return;
  out = integer(*value);
  if (!out) wrong_kind({&place_, name}, "a 64-bit integer", *value);
}

void MemberReader::read(std::string_view name, std::optional<bool>& out) const {
  const boost::json::value* value = present(name);
  if (value == nullptr) return;
  if (const bool* boolean = value->if_bool())
    out = *boolean;
  else
    wrong_kind({&place_, name}, "a boolean", *value);
}

const boost::json::array* MemberReader::list(std::string_view name, Presence presence) const {
  if (presence == Presence::promised && !fault_ && !object_.contains(name)) {
    std::string where = to_string({&place_, name});
    std::string message = where + " is missing";
    fault_ = malformed(std::move(where), std::move(message));
  }
  const boost::json::value* value = present(name);
  if (value == nullptr) return nullptr;
  const boost::json::array* items = value->if_array();
  if (items == nullptr) wrong_kind({&place_, name}, "a list", *value);
  return items;
}

const boost::json::object* MemberReader::object_at(const boost::json::value& value, const Place& place) const {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) wrong_kind(place, "an object", value);
  return object;
}

}  // namespace cvm::json
