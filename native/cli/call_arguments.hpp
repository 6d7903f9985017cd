#pragma once
// What `sign` and `call` have in common.

#include "context.hpp"

namespace cvm::cli {

/// Reads the parameters from where they are ("@FILE", "-") and adds the region. Errors: `invalid-parameter`,
/// `invalid-region`.
Result<Call> make_call(const Context& context, const CallArguments& arguments);

}  // namespace cvm::cli
