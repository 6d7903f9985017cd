#pragma once
/// \file
/// Calls and settings as frames. Order of the fields:
///   call      action, region, params, service, version, "GET" or "POST"
///   settings  endpoint or empty, site, language

#include "cvm/request.hpp"
#include "frame.hpp"

namespace cvm::wasm {

Call read_call(FrameReader& frame);

/// Errors: `invalid-endpoint`, `invalid-parameter` for a site that there is not.
Result<CallSettings> read_settings(FrameReader& frame);

}  // namespace cvm::wasm
