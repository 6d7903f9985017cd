#pragma once
// What the end of a DeleteImages request says of the images in it.

#include <string>

#include "cvm/error.hpp"
#include "cvm/plan.hpp"

namespace cvm {

/// The message names the id, and not merely a longer one that begins with it.
bool names(const std::string& message, const std::string& id);

/// Errors that say for certain that nothing was done, and that every other batch would meet as well.
bool ends_the_run(const Error& error);

/// The service refused this request for a stated reason: nothing is under way any more.
inline bool is_definite(const Error& error) { return !error.ambiguous && !error.retryable; }

inline bool is_too_many(const Error& error) { return error.service_code == "InvalidParameterValue.LimitExceeded"; }
inline bool is_not_found(const Error& error) { return error.service_code == "InvalidImageId.NotFound"; }

/// Why an image that is still there was not deleted: the service's word, or none at all.
Reason refused(const Error& error);

}  // namespace cvm
