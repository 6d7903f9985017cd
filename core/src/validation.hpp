#pragma once
// What is refused before anything is sent: what would make a call wrong, not what the service knows better.

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "cvm/action.hpp"
#include "cvm/error.hpp"

namespace cvm {

inline constexpr std::size_t max_filter_values = 5;

/// The parameters of an action of the table against its row.
Result<void> validate_parameters(const Action& action, const boost::json::object& parameters);

/// True when `text` is not `name` but would be in other capitals or with one "s" more or less at its end.
bool is_slip_of(std::string_view text, std::string_view name) noexcept;

Error invalid_parameter(std::string_view where, std::string message);

}  // namespace cvm
