#include "terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "output/text.hpp"

namespace cvm::cli {
namespace {

std::size_t width_of(int descriptor) noexcept {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void write_error(std::string_view text) noexcept {
  [[maybe_unused]] const auto written = std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

Terminal detect_terminal(bool no_color, const std::function<const char*(const char*)>& variable) {
  Terminal terminal;
  terminal.input = ::isatty(STDIN_FILENO) == 1;
  terminal.output = ::isatty(STDOUT_FILENO) == 1;
  terminal.errors = ::isatty(STDERR_FILENO) == 1;
  std::size_t width = terminal.output ? width_of(STDOUT_FILENO) : 0;
  if (width == 0 && terminal.errors) width = width_of(STDERR_FILENO);
  if (width > 0) terminal.width = width;
  const char* forbidden = variable("NO_COLOR");
  const char* term = variable("TERM");
  terminal.dumb = term != nullptr && std::strcmp(term, "dumb") == 0;
  terminal.may_color = !no_color && !terminal.dumb && (forbidden == nullptr || *forbidden == '\0');
  return terminal;
}

Console::Console(const Terminal& terminal, ConsoleOptions options) noexcept
    : width_(terminal.width),
      options_{options.quiet, options.verbose && !options.quiet,
               options.progress && terminal.errors && !terminal.dumb && !options.quiet} {}

Console::~Console() { erase_progress(); }

void Console::ask(std::string_view question) {
  const std::lock_guard lock(mutex_);
  write_error((shown_.empty() ? "" : "\r\x1b[K") + std::string(question));
  shown_.clear();
}

void Console::note(std::string_view text) {
  if (!options_.quiet) print(text);
}

void Console::detail(std::string_view text) {
  if (!options_.verbose) return;
  const std::chrono::duration<double> since_start = std::chrono::steady_clock::now() - started_;
  print(fmt::format("[{:7.3f}] {}", since_start.count(), text));
}

void Console::progress(std::string_view text) {
  if (!options_.progress) return;
  const std::lock_guard lock(mutex_);
  std::string line = cut_to_width(visible(text), width_ > 1 ? width_ - 1 : width_);
  if (line == shown_) return;
  write_error("\r\x1b[K" + line);
  shown_ = std::move(line);
}

void Console::print(std::string_view text) {
  const std::lock_guard lock(mutex_);
  std::string lines = shown_.empty() ? std::string() : "\r\x1b[K";
  lines += text;
  if (!text.ends_with('\n')) lines += '\n';
  lines += shown_;
  write_error(lines);
}

void Console::erase_progress() {
  const std::lock_guard lock(mutex_);
  if (!shown_.empty()) write_error("\r\x1b[K");
  shown_.clear();
}

}  // namespace cvm::cli
