#pragma once
// What is refused before anything is sent: what would make a call wrong, not what the service knows better.

#include <string>
#include <string_view>

#include "cvm/action.hpp"
#include "cvm/error.hpp"
#include "json.hpp"
#include "message.hpp"

namespace cvm {

inline constexpr std::size_t max_filter_values = 5;

/// The object that the text of parameters is.
Result<json::Value> parse_parameters(std::string_view params, json::Document& document);

/// The parameters of an action of the table against its row.
Result<void> validate_parameters(const Action& action, json::Value parameters);

/// True when `text` is not `name` but would be in other capitals or with one "s" more or less at its end.
bool is_slip_of(std::string_view text, std::string_view name) noexcept;

/// What a GET request over `max_get_bytes` is refused with.
Error get_too_large();

Error invalid_parameter(std::string_view where, Parts message);

}  // namespace cvm
