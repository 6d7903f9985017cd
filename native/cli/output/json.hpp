#pragma once
// JSON for programs: exact values, and nothing in it that could harm a terminal it is shown on.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "cvm/error.hpp"
#include "cvm/plan.hpp"

namespace cvm::cli {

/// On one line, without a line feed at its end. Treacherous characters are written as \uXXXX, invalid UTF-8 as U+FFFD.
std::string compact_json(const boost::json::value& value);

/// Two blanks for each level, a line feed at the end.
std::string pretty_json(const boost::json::value& value);

/// What could harm a terminal as \uXXXX; the same values.
std::string harmless(std::string_view json);

/// Takes a text part by part.
using TextSink = std::function<void(std::string_view)>;

/// A JSON text in the layout of `pretty_json`, made harmless; nothing else of it is changed. Precondition: it is JSON.
void write_indented(std::string_view json, const TextSink& sink);
std::string indented(std::string_view json);

/// {"code", "message", "where", "service_code", "service_message", "request_id", "retryable", "ambiguous"}
boost::json::object to_json(const Error& error);

/// {"code", "args": {…}}
boost::json::object to_json(const Reason& reason);

inline boost::json::string_view json_view(std::string_view text) noexcept { return {text.data(), text.size()}; }

}  // namespace cvm::cli
