#include "files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace cvm::cli {
namespace {

/// Closes at the end of its block.
class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

}  // namespace

Error file_error(const std::string& path, const std::string& what, int fault) {
  return make_error(ErrorCode::invalid_parameter, path, what + " " + path + ": " + std::strerror(fault));
}

bool is_same_file(const std::string& a, const std::string& b) {
  namespace fs = std::filesystem;
  if (a.empty() || b.empty()) return false;
  std::error_code fault;
  if (fs::equivalent(a, b, fault)) return true;
  const fs::path first = fs::weakly_canonical(fs::absolute(a, fault), fault);
  const fs::path second = fs::weakly_canonical(fs::absolute(b, fault), fault);
  return !first.empty() && first == second;
}

bool write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = ENOSPC;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void sync_folder_of(const std::string& path) noexcept {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() >= 0) ::fsync(opened.number());
}

bool read_rest(int descriptor, std::string& text) noexcept {
  std::array<char, 65536> buffer;
  for (;;) {
    const auto got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Result<std::string> read_file(const std::string& path, std::size_t most) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return file_error(path, "cannot read", errno);
  if (!S_ISREG(status.st_mode)) {
    return make_error(ErrorCode::invalid_parameter, path, path + " is not an ordinary file");
  }
  if (static_cast<std::size_t>(status.st_size) > most) {
    return make_error(ErrorCode::invalid_parameter, path, path + " is too large to be what it should be");
  }
  std::string text;
  text.reserve(static_cast<std::size_t>(status.st_size));
  if (!read_rest(file.number(), text)) return file_error(path, "cannot read", errno);
  return text;
}

std::optional<FileLock> FileLock::take(const std::string& path) noexcept {
  FileLock lock(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (lock.descriptor_ >= 0 && ::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return std::nullopt;
  }
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> state_folder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::string folder;
  if (state != nullptr && *state == '/') {
    folder = state;
  } else if (home != nullptr && *home == '/') {
    folder = std::string(home) + "/.local/state";
  } else {
    return make_error(ErrorCode::invalid_parameter, "HOME", "there is no home folder to write to; set XDG_STATE_HOME");
  }
  folder += "/cvm-images";
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  if (fault) return file_error(folder, "cannot make", fault.value());
  return folder;
}

}  // namespace cvm::cli
