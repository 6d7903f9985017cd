#include "json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

namespace cvm::json {
namespace {

namespace bj = boost::json;

/// Finds the first member that stands twice in one object.
class DuplicateFinder {
 public:
  void open() { seen_.emplace_back(); }
  void close() { seen_.pop_back(); }
  bool is_new(std::string key) {
    const auto [position, inserted] = seen_.back().insert(std::move(key));
    if (!inserted) found_ = *position;
    return inserted;
  }
  const std::optional<std::string>& found() const noexcept { return found_; }

 private:
  std::vector<std::set<std::string>> seen_{};
  std::optional<std::string> found_{};
};

/// What Boost's parser calls. Builds the tree, refuses numbers without a finite value, counts members so that lost
/// duplicates show, and with a DuplicateFinder names them.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = bj::object::max_size();
  static constexpr std::size_t max_array_size = bj::array::max_size();
  static constexpr std::size_t max_key_size = bj::string::max_size();
  static constexpr std::size_t max_string_size = bj::string::max_size();

  TreeBuilder(Tree& tree, DuplicateFinder* finder) : tree_(tree), finder_(finder) {
    stack_.reset(bj::storage_ptr(&tree.memory));
  }

  bj::value release() { return stack_.release(); }
  std::size_t members() const noexcept { return members_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) {
    if (finder_ != nullptr) finder_->open();
    return true;
  }
  bool on_object_end(std::size_t size, bj::error_code& error) {
    if (finder_ != nullptr) finder_->close();
    members_ += size;
    stack_.push_object(size);
    return counted(error);
  }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_array_end(std::size_t size, bj::error_code& error) {
    stack_.push_array(size);
    return counted(error);
  }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    if (finder_ != nullptr) key_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(bj::string_view part, std::size_t, bj::error_code& error) {
    if (finder_ != nullptr) {
      key_.append(part.data(), part.size());
      if (!finder_->is_new(std::exchange(key_, {}))) return stop(bj::error::syntax, error);
    }
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(bj::string_view part, std::size_t, bj::error_code& error) {
    stack_.push_string(part);
    return counted(error);
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t number, bj::string_view, bj::error_code& error) {
    stack_.push_int64(number);
    return counted(error);
  }
  bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code& error) {
    stack_.push_uint64(number);
    return counted(error);
  }
  bool on_double(double number, bj::string_view source, bj::error_code& error) {
    if (!std::isfinite(number)) return stop(bj::error::exponent_overflow, error);
    tree_.inexact.emplace_back(source.data(), source.size());
    stack_.push_double(number);
    return counted(error);
  }
  bool on_bool(bool value, bj::error_code& error) {
    stack_.push_bool(value);
    return counted(error);
  }
  bool on_null(bj::error_code& error) {
    stack_.push_null();
    return counted(error);
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  static bool stop(bj::error why, bj::error_code& error) {
    error = why;
    return false;
  }
  bool counted(bj::error_code& error) { return ++values_ <= max_values || stop(bj::error::array_too_large, error); }

  Tree& tree_;
  DuplicateFinder* finder_;
  bj::value_stack stack_{};
  std::string key_{};
  std::size_t members_ = 0;
  std::size_t values_ = 0;
};

std::size_t count_members(const bj::value& value) noexcept {
  std::size_t count = 0;
  if (const bj::object* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += count_members(member.value());
  } else if (const bj::array* array = value.if_array()) {
    for (const bj::value& item : *array) count += count_members(item);
  }
  return count;
}

std::string describe_fault(const bj::error_code& error, std::string_view text, std::size_t position) {
  const bool reached_end = position == text.size() && error == bj::error::syntax;
  if (error == bj::error::incomplete || reached_end) return "is JSON that is cut off";
  if (error == bj::error::too_deep) return "is nested deeper than 64";
  std::string what = "is not JSON";
  if (error == bj::error::exponent_overflow) what = "has a number too large for a double";
  if (error == bj::error::array_too_large) what = "has more than 1,000,000 values";
  if (error == bj::error::syntax && position < text.size() && static_cast<unsigned char>(text[position]) > 0x7f)
    what = "is not JSON, or not valid UTF-8,";
  what += " at byte ";
  append_integer(what, static_cast<std::int64_t>(position));
  return what;
}

struct Outcome {
  std::optional<std::string> fault{};
  std::size_t members = 0;
};

Outcome run_parser(std::string_view text, Tree& tree, Utf8 utf8, DuplicateFinder* finder) {
  bj::parse_options options;
  options.max_depth = max_depth;
  options.allow_invalid_utf8 = utf8 == Utf8::any;
  bj::basic_parser<TreeBuilder> parser(options, tree, finder);
  bj::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = bj::error::extra_data;
  if (error) return {describe_fault(error, text, used), 0};
  tree.root = parser.handler().release();
  return {std::nullopt, parser.handler().members()};
}

std::string name_duplicate(std::string_view text, Utf8 utf8) {
  Tree again;
  DuplicateFinder finder;
  run_parser(text, again, utf8, &finder);
  return "has the member " + quoted(finder.found().value_or("")) + " twice";
}

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

std::optional<std::string> parse(std::string_view text, Tree& tree, Utf8 utf8) {
  Outcome outcome = run_parser(text, tree, utf8, nullptr);
  if (outcome.fault) return std::move(outcome.fault);
  if (count_members(tree.root) != outcome.members) return name_duplicate(text, utf8);
  return std::nullopt;
}

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

std::string_view kind_name(const bj::value& value) noexcept {
  switch (value.kind()) {
    case bj::kind::null:
      return "null";
    case bj::kind::bool_:
      return "a boolean";
    case bj::kind::int64:
    case bj::kind::uint64:
    case bj::kind::double_:
      return "a number";
    case bj::kind::string:
      return "a text";
    case bj::kind::array:
      return "a list";
    case bj::kind::object:
      return "an object";
  }
  return "unknown";
}

std::optional<std::int64_t> integer(const bj::value& value) noexcept {
  if (const std::int64_t* number = value.if_int64()) return *number;
  return std::nullopt;
}

}  // namespace cvm::json
