#pragma once
/// \file
/// The two buffers that every call shares. JavaScript writes a frame into `input`, calls a function with the frame's
/// size, and reads the frame that it left in `output`: a function returns that frame's size, negated when it holds an
/// error. There is one thread and no call within a call, so two buffers are enough.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "frame.hpp"

namespace cvm::wasm {

std::string_view input(std::uint32_t size) noexcept;

/// Empties the output; the frame written must be complete when the call returns.
FrameWriter output();

/// Overwrites both: a secret was in one of them.
void wipe_buffers() noexcept;

inline std::int32_t fail(const Error& error) { return -output().error(error).size(); }

}  // namespace cvm::wasm
