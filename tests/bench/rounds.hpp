#pragma once
/// \file
/// Many short rounds, each of which runs every variant once: what disturbs the machine disturbs all of them alike.

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace cvm::bench {

/// Ends the program: a figure of something that does not work would be none.
inline void require(bool condition, const std::string& what) {
  if (condition) return;
  std::cerr << "bench: " << what << '\n';
  std::exit(1);
}

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

inline Spread spread_of(std::vector<double> figures) {
  require(!figures.empty(), "no rounds were run");
  std::sort(figures.begin(), figures.end());
  return {figures[figures.size() / 2], figures.front(), figures.back()};
}

/// Calls `run(variant)` for each of `count` variants in each round, beginning with another one each time.
template <class Run>
void interleave(std::size_t rounds, std::size_t count, const Run& run) {
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < count; ++i) run((round + i) % count);
  }
}

/// A whole number, at least 1, from the command line.
inline std::size_t count_from(const std::string& text) {
  const bool digits = !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
  require(digits && std::stoul(text) > 0, text + " is not a number from 1");
  return std::stoul(text);
}

}  // namespace cvm::bench
