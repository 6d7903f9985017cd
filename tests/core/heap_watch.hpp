#pragma once
// Looks at the heap from the test program's own operator new and delete, which are in secret_test.cpp.

#include <cstddef>
#include <string>

namespace cvm_test {

/// How often operator new ran in this program so far.
std::size_t allocations() noexcept;

/// While one lives, the bytes of the block at `address` are copied at the moment when it is freed.
class FreedBytes {
 public:
  FreedBytes(const void* address, std::size_t size);
  ~FreedBytes();
  FreedBytes(const FreedBytes&) = delete;
  FreedBytes& operator=(const FreedBytes&) = delete;
  /// Was it freed?
  [[nodiscard]] bool freed() const;
  /// What it held then.
  [[nodiscard]] std::string bytes() const;
};

}  // namespace cvm_test
