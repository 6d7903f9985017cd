#pragma once
// SIGINT, SIGTERM and SIGHUP ask the command to stop; a second SIGINT ends it at once. SIGPIPE and SIGXFSZ are
// ignored: a reader that went away and a file that may not grow are errors of a write.

#include <stop_token>
#include <thread>

namespace cvm::cli {

/// One object for the whole process, made before its other threads. A signal that was ignored at the start (nohup)
/// stays ignored.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  [[nodiscard]] std::stop_token token() const noexcept { return source_.get_token(); }

 private:
  std::stop_source source_{};
  std::thread watcher_{};
};

/// Descriptors 0, 1 and 2 that were closed at the start are filled, so that no connection takes their numbers. What is
/// written to a standard output that was closed still fails.
void fill_standard_descriptors() noexcept;

}  // namespace cvm::cli
