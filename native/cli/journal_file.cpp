#include "journal_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <tuple>
#include <utility>

#include "cvm/plan.hpp"
#include "files.hpp"
#include "output/json.hpp"

namespace cvm::cli {
namespace {

Error refused(const std::string& path, const std::string& message) {
  return make_error(ErrorCode::refused, path, message);
}

/// Two runs that open the same journal at once: the one that made it may have taken it away again.
bool is_still_there(const std::string& path, int descriptor) noexcept {
  struct stat named {};
  struct stat opened {};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 && named.st_dev == opened.st_dev &&
         named.st_ino == opened.st_ino;
}

Result<int> open_locked(const std::string& path, bool resume) {
  constexpr int how = O_RDWR | O_APPEND | O_CLOEXEC;
  constexpr mode_t owner_only = 0600;
  const int made = resume ? -1 : ::open(path.c_str(), how | O_CREAT | O_EXCL, owner_only);
  const int descriptor = made >= 0 ? made : ::open(path.c_str(), how);
  if (descriptor < 0 && errno == ENOENT && resume) {
    return refused(path, "there is no journal " + path + " to resume from; apply without --resume begins the run");
  }
  if (descriptor < 0) return file_error(path, "cannot write the journal", errno);
  Result<void> fine;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    fine = make_error(ErrorCode::invalid_parameter, path, path + " is not an ordinary file and cannot be a journal");
  } else if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !is_still_there(path, descriptor)) {
    fine = refused(path, "another run of this plan is under way: it holds the journal " + path);
  } else if (made >= 0 && ::fsync(made) != 0) {
    fine = file_error(path, "cannot write the journal", errno);
  }
  if (made >= 0) sync_folder_of(path);
  if (fine) return descriptor;
  ::close(descriptor);
  return fine.error();
}

}  // namespace

JournalFile::JournalFile(std::string path, int descriptor) noexcept : path_(std::move(path)), descriptor_(descriptor) {}

JournalFile::JournalFile(JournalFile&& other) noexcept
    : path_(std::move(other.path_)),
      text_(std::move(other.text_)),
      size_(other.size_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

JournalFile::~JournalFile() {
  if (descriptor_ < 0) return;
  if (empty() && is_still_there(path_, descriptor_)) ::unlink(path_.c_str());
  ::close(descriptor_);
}

Result<JournalFile> JournalFile::open(const std::string& path, bool resume) {
  auto descriptor = open_locked(path, resume);
  if (!descriptor) return descriptor.error();
  JournalFile journal(path, *descriptor);
  journal.size_ = 1;  // whatever goes wrong from here on, it is not this run's to take away
  if (auto read = journal.read_all(); !read) return read.error();
  if (journal.empty() || resume) return journal;
  if (const std::string when = finished_at(journal.text_); !when.empty()) {
    return refused(path, "this plan was applied already: the journal " + path + " says that the run finished at " +
                             when + ". --resume shows its receipt; to delete more, make a new plan");
  }
  return refused(path, "a run of this plan was not finished: its journal is " + path + ". Go on with --resume");
}

Result<void> JournalFile::read_all() {
  if (!read_rest(descriptor_, text_)) return file_error(path_, "cannot read the journal", errno);
  // A line without its end was never acknowledged, and the next one must not grow onto it.
  const std::size_t whole = text_.rfind('\n') == std::string::npos ? 0 : text_.rfind('\n') + 1;
  if (whole < text_.size() && ::ftruncate(descriptor_, static_cast<off_t>(whole)) != 0) {
    return file_error(path_, "cannot write the journal", errno);
  }
  text_.resize(whole);
  size_ = whole;
  return {};
}

Result<void> JournalFile::append(std::string_view lines) {
  std::string whole(lines);
  if (!whole.ends_with('\n')) whole += '\n';
  if (write_all(descriptor_, whole) && ::fsync(descriptor_) == 0) {
    size_ += whole.size();
    return {};
  }
  const int fault = errno;
  std::ignore = ::ftruncate(descriptor_, static_cast<off_t>(size_));
  return file_error(path_, "cannot write the journal", fault);
}

std::string finished_at(std::string_view journal) {
  if (!journal.ends_with('\n')) return {};
  journal.remove_suffix(1);
  const std::string_view last = journal.substr(journal.rfind('\n') + 1);
  boost::json::error_code fault;
  const boost::json::value line = boost::json::parse(json_view(last), fault);
  if (fault || !line.is_object()) return {};
  const boost::json::value* when = line.get_object().if_contains("finished_ms");
  return when != nullptr && when->is_int64() ? rfc3339(when->get_int64() / 1000) : std::string();
}

}  // namespace cvm::cli
