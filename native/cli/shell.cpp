#include "shell.hpp"

#include <string_view>

#include "options.hpp"

namespace cvm::cli {

std::string quoted_for_shell(const std::vector<std::string>& arguments) {
  std::string text = "cvm-images";
  for (const std::string& argument : arguments) {
    const bool plain = argument.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                           "-_./:=,@%+") == std::string::npos;
    text += ' ';
    if (plain && !argument.empty()) {
      text += argument;
      continue;
    }
    text += '\'';
    for (const char c : argument) text.append(c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1));
    text += '\'';
  }
  return text;
}

std::vector<std::string> same_service(const CommonOptions& options) {
  std::vector<std::string> arguments;
  const auto add = [&arguments](const char* option, std::string value) {
    arguments.emplace_back(option);
    arguments.push_back(std::move(value));
  };
  if (options.endpoint.override) {
    const Endpoint& endpoint = *options.endpoint.override;
    add("--endpoint", endpoint.scheme + "://" + endpoint.authority());
  }
  if (options.endpoint.site != Site::cn) add("--site", std::string(to_string(options.endpoint.site)));
  if (!options.profile.empty()) add("--profile", options.profile);
  if (!options.proxy.empty()) add("--proxy", options.proxy);
  if (!options.ca_file.empty()) add("--cacert", options.ca_file);
  for (const auto& [action, rate] : options.rates) add("--rate", action + "=" + std::to_string(rate));
  return arguments;
}

}  // namespace cvm::cli
