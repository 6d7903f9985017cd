#include "option_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cvm::cli {
namespace {

Error bad(const std::string& option, const std::string& message) {
  return make_error(ErrorCode::invalid_parameter, option, option + ": " + message);
}

template <class T>
std::optional<T> number(const std::string& text) {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<std::chrono::milliseconds> read_seconds(const std::string& option, const std::string& text, double least) {
  constexpr double most = 86'400;
  const auto seconds = number<double>(text);
  if (!seconds || !(*seconds >= least && *seconds <= most)) {
    return bad(option, fmt::format("\"{}\" is no number of seconds from {} to {}", text, least, most));
  }
  return std::chrono::milliseconds(std::llround(*seconds * 1000));
}

Result<std::pair<std::string, int>> read_rate(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string action = text.substr(0, equals);
  const auto rate = equals == std::string::npos ? std::nullopt : number<int>(text.substr(equals + 1));
  if (action.empty() || !rate || *rate < 1 || *rate > 10'000) {
    return bad("--rate", "\"" + text + "\" is not ACTION=N with N requests a second, 1 to 10000");
  }
  return std::pair(action, *rate);
}

Result<std::size_t> read_count(const std::string& option, const std::string& text) {
  const auto count = number<std::size_t>(text);
  if (!count) return bad(option, "\"" + text + "\" is no whole number");
  return *count;
}

Result<std::int64_t> read_number(const std::string& option, const std::string& text) {
  const auto count = number<std::int64_t>(text);
  if (!count || *count < 0) return bad(option, "\"" + text + "\" is no whole number");
  return *count;
}

Result<std::int64_t> read_percent(const std::string& option, const std::string& text) {
  const auto percent = number<std::int64_t>(text.ends_with('%') ? text.substr(0, text.size() - 1) : text);
  if (!percent || *percent < 0 || *percent > 100) return bad(option, "\"" + text + "\" is not 0 to 100 percent");
  return *percent;
}

Error refused_value(const std::string& option, const std::string& why) { return bad(option, why); }

Result<void> check_proxy(const std::string& text) {
  const std::size_t authority = text.find("://") == std::string::npos ? 0 : text.find("://") + 3;
  if (text.substr(authority, text.find('/', authority) - authority).find('@') == std::string::npos) return {};
  return bad("--proxy",
             "it holds a user or a password, and every process can read a command line; put it into "
             "HTTPS_PROXY instead");
}

Format read_format(const std::string& text) {
  if (text == "json") return Format::json;
  if (text == "ndjson") return Format::ndjson;
  if (text == "csv") return Format::csv;
  if (text == "http") return Format::http;
  if (text == "curl") return Format::curl;
  return Format::table;
}

}  // namespace cvm::cli
