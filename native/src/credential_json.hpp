#pragma once
/// \file
/// Reading JSON that holds secrets.

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "cvm/secret.hpp"

namespace cvm::credentials {

/// A JSON object. All the memory that reading it took is overwritten when it goes.
class SecretJson {
 public:
  explicit SecretJson(std::string_view text)
      : tree_(text.size()), scratch_(text.size()), resource_(tree_.bytes(), tree_.size()) {
    boost::json::parser parser(boost::json::storage_ptr(), {}, scratch_.bytes(), scratch_.size());
    parser.reset(&resource_);
    boost::json::error_code fault;
    parser.write(text.data(), text.size(), fault);
    if (!fault) value_.emplace(parser.release());
  }

  /// Null when the text was not a JSON object.
  [[nodiscard]] const boost::json::object* object() const noexcept { return value_ ? value_->if_object() : nullptr; }

  /// The member when it is a text, else nothing.
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const {
    const boost::json::value* member = object() != nullptr ? object()->if_contains(key) : nullptr;
    if (member == nullptr || !member->is_string()) return std::nullopt;
    return std::string(member->get_string());
  }

 private:
  /// Large enough for any document of that size, so that nothing is put elsewhere: the densest one, "[[[…", takes 16
  /// bytes a character in the tree.
  class Buffer {
   public:
    explicit Buffer(std::size_t text_size) : memory_(32 * text_size + 4096, '\0') {}
    ~Buffer() { wipe(memory_); }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    unsigned char* bytes() noexcept { return reinterpret_cast<unsigned char*>(memory_.data()); }
    [[nodiscard]] std::size_t size() const noexcept { return memory_.size(); }

   private:
    std::string memory_;
  };

  Buffer tree_;  // the buffers come first: they are wiped after the value is gone
  Buffer scratch_;
  boost::json::monotonic_resource resource_;
  std::optional<boost::json::value> value_{};
};

}  // namespace cvm::credentials
