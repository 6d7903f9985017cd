#pragma once
// What is known of the terminal, and the one way to standard error.

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "output/table.hpp"

namespace cvm::cli {

struct Terminal {
  bool input = false;   ///< standard input is a terminal
  bool output = false;  ///< standard output
  bool errors = false;  ///< standard error
  std::size_t width = 80;
  bool dumb = false;       ///< TERM=dumb: no cursor movement
  bool may_color = false;  ///< neither --no-color nor NO_COLOR nor TERM=dumb

  /// Somebody can be asked: the question is seen and the answer can be typed.
  [[nodiscard]] bool can_ask() const noexcept { return input && errors; }
  [[nodiscard]] TableOptions table_on_output() const noexcept { return {output ? width : 0, output && may_color}; }
  [[nodiscard]] TableOptions table_on_errors() const noexcept { return {errors ? width : 0, errors && may_color}; }
};

/// `variable` is getenv.
Terminal detect_terminal(bool no_color, const std::function<const char*(const char*)>& variable);

struct ConsoleOptions {
  bool quiet = false;
  bool verbose = false;
  bool progress = true;
};

/// Lines on standard error and, on a terminal, one progress line that is always the last. Thread-safe.
class Console {
 public:
  Console(const Terminal& terminal, ConsoleOptions options) noexcept;
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void error(std::string_view text) { print(text); }  ///< always
  void ask(std::string_view question);                ///< the cursor stays behind it
  void note(std::string_view text);                   ///< not with -q
  void detail(std::string_view text);                 ///< only with -v, behind the seconds since the start
  void progress(std::string_view text);               ///< replaces the progress line; empty: takes it away

 private:
  void print(std::string_view text);
  void erase_progress();
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const std::size_t width_;
  const ConsoleOptions options_;
  std::mutex mutex_{};
  std::string shown_{};
};

}  // namespace cvm::cli
