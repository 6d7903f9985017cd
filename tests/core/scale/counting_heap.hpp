#pragma once
// What operator new has given out and operator delete has not taken back, in this program.

#include <cstddef>

namespace cvm::testing {

std::size_t heap_bytes();
std::size_t heap_peak_bytes();
/// The peak starts again from what is held now.
void reset_heap_peak();

}  // namespace cvm::testing
