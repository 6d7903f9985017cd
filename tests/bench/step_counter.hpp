#pragma once
/// \file
/// Instructions on the real processor (SHA-NI and all), where no counter of its own can be read.

#include <cstdint>
#include <functional>

namespace cvm::bench {

/// Runs `work` in a child process, one instruction after the other, and counts them. The system calls that frame it are
/// in the count: take the difference of two. Linux on any processor with a single-step trap; 0: it may not be traced.
std::uint64_t count_steps(const std::function<void()>& work);

}  // namespace cvm::bench
