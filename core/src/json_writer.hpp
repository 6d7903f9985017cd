#pragma once
// JSON text, written member by member. Boost's own serializer would bring in its table of doubles, which nothing here
// needs: all numbers are integers.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json.hpp"

namespace cvm::json {

inline void append(std::string& out, std::string_view value) { append_string(out, value); }
inline void append(std::string& out, const std::string& value) { append_string(out, value); }
inline void append(std::string& out, const char* value) { append_string(out, value); }
template <std::integral Value>
void append(std::string& out, Value value) {
  if constexpr (std::same_as<Value, bool>)
    out += value ? "true" : "false";
  else
    append_integer(out, static_cast<std::int64_t>(value));
}

/// A list of whatever `append_item(std::string&, const Item&)` writes.
template <class Items, class AppendItem>
void append_list(std::string& out, const Items& items, AppendItem append_item) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append_item(out, item);
  }
  out += ']';
}

template <class T>
void append(std::string& out, const std::vector<T>& items) {
  append_list(out, items, [](std::string& to, const T& item) { append(to, item); });
}

/// ```cpp
/// std::string text = json::ObjectWriter().member("Limit", 100).member("Name", "golden").finish();
/// ```
class ObjectWriter {
 public:
  template <class T>
  ObjectWriter& member(std::string_view name, const T& value) {
    append(key(name), value);
    return *this;
  }
  template <class T>
  ObjectWriter& if_set(std::string_view name, const std::optional<T>& value) {
    return value ? member(name, *value) : *this;
  }
  template <class T>
  ObjectWriter& or_null(std::string_view name, const std::optional<T>& value) {
    return value ? member(name, *value) : raw(name, "null");
  }
  template <class T>
  ObjectWriter& if_any(std::string_view name, const T& text_or_list) {
    return text_or_list.empty() ? *this : member(name, text_or_list);
  }
  /// A value that is JSON already.
  ObjectWriter& raw(std::string_view name, std::string_view value) {
    key(name) += value;
    return *this;
  }
  template <class Items, class AppendItem>
  ObjectWriter& list(std::string_view name, const Items& items, AppendItem append_item) {
    append_list(key(name), items, append_item);
    return *this;
  }
  std::string finish() { return std::exchange(text_, {}) + '}'; }

 private:
  std::string& key(std::string_view name) {
    if (text_.size() > 1) text_ += ',';
    append_string(text_, name);
    return text_ += ':';
  }
  std::string text_ = "{";
};

}  // namespace cvm::json
