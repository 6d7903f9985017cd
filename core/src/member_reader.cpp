#include "member_reader.hpp"

namespace cvm::json {

Error malformed(std::string_view where, Parts message) {
  Error error = error_saying(ErrorCode::malformed_answer, where, message);
  error.retryable = true;
  return error;
}

Value MemberReader::present(std::string_view name) const noexcept {
  const Value value = fault_ ? Value() : object_.find(name);
  return value.is(Kind::null) ? Value() : value;
}

void MemberReader::wrong_kind(const Place& place, std::string_view wanted, Value value) const {
  const std::string where = to_string(place);
  fault_ = malformed(where, {where, " is ", value.kind_name(), ", not ", wanted});
}

void MemberReader::read(std::string_view name, std::string& out) const {
  const Value value = present(name);
  if (!value) return;
  if (value.is(Kind::text))
    out = value.text();
  else
    wrong_kind({&place_, name}, "a text", value);
}

void MemberReader::read(std::string_view name, std::optional<std::int64_t>& out) const {
  const Value value = present(name);
  if (!value) return;
  out = value.integer();
  if (!out) wrong_kind({&place_, name}, "a 64-bit integer", value);
}

void MemberReader::read(std::string_view name, std::optional<bool>& out) const {
  const Value value = present(name);
  if (!value) return;
  out = value.boolean();
  if (!out) wrong_kind({&place_, name}, "a boolean", value);
}

Value MemberReader::list(std::string_view name, Presence presence) const {
  if (presence == Presence::promised && !fault_ && !object_.find(name)) {
    const std::string where = to_string({&place_, name});
    fault_ = malformed(where, {where, " is missing"});
  }
  const Value items = present(name);
  if (!items || items.is(Kind::list)) return items;
  wrong_kind({&place_, name}, "a list", items);
  return {};
}

bool MemberReader::is_object(Value value, const Place& place) const {
  if (!value.is(Kind::object)) wrong_kind(place, "an object", value);
  return value.is(Kind::object);
}

}  // namespace cvm::json
