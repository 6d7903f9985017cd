#pragma once
/// \file
/// libcurl with nothing around it: one easy handle, its options set once.

#include <memory>
#include <string>

#include "cvm/http.hpp"

namespace cvm::bench {

/// Where libcurl finds the body to send.
enum class BodyFrom { memory, callback };

class BareClient {
 public:
  /// The same POST each time, with the headers as they stand.
  BareClient(HttpRequest request, const std::string& ca_file, BodyFrom body_from);
  ~BareClient();
  BareClient(const BareClient&) = delete;
  BareClient& operator=(const BareClient&) = delete;

  /// Sends it and reads the answer; false when that failed or the status is not 200.
  bool send();
  [[nodiscard]] const std::string& answer() const noexcept;
  /// Opened so far: keep-alive means one.
  [[nodiscard]] long connections() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cvm::bench
