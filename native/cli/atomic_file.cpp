#include "atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace cvm::cli {
namespace {

Error cannot(const std::string& path, const std::string& what, int fault) {
  return make_error(ErrorCode::invalid_parameter, path, what + " " + path + ": " + std::strerror(fault));
}

bool write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void sync_folder_of(const std::string& path) noexcept {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Result<AtomicFile> AtomicFile::open(const std::string& path) {
  struct stat target {};
  if (::stat(path.c_str(), &target) == 0 && !S_ISREG(target.st_mode)) {
    return make_error(ErrorCode::invalid_parameter, path, path + " is not an ordinary file and would be replaced");
  }
  AtomicFile file;
  file.path_ = path;
  std::string name = path + ".XXXXXX";
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file.descriptor_ < 0) return cannot(path, "cannot write", errno);
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
  if (!write_all(descriptor_, text) || ::fsync(descriptor_) != 0) return cannot(path_, "cannot write", errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return cannot(path_, "cannot replace", errno);
  temporary_.clear();
  sync_folder_of(path_);
  return {};
}

Result<std::string> write_to_state_folder(const std::string& name, std::string_view text) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::string folder;
  if (state != nullptr && *state == '/') {
    folder = state;
  } else if (home != nullptr && *home == '/') {
    folder = std::string(home) + "/.local/state";
  } else {
    return make_error(ErrorCode::invalid_parameter, "HOME", "there is no home folder to write to");
  }
  folder += "/cvm-images";
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  if (fault) return cannot(folder, "cannot make", fault.value());
  std::string path = folder + "/" + name;
  auto file = AtomicFile::open(path);
  if (!file) return file.error();
  if (auto written = file->commit(text); !written) return written.error();
  return path;
}

}  // namespace cvm::cli
