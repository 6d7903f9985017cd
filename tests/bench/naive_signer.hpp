#pragma once
/// \file
/// TC3-HMAC-SHA256 the way that the official C++ SDK goes: nothing is kept between requests.

#include <cstdint>
#include <string>

namespace cvm::bench {

struct NaiveRequest {
  std::string secret_id{};
  std::string secret_key{};
  std::string service{};
  std::string host{};
  std::string content_type{};
  std::string body{};
  std::int64_t timestamp = 0;
};

/// The Authorization header: four HMAC objects, three of them for the key, and two hash objects for each call.
std::string naive_authorization(const NaiveRequest& request);

}  // namespace cvm::bench
