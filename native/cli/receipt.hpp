#pragma once
// The document cvm-images.receipt/1.

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "cvm/deletion.hpp"
#include "cvm/inspection.hpp"

namespace cvm::cli {

/// "2026-01-31T23:59:59Z"
std::string iso_time(std::int64_t unix_ms);

/// How many images ended in which way.
struct OutcomeCounts {
  std::size_t deleted = 0;
  std::size_t accepted = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::size_t unknown = 0;
};
OutcomeCounts count_outcomes(const std::vector<ImageOutcome>& images);

/// Every image of the inspection, in its order: those that were sent with what became of them, the others skipped, with
/// the first reason that kept them.
std::vector<ImageOutcome> all_outcomes(const InspectionReport& inspection, const DeletionReport& deletion);

struct RunTimes {
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = 0;
};
/// A report for a run that could not begin: nothing was sent.
DeletionReport report_of_unsent_run(const InspectionReport& inspection, const Error& error, const RunTimes& times);

boost::json::object make_receipt(const InspectionReport& inspection, const DeletionReport& deletion,
                                 const std::string& confirmed_by);

}  // namespace cvm::cli
