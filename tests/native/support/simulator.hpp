#pragma once
/// \file
/// The simulator of web/simulator in a process of its own.

#include <string>

#include "node_process.hpp"

namespace cvm::test {

class Simulator {
 public:
  Simulator();
  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  /// A call of the control path; gives the answer's body. Throws when it is refused.
  std::string control(const std::string& method, const std::string& path, const std::string& body) const;
  /// How many requests for the action the service has seen.
  [[nodiscard]] int count_requests(const std::string& action) const;

 private:
  NodeProcess process_;
  std::string url_;
};

}  // namespace cvm::test
