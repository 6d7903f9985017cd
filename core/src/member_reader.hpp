#pragma once
// Reads the members of an answer's objects into typed structures and says where something is wrong.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"

namespace cvm::json {

/// Where a value stands in the document. Spelt out only when something is wrong there.
struct Place {
  static constexpr std::size_t no_index = SIZE_MAX;
  const Place* parent = nullptr;
  std::string_view name{};
  std::size_t index = no_index;
};
/// "Response.ImageSet[3].ImageSize"
std::string to_string(const Place& place);

enum class Presence : std::uint8_t { optional, promised };

/// Reads the members of one object of an answer. What is absent or null leaves its target as it is; the first member
/// of a wrong kind is kept in `fault` and everything after it is skipped.
class MemberReader {
 public:
  MemberReader(const boost::json::object& object, const Place& place, std::optional<Error>& fault) noexcept
      : object_(object), place_(place), fault_(fault) {}

  void read(std::string_view name, std::string& out) const;
  void read(std::string_view name, std::optional<std::int64_t>& out) const;
  void read(std::string_view name, std::optional<bool>& out) const;

  /// A list of objects: `read_item(const MemberReader&, T&)` for each.
  template <class T, class ReadItem>
  void read_list(std::string_view name, std::vector<T>& out, ReadItem read_item,
                 Presence presence = Presence::optional) const {
    const boost::json::array* items = list(name, presence);
    if (items == nullptr) return;
    out.reserve(items->size());
    for (std::size_t i = 0; i < items->size() && !fault_; ++i) {
      const Place item_place{&place_, name, i};
      if (const boost::json::object* item = object_at((*items)[i], item_place))
        read_item(MemberReader(*item, item_place, fault_), out.emplace_back());
    }
  }

  /// An object: `read_members(const MemberReader&)` when it is there.
  template <class ReadMembers>
  void read_object(std::string_view name, ReadMembers read_members) const {
    const boost::json::value* value = present(name);
    if (value == nullptr) return;
    const Place member_place{&place_, name};
    if (const boost::json::object* object = object_at(*value, member_place))
      read_members(MemberReader(*object, member_place, fault_));
  }

 private:
  const boost::json::value* present(std::string_view name) const noexcept;
  const boost::json::array* list(std::string_view name, Presence presence) const;
  const boost::json::object* object_at(const boost::json::value& value, const Place& place) const;
  void wrong_kind(const Place& place, std::string_view wanted, const boost::json::value& value) const;

  const boost::json::object& object_;
  const Place& place_;
  std::optional<Error>& fault_;
};

/// A `malformed-answer`, retryable as for a request that only reads.
Error malformed(std::string where, std::string message);

}  // namespace cvm::json
