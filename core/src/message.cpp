#include "message.hpp"

#include <charconv>

namespace cvm {

std::string joined(Parts parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

std::string decimal(std::int64_t number) {
  char digits[20];
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

Error error_saying(ErrorCode code, std::string_view where, Parts message) {
  return make_error(code, std::string(where), joined(message));
}

}  // namespace cvm
