#pragma once
// From a plan to its receipt: what apply and delete share.

#include <optional>
#include <string>

#include "atomic_file.hpp"
#include "context.hpp"
#include "journal_file.hpp"

namespace cvm::cli {

struct Job {
  const Plan& plan;
  const RunSettings& settings;
  std::string plan_path{};     ///< for the way to go on
  std::string journal_path{};  ///< the same, when it is not the plan's own
  bool resume = false;
  bool list_images = false;  ///< before the question, where the plan was not shown just now
};

/// The file for the receipt, opened before anything is done. Nothing when none was asked for.
Result<std::optional<AtomicFile>> open_out(const std::string& path);

/// Asks, deletes what the plan says, shows what became of it and keeps the receipt.
Exit carry_out(Context& context, const Client& client, const Job& job, JournalFile& journal,
               std::optional<AtomicFile>& out);

/// The same for a plan that lets nothing go: nobody is asked, nothing is sent.
Exit tell_nothing_to_do(Context& context, const Job& job, std::optional<AtomicFile>& out);

}  // namespace cvm::cli
