#pragma once
/// \file
/// libcurl's handles as values that cannot leak, and its codes as ends that cannot lie.

#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "cvm/error.hpp"
#include "cvm/http.hpp"
#include "cvm/machine.hpp"

namespace cvm::curl {

struct EasyDeleter {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct MultiDeleter {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

/// Sets libcurl up, once in a process and for its whole life: other users of libcurl may be in it.
/// Error: `internal`.
Result<void> initialize();

/// The headers as they stand, in their order. An empty list when memory is short or a header holds a line break.
HeaderList make_header_list(const Headers& headers);

/// Sets options and remembers the first that libcurl did not take. A request is only sent when all were taken.
class Options {
 public:
  explicit Options(CURL* handle) noexcept : handle_(handle) {}

  template <class Value>
  Options& set(CURLoption option, Value value) noexcept {
    return note(option, put(option, value));
  }
  Options& set(CURLoption option, const std::string& text) noexcept { return set(option, text.c_str()); }

  /// For the few options that a libcurl built with another TLS library may not know: that is no fault.
  template <class Value>
  Options& set_where_supported(CURLoption option, Value value) noexcept {
    const CURLcode code = put(option, value);
    const bool unknown = code == CURLE_UNKNOWN_OPTION || code == CURLE_NOT_BUILT_IN;
    return note(option, unknown ? CURLE_OK : code);
  }

  [[nodiscard]] bool ok() const noexcept { return code_ == CURLE_OK; }
  /// Which option was refused and why, in libcurl's words. Never a value.
  [[nodiscard]] std::string fault() const;

 private:
  template <class Value>
  CURLcode put(CURLoption option, Value value) noexcept {
    static_assert(!std::is_integral_v<Value> || std::is_same_v<Value, long> || std::is_same_v<Value, curl_off_t>,
                  "libcurl reads its numbers as long or curl_off_t from the variable arguments");
    return curl_easy_setopt(handle_, option, value);
  }
  Options& note(CURLoption option, CURLcode code) noexcept {
    if (code_ == CURLE_OK && code != CURLE_OK) {
      code_ = code;
      refused_ = option;
    }
    return *this;
  }

  CURL* handle_;
  CURLcode code_ = CURLE_OK;
  CURLoption refused_ = CURLOPT_LASTENTRY;
};

/// What is known of a transfer that libcurl has ended without a whole answer.
struct Ending {
  CURLcode code = CURLE_OK;
  /// How often libcurl set about sending the request. 0: no byte of it has left, whatever the code says. The code alone
  /// would lie: after a repeat of its own, libcurl reports how the repeat failed, "could not connect" for instance.
  int sendings = 0;
  /// The request has a body that libcurl never asked for, and libcurl counts no byte sent: nobody can have acted on it.
  bool body_untouched = false;
  bool over_cap = false;     ///< the answer passed the cap
  bool by_proxy = false;     ///< the fault lies on the way through a proxy
  std::string_view words{};  ///< libcurl's error buffer
};

/// NotSent when it is certain that nothing of the request left this machine, else Lost.
Input input_for(RequestNumber id, const Ending& ending);

/// libcurl's words for people, without those that may show a proxy's password.
std::string detail_of(CURLcode code, std::string_view words);

}  // namespace cvm::curl
