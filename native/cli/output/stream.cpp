#include "output/stream.hpp"

#include <cerrno>

namespace cvm::cli {

void ResultStream::write(std::string_view text) noexcept {
  if (fault_ != 0 || text.empty()) return;
  errno = 0;
  const bool taken = std::fwrite(text.data(), 1, text.size(), file_) == text.size();
  // On a line-buffered stream glibc takes the text and sets only the error flag when its own write fails.
  if (!taken || std::ferror(file_) != 0) fault_ = errno != 0 ? errno : EIO;
}

bool ResultStream::flush() noexcept {
  if (fault_ != 0) return false;
  errno = 0;
  if (std::fflush(file_) != 0 || std::ferror(file_) != 0) fault_ = errno != 0 ? errno : EIO;
  return fault_ == 0;
}

}  // namespace cvm::cli
