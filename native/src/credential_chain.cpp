#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "credential_source.hpp"

namespace cvm::credentials {

// ---------------------------------------------------------------------------------------------------------------------
// What the providers have in common

namespace {

struct FileCloser {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

/// Unbuffered, so that no copy of a secret stays behind in a buffer. Nothing when it cannot be read to its end.
std::optional<std::string> read_all(std::FILE* file, std::size_t most) {
  std::setvbuf(file, nullptr, _IONBF, 0);
  std::string text(most + 1, '\0');
  const std::size_t size = std::fread(text.data(), 1, text.size(), file);
  if (std::ferror(file) != 0 || size > most) {
    wipe(text);
    return std::nullopt;
  }
  text.resize(size);
  return text;
}

}  // namespace

Error unavailable(std::string where, std::string message) {
  return make_error(ErrorCode::credential_unavailable, std::move(where), std::move(message));
}

Error none(std::string where, std::string message) {
  return make_error(ErrorCode::no_credential, std::move(where), std::move(message));
}

std::optional<std::string> World::variable(const std::string& name) const {
  std::optional<std::string> value;
  if (sources_.environment) {
    value = sources_.environment(name);
  } else if (const char* text = std::getenv(name.c_str())) {
    value = text;
  }
  if (value && value->empty()) value.reset();
  return value;
}

Result<std::optional<std::string>> World::home_file(const std::string& path) const {
  const std::string home = sources_.home.empty() ? variable("HOME").value_or("") : sources_.home;
  if (home.empty()) return std::optional<std::string>();
  const std::string shown = "~/" + path;
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen((home + "/" + path).c_str(), "rbe"));
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
    return unavailable(shown, "the file " + shown + " cannot be opened: look at its permissions");
  }
  constexpr std::size_t largest = 64 * 1024;
  auto text = read_all(file.get(), largest);
  if (!text) return unavailable(shown, shown + " cannot be read as a file, or is larger than 64 KiB");
  return text;
}

std::int64_t World::unix_seconds() const {
  if (sources_.unix_seconds) return sources_.unix_seconds();
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch()).count();
}

RawCredential::~RawCredential() {
  for (std::string* text : {&secret_id, &secret_key, &token}) wipe(*text);
}

Result<Credential> checked(const RawCredential& raw, const FieldNames& names, const std::string& source) {
  for (const auto& [text, name] : {std::pair{&raw.secret_id, names.secret_id}, {&raw.secret_key, names.secret_key}}) {
    if (!text->empty()) continue;
    return unavailable(std::string(name), source + ": " + std::string(name) + " is missing or empty");
  }
  Credential credential{.secret_id = raw.secret_id,
                        .secret_key = Secret(raw.secret_key),
                        .token = Secret(raw.token),
                        .expires_at = raw.expires_at};
  if (auto valid = validate(credential); !valid) {
    Error error = valid.error();
    const std::string_view field = error.where == "SecretId"    ? names.secret_id
                                   : error.where == "SecretKey" ? names.secret_key
                                                                : names.token;
    error.where = field;
    error.message = source + ", " + std::string(field) + ": " + error.message;
    return error;
  }
  return credential;
}

// ---------------------------------------------------------------------------------------------------------------------
// CachingProvider

namespace {

constexpr std::int64_t refresh_early_s = 300;
constexpr std::int64_t refresh_pause_s = 10;

bool same(const Credential& a, const Credential& b) noexcept {
  return a.secret_id == b.secret_id && a.secret_key.reveal() == b.secret_key.reveal() &&
         a.token.reveal() == b.token.reveal() && a.expires_at == b.expires_at;
}

bool holds(const Credential& credential, std::int64_t now) noexcept {
  return credential.expires_at == 0 || now < credential.expires_at;
}

}  // namespace

bool CachingProvider::is_due(std::int64_t now) const noexcept {
  if (!current_ || !holds(*current_, now)) return true;
  if (current_->expires_at == 0) return false;
  return now >= current_->expires_at - refresh_early_s && now >= not_before_;
}

Result<std::shared_ptr<const Credential>> CachingProvider::get() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = world_.unix_seconds();
  if (!is_due(now)) return current_;
  not_before_ = now + refresh_pause_s;
  auto fresh = refresh(now);
  if (!fresh && current_ && holds(*current_, now)) return current_;
  if (fresh) current_ = *fresh;
  return fresh;
}

