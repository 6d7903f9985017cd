#include "curl_channel.hpp"

#include <algorithm>
#include <climits>
#include <cstring>
#include <exception>
#include <thread>
#include <utility>

namespace cvm::curl {

// ---------------------------------------------------------------------------------------------------------------------
// Transfer

Transfer::Transfer(const Settings& settings) : easy_(curl_easy_init()), proxy_configured_(settings.proxy_configured) {
  if (easy_) {
    set_lasting_options(settings);
  } else {
    unusable_ = "libcurl has no memory for a handle";
  }
}

void Transfer::set_lasting_options(const Settings& settings) {
  const CurlOptions& wanted = settings.options;
  Options options(easy_.get());
  options.set(CURLOPT_PRIVATE, static_cast<void*>(this))
      .set(CURLOPT_ERRORBUFFER, words_.data())
      .set(CURLOPT_NOSIGNAL, 1L)
      .set(CURLOPT_PROTOCOLS_STR, "http,https")
      .set(CURLOPT_FOLLOWLOCATION, 0L)
      .set(CURLOPT_PATH_AS_IS, 1L)
      .set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS))
      .set(CURLOPT_ACCEPT_ENCODING, "")
      .set(CURLOPT_TCP_NODELAY, 1L)
      .set(CURLOPT_TCP_KEEPALIVE, 1L)
      .set(CURLOPT_USERAGENT, wanted.user_agent)
      .set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(wanted.connect_timeout.count()))
      .set(CURLOPT_WRITEFUNCTION, &Transfer::on_answer)
      .set(CURLOPT_WRITEDATA, static_cast<void*>(this))
      .set(CURLOPT_PREREQFUNCTION, &Transfer::on_sending)
      .set(CURLOPT_PREREQDATA, static_cast<void*>(this))
      .set(CURLOPT_READDATA, static_cast<void*>(this))
      .set(CURLOPT_SEEKFUNCTION, &Transfer::on_rewind)
      .set(CURLOPT_SSL_VERIFYPEER, 1L)
      .set(CURLOPT_SSL_VERIFYHOST, 2L)
      .set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
      // What a proxy answers and what it is sent has nothing to do with the service's answers and headers.
      .set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L)
      .set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  if (!wanted.ca_file.empty()) {
    options.set(CURLOPT_CAINFO, wanted.ca_file).set_where_supported(CURLOPT_PROXY_CAINFO, wanted.ca_file.c_str());
  }
  if (settings.keep_ca_store) {
    // With a CA folder set, libcurl would read and parse the whole CA file again for each connection.
    options.set_where_supported(CURLOPT_CAPATH, nullptr).set_where_supported(CURLOPT_PROXY_CAPATH, nullptr);
  }
  // An empty text would turn the environment's proxy off; not set leaves it on.
  proxy_ = wanted.proxy;
  if (!wanted.no_proxy.empty()) options.set(CURLOPT_NOPROXY, wanted.no_proxy);
  if (!wanted.proxy_user.empty()) options.set(CURLOPT_PROXYUSERNAME, wanted.proxy_user);
  if (!wanted.proxy_password.empty()) options.set(CURLOPT_PROXYPASSWORD, wanted.proxy_password);
  if (!options.ok()) unusable_ = options.fault();
}

std::string Transfer::prepare(RequestNumber id, HttpRequest request, const TransferOptions& options) {
  id_ = id;
  request_ = std::move(request);
  at_most_once_ = options.at_most_once;
  max_answer_bytes_ = options.max_answer_bytes;
  body_read_ = 0;
  sendings_ = 0;
  over_cap_ = false;
  answer_.clear();
  words_[0] = '\0';
  if (!unusable_.empty()) return unusable_;
  if (request_.method != "GET" && request_.method != "POST") return "only GET and POST can be sent";
  if (request_.method == "GET" && !request_.body.empty()) return "a GET is sent without a body";
  headers_ = make_header_list(request_.headers);
  if (!headers_) return "a header holds a line break, or memory is short";

  Options each(easy_.get());
  each.set(CURLOPT_URL, request_.url)
      .set(CURLOPT_HTTPHEADER, headers_.get())
      // 0 would mean: no limit.
      .set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::clamp<std::int64_t>(options.timeout.count(), 1, INT_MAX)))
      // Rather wait for the first connection to tell whether it carries many transfers than open one for each.
      .set(CURLOPT_PIPEWAIT, request_.url.starts_with("https:") ? 1L : 0L);
  // An endpoint on this machine is reached on this machine: what goes there in the clear must not leave it.
  const auto parts = split_url(request_.url);
  const bool stays_here = parts && parts->scheme == "http" && parse_endpoint("http://" + std::string(parts->authority));
  each.set(CURLOPT_PROXY, stays_here ? "" : (proxy_.empty() ? nullptr : proxy_.c_str()));
  set_body(each);
  return each.ok() ? std::string() : each.fault();
}

