#include "step_counter.hpp"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace cvm::bench {
namespace {

bool stopped_by(pid_t child, int signal) {
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFSTOPPED(status) && WSTOPSIG(status) == signal;
}

void run_as_child(const std::function<void()>& work) {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(1);
  std::raise(SIGSTOP);
  work();
  std::raise(SIGSTOP);
  _exit(0);
}

}  // namespace

std::uint64_t count_steps(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) run_as_child(work);
  if (child < 0) return 0;
  std::uint64_t steps = 0;
  if (stopped_by(child, SIGSTOP)) {
    do {
      ++steps;
    } while (ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0 && stopped_by(child, SIGTRAP));
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return steps;
}

}  // namespace cvm::bench
