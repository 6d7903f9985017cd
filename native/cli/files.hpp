#pragma once
// Reading and writing whole files, with the words for what went wrong.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cvm/error.hpp"

namespace cvm::cli {

/// `what` and `fault` (errno) in words. `invalid-parameter`, `where` is the path.
Error file_error(const std::string& path, const std::string& what, int fault);

/// False with errno when not everything could be written.
bool write_all(int descriptor, std::string_view text) noexcept;

/// A file that was made or renamed is only sure to be found again once its folder is on the disk as well.
void sync_folder_of(const std::string& path) noexcept;

/// Errors: `invalid-parameter` when it cannot be read, is no ordinary file or longer than `most` bytes.
Result<std::string> read_file(const std::string& path, std::size_t most);

/// Both paths lead to one file, or would if it were there. An empty path leads nowhere.
bool is_same_file(const std::string& a, const std::string& b);

/// The rest of the file from where the descriptor stands; nothing with errno when it cannot be read.
bool read_rest(int descriptor, std::string& text) noexcept;

/// Held until its end; another process cannot have it meanwhile.
class FileLock {
 public:
  /// Locks the file itself. Nothing when somebody holds it. Where the file system knows no locks it counts as held.
  static std::optional<FileLock> take(const std::string& path) noexcept;
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) noexcept : descriptor_(descriptor) {}
  int descriptor_;
};

/// $XDG_STATE_HOME or ~/.local/state, "cvm-images"; made if need be. Error: `invalid-parameter`.
Result<std::string> state_folder();

}  // namespace cvm::cli
