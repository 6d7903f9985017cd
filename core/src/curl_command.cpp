#include <algorithm>

#include "cvm/tc3.hpp"

namespace cvm {
namespace {

void append_quoted(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  out += '\'';
}

void append_option(std::string& out, std::string_view option, std::string_view value) {
  out.append(" ").append(option).append(" ");
  append_quoted(out, value);
}

/// An argument cannot hold a NUL, and Linux takes none over 128 KiB.
bool fits_an_argument(std::string_view body) noexcept {
  constexpr std::size_t largest = 100'000;
  return body.size() <= largest && body.find('\0') == std::string_view::npos;
}

/// The format from which the shell's own printf makes `bytes`.
std::string printf_format(std::string_view bytes) {
  std::string format;
  for (const char c : bytes) {
    switch (c) {
      case '\0':
        format += "\\000";
        break;
      case '\\':
        format += "\\\\";
        break;
      case '%':
        format += "%%";
        break;
      default:
        format += c;
    }
  }
  if (format.starts_with('-')) format.replace(0, 1, "\\055");  // it would be taken for an option
  return format;
}

}  // namespace

std::string curl_command(const HttpRequest& request) {
  const bool as_argument = fits_an_argument(request.body);
  std::string command;
  if (!as_argument) {
    append_option(command, "printf", printf_format(request.body));
    command.erase(0, 1);
    command += " | ";
  }
  command += "curl --globoff";
  append_option(command, "--request", request.method);
  append_option(command, "--url", request.url);
  for (const Header& header : request.headers) {
    // curl takes "name:" for a wish to leave the header out.
    append_option(command, "--header", header.value.empty() ? header.name + ';' : header.name + ": " + header.value);
  }
  // --data-raw sends a body that begins with '@' as it is.
  if (!as_argument) {
    append_option(command, "--data-binary", "@-");
  } else if (!request.body.empty() || request.method == "POST") {
    append_option(command, "--data-raw", request.body);
  }
  return command;
}

}  // namespace cvm
