#pragma once
/// \file
/// HTTPS servers and certificates, made by the openssl command at test time.

#include <string>

#include "node_process.hpp"

namespace cvm::test {

/// A self-signed certificate with its key, in the build folder.
struct Certificate {
  /// `name` in the form of a subjectAltName: "IP:127.0.0.1", "DNS:other.example".
  explicit Certificate(const std::string& name);
  ~Certificate();
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  std::string key_file;
  std::string file;
};

/// support/tls_server.mjs in a process of its own.
class TlsServer {
 public:
  explicit TlsServer(const Certificate& certificate);
  [[nodiscard]] std::string url(const std::string& path) const;

 private:
  NodeProcess process_;
};

/// What a shell command writes to its standard output. Throws when it fails.
std::string output_of(const std::string& command);

}  // namespace cvm::test
