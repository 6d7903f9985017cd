#pragma once
// Images in cells and records.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "cvm/models.hpp"

namespace cvm::cli {

/// "267d", "47h", "12m"; "-" when the instant is not known or lies ahead.
std::string age_of(const std::string& created, std::int64_t now_s);
std::string size_text(const std::optional<std::int64_t>& gigabytes);      ///< "50 GB", "-"
std::string tags_text(const std::vector<Tag>& tags);                      ///< "env=dev, keep", "-"
std::string snapshots_text(const std::vector<ImageSnapshot>& snapshots);  ///< "snap-1, snap-2", "-"
std::string or_dash(const std::string& text);

/// {"region", "id", "name", "type", "state", "created", "size_gb", "family", "tags": {…}, "snapshots": […]}
boost::json::object image_record(const Image& image, const std::string& region);

}  // namespace cvm::cli
