#pragma once
/// \file
/// A Node script in a process of its own.

#include <sys/types.h>

#include <string>
#include <vector>

namespace cvm::test {

/// Starts `node ARGUMENTS…` and reads the first line that it writes. Ends it by closing its input.
class NodeProcess {
 public:
  explicit NodeProcess(const std::vector<std::string>& arguments);
  ~NodeProcess();
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;
  [[nodiscard]] const std::string& first_line() const noexcept { return first_line_; }

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;  ///< kept open, so that what the process writes later does not end it
  std::string first_line_{};
};

}  // namespace cvm::test
