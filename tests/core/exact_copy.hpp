#pragma once
// A text in a heap buffer of exactly its size, so that AddressSanitizer sees a read past its end.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>

namespace cvm_test {

class ExactCopy {
 public:
  explicit ExactCopy(std::string_view text) : data_(new char[text.size()]), size_(text.size()) {
    std::copy(text.begin(), text.end(), data_.get());
  }
  [[nodiscard]] std::string_view view() const { return {data_.get(), size_}; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t size_;
};

}  // namespace cvm_test
