#pragma once
// What the tests of building and validating requests share.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>

#include "cvm/request.hpp"

namespace cvm_test {

using cvm::Call;
using cvm::ErrorCode;
using cvm::Method;

inline Call call(std::string action, std::string params) {
  return {.action = std::move(action), .region = "ap-guangzhou", .params = std::move(params)};
}

inline Call get(std::string action, std::string params) {
  Call made = call(std::move(action), std::move(params));
  made.method = Method::get;
  return made;
}

inline cvm::UnsignedRequest build(const Call& call, const cvm::CallSettings& settings = {}) {
  auto request = cvm::build_request(call, settings);
  EXPECT_TRUE(request) << (request ? "" : describe(request.error()));
  return request ? *request : cvm::UnsignedRequest{};
}

struct Refusal {
  ErrorCode code = ErrorCode::internal;
  std::string where{};
  std::string message{};
  friend bool operator==(const Refusal&, const Refusal&) = default;
  friend void PrintTo(const Refusal& refusal, std::ostream* out) {
    *out << to_string(refusal.code) << " (" << refusal.where << ") " << refusal.message;
  }
};

inline Refusal refusal_of(const cvm::Error& error) { return {error.code, error.where, error.message}; }

template <class T>
Refusal refusal(const cvm::Result<T>& result) {
  EXPECT_FALSE(result);
  return result ? Refusal{} : refusal_of(result.error());
}

inline Refusal refused(const Call& call, const cvm::CallSettings& settings = {}) {
  const auto request = cvm::build_request(call, settings);
  EXPECT_FALSE(request) << "was accepted: " << call.params.substr(0, 200);
  return request ? Refusal{} : refusal_of(request.error());
}

inline Refusal parameter(std::string where, std::string message) {
  return {ErrorCode::invalid_parameter, std::move(where), std::move(message)};
}

inline std::string ids(int count, const std::string& prefix = "img-") {
  std::string list;
  for (int i = 0; i < count; ++i)
    list.append(i == 0 ? "\"" : ",\"").append(prefix).append(std::to_string(i)).append("\"");
  return R"({"ImageIds":[)" + list + "]}";
}

}  // namespace cvm_test
