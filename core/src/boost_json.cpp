// What Boost.JSON's parser links, for builds without the library (WebAssembly).
#define BOOST_JSON_SOURCE
#include <boost/json/basic_parser.hpp>
#include <boost/json/detail/impl/default_resource.ipp>
#include <boost/json/detail/impl/stack.ipp>

BOOST_JSON_NS_BEGIN

/// Boost's own category would bring in the texts of all its errors, which nobody reads: json.cpp has words of its own.
error_code make_error_code(error e) { return {static_cast<int>(e), boost::system::generic_category()}; }

BOOST_JSON_NS_END
