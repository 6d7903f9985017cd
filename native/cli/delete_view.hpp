#pragma once
// What `delete` shows to people.

#include <string>
#include <vector>

#include "cvm/deletion.hpp"
#include "cvm/inspection.hpp"
#include "output/table.hpp"
#include "words/language.hpp"

namespace cvm::cli {

/// Before: where, whose, quota, what was checked, one row with the reasons for each image, what would go.
std::string inspection_view(const InspectionReport& report, Language language, const TableOptions& options,
                            std::int64_t now_s);

struct ResultView {
  Language language = Language::english;
  TableOptions table{};
  bool request_ids = false;
};
/// After: one row for each image that was to go, totals, quota, snapshots that stay.
std::string result_view(const InspectionReport& before, const DeletionReport& after, const ResultView& view);

std::size_t count_deletes(const InspectionReport& report) noexcept;

}  // namespace cvm::cli
