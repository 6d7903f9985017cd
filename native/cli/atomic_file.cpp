#include "atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "files.hpp"

namespace cvm::cli {
Result<AtomicFile> AtomicFile::open(const std::string& path) {
  struct stat target {};
  if (::stat(path.c_str(), &target) == 0 && !S_ISREG(target.st_mode)) {
    return make_error(ErrorCode::invalid_parameter, path, path + " is not an ordinary file and would be replaced");
  }
  AtomicFile file;
  file.path_ = path;
  std::string name = path + ".XXXXXX";
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file.descriptor_ < 0) return file_error(path, "cannot write", errno);
  file.temporary_ = std::move(name);
  return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      fault_(other.fault_) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view text) {
  if (fault_ == 0 && !write_all(descriptor_, text)) fault_ = errno;
}

Result<void> AtomicFile::commit() {
  if (fault_ == 0 && ::fsync(descriptor_) != 0) fault_ = errno;
  if (fault_ != 0) return file_error(path_, "cannot write", fault_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return file_error(path_, "cannot replace", errno);
  temporary_.clear();
  sync_folder_of(path_);
  return {};
}

Result<AtomicFile> open_in_state_folder(const std::string& name) {
  auto folder = state_folder();
  if (!folder) return folder.error();
  return AtomicFile::open(*folder + "/" + name);
}

}  // namespace cvm::cli
