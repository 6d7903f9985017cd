#include "tls_server.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <stdexcept>

extern char** environ;

namespace cvm::test {
namespace {

/// Tests run in several processes at once.
std::string scratch_path(const std::string& ending) {
  static std::atomic<int> count{0};
  return CVM_IMAGES_SCRATCH "/" + std::to_string(getpid()) + "-" + std::to_string(++count) + ending;
}

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  std::array<int, 2> ends{};
};

std::string first_line(int file) {
  std::string line;
  for (char c = 0; read(file, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

std::string output_of(const std::string& command) {
  struct Closer {
    void operator()(std::FILE* file) const { pclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> pipe(popen(command.c_str(), "re"));
  if (!pipe) throw std::runtime_error("cannot run: " + command);
  std::string output;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe.get())) output.append(part.data(), size);
  if (pclose(pipe.release()) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

Certificate::Certificate(const std::string& name)
    : key_file(scratch_path("-key.pem")), file(scratch_path("-certificate.pem")) {
  output_of(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=cvm-images"
      " -addext 'subjectAltName=" +
      name + "' -keyout '" + key_file + "' -out '" + file + "' 2>&1");
}

Certificate::~Certificate() {
  std::remove(key_file.c_str());
  std::remove(file.c_str());
}

TlsServer::TlsServer(const Certificate& certificate) {
  const Pipe to_server;
  const Pipe from_server;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_server.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from_server.ends[1], STDOUT_FILENO);
  std::string program = CVM_IMAGES_NODE;
  std::string script = CVM_IMAGES_TLS_SERVER;
  std::string key = certificate.key_file;
  std::string file = certificate.file;
  std::array<char*, 5> arguments{program.data(), script.data(), key.data(), file.data(), nullptr};
  const int failed = posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(to_server.ends[0]);
  close(from_server.ends[1]);
  input_ = to_server.ends[1];
  port_ = failed == 0 ? first_line(from_server.ends[0]) : std::string();
  close(from_server.ends[0]);
  if (port_.empty()) throw std::runtime_error("the TLS server did not start");
}

TlsServer::~TlsServer() {
  close(input_);
  waitpid(process_, nullptr, 0);
}

std::string TlsServer::url(const std::string& path) const { return "https://127.0.0.1:" + port_ + path; }

}  // namespace cvm::test
