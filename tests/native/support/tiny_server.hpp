#pragma once
/// \file
/// A scripted HTTP/1.1 server on 127.0.0.1, for tests that need a peer that misbehaves on purpose.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cvm::test {

struct SeenRequest {
  std::string head{};  ///< request line and header lines, without the empty line
  std::string body{};
  int connection = 0;     ///< 1 for the first connection that was accepted
  int on_connection = 0;  ///< 1 for the first request on its connection
};

enum class Then {
  keep_open,
  close,  ///< closes in order (FIN)
  reset,  ///< closes with a reset (RST)
  hang,   ///< says nothing more until the server is destroyed
};

struct Reply {
  std::string bytes{};
  Then then = Then::keep_open;
  std::chrono::milliseconds pause_before{0};  ///< also between pieces
  std::size_t piece = 0;                      ///< 0: all bytes at once
};

/// A whole answer with Content-Length.
Reply answer(std::string body, int status = 200, const std::string& more_headers = {});

class TinyServer {
 public:
  using Script = std::function<Reply(const SeenRequest&)>;

  /// `script` is called on the connections' threads, by one at a time.
  explicit TinyServer(Script script);
  ~TinyServer();
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  /// Connections from now on are closed as soon as they are accepted, nothing being read.
  void close_on_accept() { close_on_accept_ = true; }
  /// Connections from now on are refused by the system. May be called by the script.
  void refuse_connections();

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string url(const std::string& path = "/") const;
  [[nodiscard]] std::vector<SeenRequest> requests() const;
  [[nodiscard]] int connections() const;

 private:
  void accept_all();
  void serve(int socket, int connection);
  /// False when the connection is at its end.
  bool read_request(int socket, std::string& buffer, SeenRequest& request);
  bool reply(int socket, const Reply& reply);
  void pause(std::chrono::milliseconds time);

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> close_on_accept_{false};
  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  int connections_ = 0;
  std::set<int> open_sockets_;
  std::vector<SeenRequest> requests_;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

/// A port of 127.0.0.1 on which nobody listens.
int closed_port();

}  // namespace cvm::test
