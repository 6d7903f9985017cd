#pragma once
// Reads the members of an answer's objects into typed structures and says where something is wrong.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "json.hpp"
#include "message.hpp"

namespace cvm::json {

enum class Presence : std::uint8_t { optional, promised };

/// Reads the members of one object of an answer. What is absent or null leaves its target as it is; the first member
/// of a wrong kind is kept in `fault` and everything after it is skipped.
class MemberReader {
 public:
  MemberReader(Value object, const Place& place, std::optional<Error>& fault) noexcept
      : object_(object), place_(place), fault_(fault) {}

  void read(std::string_view name, std::string& out) const;
  void read(std::string_view name, std::optional<std::int64_t>& out) const;
  void read(std::string_view name, std::optional<bool>& out) const;

  /// A list of objects: `read_item(const MemberReader&, T&)` for each.
  template <class T, class ReadItem>
  void read_list(std::string_view name, std::vector<T>& out, ReadItem read_item,
                 Presence presence = Presence::optional) const {
    const Value items = list(name, presence);
    out.reserve(items.size());
    for (const Value item : items) {
      const Place item_place{&place_, name, out.size()};
      if (fault_ || !is_object(item, item_place)) return;
      read_item(MemberReader(item, item_place, fault_), out.emplace_back());
    }
  }

  /// An object: `read_members(const MemberReader&)` when it is there.
  template <class ReadMembers>
  void read_object(std::string_view name, ReadMembers read_members) const {
    const Value object = present(name);
    const Place member_place{&place_, name};
    if (object && is_object(object, member_place)) read_members(MemberReader(object, member_place, fault_));
  }

 private:
  Value present(std::string_view name) const noexcept;
  Value list(std::string_view name, Presence presence) const;
  bool is_object(Value value, const Place& place) const;
  void wrong_kind(const Place& place, std::string_view wanted, Value value) const;

  Value object_;
  const Place& place_;
  std::optional<Error>& fault_;
};

/// A `malformed-answer`, retryable as for a request that only reads.
Error malformed(std::string_view where, Parts message);

}  // namespace cvm::json
