#pragma once
// Option texts to values. The messages are for people; the option's name is put before them.

#include <chrono>
#include <string>
#include <utility>

#include "options.hpp"

namespace cvm::cli {

/// Seconds, with or without a fraction, `least` at least and a day at most.
Result<std::chrono::milliseconds> read_seconds(const std::string& option, const std::string& text, double least);

/// "DeleteImages=5"
Result<std::pair<std::string, int>> read_rate(const std::string& text);

/// A whole number without a sign.
Result<std::size_t> read_count(const std::string& option, const std::string& text);
Result<std::int64_t> read_number(const std::string& option, const std::string& text);

/// "80%" or "80".
Result<std::int64_t> read_percent(const std::string& option, const std::string& text);

/// `invalid-parameter`, the option's name in front of the reason.
Error refused_value(const std::string& option, const std::string& why);

/// Refuses a user or a password in the address: every process of the machine can read a command line.
Result<void> check_proxy(const std::string& text);

Format read_format(const std::string& text);

}  // namespace cvm::cli
