#pragma once
// Messages made of parts. A chain of operator+ would be several times the code, most of it for its temporary texts.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "cvm/error.hpp"

namespace cvm {

using Parts = std::initializer_list<std::string_view>;

/// One part after the other.
std::string joined(Parts parts);

std::string decimal(std::int64_t number);

/// An Error with the given code and place that says `message`.
Error error_saying(ErrorCode code, std::string_view where, Parts message);

}  // namespace cvm
