#pragma once
// The digest of a plan's document as it stands.

#include "cvm/error.hpp"
#include "json.hpp"
#include "sha256.hpp"

namespace cvm {

/// SHA-256 over the canonical form without the member `digest`. Error: that of `canonical_json`.
Result<DigestHex> plan_digest(json::Value plan);

}  // namespace cvm