void Transfer::set_body(Options& options) {
  if (request_.method == "GET") {
    options.set(CURLOPT_HTTPGET, 1L);
    return;
  }
  options.set(CURLOPT_POST, 1L)
      .set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()))
      .set(CURLOPT_READFUNCTION, &Transfer::on_body_wanted);
  // libcurl takes the body from the callback only when it has no POSTFIELDS, and only a callback can refuse a rewind.
  options.set(CURLOPT_POSTFIELDS, at_most_once_ && !request_.body.empty() ? nullptr : request_.body.c_str());
}

// libcurl calls this each time before it sends the request on a connection: the one place that every repeat of its own
// must pass, be it a reused connection that closed, a refused HTTP/2 stream or a fall-back to HTTP/1.1, with a body or
// without. (The refused rewind catches only those that had sent some of a body.)
int Transfer::on_sending(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.sendings_ > 0 && transfer.at_most_once_) return CURL_PREREQFUNC_ABORT;
  ++transfer.sendings_;
  return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_body_wanted(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string& body = transfer.request_.body;
  const std::size_t part = std::min(size * count, body.size() - transfer.body_read_);
  // libcurl knows the size and does not ask beyond it, unless it has lost count of what it sent.
  if (part == 0) return CURL_READFUNC_ABORT;
  std::memcpy(buffer, body.data() + transfer.body_read_, part);
  transfer.body_read_ += part;
  return part;
}

int Transfer::on_rewind(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

std::size_t Transfer::on_answer(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = size * count;
  if (bytes > transfer.max_answer_bytes_ - transfer.answer_.size()) {
    transfer.over_cap_ = true;
    return bytes == 0 ? 1 : 0;  // any other number than `bytes` ends the transfer
  }
  try {
    transfer.answer_.append(data, bytes);
  } catch (const std::exception&) {  // memory is short; no exception may pass through libcurl
    return bytes == 0 ? 1 : 0;
  }
  return bytes;
}

Headers Transfer::answer_headers() const {
  Headers headers;
  curl_header* header = nullptr;
  constexpr int last_request = -1;
  while ((header = curl_easy_nextheader(easy_.get(), CURLH_HEADER, last_request, header)) != nullptr) {
    Header& added = headers.emplace_back(Header{header->name, header->value});
    for (char& c : added.name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return headers;
}

// libcurl before 8.7 cannot say whether a proxy was used, only whom it could not connect to.
bool Transfer::failed_at_proxy(CURLcode code) const {
  long answer_to_connect = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &answer_to_connect);
  if (answer_to_connect != 0) return true;
  if (!proxy_configured_ || code != CURLE_COULDNT_CONNECT) return false;
  const std::string_view words(words_.data());
  const auto url = split_url(request_.url);
  const std::string_view host = url ? url->authority.substr(0, url->authority.rfind(':')) : std::string_view();
  const bool names_target = words.find("connect to " + std::string(host) + " port") != std::string_view::npos;
  return !names_target || words.find(" via ") != std::string_view::npos;
}

Input Transfer::finish(CURLcode code) {
  headers_.reset();
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return Answered{id_, HttpResponse{static_cast<int>(status), answer_headers(), std::exchange(answer_, {})}};
  }
  long sent_bytes = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_REQUEST_SIZE, &sent_bytes);
  const bool body_by_callback = at_most_once_ && request_.method == "POST" && !request_.body.empty();
  Ending ending{.code = code,
                .sendings = sendings_,
                .body_untouched = body_by_callback && body_read_ == 0 && sent_bytes == 0,
                .over_cap = over_cap_,
                .by_proxy = failed_at_proxy(code),
                .words = words_.data()};
  answer_ = {};
  return input_for(id_, ending);
}

