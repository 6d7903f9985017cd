#pragma once
/// \file
/// What of a request goes into its signature, and whether the request is fit to be signed: internal.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "cvm/http.hpp"
#include "cvm/tc3.hpp"
#include "tc3_stages.hpp"
#include "text_buffer.hpp"

namespace cvm {

/// Views into the request and the token that were read, and into itself: not to be copied.
struct SigningInput {
  std::int64_t timestamp = 0;
  TextBuffer timestamp_text{};
  std::string_view canonical_query{};
  std::vector<std::string> further_names{};  ///< of the options, in lower case
  tc3::HeaderViews signed_headers{};         ///< sorted
  bool payload_is_unsigned = false;
  bool has_authorization = false;
  bool has_timestamp = false;
  bool has_token = false;
};

/// Fills `input`, whose buffers are reused. The error says what is unfit; `input` then means nothing.
std::optional<Error> read_signing_input(const HttpRequest& request, const SignOptions& options, std::string_view token,
                                        SigningInput& input);

}  // namespace cvm