Result<std::shared_ptr<const Credential>> CachingProvider::refresh(std::int64_t now) {
  auto loaded = load();
  if (!loaded) {
    Error error = loaded.error();
    // It had one before: that it says "none" now is a failure.
    if (current_ && error.code == ErrorCode::no_credential) error.code = ErrorCode::credential_unavailable;
    return error;
  }
  if (!holds(*loaded, now)) return unavailable(describe(), describe() + ": the temporary credential has expired");
  if (current_ && same(*current_, *loaded)) return current_;
  return std::make_shared<const Credential>(std::move(*loaded));
}

// ---------------------------------------------------------------------------------------------------------------------
// The providers

namespace {

class FixedProvider final : public CredentialProvider {
 public:
  explicit FixedProvider(Credential credential)
      : credential_(std::make_shared<const Credential>(std::move(credential))) {}
  Result<std::shared_ptr<const Credential>> get() override {
    if (auto valid = validate(*credential_); !valid) return valid.error();
    return credential_;
  }
  [[nodiscard]] std::string describe() const override { return "the program that uses the library"; }

 private:
  const std::shared_ptr<const Credential> credential_;
};

class EnvironmentProvider final : public CachingProvider {
 public:
  using CachingProvider::CachingProvider;
  [[nodiscard]] std::string describe() const override { return "environment"; }

 private:
  Result<Credential> load() override {
    RawCredential raw;
    raw.secret_id = world().variable("TENCENTCLOUD_SECRET_ID").value_or("");
    raw.secret_key = world().variable("TENCENTCLOUD_SECRET_KEY").value_or("");
    if (raw.secret_id.empty() && raw.secret_key.empty()) {
      return none("environment", "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set");
    }
    std::string token_name = "TENCENTCLOUD_TOKEN";
    for (const char* name : {"TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN",
                             "TENCENTCLOUD_SESSIONTOKEN"}) {
      auto token = world().variable(name);
      if (!token) continue;
      raw.token = *token;
      wipe(*token);
      token_name = name;
      break;
    }
    return checked(raw, {"TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", token_name}, describe());
  }
};

class ChainProvider final : public CredentialProvider {
 public:
  explicit ChainProvider(std::vector<CredentialProviderPtr> providers) : providers_(std::move(providers)) {}

  Result<std::shared_ptr<const Credential>> get() override {
    const std::lock_guard lock(mutex_);
    if (chosen_) return chosen_->get();
    for (const CredentialProviderPtr& provider : providers_) {
      auto credential = provider->get();
      if (!credential && credential.error().code == ErrorCode::no_credential) continue;
      chosen_ = provider;
      return credential;
    }
    return none("credentials", "no credential in: " + list() + ". Set TENCENTCLOUD_SECRET_ID and " +
                                   "TENCENTCLOUD_SECRET_KEY, or name a profile");
  }

  [[nodiscard]] std::string describe() const override {
    const std::lock_guard lock(mutex_);
    return chosen_ ? chosen_->describe() : list();
  }

 private:
  [[nodiscard]] std::string list() const {
    std::string text;
    for (const CredentialProviderPtr& provider : providers_) {
      if (!text.empty()) text += ", ";
      text += provider->describe();
    }
    return text;
  }

  const std::vector<CredentialProviderPtr> providers_;
  mutable std::mutex mutex_;
  CredentialProviderPtr chosen_;
};

}  // namespace

CredentialProviderPtr fixed(Credential credential) { return std::make_shared<FixedProvider>(std::move(credential)); }

CredentialProviderPtr from_environment(CredentialSources sources) {
  return std::make_shared<EnvironmentProvider>(std::move(sources));
}

CredentialProviderPtr chain(std::vector<CredentialProviderPtr> providers) {
  return std::make_shared<ChainProvider>(std::move(providers));
}

CredentialProviderPtr standard(std::string profile, CredentialSources sources) {
  if (!profile.empty()) return chain({from_credentials_file(profile, sources), from_tccli(profile, sources)});
  std::vector<CredentialProviderPtr> providers{from_environment(sources), from_credentials_file("default", sources),
                                               from_tccli("default", sources)};
  if (sources.transport) providers.push_back(from_cvm_role(sources));
  return chain(std::move(providers));
}

}  // namespace cvm::credentials