// ---------------------------------------------------------------------------------------------------------------------
// CurlChannel

CurlChannel::CurlChannel(std::shared_ptr<EnginePool> pool) : pool_(std::move(pool)), engine_(pool_->take()) {}

CurlChannel::~CurlChannel() {
  for (auto& transfer : active_) {
    curl_multi_remove_handle(engine_.multi.get(), transfer->handle());
    engine_.stock.push_back(std::move(transfer));
  }
  pool_->give_back(std::move(engine_));
}

std::unique_ptr<Transfer> CurlChannel::idle_transfer() {
  if (engine_.stock.empty()) return std::make_unique<Transfer>(pool_->settings());
  auto transfer = std::move(engine_.stock.back());
  engine_.stock.pop_back();
  return transfer;
}

void CurlChannel::start(RequestNumber id, HttpRequest request, const TransferOptions& options) {
  auto transfer = idle_transfer();
  std::string fault = transfer->prepare(id, std::move(request), options);
  if (fault.empty()) {
    const CURLMcode code = curl_multi_add_handle(engine_.multi.get(), transfer->handle());
    if (code == CURLM_OK) {
      active_.push_back(std::move(transfer));
      return;
    }
    fault = curl_multi_strerror(code);
  }
  ended_.emplace_back(NotSent{id, TransportFault::other, std::move(fault)});
  if (transfer->handle() != nullptr) engine_.stock.push_back(std::move(transfer));
}

std::vector<Input> CurlChannel::wait(std::chrono::milliseconds at_most) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365);
  const auto until = Clock::now() + std::clamp(at_most, std::chrono::milliseconds::zero(), longest);
  for (;;) {
    // A transfer may end within the call that began it: look before sleeping, or its end is seen a poll later.
    work();
    if (!ended_.empty() || woken_.exchange(false)) return std::exchange(ended_, {});
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return {};
    poll(left);
  }
}

void CurlChannel::wake() noexcept {
  woken_.store(true);
  curl_multi_wakeup(engine_.multi.get());
}

void CurlChannel::work() {
  int running = 0;
  const CURLMcode code = curl_multi_perform(engine_.multi.get(), &running);
  collect_ended();
  if (code != CURLM_OK) give_up_all(code);
}

void CurlChannel::poll(std::chrono::milliseconds at_most) {
  // Should the process have had no descriptor left for libcurl's wake-up, `woken_` is still seen after a while.
  constexpr std::chrono::milliseconds longest{1'000};
  const int timeout = static_cast<int>(std::min(at_most, longest).count());
  const CURLMcode code = curl_multi_poll(engine_.multi.get(), nullptr, 0, timeout, nullptr);
  if (code == CURLM_OK) return;
  give_up_all(code);
  std::this_thread::sleep_for(std::min(at_most, std::chrono::milliseconds(10)));
}

void CurlChannel::collect_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(engine_.multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;  // the message is gone once its handle is removed
    auto transfer = detach(message->easy_handle);
    ended_.push_back(transfer->finish(code));
    engine_.stock.push_back(std::move(transfer));
  }
}

std::unique_ptr<Transfer> CurlChannel::detach(CURL* handle) {
  const auto found = std::find_if(active_.begin(), active_.end(), [&](const auto& t) { return t->handle() == handle; });
  auto transfer = std::move(*found);
  active_.erase(found);
  curl_multi_remove_handle(engine_.multi.get(), handle);
  return transfer;
}

// libcurl says so when memory is short or it has lost its way: nothing that is under way can be trusted to end.
void CurlChannel::give_up_all(CURLMcode code) {
  for (auto& transfer : std::exchange(active_, {})) {
    curl_multi_remove_handle(engine_.multi.get(), transfer->handle());
    ended_.push_back(transfer->finish(code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT));
  }
}

}  // namespace cvm::curl
