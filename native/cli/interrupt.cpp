#include "interrupt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

namespace cvm::cli {
namespace {

constexpr std::array stopping{SIGINT, SIGTERM, SIGHUP};
constexpr char quit = 'q';

// A handler can reach nothing else.
std::atomic<int> pipe_in = -1;
std::atomic<bool> interrupted_before = false;

void put(char byte) noexcept {
  const int saved = errno;
  [[maybe_unused]] const auto written = ::write(pipe_in, &byte, 1);
  errno = saved;
}

extern "C" void on_signal(int signal) {
  if (signal == SIGINT && interrupted_before.exchange(true)) ::_exit(130);
  put('s');
}

bool is_ignored(int signal) noexcept {
  struct sigaction current {};
  return ::sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

}  // namespace

Interrupts::Interrupts() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  std::array<int, 2> ends{-1, -1};
  if (::pipe(ends.data()) != 0) return;
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
  pipe_in = ends[1];
  interrupted_before = false;
  watcher_ = std::thread([source = source_, out = ends[0]]() mutable {
    char byte = 0;
    for (;;) {
      const auto got = ::read(out, &byte, 1);
      if (got < 0 && errno == EINTR) continue;
      if (got != 1 || byte == quit) break;
      source.request_stop();
    }
    ::close(out);
  });
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (const int signal : stopping) {
    if (!is_ignored(signal)) ::sigaction(signal, &action, nullptr);
  }
}

Interrupts::~Interrupts() {
  if (!watcher_.joinable()) return;
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (const int signal : stopping) {
    if (!is_ignored(signal)) ::sigaction(signal, &action, nullptr);
  }
  put(quit);
  watcher_.join();
  ::close(pipe_in.exchange(-1));
}

void fill_standard_descriptors() noexcept {
  for (const int wanted : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(wanted, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is `wanted`; a standard output opened for reading refuses every write.
    [[maybe_unused]] const int got = ::open("/dev/null", wanted == STDERR_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace cvm::cli
