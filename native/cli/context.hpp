#pragma once
// What every subcommand works with.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "cvm/client.hpp"
#include "exit_status.hpp"
#include "options.hpp"
#include "output/stream.hpp"
#include "terminal.hpp"
#include "words/language.hpp"

namespace cvm::cli {

struct Context {
  const CommonOptions& options;
  Language language = Language::english;
  Terminal terminal{};
  Console& console;
  ResultStream& out;
  std::stop_token stop{};
  std::function<const char*(const char*)> variable{};  ///< getenv

  Format default_format = Format::table;
  std::string as_typed{};  ///< the command line, quoted for a shell

  [[nodiscard]] Format format() const noexcept { return options.format.value_or(default_format); }
};

/// Tells the error: words on standard error and, where the output is JSON, the document {"error": …}.
Exit fail(Context& context, const Error& error);
Exit fail(Context& context, const Error& error, Exit status);

/// One region among others was not read. Tables say so themselves; for the other forms it stands on standard error.
void tell_not_scanned(Context& context, const std::string& region, const Error& error);

/// What a command needs to reach the service.
struct Connection {
  std::shared_ptr<Transport> transport{};
  CredentialProviderPtr credentials{};
};
Result<Connection> connect(const Context& context);
Client make_client(const Context& context, const Connection& connection);

/// A client whose key is there; asking for the key first says once, and early, that there is none.
Result<Client> make_ready_client(const Context& context);

/// -r, TENCENTCLOUD_REGION, the profile's; empty when none says.
Result<std::string> chosen_region(const Context& context);
/// The same; an error when there is none.
Result<std::string> required_region(const Context& context);
/// The same for several; `all` asks the service.
Result<std::vector<std::string>> chosen_regions(const Context& context, const Client& client);

/// Tells the events of a call with -v.
CallOptions call_options(const Context& context, const std::string& region = {});

/// `work(region)` for each of them, a few at a time; the results in the order of the regions.
template <class Work>
auto for_each_region(const std::vector<std::string>& regions, const Work& work) {
  using Outcome = decltype(work(regions.front()));
  constexpr std::size_t most_threads = 8;
  std::vector<std::optional<Outcome>> results(regions.size());
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < regions.size(); i = next++) results[i].emplace(work(regions[i]));
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(most_threads, regions.size()); ++i) threads.emplace_back(run);
    run();
  }
  std::vector<Outcome> done;
  for (auto& result : results) done.push_back(std::move(*result));
  return done;
}

}  // namespace cvm::cli
