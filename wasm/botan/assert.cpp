/*
 * Takes the place of Botan's src/lib/utils/assert.cpp in the WebAssembly build. The messages are shorter than the
 * originals; no stream is used.
 */

#include <botan/assert.h>
#include <botan/exceptn.h>

namespace Botan {

void throw_invalid_argument(const char* message, const char*, const char*) { throw Invalid_Argument(message); }

void throw_invalid_state(const char* expression, const char*, const char*) { throw Invalid_State(expression); }

void assertion_failure(const char* expression, const char*, const char*, const char*, int) {
  throw Internal_Error(expression);
}

}  // namespace Botan
