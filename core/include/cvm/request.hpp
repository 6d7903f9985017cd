#pragma once
/// \file
/// From an action and its parameters to an HTTP request that only lacks its signature.
///
/// ```cpp
/// auto request = cvm::build_request({.action = "DeleteImages", .region = "ap-guangzhou",
///                                    .params = R"({"ImageIds":["img-34vaef8fe"]})"}, {});
/// ```

#include <cstdint>
#include <string>
#include <string_view>

#include "cvm/action.hpp"
#include "cvm/endpoint.hpp"
#include "cvm/error.hpp"
#include "cvm/http.hpp"

namespace cvm {

enum class Method : std::uint8_t { post, get };

/// One call, as a caller states it.
struct Call {
  std::string action{};
  std::string region{};       ///< may be empty where the action needs none
  std::string params = "{}";  ///< a JSON object; sent byte for byte as it stands (POST)
  std::string service{};      ///< empty: from the table; needed for an action outside it
  std::string version{};      ///< empty: from the table; needed for an action outside it
  Method method = Method::post;
};

/// What all calls of a client share.
struct CallSettings {
  EndpointOptions endpoint{};
  std::string language{};  ///< "en-US", "zh-CN" or empty: X-TC-Language
};

/// A request without timestamp, token and Authorization. Holds no secret, so it may be logged, kept and handed on.
struct UnsignedRequest {
  std::string action{};
  std::string service{};  ///< goes into the credential scope
  std::string region{};
  Effect effect = Effect::changes;
  int rate_per_second = default_rate_per_second;
  HttpRequest http{};
};

inline constexpr std::size_t max_body_bytes = 10U * 1024 * 1024;  ///< "Request structure": POST with signature v3
inline constexpr std::size_t max_get_bytes = 32U * 1024;          ///< "Request structure": GET

/// Validates and builds. Refused before anything could be sent: an unknown action without service and version, params
/// that are not a JSON object, a missing or unknown parameter or one of the wrong type (actions of the table), no ids,
/// an id that is not "img-" and lower-case letters and digits, a duplicate id, more than 10,000 ids, ImageIds with
/// Filters, a Limit over 100, a region with odd characters or none where one is needed, a finance region on the wrong
/// host, a body over 10 MiB, a GET whose URL is over 32 KiB, a name that is a table action's but for capitals or an
/// "s". What the service knows better is left to it. Errors: `invalid-parameter`, `invalid-region`, `invalid-endpoint`,
/// `request-too-large`; `where` names the parameter.
Result<UnsignedRequest> build_request(const Call& call, const CallSettings& settings);

/// True for "img-" followed by one or more lower-case letters and digits (64 at most in all). `img-34vaef8fe` is valid.
bool is_image_id(std::string_view text) noexcept;

/// RFC 3986 percent-encoding: unreserved characters stay, everything else becomes %XX with capital digits.
std::string percent_encode(std::string_view text);

/// The GET form of a JSON object of parameters: lists become `Name.0`, structures `Filters.0.Values.0`; in the object's
/// own order. Nulls, empty lists and empty objects cannot be told in this form and are refused. Numbers keep their
/// text. Errors: `invalid-parameter`, `request-too-large` past 32 KiB.
Result<std::string> query_from_params(std::string_view params);

}  // namespace cvm
