#pragma once
// RFC 4180.

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace cvm::cli {

/// One record and its CRLF. A field with a comma, a quote or a line break is quoted; one that a
/// spreadsheet would run as a formula (it begins with = + - or @) gets an apostrophe in front.
std::string csv_line(const std::vector<std::string>& fields);

/// A header line and one line for each record, in the order of `columns`. A null or absent member is an empty field,
/// lists of texts are joined by blanks, other structures are compact JSON. Treacherous characters are spelt out.
std::string csv_of(const std::vector<std::string_view>& columns, const std::vector<boost::json::object>& records);

}  // namespace cvm::cli
