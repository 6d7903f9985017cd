#include "output/csv.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "output/json.hpp"
#include "output/text.hpp"

namespace cvm::cli {
namespace {

/// A spreadsheet would run a field that begins like this as a formula, and names of images are whoever's who made them.
bool is_formula(std::string_view field) {
  return !field.empty() && std::string_view("=+-@").find(field.front()) != std::string_view::npos;
}

std::string csv_field(std::string_view field) {
  const std::string_view guard = is_formula(field) ? "'" : "";
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(guard).append(field);
  std::string out = "\"";
  out += guard;
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string joined_texts(const boost::json::array& array) {
  std::string out;
  for (const auto& item : array) {
    if (!out.empty()) out += ' ';
    out.append(item.get_string().data(), item.get_string().size());
  }
  return out;
}

std::string field_of(const boost::json::value* value) {
  if (value == nullptr || value->is_null()) return {};
  if (const auto* text = value->if_string()) return visible({text->data(), text->size()});
  if (const auto* array = value->if_array()) {
    const bool texts = std::all_of(array->begin(), array->end(), [](const auto& item) { return item.is_string(); });
    if (texts) return visible(joined_texts(*array));
  }
  if (const auto* object = value->if_object(); object != nullptr && object->empty()) return {};
  return compact_json(*value);
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_field(fields[i]);
  }
  return line + "\r\n";
}

std::string csv_of(const std::vector<std::string_view>& columns, const std::vector<boost::json::object>& records) {
  std::string out = csv_line({columns.begin(), columns.end()});
  for (const boost::json::object& record : records) {
    std::vector<std::string> fields;
    for (const std::string_view column : columns) fields.push_back(field_of(record.if_contains(json_view(column))));
    out += csv_line(fields);
  }
  return out;
}

}  // namespace cvm::cli
