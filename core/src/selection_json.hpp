#pragma once
// Selections and guards as parts of a document.

#include "cvm/selection.hpp"
#include "document_reader.hpp"

namespace cvm {

/// As the public functions of these names; `in` is the place in the document, null for the root.
Result<void> validate(const Selection& selection, const json::Place* in);
Result<void> validate(const Guards& guards, const json::Place* in);
Result<Selection> read_selection(json::Value object, const json::Place* in);
Result<Guards> read_guards(json::Value object, const json::Place* in);

}  // namespace cvm
