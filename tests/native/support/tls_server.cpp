#include "tls_server.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace cvm::test {
namespace {

/// Tests run in several processes at once.
std::string scratch_path(const std::string& ending) {
  static std::atomic<int> count{0};
  return CVM_IMAGES_SCRATCH "/" + std::to_string(getpid()) + "-" + std::to_string(++count) + ending;
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

TlsServer::TlsServer(const Certificate& certificate)
    : process_({CVM_IMAGES_TLS_SERVER, certificate.key_file, certificate.file}) {}

std::string TlsServer::url(const std::string& path) const {
  return "https://127.0.0.1:" + process_.first_line() + path;
}

}  // namespace cvm::test
