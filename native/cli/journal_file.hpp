#pragma once
// What keeps a run from being lost: each line is on the disk before the machine goes on.

#include <string>
#include <string_view>

#include "cvm/error.hpp"

namespace cvm::cli {

/// Opened and locked for one run. Mode 0600; only ever appended to.
///
/// An empty journal is as good as none: nothing was written down, so nothing was sent.
class JournalFile {
 public:
  /// `resume`: the file must be there. Otherwise it must not: an error says whether its run finished.
  /// Errors: `refused` when another run holds it, when it is there without `resume` or not there with it;
  /// `invalid-parameter` when it cannot be read or made.
  static Result<JournalFile> open(const std::string& path, bool resume);
  JournalFile(JournalFile&& other) noexcept;
  JournalFile& operator=(JournalFile&&) = delete;
  /// Takes an empty journal away.
  ~JournalFile();

  /// What it held when it was opened; a last line that was torn is not part of it.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// The lines are on the disk, as a whole and with their end, when this returns. After an error nothing of them is
  /// left as far as the disk allows. Error: `invalid-parameter`, the path in `where`.
  Result<void> append(std::string_view lines);

 private:
  JournalFile(std::string path, int descriptor) noexcept;
  Result<void> read_all();
  std::string path_{};
  std::string text_{};
  std::size_t size_ = 0;  ///< of what is whole
  int descriptor_ = -1;
};

/// When the run that the journal tells of finished ("2026-11-24T10:00:00Z"); empty while it has not.
std::string finished_at(std::string_view journal);

}  // namespace cvm::cli
