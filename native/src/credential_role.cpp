#include <algorithm>
#include <utility>

#include "credential_json.hpp"
#include "credential_source.hpp"
#include "cvm/request.hpp"

namespace cvm::credentials {
namespace {

constexpr std::chrono::milliseconds time_to_answer{1'000};
constexpr std::size_t largest_answer = 64 * 1024;

bool is_role_name(std::string_view text) noexcept {
  constexpr std::string_view others = "+=,.@_-";
  const auto fits = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.find(c) != others.npos;
  };
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), fits);
}

std::string_view first_line(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  return text.substr(0, text.find_first_of(" \t\r\n"));
}

class RoleProvider final : public CachingProvider {
 public:
  using CachingProvider::CachingProvider;
  [[nodiscard]] std::string describe() const override { return "the CVM role of this machine"; }

 private:
  Result<Credential> load() override {
    if (!world().sources().transport) return none(describe(), describe() + " is not asked: there is no transport");
    auto name = ask(world().sources().metadata_url);
    if (!name) return name.error();
    const std::string role(first_line(*name));
    if (!is_role_name(role)) return unavailable(describe(), "the metadata service answered no role name");
    auto text = ask(world().sources().metadata_url + percent_encode(role));
    if (!text) return text.error();
    auto credential = read(*text);
    wipe(*text);
    return credential;
  }

  /// The body of a 200. Not to be reached and 404 are `no-credential`: this is no CVM, or one without a role.
  [[nodiscard]] Result<std::string> ask(const std::string& url) const {
    const auto parts = split_url(url);
    if (!parts) return unavailable("metadata_url", "the metadata service's address is no URL");
    const auto channel = world().sources().transport->open();
    channel->start(1, {.method = "GET", .url = url, .headers = {{"host", std::string(parts->authority)}}},
                   {.at_most_once = false, .timeout = time_to_answer, .max_answer_bytes = largest_answer});
    // The transport keeps the time; this bound is for one that does not.
    const auto give_up = std::chrono::steady_clock::now() + 2 * time_to_answer;
    std::vector<Input> ends;
    while (ends.empty() && std::chrono::steady_clock::now() < give_up) ends = channel->wait(time_to_answer);
    if (ends.empty()) return none(describe(), "the metadata service did not answer");
    if (auto* answered = std::get_if<Answered>(&ends.front())) return body_of(std::move(answered->response));
    if (const auto* lost = std::get_if<Lost>(&ends.front());
        lost != nullptr && lost->fault != TransportFault::timeout) {
      return unavailable(describe(), "the metadata service broke off its answer");
    }
    return none(describe(), "the metadata service cannot be reached: this machine is no CVM instance");
  }

  [[nodiscard]] Result<std::string> body_of(HttpResponse response) const {
    if (response.status == 200) return std::move(response.body);
    if (response.status == 404) return none(describe(), "this machine has no CVM role");
    return unavailable(describe(), "the metadata service answered with status " + std::to_string(response.status));
  }

  [[nodiscard]] Result<Credential> read(std::string_view text) const {
    const SecretJson json(text);
    if (json.object() == nullptr) return unavailable(describe(), "the metadata service's answer is not a JSON object");
    if (json.text("Code").value_or("") != "Success") {
      return unavailable("Code", "the metadata service's answer does not say \"Success\"");
    }
    RawCredential raw;
    raw.secret_id = json.text("TmpSecretId").value_or("");
    raw.secret_key = json.text("TmpSecretKey").value_or("");
    raw.token = json.text("Token").value_or("");
    // Without its token a temporary key is refused, and without its end it could not be renewed in time.
    if (raw.token.empty()) return unavailable("Token", describe() + ": Token is missing or empty");
    const auto* expires = json.object()->if_contains("ExpiredTime");
    boost::json::error_code fault;
    if (expires != nullptr) raw.expires_at = expires->to_number<std::int64_t>(fault);
    if (fault || raw.expires_at <= 0) return unavailable("ExpiredTime", describe() + ": ExpiredTime is missing");
    return checked(raw, {"TmpSecretId", "TmpSecretKey", "Token"}, describe());
  }
};

}  // namespace

CredentialProviderPtr from_cvm_role(CredentialSources sources) {
  return std::make_shared<RoleProvider>(std::move(sources));
}

}  // namespace cvm::credentials
