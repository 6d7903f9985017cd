#pragma once
/// \file
/// Where keys come from.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cvm/error.hpp"
#include "cvm/secret.hpp"
#include "cvm/transport.hpp"

namespace cvm {

/// A source of credentials that may change over time. Thread-safe.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;
  /// The credential to sign with now. The same pointer as before means: nothing changed. Temporary ones are fetched
  /// anew 300 s before they expire. Errors: `no-credential` (this source has none), `credential-unavailable` (it should
  /// have one and failed), `invalid-credential`.
  virtual Result<std::shared_ptr<const Credential>> get() = 0;
  /// For people: "environment", "profile prod in ~/.tencentcloud/credentials", … Never a secret.
  [[nodiscard]] virtual std::string describe() const = 0;
};

using CredentialProviderPtr = std::shared_ptr<CredentialProvider>;

/// What the providers look at, so that tests can hand in their own world.
struct CredentialSources {
  std::function<std::optional<std::string>(const std::string& name)> environment{};  ///< empty: the process's
  std::string home{};                                                                ///< empty: $HOME
  std::function<std::int64_t()> unix_seconds{};                                      ///< empty: the system's clock
  std::shared_ptr<Transport> transport{};  ///< for the CVM role; empty: none is asked
  std::string metadata_url = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/";
};

namespace credentials {

/// Always the same one.
CredentialProviderPtr fixed(Credential credential);

/// TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and the token under any of its four names: TENCENTCLOUD_TOKEN,
/// TENCENTCLOUD_SESSION_TOKEN, TENCENTCLOUD_SECURITY_TOKEN, TENCENTCLOUD_SESSIONTOKEN.
CredentialProviderPtr from_environment(CredentialSources sources = {});

/// Section [NAME] of ~/.tencentcloud/credentials (secret_id, secret_key, token).
CredentialProviderPtr from_credentials_file(std::string profile = "default", CredentialSources sources = {});

/// ~/.tccli/NAME.credential (JSON: secretId, secretKey, token, expiresAt).
CredentialProviderPtr from_tccli(std::string profile = "default", CredentialSources sources = {});

/// The role of the machine this runs on, from the metadata address; one second to answer.
CredentialProviderPtr from_cvm_role(CredentialSources sources = {});

/// The first of them that does not say `no-credential`; it is kept from then on.
CredentialProviderPtr chain(std::vector<CredentialProviderPtr> providers);

/// What the command uses. With a profile: that section of ~/.tencentcloud/credentials, else ~/.tccli/NAME.credential,
/// and nothing else. Without: environment, ~/.tencentcloud/credentials, tccli's default, the CVM role.
CredentialProviderPtr standard(std::string profile = {}, CredentialSources sources = {});

}  // namespace credentials

/// The region that belongs to a profile: `region` in its section of ~/.tencentcloud/credentials, else _sys_param.region
/// in
/// ~/.tccli/NAME.configure. Nothing when neither says.
std::optional<std::string> profile_region(const std::string& profile, const CredentialSources& sources = {});

}  // namespace cvm
