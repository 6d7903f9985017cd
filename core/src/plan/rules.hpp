#pragma once
// A selection and its guards, ready to be asked about images.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/selection.hpp"
#include "pattern.hpp"
#include "plan/findings.hpp"

namespace cvm {

class Rules {
 public:
  /// Errors: those of `validate`.
  static Result<Rules> create(Selection selection, Guards guards);

  [[nodiscard]] const Selection& selection() const noexcept { return selection_; }
  [[nodiscard]] const Guards& guards() const noexcept { return guards_; }

  /// Whether every rule that chooses lets the image through, with the reasons.
  bool choose(const Image& image, Findings& findings) const;

  [[nodiscard]] bool allows_referenced(std::string_view id) const { return contains(allow_referenced_, id); }
  [[nodiscard]] bool allows_protected(std::string_view id) const { return contains(allow_protected_, id); }

  /// The name of the image's group for `keep_newest`.
  [[nodiscard]] std::string group_of(const Image& image) const;

 private:
  using SortedIds = std::vector<std::string>;
  static bool contains(const SortedIds& ids, std::string_view id) {
    return std::binary_search(ids.begin(), ids.end(), id);
  }

  Selection selection_{};
  Guards guards_{};
  std::vector<Glob> names_{};
  std::optional<Regex> name_regex_{};
  SortedIds ids_{};
  SortedIds allow_referenced_{};
  SortedIds allow_protected_{};
};

}  // namespace cvm
