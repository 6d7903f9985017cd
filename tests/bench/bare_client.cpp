#include "bare_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "rounds.hpp"

namespace cvm::bench {

struct BareClient::State {
  HttpRequest request{};
  std::string answer{};
  std::size_t body_read = 0;
  long connections = 0;
  curl_slist* headers = nullptr;
  CURL* easy = nullptr;

  template <class Value>
  void set(CURLoption option, Value value) {
    require(curl_easy_setopt(easy, option, value) == CURLE_OK, "libcurl refused an option");
  }
  static std::size_t on_answer(char* data, std::size_t size, std::size_t count, void* self) {
    static_cast<State*>(self)->answer.append(data, size * count);
    return size * count;
  }
  static std::size_t on_body_wanted(char* buffer, std::size_t size, std::size_t count, void* self) {
    State& state = *static_cast<State*>(self);
    const std::size_t part = std::min(size * count, state.request.body.size() - state.body_read);
    std::memcpy(buffer, state.request.body.data() + state.body_read, part);
    state.body_read += part;
    return part;
  }
};

BareClient::BareClient(HttpRequest request, const std::string& ca_file, BodyFrom body_from)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.request = std::move(request);
  state.easy = curl_easy_init();
  require(state.easy != nullptr, "libcurl has no memory for a handle");
  for (const Header& header : state.request.headers) {
    state.headers = curl_slist_append(state.headers, (header.name + ": " + header.value).c_str());
  }
  state.set(CURLOPT_URL, state.request.url.c_str());
  state.set(CURLOPT_CAINFO, ca_file.c_str());
  state.set(CURLOPT_HTTPHEADER, state.headers);
  state.set(CURLOPT_NOSIGNAL, 1L);
  state.set(CURLOPT_POST, 1L);
  state.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(state.request.body.size()));
  if (body_from == BodyFrom::memory) {
    state.set(CURLOPT_POSTFIELDS, state.request.body.c_str());
  } else {
    state.set(CURLOPT_READFUNCTION, &State::on_body_wanted);
    state.set(CURLOPT_READDATA, static_cast<void*>(&state));
  }
  state.set(CURLOPT_WRITEFUNCTION, &State::on_answer);
  state.set(CURLOPT_WRITEDATA, static_cast<void*>(&state));
}

BareClient::~BareClient() {
  curl_easy_cleanup(state_->easy);
  curl_slist_free_all(state_->headers);
}

bool BareClient::send() {
  state_->answer.clear();
  state_->body_read = 0;
  if (curl_easy_perform(state_->easy) != CURLE_OK) return false;
  long status = 0;
  long opened = 0;
  curl_easy_getinfo(state_->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(state_->easy, CURLINFO_NUM_CONNECTS, &opened);
  state_->connections += opened;
  return status == 200;
}

const std::string& BareClient::answer() const noexcept { return state_->answer; }

long BareClient::connections() const noexcept { return state_->connections; }

}  // namespace cvm::bench
