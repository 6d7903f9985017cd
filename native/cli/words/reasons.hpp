#pragma once
// Reasons, verdicts, outcomes and checks in words.

#include <span>
#include <string>
#include <string_view>

#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"
#include "words/language.hpp"

namespace cvm::cli::words {

/// Every code that has words: those of images and those of guards.
std::span<const std::string_view> reason_codes() noexcept;

std::string text(const Reason& reason, Language language);
/// What to do about it; empty where nothing has to be done.
std::string_view remedy(const Reason& reason, Language language) noexcept;

/// All of them, joined.
std::string text(const std::vector<Reason>& reasons, Language language);

std::string_view verdict(Verdict verdict, Language language) noexcept;
std::string_view outcome(Outcome outcome, Language language) noexcept;
/// `deleted`, `left`, `unknown`
std::string_view snapshot_outcome(std::string_view outcome, Language language) noexcept;

/// "launch template version", "启动模板版本"
std::string_view reference_type(std::string_view type, Language language) noexcept;

/// "instances 412", "实例 412"
std::string checked(std::string_view check, std::int64_t count, Language language);
/// "instances", "实例"
std::string_view check_name(std::string_view check, Language language) noexcept;

}  // namespace cvm::cli::words
