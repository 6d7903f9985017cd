#pragma once
// The receipt of one image as JSON, in receipts and journals.

#include <string>

#include "cvm/receipt.hpp"
#include "json.hpp"

namespace cvm {

/// UTF-8, whatever the texts of the errors are.
void append_image_receipt(std::string& out, const ImageReceipt& image);

/// Error: `invalid-parameter`.
Result<ImageReceipt> read_image_receipt(json::Value in);

}  // namespace cvm
