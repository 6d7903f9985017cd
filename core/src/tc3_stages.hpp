#pragma once
/// \file
/// The stages of cvm/tc3.hpp in the form that appends to a buffer, so that the Signer can reuse its own: internal.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/secret.hpp"
#include "cvm/tc3.hpp"
#include "sha256.hpp"
#include "text_buffer.hpp"

namespace cvm::tc3 {

inline constexpr std::string_view algorithm = "TC3-HMAC-SHA256";
inline constexpr std::string_view terminator = "tc3_request";
inline constexpr std::int64_t seconds_per_day = 86'400;

/// One header to be signed.
struct HeaderView {
  std::string_view name;   ///< in lower case, trimmed
  std::string_view value;  ///< as it stands
};
using HeaderViews = std::vector<HeaderView>;

/// Headers of one name stay in their order.
void sort_by_name(HeaderViews& headers);

void append_integer(TextBuffer& out, std::int64_t number);
void append_date(TextBuffer& out, std::int64_t timestamp);
void append_canonical_headers(TextBuffer& out, const HeaderViews& sorted);
void append_signed_header_names(TextBuffer& out, const HeaderViews& sorted);
void append_credential_scope(TextBuffer& out, std::string_view date, std::string_view service);
void append_string_to_sign(TextBuffer& out, std::string_view timestamp, std::string_view credential_scope,
                           std::string_view hashed_canonical_request);
/// The Authorization header's value up to and with "SignedHeaders=".
void append_authorization_head(TextBuffer& out, std::string_view secret_id, std::string_view credential_scope);
/// The rest of it.
void append_authorization_tail(TextBuffer& out, std::string_view signed_headers, std::string_view signature);

}  // namespace cvm::tc3
