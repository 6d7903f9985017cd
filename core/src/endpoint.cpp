#include "cvm/endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "ascii.hpp"
#include "message.hpp"

namespace cvm {
namespace {

constexpr std::array<std::string_view, 3> sites{"cn", "intl", "internal"};
constexpr std::string_view root_domain = ".tencentcloudapi.com";
constexpr std::string_view finance_suffix = "-fsi";
constexpr std::string_view accepted_forms =
    "write a host, such as \"cvm.tencentcloudapi.com\", or scheme and host, such as \"https://proxy.example:8443\"";

Error bad_endpoint(Parts problem) {
  return error_saying(ErrorCode::invalid_endpoint, "endpoint",
                      {"the endpoint ", joined(problem), ": ", accepted_forms});
}

Error bad_region(Parts message) { return error_saying(ErrorCode::invalid_region, "Region", message); }

std::uint16_t own_port(std::string_view scheme) noexcept { return scheme == "http" ? 80 : 443; }

/// Takes what stands before the next `mark` off the front of `rest`, the mark too.
std::string_view take_until(std::string_view& rest, char mark) noexcept {
  const std::size_t at = std::min(rest.find(mark), rest.size());
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return taken;
}

/// 0 to 255 in decimal, no leading zero: "010" is eight to some programs.
std::optional<std::uint8_t> parse_octet(std::string_view text) noexcept {
  if (!ascii::is_digits(text) || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  if (value > 255) return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

std::optional<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text) noexcept {
  if (std::count(text.begin(), text.end(), '.') != 3) return std::nullopt;
  std::array<std::uint8_t, 4> address{};
  for (std::uint8_t& octet : address) {
    const auto parsed = parse_octet(take_until(text, '.'));
    if (!parsed) return std::nullopt;
    octet = *parsed;
  }
  return address;
}

using Groups = std::array<std::uint16_t, 8>;

std::optional<std::uint16_t> parse_group(std::string_view text) noexcept {
  std::uint16_t group = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), group, 16);
  if (text.empty() || text.size() > 4 || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return group;
}

/// The groups of one side of "::", the last of them perhaps written as an IPv4 address. False when it is neither.
bool parse_groups(std::string_view text, bool may_end_in_ipv4, Groups& groups, std::size_t& count) noexcept {
  count = 0;
  if (text.empty()) return true;
  if (text.back() == ':') return false;
  while (!text.empty()) {
    const std::string_view part = take_until(text, ':');
    const auto ipv4 = text.empty() && may_end_in_ipv4 ? parse_ipv4(part) : std::nullopt;
    if (count + (ipv4 ? 2 : 1) > groups.size()) return false;
    if (ipv4) {
      groups[count++] = static_cast<std::uint16_t>((*ipv4)[0] << 8 | (*ipv4)[1]);
      groups[count++] = static_cast<std::uint16_t>((*ipv4)[2] << 8 | (*ipv4)[3]);
      continue;
    }
    const auto group = parse_group(part);
    if (!group) return false;
    groups[count++] = *group;
  }
  return true;
}

/// An IPv6 address as RFC 4291 writes it, without a zone.
std::optional<Groups> parse_ipv6(std::string_view text) noexcept {
  Groups head{};
  Groups tail{};
  std::size_t head_count = 0;
  std::size_t tail_count = 0;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!parse_groups(text, true, head, head_count) || head_count != head.size()) return std::nullopt;
    return head;
  }
  if (!parse_groups(text.substr(0, gap), false, head, head_count)) return std::nullopt;
  if (!parse_groups(text.substr(gap + 2), true, tail, tail_count)) return std::nullopt;
  if (head_count + tail_count >= head.size()) return std::nullopt;
  std::copy_n(tail.begin(), tail_count, head.end() - static_cast<std::ptrdiff_t>(tail_count));
  return head;
}

/// Programs that follow the WHATWG URL standard read such a name as an IPv4 address, whatever stands before.
bool ends_in_number(std::string_view host) noexcept {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (ascii::is_digits(last)) return true;
  return last.substr(0, 2) == "0x" && last.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

bool is_dns_name(std::string_view host) noexcept {
  if (host.empty() || host.size() > 253 || host.back() == '.') return false;
  while (!host.empty()) {
    if (!ascii::is_dashed_name(take_until(host, '.'), 63)) return false;
  }
  return true;
}

bool is_ipv6_literal(std::string_view host) noexcept {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' && parse_ipv6(host.substr(1, host.size() - 2));
}

bool is_host(std::string_view host) noexcept {
  if (!host.empty() && host.front() == '[') return is_ipv6_literal(host);
  return is_dns_name(host) && (!ends_in_number(host) || parse_ipv4(host));
}

/// `host` is one that `is_host` accepts.
bool is_loopback(std::string_view host) noexcept {
  if (host == "localhost") return true;
  if (host.front() == '[') return parse_ipv6(host.substr(1, host.size() - 2)) == Groups{0, 0, 0, 0, 0, 0, 0, 1};
  const auto ipv4 = parse_ipv4(host);
  return ipv4 && ipv4->front() == 127;
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  if (!ascii::is_digits(text) || text.front() == '0') return std::nullopt;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

/// What is wrong with the form of everything after the scheme; empty when nothing is. Names no part of the text: it
/// may hold a password.
std::string_view problem_of_form(std::string_view rest) noexcept {
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return ascii::is_control(c) || ascii::is_space(c); })) {
    return "contains white space or a control character";
  }
  if (rest.find('@') != std::string_view::npos) return "contains credentials (an '@')";
  if (rest.find('?') != std::string_view::npos) return "has a query";
  if (rest.find('#') != std::string_view::npos) return "has a fragment";
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos && slash + 1 != rest.size()) return "has a path other than \"/\"";
  return {};
}

