#include "plan/findings.hpp"

#include <algorithm>

namespace cvm {

void Findings::add(Verdict verdict, std::string code, ReasonArgs args) {
  verdict_ = std::min(verdict_, verdict);
  std::pair one(verdict, Reason{std::move(code), std::move(args)});
  if (std::find(all_.begin(), all_.end(), one) == all_.end()) all_.push_back(std::move(one));
}

std::vector<Reason> Findings::reasons() const {
  std::vector<Reason> sorted;
  for (const Verdict wanted : {Verdict::block, Verdict::unknown, Verdict::keep, Verdict::remove}) {
    if (wanted == Verdict::remove && !sorted.empty()) break;
    for (const auto& [verdict, reason] : all_)
      if (verdict == wanted) sorted.push_back(reason);
  }
  return sorted;
}

}  // namespace cvm
