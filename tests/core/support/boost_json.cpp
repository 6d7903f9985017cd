// Boost.JSON whole, for the tests where there is no library of it (WebAssembly): they compare values; the core only
// parses.
#include <boost/json/src.hpp>
