#include "ascii.hpp"
#include "cvm/request.hpp"
#include "json.hpp"
#include "validation.hpp"

namespace cvm {
namespace {

using json::Kind;
using json::Value;

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
  Result<std::string> write(Value parameters) && {
    if (auto written = write_members(parameters); !written) return written.error();
    return std::move(query_);
  }

 private:
  Result<void> write_members(Value object) {
    for (const Value member : object)
      if (auto written = write_below(member.name(), member); !written) return written;
    return {};
  }

  Result<void> write_items(Value list) {
    std::int64_t i = 0;
    for (const Value item : list)
      if (auto written = write_below(decimal(i++), item); !written) return written;
    return {};
  }

  Result<void> write_below(std::string_view name, Value value) {
    const std::size_t size_before = path_.size();
    if (!path_.empty()) path_ += '.';
    append_encoded(path_, name);
    auto written = write_value(value);
    path_.resize(size_before);
    return written;
  }

  Result<void> write_value(Value value) {
    const bool is_object = value.is(Kind::object);
    const bool is_list = value.is(Kind::list);
    if (value.is(Kind::null)) return cannot_tell("null");
    if (is_list && value.size() == 0) return cannot_tell("an empty list");
    if (is_object && value.size() == 0) return cannot_tell("an empty object");
    if (is_object) return write_members(value);
    if (is_list) return write_items(value);
    if (!query_.empty()) query_ += '&';
    query_.append(path_).append("=");
    write_scalar(value);
    if (query_.size() <= max_get_bytes) return {};
    return get_too_large();
  }

  void write_scalar(Value value) {
    if (const auto boolean = value.boolean())
      query_ += *boolean ? "true" : "false";
    else
      append_encoded(query_, value.text());
  }

  Error cannot_tell(std::string_view what) const {
    const std::string_view path = std::string_view(path_).substr(0, 80);
    return invalid_parameter(path.substr(0, path.find('.')),
                             {"a GET request cannot tell ", what, " (", path, "): leave it out or use POST"});
  }

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
  json::Document document;
  const auto parameters = parse_parameters(params, document);
  if (!parameters) return parameters.error();
  return QueryWriter().write(*parameters);
}

}  // namespace cvm
