// Boost.JSON compiled from its headers, for builds without the library (WebAssembly).
#include <boost/json/src.hpp>
