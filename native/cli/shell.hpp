#pragma once
// Command lines that somebody could type into a POSIX shell.

#include <string>
#include <vector>

namespace cvm::cli {

/// "cvm-images" and the arguments, quoted where they need it.
std::string quoted_for_shell(const std::vector<std::string>& arguments);

struct CommonOptions;
/// What of the common options decides where calls go and with which key: it has to be the same for a plan's apply.
std::vector<std::string> same_service(const CommonOptions& options);

}  // namespace cvm::cli
