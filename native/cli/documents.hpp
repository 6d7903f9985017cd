#pragma once
// Plans and receipts in the forms for programs.

#include <string>

#include "atomic_file.hpp"
#include "context.hpp"
#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"
#include "output/json.hpp"

namespace cvm::cli {

/// The document as core wrote it, in lines: the same values, so the same digest.
void write_document(const Plan& plan, const TextSink& sink);
void write_document(const Receipt& receipt, const TextSink& sink);
/// Writes and commits.
Result<void> keep_document(AtomicFile& file, const Plan& plan);
Result<void> keep_document(AtomicFile& file, const Receipt& receipt);

/// One row for each image.
std::string plan_csv(const Plan& plan);
std::string receipt_csv(const Receipt& receipt);

/// On standard output as -o json, ndjson or csv; false for a table, which is not written here.
bool write_document(Context& context, const Plan& plan);
bool write_document(Context& context, const Receipt& receipt);

/// Errors: `invalid-parameter` for a file that cannot be read or is no plan; `refused` for a plan that was changed.
Result<Plan> read_plan_file(const std::string& path);

}  // namespace cvm::cli
