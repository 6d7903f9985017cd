#pragma once
/// \file
/// Objects of ours that JavaScript holds: their addresses, to be given back for destruction.

#include <cstdint>
#include <memory>

#include "cvm/machine.hpp"

namespace cvm::wasm {

using Handle = std::uint32_t;

template <class T>
Handle handle_of(std::unique_ptr<T> object) {
  return static_cast<Handle>(reinterpret_cast<std::uintptr_t>(object.release()));
}

template <class T>
T& at(Handle handle) {
  return *reinterpret_cast<T*>(static_cast<std::uintptr_t>(handle));
}

template <class T>
void destroy(Handle handle) {
  delete &at<T>(handle);
}

inline Time time_of(double monotonic_ms, double wall_ms) {
  return {static_cast<std::int64_t>(monotonic_ms), static_cast<std::int64_t>(wall_ms)};
}

}  // namespace cvm::wasm