/// Splits "host", "host:port", "[v6]" and "[v6]:port"; the port's text begins with its colon.
std::pair<std::string_view, std::string_view> split_authority(std::string_view authority) noexcept {
  const std::size_t from = !authority.empty() && authority.front() == '[' ? authority.find(']') : 0;
  const std::size_t colon = from == std::string_view::npos ? from : authority.find(':', from);
  if (colon == std::string_view::npos) return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon)};
}

bool is_tencent_host(std::string_view host) noexcept {
  return host.ends_with(root_domain) || host == root_domain.substr(1);
}

/// The label of a finance region in a host's name; empty when there is none.
std::string_view finance_label(std::string_view host) noexcept {
  while (!host.empty()) {
    const std::string_view label = take_until(host, '.');
    if (is_finance_region(label)) return label;
  }
  return {};
}

Result<void> check_override(const std::string& host, std::string_view region) {
  if (region.empty() || !is_tencent_host(host)) return {};
  const std::string_view label = finance_label(host);
  const std::string_view needed = is_finance_region(region) ? region : std::string_view{};
  if (label == needed) return {};
  if (needed.empty())
    return bad_region({"the region ", region, " cannot be reached at ", host, ", which serves only the finance region ",
                       label, ": leave the endpoint out"});
  return bad_region({"the region ", region, " cannot be reached at ", host,
                     ": a finance region has a host of its own, such as cvm.", region, root_domain,
                     "; leave the endpoint out"});
}

}  // namespace

std::string_view to_string(Site site) noexcept {
  const auto index = static_cast<std::size_t>(site);
  return index < sites.size() ? sites[index] : sites.front();
}

std::optional<Site> parse_site(std::string_view text) noexcept {
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (sites[i] == text) return static_cast<Site>(i);
  }
  return std::nullopt;
}

std::string Endpoint::authority() const {
  if (port == 0 || port == own_port(scheme)) return host;
  return joined({host, ":", decimal(port)});
}

std::string Endpoint::url() const { return joined({scheme, "://", authority(), "/"}); }

Result<Endpoint> parse_endpoint(std::string_view text) {
  if (text.empty()) return bad_endpoint({"is empty"});
  Endpoint endpoint;
  const std::size_t mark = text.find("://");
  if (mark != std::string_view::npos) {
    endpoint.scheme = ascii::lower_case(text.substr(0, mark));
    text.remove_prefix(mark + 3);
    if (endpoint.scheme != "https" && endpoint.scheme != "http") return bad_endpoint({"has a scheme other than https"});
  }
  if (const std::string_view problem = problem_of_form(text); !problem.empty()) return bad_endpoint({problem});
  if (text.ends_with('/')) text.remove_suffix(1);
  const auto [host, port] = split_authority(text);
  endpoint.host = ascii::lower_case(host);
  if (!is_host(endpoint.host)) return bad_endpoint({ascii::quoted(text), " has no usable host"});
  if (!port.empty()) {
    const auto number = parse_port(port.substr(1));
    if (!number) return bad_endpoint({ascii::quoted(text), " has no port between 1 and 65535 after the colon"});
    endpoint.port = *number == own_port(endpoint.scheme) ? std::uint16_t{0} : *number;
  }
  if (endpoint.scheme == "http" && !is_loopback(endpoint.host)) {
    return bad_endpoint({"http://", endpoint.host,
                         " is not encrypted, which is accepted for this machine only (127.0.0.0/8, [::1], localhost)"});
  }
  return endpoint;
}

Result<void> validate_region(std::string_view region) {
  constexpr std::size_t longest = 64;
  if (region.empty()) return bad_region({"the region is empty: give one, such as ap-guangzhou"});
  if (ascii::is_dashed_name(region, longest)) return {};
  return bad_region(
      {"the region ", ascii::quoted(region),
       " is not 1 to 64 lower-case letters, digits and dashes with none at an end, such as ap-guangzhou"});
}

bool is_finance_region(std::string_view region) noexcept {
  return region.size() > finance_suffix.size() && region.ends_with(finance_suffix);
}

std::string endpoint_text(const EndpointOptions& options) {
  if (options.override) return options.override->url();
  std::string text = "https://cvm";
  if (options.site != Site::cn) text.append(".").append(to_string(options.site));
  return text.append(root_domain).append("/");
}

Result<Endpoint> resolve_endpoint(std::string_view service, std::string_view region, const EndpointOptions& options) {
  if (!ascii::is_dashed_name(service, 63)) {
    return error_saying(ErrorCode::invalid_parameter, "service",
                        {"the service ", ascii::quoted(service),
                         " is not lower-case letters, digits and dashes: give the product's name, such as cvm"});
  }
  if (!region.empty()) {
    if (auto checked = validate_region(region); !checked) return checked.error();
  }
  if (options.override) {
    if (auto checked = check_override(ascii::lower_case(options.override->host), region); !checked)
      return checked.error();
    return *options.override;
  }
  Endpoint endpoint;
  endpoint.host = service;
  if (is_finance_region(region)) {
    endpoint.host.append(".").append(region);
  } else if (options.site != Site::cn) {
    endpoint.host.append(".").append(to_string(options.site));
  }
  endpoint.host += root_domain;
  return endpoint;
}

}  // namespace cvm
