#pragma once
// Random numbers that are the same everywhere: a seed means the same run on every machine and with every compiler.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cvm/retry.hpp"

namespace cvm::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(mix(seed)) {}

  /// A stream of its own, so that drawing more in one place does not change everything that follows.
  [[nodiscard]] Random fork(std::uint64_t tag) const noexcept { return Random(state_ ^ mix(tag)); }

  std::uint64_t next() noexcept {
    state_ += 0x9E3779B97F4A7C15U;
    return mix(state_);
  }
  /// In [0, n).
  std::size_t below(std::size_t n) noexcept { return static_cast<std::size_t>(next() % n); }
  /// In [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) noexcept { return between(1, 100) <= percent; }
  bool per_mille(int rate) noexcept { return between(1, 1000) <= rate; }

  template <class T>
  const T& pick(const std::vector<T>& items) noexcept {
    return items[below(items.size())];
  }
  /// A few of them, in their order.
  template <class T>
  std::vector<T> some(const std::vector<T>& items, int percent) {
    std::vector<T> chosen;
    for (const T& item : items) {
      if (chance(percent)) chosen.push_back(item);
    }
    return chosen;
  }
  /// `prefix` and eight lower-case letters and digits.
  std::string id(const char* prefix) {
    static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string text(prefix);
    for (int i = 0; i < 8; ++i) text += alphabet[below(sizeof alphabet - 1)];
    return text;
  }

 private:
  std::uint64_t state_;
};

}  // namespace cvm::simulation
