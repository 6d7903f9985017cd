#include "curl_handle.hpp"

#include <utility>

namespace cvm::curl {
namespace {

TransportFault fault_of(const Ending& ending) noexcept {
  if (ending.over_cap) return TransportFault::too_large;
  switch (ending.code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return TransportFault::proxy;
    case CURLE_COULDNT_RESOLVE_HOST:
      return TransportFault::resolve;
    case CURLE_COULDNT_CONNECT:
      return ending.by_proxy ? TransportFault::proxy : TransportFault::connect;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return TransportFault::certificate;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_USE_SSL_FAILED:
      return TransportFault::tls;
    case CURLE_OPERATION_TIMEDOUT:
      return TransportFault::timeout;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      // Before the request is sent, a closed connection can only be that of a proxy or of a handshake.
      if (ending.sendings > 0) return TransportFault::cut;
      return ending.by_proxy ? TransportFault::proxy : TransportFault::connect;
    default:
      return TransportFault::other;
  }
}

bool has_line_break(const Header& header) noexcept {
  return header.name.find_first_of("\r\n") != std::string::npos ||
         header.value.find_first_of("\r\n") != std::string::npos;
}

// libcurl takes "name:" for "leave this header out" and "name;" for "send it without a value".
std::string header_line(const Header& header) {
  return header.value.empty() ? header.name + ';' : header.name + ": " + header.value;
}

}  // namespace

Result<void> initialize() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code == CURLE_OK) return {};
  return make_error(ErrorCode::internal, "libcurl", curl_easy_strerror(code));
}

HeaderList make_header_list(const Headers& headers) {
  // Without this, libcurl asks for "100 Continue" before a body of a megabyte and waits a second for it.
  HeaderList list(curl_slist_append(nullptr, "expect:"));
  for (const Header& header : headers) {
    if (!list || has_line_break(header)) return {};
    curl_slist* longer = curl_slist_append(list.get(), header_line(header).c_str());
    if (longer == nullptr) return {};
    std::ignore = list.release();
    list.reset(longer);
  }
  return list;
}

std::string Options::fault() const {
  const curl_easyoption* option = curl_easy_option_by_id(refused_);
  return std::string("libcurl refused option ") + (option != nullptr ? option->name : "(unknown)") + ": " +
         curl_easy_strerror(code_);
}

std::string detail_of(CURLcode code, std::string_view words) {
  // These quote a proxy's address as it was given, and with it its user and password.
  const bool may_hold_secret =
      words.find('@') != std::string_view::npos || words.find("Unsupported proxy") != std::string_view::npos;
  if (words.empty() || may_hold_secret) return curl_easy_strerror(code);
  return std::string(words);
}

Input input_for(RequestNumber id, const Ending& ending) {
  std::string detail = ending.over_cap ? "the answer is larger than allowed" : detail_of(ending.code, ending.words);
  // libcurl counts its tries over the life of a handle: its words about them are not about this request.
  const bool about_tries = detail.find("tried") != std::string::npos;
  if (about_tries || ending.code == CURLE_SEND_FAIL_REWIND || ending.code == CURLE_ABORTED_BY_CALLBACK) {
    detail = "the connection closed before an answer came; the request was not sent a second time";
  }
  const TransportFault fault = fault_of(ending);
  if (ending.sendings == 0 || ending.body_untouched) return NotSent{id, fault, std::move(detail)};
  return Lost{id, fault, std::move(detail)};
}

}  // namespace cvm::curl
