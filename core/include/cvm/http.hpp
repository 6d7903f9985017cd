#pragma once
/// \file
/// HTTP values. No socket is near.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cvm {

struct Header {
  std::string name;  ///< lower case in everything that cvm-images makes
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};

using Headers = std::vector<Header>;

/// A request that could be sent as it stands. `url` holds scheme, authority, path and query.
struct HttpRequest {
  std::string method = "POST";
  std::string url{};
  Headers headers{};
  std::string body{};
};

struct HttpResponse {
  int status = 0;
  Headers headers{};
  std::string body{};
};

/// The value of the first header of that name, whatever the capitals; nothing when there is none.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) noexcept;

/// How many headers bear that name, whatever the capitals.
std::size_t count_headers(const Headers& headers, std::string_view name) noexcept;

/// Unix seconds of an HTTP date in its preferred form ("Sun, 06 Nov 1994 08:49:37 GMT", RFC 9110 section 5.6.7),
/// nothing when the text has another form.
std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept;

/// The parts of an absolute http(s) URL. Views into the text given.
struct UrlParts {
  std::string_view scheme;
  std::string_view authority;  ///< host and, if written, port
  std::string_view path;       ///< "/" or longer; empty when the URL has none
  std::string_view query;      ///< what follows '?', exactly as written
};

/// Splits; nothing when `url` is not `http://…` or `https://…`, or has a fragment.
std::optional<UrlParts> split_url(std::string_view url) noexcept;

}  // namespace cvm
