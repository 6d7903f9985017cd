#include "naive_signer.hpp"

#include <botan/hash.h>
#include <botan/hex.h>
#include <botan/mac.h>

#include <array>
#include <cstddef>
#include <ctime>
#include <vector>

namespace cvm::bench {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::string hex_of(const Bytes& bytes) { return Botan::hex_encode(bytes.data(), bytes.size(), false); }

std::string sha256_hex(const std::string& text) {
  const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
  hash->update(text);
  Bytes digest(hash->output_length());
  hash->final(digest.data());
  return hex_of(digest);
}

Bytes hmac(const Bytes& key, const std::string& message) {
  const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)");
  mac->set_key(key.data(), key.size());
  mac->update(message);
  Bytes digest(mac->output_length());
  mac->final(digest.data());
  return digest;
}

std::string utc_date(std::time_t timestamp) {
  std::tm calendar{};
  gmtime_r(&timestamp, &calendar);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &calendar)};
}

}  // namespace

std::string naive_authorization(const NaiveRequest& request) {
  const std::string algorithm = "TC3-HMAC-SHA256";
  const std::string signed_headers = "content-type;host";
  const std::string canonical_request = "POST\n/\n\ncontent-type:" + request.content_type + "\nhost:" + request.host +
                                        "\n\n" + signed_headers + "\n" + sha256_hex(request.body);
  const std::string date = utc_date(request.timestamp);
  const std::string scope = date + "/" + request.service + "/tc3_request";
  const std::string string_to_sign =
      algorithm + "\n" + std::to_string(request.timestamp) + "\n" + scope + "\n" + sha256_hex(canonical_request);
  const Bytes date_key = hmac(bytes_of("TC3" + request.secret_key), date);
  const Bytes service_key = hmac(date_key, request.service);
  const Bytes signing_key = hmac(service_key, "tc3_request");
  return algorithm + " Credential=" + request.secret_id + "/" + scope + ", SignedHeaders=" + signed_headers +
         ", Signature=" + hex_of(hmac(signing_key, string_to_sign));
}

}  // namespace cvm::bench
