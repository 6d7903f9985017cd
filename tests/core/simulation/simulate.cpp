// simulate [--seed N] [--count N] [--verbose]: plays one seed or many; ends 1 at the first that breaks an invariant.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "run.hpp"

namespace {

using namespace cvm::simulation;

int usage() {
  std::fputs("usage: simulate [--seed N] [--count N] [--verbose]\n", stderr);
  return 2;
}

void show(const std::string& line) { std::puts(line.c_str()); }

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seed = 1;
  std::uint64_t count = 1;
  bool verbose = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--verbose") {
      verbose = true;
    } else if ((option == "--seed" || option == "--count") && i + 1 < argc) {
      (option == "--seed" ? seed : count) = std::strtoull(argv[++i], nullptr, 10);
    } else {
      return usage();
    }
  }
  Counts total;
  for (std::uint64_t last = seed + count; seed < last; ++seed) {
    const RunResult result = run_seed(seed, verbose ? show : std::function<void(const std::string&)>());
    if (result.violation) {
      std::fprintf(stderr, "%s\n", describe_failure(seed, *result.violation).c_str());
      return 1;
    }
    for (const auto& [name, times] : result.counts) total[name] += times;
  }
  for (const auto& [name, times] : total)
    std::printf("%10llu %s\n", static_cast<unsigned long long>(times), name.c_str());
  return 0;
}
