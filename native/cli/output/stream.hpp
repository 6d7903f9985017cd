#pragma once
// Standard output, with its faults noticed.

#include <cstdio>
#include <string_view>

namespace cvm::cli {

/// Collects the first fault; what follows it is dropped.
class ResultStream {
 public:
  explicit ResultStream(std::FILE* file) noexcept : file_(file) {}
  void write(std::string_view text) noexcept;
  /// Everything written so far is out. False after a fault.
  bool flush() noexcept;
  [[nodiscard]] bool failed() const noexcept { return fault_ != 0; }
  /// errno of the first fault.
  [[nodiscard]] int fault() const noexcept { return fault_; }

 private:
  std::FILE* file_;
  int fault_ = 0;
};

}  // namespace cvm::cli
