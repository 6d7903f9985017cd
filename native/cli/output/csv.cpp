#include "output/csv.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "output/json.hpp"
#include "output/text.hpp"

namespace cvm::cli {
namespace {

std::string quoted(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string out = "\"";
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
    line += quoted(fields[i]);
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
