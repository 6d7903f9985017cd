#pragma once
// The command line as plain values. Parsing sends nothing, reads no file and no environment.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "confirm.hpp"
#include "cvm/endpoint.hpp"
#include "cvm/request.hpp"
#include "cvm/selection.hpp"
#include "words/language.hpp"

namespace cvm::cli {

enum class Format : std::uint8_t { table, json, ndjson, csv, http, curl };

/// What the subcommands share.
struct CommonOptions {
  std::vector<std::string> regions{};
  EndpointOptions endpoint{};
  std::string profile{};
  std::optional<Language> language{};
  std::optional<std::chrono::milliseconds> timeout{};  ///< of one call, repeats included
  std::map<std::string, int> rates{};
  std::string proxy{};
  std::string ca_file{};
  std::optional<Format> format{};
  bool no_color = false;
  bool no_progress = false;
  bool verbose = false;
  bool quiet = false;
};

struct ListCommand {
  Selection filter{};  ///< without any rule: all images
};
struct QuotaCommand {};
struct RegionsCommand {};
struct DoctorCommand {};

struct CallArguments {
  std::string action{};
  std::string params = "{}";  ///< JSON, "@FILE" or "-"
  Method method = Method::post;
  std::string service{};
  std::string version{};
};

struct SignCommand {
  CallArguments call{};
  std::optional<std::int64_t> timestamp{};
};

struct CallCommand {
  CallArguments call{};
  Consent consent{};
};

struct RefsCommand {
  std::vector<std::string> ids{};
  ReferenceChecks refs{};
};

struct PlanCommand {
  Selection selection{};
  Guards guards{};
  std::string out{};  ///< file for the plan
  bool detailed_exitcode = false;
};

/// How a plan is carried out.
struct RunSettings {
  Consent consent{};
  std::optional<std::chrono::milliseconds> settle{};
  std::optional<std::chrono::milliseconds> verify{};
  std::string out{};  ///< file for the receipt
};

struct ApplyCommand {
  std::string plan{};     ///< file
  std::string journal{};  ///< file; empty: the plan's name and ".journal"
  bool resume = false;
  RunSettings run{};
};

/// Plan and apply in one go.
struct DeleteCommand {
  Selection selection{};
  Guards guards{};
  RunSettings run{};
};

using Subcommand = std::variant<ListCommand, QuotaCommand, RegionsCommand, DoctorCommand, SignCommand, CallCommand,
                                RefsCommand, PlanCommand, ApplyCommand, DeleteCommand>;

struct CommandLine {
  CommonOptions common{};
  Subcommand subcommand{};
};

/// Nothing is to be done: help or the version was asked for (`text`, for standard output), or the command line is
/// wrong (`error`).
struct NothingToRun {
  std::string text{};
  std::optional<Error> error{};
};

/// `arguments` without the program's name.
std::variant<CommandLine, NothingToRun> parse_command_line(const std::vector<std::string>& arguments);

/// Whether `-o json` stands on a command line that may be wrong elsewhere.
bool asks_for_json(const std::vector<std::string>& arguments);

}  // namespace cvm::cli
