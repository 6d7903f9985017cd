#pragma once
// From a command line to an exit status.

#include <string>
#include <vector>

namespace cvm::cli {

/// `arguments` without the program's name. Nothing is thrown.
int run_command(const std::vector<std::string>& arguments) noexcept;

}  // namespace cvm::cli
