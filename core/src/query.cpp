#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "ascii.hpp"
#include "cvm/request.hpp"
#include "json.hpp"
#include "validation.hpp"

namespace cvm {
namespace {

namespace bj = boost::json;

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view unreserved_marks = "-._~";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (ascii::is_digit(c) || ascii::is_lower(c) || ascii::is_upper(c) ||
        unreserved_marks.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
}

/// Walks over the parameters in the document's order and writes one pair for each scalar.
class QueryWriter {
 public:
  explicit QueryWriter(const json::Tree& tree) noexcept : inexact_(tree.inexact.begin()) {}

  Result<std::string> write(const bj::object& parameters) && {
    if (auto written = write_members(parameters); !written) return written.error();
    return std::move(query_);
  }

 private:
  Result<void> write_members(const bj::object& object) {
    for (const auto& member : object)
      if (auto written = write_below(member.key(), member.value()); !written) return written;
    return {};
  }

  Result<void> write_items(const bj::array& array) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      std::string index;
      json::append_integer(index, static_cast<std::int64_t>(i));
      if (auto written = write_below(index, array[i]); !written) return written;
    }
    return {};
  }

  Result<void> write_below(std::string_view name, const bj::value& value) {
    const std::size_t size_before = path_.size();
    if (!path_.empty()) path_ += '.';
    append_encoded(path_, name);
    auto written = write_value(value);
    path_.resize(size_before);
    return written;
  }

  Result<void> write_value(const bj::value& value) {
    const bj::object* object = value.if_object();
    const bj::array* array = value.if_array();
    if (value.is_null()) return cannot_tell("null");
    if (array != nullptr && array->empty()) return cannot_tell("an empty list");
    if (object != nullptr && object->empty()) return cannot_tell("an empty object");
    if (object != nullptr) return write_members(*object);
    if (array != nullptr) return write_items(*array);
    if (!query_.empty()) query_ += '&';
    query_.append(path_).append("=");
    write_scalar(value);
    if (query_.size() <= max_get_bytes) return {};
    return make_error(ErrorCode::request_too_large, "params", "a GET request may have 32 KiB: use POST");
  }

  void write_scalar(const bj::value& value) {
    if (const bj::string* string = value.if_string()) return append_encoded(query_, json::text(*string));
    if (const bool* boolean = value.if_bool()) {
      query_ += *boolean ? "true" : "false";
    } else if (const std::int64_t* integer = value.if_int64()) {
      json::append_integer(query_, *integer);
    } else if (const std::uint64_t* large = value.if_uint64()) {
      char digits[20];
      query_.append(digits, std::to_chars(digits, digits + sizeof digits, *large).ptr);
    } else {
      append_encoded(query_, *inexact_++);
    }
  }

  Error cannot_tell(std::string_view what) const {
    std::string message = "a GET request cannot tell " + std::string(what) + " (" + path_.substr(0, 80) + "): ";
    return invalid_parameter(path_.substr(0, std::min(path_.find('.'), std::size_t{80})),
                             message + "leave it out or use POST");
  }

  std::vector<std::string_view>::const_iterator inexact_;
  std::string path_{};
  std::string query_{};
};

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string out;
  append_encoded(out, text);
  return out;
}

Result<std::string> query_from_params(std::string_view params) {
  json::Tree tree;
  if (const auto fault = json::parse(params, tree)) return invalid_parameter("params", "params " + *fault);
  const bj::object* parameters = tree.root.if_object();
  if (parameters == nullptr)
    return invalid_parameter("params", "params is " + std::string(json::kind_name(tree.root)) + ", not a JSON object");
  return QueryWriter(tree).write(*parameters);
}

}  // namespace cvm
