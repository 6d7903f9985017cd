#pragma once
// The canonical form of JSON (RFC 8785), over which digests are made.

#include <string>
#include <string_view>

#include "cvm/error.hpp"
#include "json.hpp"
#include "sha256.hpp"

namespace cvm {

/// Members sorted by the UTF-16 code units of their names, no white space, escapes only where they must be. The member
/// `left_out` of the root is not in it. Error: `invalid-parameter` for a number that is not a whole one written without
/// fraction and exponent, or that a double would not hold exactly (beyond 2^53 - 1). The document must be UTF-8.
Result<std::string> canonical_json(json::Value root, std::string_view left_out = {});

/// SHA-256 of it, without the whole text in memory. Error: as above.
Result<Digest> canonical_digest(json::Value root, std::string_view left_out = {});

/// Less in the order of UTF-16 code units; both are UTF-8.
bool is_before_in_utf16(std::string_view a, std::string_view b) noexcept;

}  // namespace cvm
