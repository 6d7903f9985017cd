#pragma once
// What the doctor looks at. Nothing here changes anything.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "context.hpp"

namespace cvm::cli {

enum class Health : std::uint8_t { ok, denied, failed, skipped };
std::string_view to_string(Health health) noexcept;

struct Finding {
  std::string check{};
  Health health = Health::ok;
  bool needed = true;  ///< for `delete`
  std::string detail{};
  std::optional<Error> error{};
};

/// Asks the endpoint without a signature: is it there, and what time is it there?
struct Reach {
  Finding reachable{};
  Finding clock{};
};
Reach check_reach(const Context& context, Transport& transport, const Endpoint& endpoint);

/// Each action that `delete` uses, with parameters that do no harm.
std::vector<Finding> check_actions(const Context& context, const Client& client, const std::string& region);

/// Whose account the key belongs to.
Finding check_account(const Context& context, const Client& client, const std::string& region);

/// How the doctor ends because of it.
Exit status_of(const Finding& finding) noexcept;

}  // namespace cvm::cli
