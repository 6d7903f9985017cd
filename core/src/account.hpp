#pragma once
// Whose images they are.

#include <string>

#include "cvm/models.hpp"
#include "cvm/plan.hpp"

namespace cvm {

/// The AccountId where GetCallerIdentity gives it, otherwise the SecretId's hash.
PlanAccount account_from(const Result<GetCallerIdentityResponse>& identity, const std::string& account_hash);

}  // namespace cvm
