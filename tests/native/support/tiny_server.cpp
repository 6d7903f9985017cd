#include "tiny_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace cvm::test {
namespace {

/// A socket bound to a free port of 127.0.0.1, and that port.
std::pair<int, int> bound_socket() {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (made < 0 || bind(made, generic, size) != 0 || getsockname(made, generic, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  return {made, ntohs(address.sin_port)};
}

std::size_t content_length(const std::string& head) {
  std::string lower = head;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::string_view name = "\r\ncontent-length:";
  const std::size_t at = lower.find(name);
  return at == std::string::npos ? 0 : std::stoul(lower.substr(at + name.size()));
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

Reply answer(std::string body, int status, const std::string& more_headers) {
  return {.bytes = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n" + more_headers +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

TinyServer::TinyServer(Script script) : script_(std::move(script)) {
  std::tie(listener_, port_) = bound_socket();
  if (listen(listener_, 64) != 0) throw std::runtime_error("cannot listen");
  acceptor_ = std::thread([this] { accept_all(); });
}

TinyServer::~TinyServer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    shutdown(listener_, SHUT_RDWR);
    for (const int socket : open_sockets_) shutdown(socket, SHUT_RDWR);
  }
  stopping_.notify_all();
  acceptor_.join();
  for (std::thread& worker : workers_) worker.join();
  close(listener_);
}

void TinyServer::refuse_connections() { shutdown(listener_, SHUT_RDWR); }

std::string TinyServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<SeenRequest> TinyServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int TinyServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void TinyServer::accept_all() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (socket < 0 || stop_) {
      if (socket >= 0) close(socket);
      return;
    }
    const int connection = ++connections_;
    if (close_on_accept_) {
      close(socket);
      continue;
    }
    open_sockets_.insert(socket);
    workers_.emplace_back([this, socket, connection] { serve(socket, connection); });
  }
}

void TinyServer::serve(int socket, int connection) {
  std::string buffer;
  bool open = true;
  for (int on_connection = 1; open; ++on_connection) {
    SeenRequest request{.connection = connection, .on_connection = on_connection};
    if (!read_request(socket, buffer, request)) break;
    Reply scripted;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      scripted = script_(request);
    }
    open = reply(socket, scripted);
  }
  const std::lock_guard lock(mutex_);
  open_sockets_.erase(socket);
  close(socket);
}

bool TinyServer::read_request(int socket, std::string& buffer, SeenRequest& request) {
  constexpr std::string_view end_of_head = "\r\n\r\n";
  for (;;) {
    const std::size_t head_size = buffer.find(end_of_head);
    if (head_size != std::string::npos) {
      request.head = buffer.substr(0, head_size);
      const std::size_t body_at = head_size + end_of_head.size();
      const std::size_t body_size = content_length(request.head);
      if (buffer.size() >= body_at + body_size) {
        request.body = buffer.substr(body_at, body_size);
        buffer.erase(0, body_at + body_size);
        return true;
      }
    }
    char bytes[16 * 1024];
    const ssize_t got = recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
  }
}

bool TinyServer::reply(int socket, const Reply& reply) {
  std::string_view left = reply.bytes;
  const std::size_t piece = reply.piece == 0 ? std::max<std::size_t>(left.size(), 1) : reply.piece;
  do {
    pause(reply.pause_before);
    if (!send_all(socket, left.substr(0, piece))) return false;
    left.remove_prefix(std::min(piece, left.size()));
  } while (!left.empty());
  if (reply.then == Then::hang) pause(std::chrono::hours(1));
  if (reply.then == Then::reset) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  return reply.then == Then::keep_open;
}

void TinyServer::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  stopping_.wait_for(lock, time, [this] { return stop_; });
}

int closed_port() {
  const auto [bound, port] = bound_socket();
  close(bound);
  return port;
}

}  // namespace cvm::test
