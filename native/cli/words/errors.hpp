#pragma once
// Errors in words: what it is, and what to do about it.

#include <string>

#include "cvm/error.hpp"
#include "words/language.hpp"

namespace cvm::cli::words {

/// "the key was refused"
std::string_view title(ErrorCode code, Language language) noexcept;

/// What to do. The service's own code is looked at first where more is known of it than of the error's code.
std::string_view remedy(const Error& error, Language language) noexcept;

/// Some lines for people. Nothing that a service wrote can harm the terminal.
std::string explain(const Error& error, Language language);

/// "ap-guangzhou: not scanned: …" and what to do.
std::string not_scanned(std::string_view region, const Error& error, Language language);

/// One short line: "UnauthorizedOperation: …" or "not sent: …".
std::string brief(const Error& error, Language language);

}  // namespace cvm::cli::words
