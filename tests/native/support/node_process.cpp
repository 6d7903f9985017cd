#include "node_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

extern char** environ;

namespace cvm::test {
namespace {

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  std::array<int, 2> ends{};
};

std::string line_from(int file) {
  std::string line;
  for (char c = 0; read(file, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

NodeProcess::NodeProcess(const std::vector<std::string>& arguments) {
  const Pipe to_process;
  const Pipe from_process;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_process.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from_process.ends[1], STDOUT_FILENO);
  std::vector<std::string> words{CVM_IMAGES_NODE};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int failed = posix_spawn(&process_, CVM_IMAGES_NODE, &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(to_process.ends[0]);
  close(from_process.ends[1]);
  input_ = to_process.ends[1];
  first_line_ = failed == 0 ? line_from(from_process.ends[0]) : std::string();
  output_ = from_process.ends[0];
  if (first_line_.empty()) throw std::runtime_error("node " + words[1] + " did not start");
}

NodeProcess::~NodeProcess() {
  close(input_);
  waitpid(process_, nullptr, 0);
  close(output_);
}

}  // namespace cvm::test
