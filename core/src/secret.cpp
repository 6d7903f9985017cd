#include "cvm/secret.hpp"

#include <algorithm>
#include <utility>

#include "ascii.hpp"
#include "message.hpp"
#include "sha256.hpp"

namespace cvm {

Secret::Secret(std::string_view bytes) {
  if (bytes.empty()) return;
  data_ = new char[bytes.size()];
  size_ = bytes.size();
  std::copy(bytes.begin(), bytes.end(), data_);
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe_and_free();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { wipe_and_free(); }

std::string_view Secret::reveal() const noexcept { return {data_, size_}; }

Secret Secret::clone() const { return Secret(reveal()); }

void Secret::wipe_and_free() noexcept {
  if (data_ == nullptr) return;
  scrub(data_, size_);
  delete[] data_;
}

void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // what an earlier, longer text left behind goes too
  scrub(text.data(), text.size());
  text.clear();
}

Credential Credential::clone() const {
  return {.secret_id = secret_id, .secret_key = secret_key.clone(), .token = token.clone(), .expires_at = expires_at};
}

namespace {

Error refuse(std::string_view what, std::string_view problem) {
  return error_saying(ErrorCode::invalid_credential, what, {"the ", what, " ", problem});
}

Result<void> check_text(std::string_view what, std::string_view text) {
  if (ascii::trim(text).size() != text.size()) {
    return refuse(what, "begins or ends with white space: copy it again without the space around it");
  }
  if (std::any_of(text.begin(), text.end(), ascii::is_control)) {
    return refuse(what, "contains a control character: copy it again");
  }
  return {};
}

bool is_beyond_ascii(char c) noexcept { return static_cast<unsigned char>(c) > 0x7f; }

bool breaks_authorization(char c) noexcept { return c == ' ' || c == ',' || c == '/' || is_beyond_ascii(c); }

}  // namespace

Result<void> validate(const Credential& credential) {
  const std::string_view id = credential.secret_id;
  if (id.empty()) return refuse("SecretId", "is empty: set it, for example in TENCENTCLOUD_SECRET_ID");
  if (credential.secret_key.empty()) {
    return refuse("SecretKey", "is empty: set it, for example in TENCENTCLOUD_SECRET_KEY");
  }
  if (auto checked = check_text("SecretId", id); !checked) return checked;
  if (std::any_of(id.begin(), id.end(), breaks_authorization)) {
    return refuse("SecretId", "contains a blank, a comma, a slash or a character beyond ASCII: copy it again");
  }
  if (auto checked = check_text("SecretKey", credential.secret_key.reveal()); !checked) return checked;
  const std::string_view token = credential.token.reveal();
  if (std::any_of(token.begin(), token.end(), is_beyond_ascii)) {
    return refuse("token", "contains a character beyond ASCII: copy it again");  // no header can carry it
  }
  return check_text("token", token);
}

std::string masked(std::string_view secret_id) {
  constexpr std::string_view ellipsis = "\xE2\x80\xA6";
  constexpr std::size_t head = 4;
  constexpr std::size_t tail = 3;
  // Too short to leave anything hidden between the two.
  if (secret_id.size() < 2 * (head + tail)) return std::string(ellipsis);
  return std::string(secret_id.substr(0, head)).append(ellipsis).append(secret_id.substr(secret_id.size() - tail));
}

}  // namespace cvm
