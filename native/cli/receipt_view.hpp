#pragma once
// A receipt for people.

#include <string>

#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"
#include "output/table.hpp"
#include "words/language.hpp"

namespace cvm::cli {

struct ReceiptView {
  Language language = Language::english;
  TableOptions table{};
  bool request_ids = false;
};

/// One row for each image that was to go, totals, quota, snapshots that stay and how to delete them.
std::string receipt_view(const Plan& plan, const Receipt& receipt, const ReceiptView& view);

}  // namespace cvm::cli
