#pragma once
// A plan for people.

#include <cstdint>
#include <string>
#include <string_view>

#include "cvm/plan.hpp"
#include "output/table.hpp"
#include "words/language.hpp"

namespace cvm::cli {

struct PlanView {
  Language language = Language::english;
  TableOptions table{};
  bool all_rows = false;    ///< images that the rules did not choose have rows as well
  std::int64_t now_s = 0;   ///< for ages
  std::int64_t skew_s = 0;  ///< what was learnt of this machine's clock
  std::string key{};        ///< which key was used: "AKID…3f9, from environment"; may be empty
};

/// Where, whose, quota, what was checked and what not; one row with the reasons for each image; what would go.
std::string plan_view(const Plan& plan, const PlanView& view);

/// The heading and what was checked alone.
std::string checks_view(const Plan& plan, const PlanView& view, std::string_view title);

/// "1000…8888": enough to recognise an account.
std::string masked_account(const PlanAccount& account, Language language);

/// "ap-guangzhou 2 ap-singapore 1": the regions where something goes, and how much.
std::string deletes_by_region(const Plan& plan);

/// The quota before and after in words, for each region where it is known: "37 -> 35 of 50".
struct QuotaChange {
  std::string region{};
  std::optional<std::int64_t> before{};
  std::optional<std::int64_t> after{};
  std::optional<std::int64_t> limit{};
};
std::string quota_text(const std::vector<QuotaChange>& quotas);

/// A few of many, with the number: "snap-1, snap-2, … (14)".
std::string listed(const std::vector<std::string>& ids);

}  // namespace cvm::cli
