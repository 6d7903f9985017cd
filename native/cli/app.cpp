#include "app.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "commands.hpp"
#include "interrupt.hpp"
#include "output/json.hpp"
#include "shell.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

const char* variable(const char* name) { return std::getenv(name); }

Format default_format_of(const Subcommand& subcommand) {
  if (std::holds_alternative<SignCommand>(subcommand)) return Format::http;
  return std::holds_alternative<CallCommand>(subcommand) ? Format::json : Format::table;
}

/// A result that did not reach its reader is no success.
Exit close_output(ResultStream& out, Console& console, Language language, Exit status) {
  if (out.flush()) return status;
  console.error(say(language, "cvm-images: cannot write to standard output: {}", "cvm-images：无法写入标准输出：{}",
                    std::strerror(out.fault())));
  return status == Exit::done ? Exit::usage : status;
}

Exit run_line(const CommandLine& line, std::string as_typed, Language language, ResultStream& out,
              const Interrupts& interrupts) {
  const CommonOptions& common = line.common;
  const Terminal terminal = detect_terminal(common.no_color, variable);
  Console console(terminal, {common.quiet, common.verbose, !common.no_progress});
  Context context{.options = common,
                  .language = language,
                  .terminal = terminal,
                  .console = console,
                  .out = out,
                  .stop = interrupts.token(),
                  .variable = variable,
                  .default_format = default_format_of(line.subcommand),
                  .as_typed = std::move(as_typed)};
  const Exit status = std::visit([&context](const auto& command) { return run(context, command); }, line.subcommand);
  return close_output(out, console, language, status);
}

Exit run_nothing(const NothingToRun& nothing, Language language, ResultStream& out, bool as_json) {
  Console console(detect_terminal(true, variable), {});
  Exit status = Exit::done;
  out.write(nothing.text);
  if (nothing.error) {
    status = Exit::usage;
    console.error(words::explain(*nothing.error, language));
    if (as_json) out.write(pretty_json(boost::json::object{{"error", to_json(*nothing.error)}}));
  }
  return close_output(out, console, language, status);
}

Exit run_all(const std::vector<std::string>& arguments) {
  const Interrupts interrupts;
  ResultStream out(stdout);
  const Language by_locale = language_of_locale(variable);
  const auto parsed = parse_command_line(arguments);
  if (const auto* nothing = std::get_if<NothingToRun>(&parsed)) {
    return run_nothing(*nothing, by_locale, out, asks_for_json(arguments));
  }
  const auto& line = std::get<CommandLine>(parsed);
  return run_line(line, quoted_for_shell(arguments), line.common.language.value_or(by_locale), out, interrupts);
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) noexcept {
  try {
    fill_standard_descriptors();
    return static_cast<int>(run_all(arguments));
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "cvm-images: a fault in cvm-images: %s\n", fault.what());
  } catch (...) {
    std::fputs("cvm-images: a fault in cvm-images\n", stderr);
  }
  return static_cast<int>(Exit::usage);
}

}  // namespace cvm::cli
