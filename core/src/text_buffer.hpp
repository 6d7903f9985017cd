#pragma once
/// \file
/// A growing text that keeps its memory between uses: internal. Unlike std::string it appends literals without a call.

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace cvm {

class TextBuffer {
 public:
  void clear() noexcept { size_ = 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view view() const noexcept { return {data_.get(), size_}; }

  /// Room for `count` more bytes, to be written by the caller; valid until the next append.
  char* extend(std::size_t count) {
    if (count > capacity_ - size_) grow(count);
    char* const at = data_.get() + size_;
    size_ += count;
    return at;
  }

  TextBuffer& append(std::string_view text) {
    char* const at = extend(text.size());
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    return *this;
  }

 private:
  void grow(std::size_t count) {
    constexpr std::size_t at_first = 512;
    const std::size_t capacity = 2 * capacity_ + count + at_first;
    auto data = std::unique_ptr<char[]>(new char[capacity]);
    if (size_ != 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_{};
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace cvm
