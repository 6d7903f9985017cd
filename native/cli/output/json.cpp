#include "output/json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <utility>

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

/// Of the string that the text begins with, its quotes counted.
std::size_t string_size(std::string_view json) {
  for (std::size_t i = 1; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      return i + 1;
    }
  }
  return json.size();
}

/// Puts one piece of JSON after the other into lines.
class Layout {
 public:
  explicit Layout(const TextSink& sink) : sink_(sink) {}

  /// A whole string, or one character outside of strings.
  void add(char first, std::string_view piece) {
    switch (first) {
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        return;
      case '{':
      case '[':
        begin_line_if_open();
        ++depth_;
        opened_ = true;
        break;
      case '}':
      case ']':
        --depth_;
        if (!std::exchange(opened_, false)) begin_line();
        break;
      default:
        begin_line_if_open();
    }
    out_ += piece;
    if (first == ',') begin_line();
    if (first == ':') out_ += ' ';
  }

  void finish() {
    out_ += '\n';
    sink_(harmless(out_));
  }

 private:
  /// What is opened and closed at once stays on its line.
  void begin_line_if_open() {
    if (std::exchange(opened_, false)) begin_line();
  }

  void begin_line() {
    constexpr std::size_t enough = 64 * 1024;
    if (out_.size() >= enough) {
      sink_(harmless(out_));
      out_.clear();
    }
    out_.append("\n").append(2 * depth_, ' ');
  }

  const TextSink& sink_;
  std::string out_{};
  std::size_t depth_ = 0;
  bool opened_ = false;
};

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

void write_indented(std::string_view json, const TextSink& sink) {
  Layout layout(sink);
  while (!json.empty()) {
    const char c = json.front();
    const std::size_t size = c == '"' ? string_size(json) : 1;
    layout.add(c, json.substr(0, size));
    json.remove_prefix(size);
  }
  layout.finish();
}

std::string indented(std::string_view json) {
  std::string out;
  write_indented(json, [&out](std::string_view part) { out += part; });
  return out;
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
