#include "output/json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>

#include "output/text.hpp"

namespace cvm::cli {
namespace {

void append_escaped(std::string& out, char32_t value) {
  const auto number = static_cast<std::uint32_t>(value);
  if (number < 0x10000) {
    out += fmt::format("\\u{:04x}", number);
  } else {
    const std::uint32_t rest = number - 0x10000;
    out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
  }
}

void append_pretty(std::string& out, const boost::json::value& value, std::size_t depth) {
  const std::string inner(2 * (depth + 1), ' ');
  const std::string outer(2 * depth, ' ');
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += "{\n";
    bool first = true;
    for (const auto& member : *object) {
      if (!first) out += ",\n";
      first = false;
      out += inner + boost::json::serialize(boost::json::string(member.key())) + ": ";
      append_pretty(out, member.value(), depth + 1);
    }
    out += "\n" + outer + "}";
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += "[\n";
    bool first = true;
    for (const auto& item : *array) {
      if (!first) out += ",\n";
      first = false;
      out += inner;
      append_pretty(out, item, depth + 1);
    }
    out += "\n" + outer + "]";
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

/// Outside ASCII only: there, every such character stands inside a string.
std::string harmless(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const CodePoint c = first_code_point(json);
    if (!c.valid) {
      out += "\xEF\xBF\xBD";
    } else if (c.value >= 0x7F && is_treacherous(c.value)) {
      append_escaped(out, c.value);
    } else {
      out.append(json.substr(0, c.length));
    }
    json.remove_prefix(c.length);
  }
  return out;
}

std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool quoted = false;
  const auto new_line = [&out, &depth] { out.append("\n").append(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted || c == '"') {
      out += c;
      if (c == '\\' && i + 1 < json.size())
        out += json[++i];
      else if (c == '"')
        quoted = !quoted;
    } else if (c == '{' || c == '[') {
      out += c;
      const std::size_t next = json.find_first_not_of(" \t\r\n", i + 1);
      const bool empty = next != std::string_view::npos && (json[next] == '}' || json[next] == ']');
      ++depth;
      if (!empty) new_line();
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
      if (!out.ends_with('{') && !out.ends_with('[')) new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += ": ";
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      out += c;
    }
  }
  return out + "\n";
}

std::string compact_json(const boost::json::value& value) { return harmless(boost::json::serialize(value)); }

std::string pretty_json(const boost::json::value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return harmless(out) + "\n";
}

boost::json::object to_json(const Error& error) {
  return {{"code", json_view(to_string(error.code))},
          {"message", error.message},
          {"where", error.where},
          {"service_code", error.service_code},
          {"service_message", error.service_message},
          {"request_id", error.request_id},
          {"retryable", error.retryable},
          {"ambiguous", error.ambiguous}};
}

boost::json::object to_json(const Reason& reason) {
  boost::json::object args;
  for (const auto& [name, value] : reason.args) args.insert_or_assign(name, value);
  return {{"code", reason.code}, {"args", std::move(args)}};
}

}  // namespace cvm::cli
