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
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::commit(std::string_view text) {
  if (!write_all(descriptor_, text) || ::fsync(descriptor_) != 0) return file_error(path_, "cannot write", errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return file_error(path_, "cannot replace", errno);
  temporary_.clear();
  sync_folder_of(path_);
  return {};
}

Result<std::string> write_to_state_folder(const std::string& name, std::string_view text) {
  auto folder = state_folder();
  if (!folder) return folder.error();
  std::string path = *folder + "/" + name;
  auto file = AtomicFile::open(path);
  if (!file) return file.error();
  if (auto written = file->commit(text); !written) return written.error();
  return path;
}

}  // namespace cvm::cli
