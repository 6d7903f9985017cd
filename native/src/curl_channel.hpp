#pragma once
/// \file
/// The transfers of one thread over libcurl's multi interface.

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "curl_handle.hpp"
#include "cvm/curl_transport.hpp"

namespace cvm::curl {

/// What all transfers of a transport share, made complete by `make_curl_transport`.
struct Settings {
  CurlOptions options{};
  bool keep_ca_store = false;     ///< a CA file is known, so that the CA folder can be left out
  bool proxy_configured = false;  ///< by an option or by the environment
};

/// One easy handle and one request after another on it.
class Transfer {
 public:
  explicit Transfer(const Settings& settings);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Makes the handle ready to be added to a multi handle. Returns what is wrong; empty: nothing.
  std::string prepare(RequestNumber id, HttpRequest request, const TransferOptions& options);
  /// What became of it.
  Input finish(CURLcode code);

  [[nodiscard]] CURL* handle() const noexcept { return easy_.get(); }
  [[nodiscard]] RequestNumber id() const noexcept { return id_; }

 private:
  static std::size_t on_answer(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body_wanted(char* buffer, std::size_t size, std::size_t count, void* self);
  static int on_rewind(void* self, curl_off_t offset, int origin);
  static int on_sending(void* self, char* remote_ip, char* local_ip, int remote_port, int local_port);

  void set_lasting_options(const Settings& settings);
  void set_body(Options& options);
  [[nodiscard]] Headers answer_headers() const;
  [[nodiscard]] bool failed_at_proxy(CURLcode code) const;

  Easy easy_;
  std::string proxy_{};     ///< empty: the environment's
  std::string unusable_{};  ///< why no request can be sent with this handle
  bool proxy_configured_;
  RequestNumber id_ = 0;
  HttpRequest request_{};
  HeaderList headers_{};
  bool at_most_once_ = true;
  std::size_t body_read_ = 0;
  int sendings_ = 0;
  std::size_t max_answer_bytes_ = 0;
  bool over_cap_ = false;
  std::string answer_{};
  std::array<char, CURL_ERROR_SIZE> words_{};
};

/// What outlives a channel: the connections (in the multi handle), the parsed CA store and the easy handles.
struct Engine {
  Multi multi{};
  std::vector<std::unique_ptr<Transfer>> stock{};  ///< none of them is in `multi`
};

/// The engines that no channel uses. Thread-safe.
class EnginePool {
 public:
  explicit EnginePool(Settings settings) : settings_(std::move(settings)) {}
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  Engine take();
  void give_back(Engine engine) noexcept;

 private:
  const Settings settings_;
  std::mutex mutex_;
  std::vector<Engine> idle_;  ///< the one used last is taken first: its connections are the freshest
};

class CurlChannel final : public Channel {
 public:
  explicit CurlChannel(std::shared_ptr<EnginePool> pool);
  ~CurlChannel() override;
  CurlChannel(const CurlChannel&) = delete;
  CurlChannel& operator=(const CurlChannel&) = delete;

  void start(RequestNumber id, HttpRequest request, const TransferOptions& options) override;
  std::vector<Input> wait(std::chrono::milliseconds at_most) override;
  void wake() noexcept override;

 private:
  std::unique_ptr<Transfer> idle_transfer();
  void work();
  void poll(std::chrono::milliseconds at_most);
  void collect_ended();
  std::unique_ptr<Transfer> detach(CURL* handle);
  void give_up_all(CURLMcode code);

  std::shared_ptr<EnginePool> pool_;
  Engine engine_;
  std::vector<std::unique_ptr<Transfer>> active_;  ///< all of them are in `engine_.multi`
  std::vector<Input> ended_;
  std::atomic<bool> woken_{false};
};

}  // namespace cvm::curl
