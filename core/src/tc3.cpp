#include "cvm/tc3.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "ascii.hpp"
#include "swar.hpp"
#include "tc3_stages.hpp"

namespace cvm::tc3 {
namespace {

/// Headers with their names in lower case, which they own.
class SortedHeaders {
 public:
  explicit SortedHeaders(const Headers& headers) {
    names_.reserve(headers.size());
    for (const Header& header : headers) {
      names_.push_back(ascii::lower_case(ascii::trim(header.name)));
      views_.push_back({names_.back(), header.value});
    }
    sort_by_name(views_);
  }
  [[nodiscard]] const HeaderViews& views() const noexcept { return views_; }

 private:
  std::vector<std::string> names_{};
  HeaderViews views_{};
};

char* write_two_digits(char* out, int number) noexcept {
  *out++ = static_cast<char>('0' + number / 10);
  *out++ = static_cast<char>('0' + number % 10);
  return out;
}

std::string text_of(const TextBuffer& buffer) { return std::string(buffer.view()); }

std::string_view view(const Key& key) noexcept { return cvm::view(key.reveal()); }

Key derive(HmacSha256 hmac, std::string_view message) {
  Digest digest = hmac.of(message);
  Key key(digest);
  scrub(digest.data(), digest.size());
  return key;
}

}  // namespace

void sort_by_name(HeaderViews& headers) {
  const auto name_before = [](const HeaderView& a, const HeaderView& b) { return a.name < b.name; };
  for (auto next = headers.begin(); next != headers.end(); ++next) {
    std::rotate(std::upper_bound(headers.begin(), next, *next, name_before), next, next + 1);
  }
}

void append_integer(TextBuffer& out, std::int64_t number) {
  std::array<char, 20> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void append_date(TextBuffer& out, std::int64_t timestamp) {
  // The Gregorian calendar with years that begin in March, which puts the leap day last; every year from 1970 to 2099
  // that four divides is a leap year, so no century rule is needed after 1968-03-01.
  constexpr int days_from_march_1968 = 671;
  constexpr int days_in_four_years = 1461;
  const auto seconds = std::clamp(timestamp, min_timestamp, max_timestamp);
  const int day = static_cast<int>(seconds / seconds_per_day) + days_from_march_1968;
  const int day_of_four_years = day % days_in_four_years;
  const int year_of_four = std::min(day_of_four_years / 365, 3);
  const int day_of_year = day_of_four_years - year_of_four * 365;
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int year = 1968 + day / days_in_four_years * 4 + year_of_four + (month <= 2 ? 1 : 0);
  constexpr std::size_t size_of_date = 10;
  char* at = out.extend(size_of_date);
  at = write_two_digits(at, year / 100);
  at = write_two_digits(at, year % 100);
  *at++ = '-';
  at = write_two_digits(at, month);
  *at++ = '-';
  write_two_digits(at, day_of_month);
}

void append_canonical_headers(TextBuffer& out, const HeaderViews& sorted) {
  for (const HeaderView& header : sorted) {
    const std::string_view value = ascii::trim(header.value);
    out.append(header.name).append(":").append(value).append("\n");
    swar::make_lower(out.extend(0) - value.size() - 1, value.size());
  }
}

void append_signed_header_names(TextBuffer& out, const HeaderViews& sorted) {
  std::string_view separator;
  for (const HeaderView& header : sorted) {
    out.append(separator).append(header.name);
    separator = ";";
  }
}

void append_credential_scope(TextBuffer& out, std::string_view date, std::string_view service) {
  out.append(date).append("/").append(service).append("/").append(terminator);
}

void append_string_to_sign(TextBuffer& out, std::string_view timestamp, std::string_view credential_scope,
                           std::string_view hashed_canonical_request) {
  out.append(algorithm).append("\n").append(timestamp).append("\n");
  out.append(credential_scope).append("\n").append(hashed_canonical_request);
}

void append_authorization_head(TextBuffer& out, std::string_view secret_id, std::string_view credential_scope) {
  out.append(algorithm).append(" Credential=").append(secret_id).append("/").append(credential_scope);
  out.append(", SignedHeaders=");
}

void append_authorization_tail(TextBuffer& out, std::string_view signed_headers, std::string_view signature) {
  out.append(signed_headers).append(", Signature=").append(signature);
}

std::string utc_date(std::int64_t timestamp) {
  TextBuffer date;
  append_date(date, timestamp);
  return text_of(date);
}

std::string sha256_hex(std::string_view bytes) {
  const DigestHex hex = to_hex(Sha256().of(bytes));
  return std::string(cvm::view(hex));
}

std::string canonical_headers(const Headers& signed_headers) {
  TextBuffer lines;
  append_canonical_headers(lines, SortedHeaders(signed_headers).views());
  return text_of(lines);
}

std::string signed_header_names(const Headers& signed_headers) {
  TextBuffer names;
  append_signed_header_names(names, SortedHeaders(signed_headers).views());
  return text_of(names);
}

std::string canonical_request(std::string_view method, std::string_view canonical_query,
                              std::string_view canonical_headers, std::string_view signed_headers,
                              std::string_view hashed_payload) {
  TextBuffer text;
  text.append(method).append("\n/\n").append(canonical_query).append("\n").append(canonical_headers).append("\n");
  text.append(signed_headers).append("\n").append(hashed_payload);
  return text_of(text);
}

std::string credential_scope(std::string_view date, std::string_view service) {
  TextBuffer scope;
  append_credential_scope(scope, date, service);
  return text_of(scope);
}

std::string string_to_sign(std::int64_t timestamp, std::string_view credential_scope,
                           std::string_view hashed_canonical_request) {
  TextBuffer text;
  TextBuffer decimal;
  append_integer(decimal, timestamp);
  append_string_to_sign(text, decimal.view(), credential_scope, hashed_canonical_request);
  return text_of(text);
}

Key::Key(Key&& other) noexcept : bytes_(other.bytes_) { scrub(other.bytes_.data(), other.bytes_.size()); }

Key& Key::operator=(Key&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    scrub(other.bytes_.data(), other.bytes_.size());
  }
  return *this;
}

Key::~Key() { scrub(bytes_.data(), bytes_.size()); }

Key date_key(std::string_view secret_key, std::string_view date) { return derive(HmacSha256("TC3", secret_key), date); }

Key service_key(const Key& date_key, std::string_view service) { return derive(HmacSha256(view(date_key)), service); }

Key signing_key(const Key& service_key) { return derive(HmacSha256(view(service_key)), terminator); }

std::string signature(const Key& signing_key, std::string_view string_to_sign) {
  const DigestHex hex = to_hex(HmacSha256(view(signing_key)).of(string_to_sign));
  return std::string(cvm::view(hex));
}

std::string authorization(std::string_view secret_id, std::string_view credential_scope,
                          std::string_view signed_headers, std::string_view signature) {
  TextBuffer text;
  append_authorization_head(text, secret_id, credential_scope);
  append_authorization_tail(text, signed_headers, signature);
  return text_of(text);
}

}  // namespace cvm::tc3
