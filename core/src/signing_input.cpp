#include "signing_input.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "ascii.hpp"
#include "message.hpp"
#include "swar.hpp"

namespace cvm {
namespace {

/// The headers that cvm-images itself makes or reads, by length. Their names are known to be well formed.
enum Known : std::size_t {
  host,
  token,
  action,
  region,
  content_type,
  version,
  authorization,
  language,
  timestamp,
  request_client,
  content_sha256,
  known_count
};
constexpr std::array<std::string_view, known_count> known_names{
    "host",          "x-tc-token",    "x-tc-action",    "x-tc-region",        "content-type",       "x-tc-version",
    "authorization", "x-tc-language", "x-tc-timestamp", "x-tc-requestclient", "x-tc-content-sha256"};

static_assert(std::is_sorted(known_names.begin(), known_names.end(),
                             [](std::string_view a, std::string_view b) { return a.size() < b.size(); }));

constexpr std::size_t longest_known = known_names.back().size();
/// Where the known names of each length begin.
constexpr auto first_of_length = [] {
  std::array<std::size_t, longest_known + 1> first{};
  first.fill(known_count);
  for (std::size_t i = known_count; i-- > 0;) first[known_names[i].size()] = i;
  return first;
}();

struct Seen {
  const Header* header = nullptr;
  std::size_t count = 0;
};
using SeenHeaders = std::array<Seen, known_count>;

Error unfit(std::string_view where, Parts message) {
  return error_saying(ErrorCode::invalid_parameter, where, message);
}

Error bad_timestamp(Parts message) { return error_saying(ErrorCode::invalid_timestamp, "timestamp", message); }

Error missing_header(std::string_view name) {
  return unfit(name, {"the request has no ", name, " header with a value: add it, the signature covers it"});
}

Error duplicate_header(std::string_view name) {
  return unfit(name, {"the request has more than one ", name, " header: send one"});
}

/// The bytes of an RFC 9110 token, by value.
constexpr std::array<bool, 256> token_bytes = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

bool is_token(std::string_view text) noexcept {
  for (const char c : text) {
    if (!token_bytes[static_cast<unsigned char>(c)]) return false;
  }
  return !text.empty();
}

bool has_control(std::string_view text) noexcept {
  constexpr unsigned char last_control = 0x1f;
  return swar::has_up_to(text, last_control) &&
         std::any_of(text.begin(), text.end(), [](char c) { return ascii::is_control(c) && c != '\t'; });
}

bool has_control_or_blank(std::string_view text) noexcept { return swar::has_up_to(text, ' '); }

/// `known_count` when it is none of them.
std::size_t find_known(std::string_view name) noexcept {
  if (name.size() > longest_known) return known_count;
  std::size_t i = first_of_length[name.size()];
  for (; i < known_count && known_names[i].size() == name.size(); ++i) {
    if (ascii::equal_ignoring_case(name, known_names[i])) return i;
  }
  return known_count;
}

std::optional<Error> read_headers(const Headers& headers, SeenHeaders& seen) {
  for (const Header& header : headers) {
    const std::size_t known = find_known(header.name);
    if (known < known_count) {
      seen[known].header = &header;
      ++seen[known].count;
    } else if (!is_token(header.name)) {
      return unfit("headers", {ascii::quoted(header.name), " is not a header's name: use letters, digits and dashes"});
    }
    if (has_control(header.value)) {
      return unfit(header.name, {"the value of the ", header.name,
                                 " header contains a line feed or another control character: remove it"});
    }
  }
  for (const Known once : {host, content_type, timestamp, content_sha256}) {
    if (seen[once].count > 1) return duplicate_header(known_names[once]);
  }
  for (const Known needed : {host, content_type}) {
    if (seen[needed].count == 0 || ascii::trim(seen[needed].header->value).empty()) {
      return missing_header(known_names[needed]);
    }
  }
  return std::nullopt;
}

std::optional<Error> read_target(const HttpRequest& request, std::string_view& canonical_query) {
  const bool is_get = request.method == "GET";
  if (!is_get && request.method != "POST") {
    return unfit("method", {"the method ", ascii::quoted(request.method),
                            " cannot be signed: the service knows GET and POST, in capitals"});
  }
  if (is_get && !request.body.empty()) {
    return unfit("body", {"a GET request carries no body: put the parameters into the query or use POST"});
  }
  const auto url = split_url(request.url);
  if (!url) {
    return unfit("url", {"the url ", ascii::quoted(request.url),
                         " is not http(s)://host/ with an optional query: give an absolute URL without fragment"});
  }
  if (!url->path.empty() && url->path != "/") {
    return unfit("url", {"the url's path ", ascii::quoted(url->path), " is not \"/\", the only one the service has"});
  }
  if (has_control_or_blank(request.url)) {
    return unfit("url", {"the url contains a blank, a line feed or another control character: percent-encode it"});
  }
  canonical_query = is_get ? url->query : std::string_view{};
  return std::nullopt;
}

std::optional<Error> read_timestamp(const Header* header, std::int64_t option, SigningInput& input) {
  input.timestamp = option;
  if (header != nullptr) {
    const std::string& text = header->value;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, input.timestamp);
    if (error != std::errc() || end != last || text != decimal(input.timestamp)) {
      return bad_timestamp({"the x-tc-timestamp header ", ascii::quoted(text),
                            " is not a whole number of seconds since 1970: correct it or leave it out"});
    }
    if (option != 0 && option != input.timestamp) {
      return bad_timestamp({"the x-tc-timestamp header says ", text, " and the timestamp option ", decimal(option),
                            ": leave one of them out"});
    }
  }
  if (!tc3::is_signable(input.timestamp)) {
    return bad_timestamp({"the timestamp ", decimal(input.timestamp),
                          " is not between 1970-01-01 and 2099-12-31T23:59:59Z: give whole seconds since 1970, not "
                          "milliseconds"});
  }
  input.timestamp_text.clear();
  tc3::append_integer(input.timestamp_text, input.timestamp);
  return std::nullopt;
}

/// Adds one header that the options want signed; `name` is in lower case. Those that signing itself adds count as
/// present.
std::optional<Error> add_signed_header(const Headers& headers, std::string_view name, std::string_view token_value,
                                       SigningInput& input) {
  if (name == known_names[authorization]) {
    return unfit("signed_headers", {"authorization holds the signature and cannot be signed: take it off the list"});
  }
  std::string_view value;
  if (name == known_names[timestamp]) {
    value = input.timestamp_text.view();
  } else if (name == known_names[token] && !token_value.empty()) {
    value = token_value;
  } else {
    const auto found = find_header(headers, name);
    if (!found) return missing_header(name);
    if (count_headers(headers, name) > 1) return duplicate_header(name);
    value = *found;
  }
  input.signed_headers.push_back({name, value});
  return std::nullopt;
}

std::optional<Error> add_further_headers(const Headers& headers, const std::vector<std::string>& names,
                                         std::string_view token_value, SigningInput& input) {
  input.further_names.clear();
  input.further_names.reserve(names.size());  // views into short texts must not move
  for (const std::string& any_case : names) {
    const std::string& name = input.further_names.emplace_back(ascii::lower_case(any_case));
    const bool is_listed = std::any_of(input.signed_headers.begin(), input.signed_headers.end(),
                                       [&name](const tc3::HeaderView& listed) { return listed.name == name; });
    if (is_listed) continue;
    if (auto error = add_signed_header(headers, name, token_value, input)) return error;
  }
  tc3::sort_by_name(input.signed_headers);
  return std::nullopt;
}

}  // namespace

