#pragma once
/// \file
/// What the two ways to ask for an explanation share.

#include <cstdint>

#include "cvm/tc3.hpp"

namespace cvm::wasm {

/// Leaves every stage and the signed request in the output.
std::int32_t write_explained(Signer& signer, const HttpRequest& request, const SignOptions& options);

}  // namespace cvm::wasm
