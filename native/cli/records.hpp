#pragma once
// One list of records in each of the four forms.

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "context.hpp"

namespace cvm::cli {

struct Records {
  std::vector<std::string_view> columns{};          ///< of the CSV form
  std::vector<boost::json::object> lines{};         ///< CSV and NDJSON
  std::function<boost::json::object()> document{};  ///< JSON
  std::function<std::string()> people{};            ///< table
};
void write_records(Context& context, const Records& records);

}  // namespace cvm::cli
