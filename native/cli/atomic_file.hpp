#pragma once
// A file that is replaced as a whole or not at all.

#include <string>
#include <string_view>

#include "cvm/error.hpp"

namespace cvm::cli {

/// Opened beside its target, mode 0600, before anything is done that must be written down: what cannot be written is
/// known in time. Without `commit` nothing is left behind.
class AtomicFile {
 public:
  /// Error: `invalid-parameter`.
  static Result<AtomicFile> open(const std::string& path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();
  /// What cannot be written is told by `commit`.
  void write(std::string_view text);
  /// Syncs, renames, syncs the folder.
  Result<void> commit();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  AtomicFile() = default;
  std::string path_{};
  std::string temporary_{};
  int descriptor_ = -1;
  int fault_ = 0;  ///< errno of the first
};

/// A file of that name in the state folder of this program: $XDG_STATE_HOME or ~/.local/state, "cvm-images".
Result<AtomicFile> open_in_state_folder(const std::string& name);

}  // namespace cvm::cli
