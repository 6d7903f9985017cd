#pragma once
// An Error as JSON, the same in every document and snapshot.

#include <string>

#include "cvm/error.hpp"
#include "json.hpp"

namespace cvm {

std::string write_error(const Error& error);

/// False when a member is missing, not known or of the wrong type.
bool read_error(json::Value in, Error& out);

}  // namespace cvm
