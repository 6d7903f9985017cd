#include "confirm.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <vector>

#include "words/prompts.hpp"

namespace cvm::cli {
namespace {

/// Becomes readable when a stop is requested.
class StopSignal {
 public:
  explicit StopSignal(const std::stop_token& stop) {
    if (::pipe(ends_.data()) != 0) return;
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    callback_.emplace(stop, [in = ends_[1]] { [[maybe_unused]] const auto written = ::write(in, "s", 1); });
  }
  ~StopSignal() {
    callback_.reset();
    for (const int end : ends_) ::close(end);
  }
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  [[nodiscard]] int descriptor() const noexcept { return ends_[0]; }

 private:
  std::array<int, 2> ends_{-1, -1};
  std::optional<std::stop_callback<std::function<void()>>> callback_{};
};

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
    if (text.empty()) return words;
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    words.push_back(word);
    text.remove_prefix(word.size());
  }
}

}  // namespace

std::optional<std::string> read_line(int descriptor, const std::stop_token& stop) {
  constexpr std::size_t longest = 4096;
  const StopSignal stopped(stop);
  std::string line;
  while (line.size() < longest) {
    std::array<pollfd, 2> waits{{{descriptor, POLLIN, 0}, {stopped.descriptor(), POLLIN, 0}}};
    if (::poll(waits.data(), waits.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    if (stop.stop_requested()) return std::nullopt;
    char c = 0;
    const auto got = ::read(descriptor, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

bool is_phrase(std::string_view typed, std::string_view phrase) { return words_of(typed) == words_of(phrase); }

Result<std::string> confirm(const Question& question, const Consent& consent, const Terminal& terminal,
                            Console& console, Language language, const std::stop_token& stop, int input) {
  if (stop.stop_requested()) return make_error(ErrorCode::cancelled, "", words::interrupted_before(language));
  if (consent.yes) {
    if (consent.expect_count == question.count) return fmt::format("--yes --expect-count {}", question.count);
    return make_error(ErrorCode::refused, "--expect-count",
                      words::wrong_count(language, consent.expect_count.value_or(0), question.count));
  }
  if (!terminal.can_ask()) {
    return make_error(ErrorCode::refused, "--yes", words::nobody_to_ask(language, question.command_line));
  }
  console.ask("\n" + question.text + "\n" + words::type_phrase(language, question.phrase));
  const auto typed = read_line(input, stop);
  if (stop.stop_requested()) return make_error(ErrorCode::cancelled, "", words::interrupted_before(language));
  if (!typed) return make_error(ErrorCode::refused, "", words::nothing_typed(language));
  if (!is_phrase(*typed, question.phrase)) {
    return make_error(ErrorCode::refused, "", words::other_text_typed(language));
  }
  return std::string("typed phrase");
}

}  // namespace cvm::cli