std::optional<Error> read_signing_input(const HttpRequest& request, const SignOptions& options,
                                        std::string_view token_value, SigningInput& input) {
  if (!ascii::is_dashed_name(options.service, 63)) {
    return unfit("service", {"the service ", ascii::quoted(options.service),
                             " is not lower-case letters, digits and dashes: give the product's name, such as cvm"});
  }
  SeenHeaders seen{};
  if (auto error = read_target(request, input.canonical_query)) return error;
  if (auto error = read_headers(request.headers, seen)) return error;
  if (auto error = read_timestamp(seen[timestamp].header, options.timestamp, input)) return error;
  input.has_timestamp = seen[timestamp].count > 0;
  input.has_authorization = seen[authorization].count > 0;
  input.has_token = seen[token].count > 0;
  input.payload_is_unsigned =
      seen[content_sha256].count > 0 && ascii::trim(seen[content_sha256].header->value) == "UNSIGNED-PAYLOAD";
  input.signed_headers.clear();
  input.signed_headers.push_back({known_names[content_type], seen[content_type].header->value});
  input.signed_headers.push_back({known_names[host], seen[host].header->value});
  if (options.signed_headers.empty()) return std::nullopt;
  return add_further_headers(request.headers, options.signed_headers, token_value, input);
}

}  // namespace cvm
