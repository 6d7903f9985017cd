// Writing JSON, and looking at its text without reading it into a document.

#include <charconv>

#include "json.hpp"

namespace cvm::json {
namespace {

// The scanner below walks over text that the parser has accepted.

std::size_t skip_space(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) ++at;
  return at;
}

std::size_t skip_string(std::string_view text, std::size_t at) noexcept {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at < text.size() ? at + 1 : text.size();
}

std::size_t skip_value(std::string_view text, std::size_t at) noexcept {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    at = c == '"' ? skip_string(text, at) : at + 1;
  }
  return at;
}

std::string_view trim_end(std::string_view text) noexcept {
  while (!text.empty() && skip_space(text, text.size() - 1) == text.size()) text.remove_suffix(1);
  return text;
}

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_hex_byte(std::string& out, unsigned char byte) {
  out += hex_digits[byte >> 4U];
  out += hex_digits[byte & 15U];
}

char short_escape(char c) noexcept {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

}  // namespace

std::string_view raw_member(std::string_view object, std::string_view name) noexcept {
  std::size_t at = skip_space(object, 0) + 1;
  while (at < object.size()) {
    const std::size_t key = skip_space(object, at);
    if (key >= object.size() || object[key] != '"') break;
    const std::size_t key_end = skip_string(object, key);
    const std::size_t value = skip_space(object, skip_space(object, key_end) + 1);
    const std::size_t value_end = skip_value(object, value);
    if (value >= object.size()) break;
    if (object.substr(key + 1, key_end - key - 2) == name) return trim_end(object.substr(value, value_end - value));
    at = value_end + 1;
  }
  return {};
}

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

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (const char escape = short_escape(c); escape != '\0') {
      out += '\\';
      out += escape;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      append_hex_byte(out, static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_integer(std::string& out, std::int64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::string out = "\"";
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (const char escape = short_escape(c); escape != '\0') {
      out += '\\';
      out += escape;
    } else if (byte < 0x20 || byte > 0x7e) {
      out += "\\x";
      append_hex_byte(out, byte);
    } else {
      out += c;
    }
  }
  out += text.size() > longest ? "...\"" : "\"";
  return out;
}

}  // namespace cvm::json
