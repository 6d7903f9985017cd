#pragma once
// What speaks for and against deleting one image, gathered reason by reason.

#include <string>
#include <utility>
#include <vector>

#include "cvm/plan.hpp"

namespace cvm {

using ReasonArgs = std::vector<std::pair<std::string, std::string>>;

class Findings {
 public:
  void add(Verdict verdict, std::string code, ReasonArgs args = {});

  /// The strongest of all; `remove` when nothing speaks against it.
  [[nodiscard]] Verdict verdict() const noexcept { return verdict_; }

  /// The reasons against it, the strongest first; those for it when there are none.
  [[nodiscard]] std::vector<Reason> reasons() const;

 private:
  Verdict verdict_ = Verdict::remove;
  std::vector<std::pair<Verdict, Reason>> all_{};
};

}  // namespace cvm
