#pragma once
/// \file
/// How JavaScript and C++ hand texts to each other: a frame is a row of fields, each its length (four bytes, little
/// endian) and its bytes. Numbers are decimal text, truth is "1" or "0". wasm/js/core/frame.js is the other end.

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "cvm/error.hpp"
#include "cvm/http.hpp"

namespace cvm::wasm {

/// Reads a frame that our own JavaScript wrote. Past its end every field is empty.
class FrameReader {
 public:
  explicit FrameReader(std::string_view frame) noexcept : rest_(frame) {}

  std::string_view text() noexcept {
    if (rest_.size() < sizeof(std::uint32_t)) return {};
    std::uint32_t size = 0;
    std::memcpy(&size, rest_.data(), sizeof size);
    const std::string_view field = rest_.substr(sizeof size, size);
    rest_.remove_prefix(sizeof size + field.size());
    return field;
  }
  std::string string() { return std::string(text()); }
  bool flag() noexcept { return text() == "1"; }
  /// 0 for what is no number.
  std::int64_t integer() noexcept {
    const std::string_view field = text();
    std::int64_t number = 0;
    std::from_chars(field.data(), field.data() + field.size(), number);
    return number;
  }
  /// A count, then names and values.
  Headers headers() {
    Headers headers(static_cast<std::size_t>(integer()));
    for (Header& header : headers) {
      header.name = text();
      header.value = text();
    }
    return headers;
  }

 private:
  std::string_view rest_;
};

/// Writes a frame into a text that is reused.
class FrameWriter {
 public:
  explicit FrameWriter(std::string& out) noexcept : out_(out) { out_.clear(); }

  FrameWriter& text(std::string_view field) {
    const auto size = static_cast<std::uint32_t>(field.size());
    char bytes[sizeof size];
    std::memcpy(bytes, &size, sizeof size);
    out_.append(bytes, sizeof size).append(field);
    return *this;
  }
  FrameWriter& flag(bool truth) { return text(truth ? "1" : "0"); }
  FrameWriter& integer(std::int64_t number) {
    char digits[20];
    char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return text({digits, static_cast<std::size_t>(end - digits)});
  }
  FrameWriter& headers(const Headers& headers) {
    integer(static_cast<std::int64_t>(headers.size()));
    for (const Header& header : headers) text(header.name).text(header.value);
    return *this;
  }
  FrameWriter& error(const Error& error) {
    return text(to_string(error.code))
        .text(error.message)
        .text(error.where)
        .text(error.service_code)
        .text(error.service_message)
        .text(error.request_id)
        .integer(error.http_status)
        .flag(error.retryable)
        .flag(error.ambiguous);
  }
  [[nodiscard]] std::int32_t size() const noexcept { return static_cast<std::int32_t>(out_.size()); }

 private:
  std::string& out_;
};

}  // namespace cvm::wasm
