#include "account.hpp"

#include "cvm/secret.hpp"
#include "sha256.hpp"

namespace cvm {

std::string account_of(std::string_view secret_id) {
  constexpr std::size_t digits = 16;
  return std::string(view(to_hex(Sha256().of(secret_id))).substr(0, digits));
}

PlanAccount account_from(const Result<GetCallerIdentityResponse>& identity, const std::string& account_hash) {
  if (identity && !identity->AccountId.empty()) return {identity->AccountId, "caller-identity"};
  return {account_hash, "secret-id"};
}

}  // namespace cvm
