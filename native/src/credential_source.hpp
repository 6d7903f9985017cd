#pragma once
/// \file
/// What the credential providers have in common.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "cvm/credentials.hpp"

namespace cvm::credentials {

/// `CredentialSources` with this process put in where a test said nothing.
class World {
 public:
  explicit World(CredentialSources sources) : sources_(std::move(sources)) {}
  /// The variable's value; nothing when it is not set or empty.
  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const;
  /// The text of a file under the home folder. Nothing when there is no such file. Error: `credential-unavailable`.
  [[nodiscard]] Result<std::optional<std::string>> home_file(const std::string& path) const;
  [[nodiscard]] std::int64_t unix_seconds() const;
  [[nodiscard]] const CredentialSources& sources() const noexcept { return sources_; }

 private:
  CredentialSources sources_;
};

/// Texts on their way into a Credential; wiped when they go.
struct RawCredential {
  std::string secret_id{};
  std::string secret_key{};
  std::string token{};
  std::int64_t expires_at = 0;

  RawCredential() = default;
  RawCredential(const RawCredential&) = delete;
  RawCredential& operator=(const RawCredential&) = delete;
  ~RawCredential();
};

/// What the source calls the three, so that an error names what the reader can find.
struct FieldNames {
  std::string_view secret_id;
  std::string_view secret_key;
  std::string_view token;
};

/// The credential, once `validate` accepts it. Errors: `credential-unavailable` when one half is missing, else
/// `invalid-credential`; both name `source` and the field.
Result<Credential> checked(const RawCredential& raw, const FieldNames& names, const std::string& source);

Error unavailable(std::string where, std::string message);
Error none(std::string where, std::string message);

/// Keeps what was loaded and loads again 300 s before it expires. While the old one still holds, a failed refresh is
/// not told; it is tried again 10 s later.
class CachingProvider : public CredentialProvider {
 public:
  explicit CachingProvider(CredentialSources sources) : world_(std::move(sources)) {}
  Result<std::shared_ptr<const Credential>> get() final;

 protected:
  /// Never called by two threads at once.
  virtual Result<Credential> load() = 0;
  [[nodiscard]] const World& world() const noexcept { return world_; }

 private:
  [[nodiscard]] bool is_due(std::int64_t now) const noexcept;
  Result<std::shared_ptr<const Credential>> refresh(std::int64_t now);

  const World world_;
  std::mutex mutex_;
  std::shared_ptr<const Credential> current_;
  std::int64_t not_before_ = INT64_MIN;  ///< no refresh of a credential that still holds before this instant
};

}  // namespace cvm::credentials
