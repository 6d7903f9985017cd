#include "image_text.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

namespace cvm::cli {

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string age_of(const std::string& created, std::int64_t now_s) {
  const auto instant = parse_api_time(created);
  if (!instant || *instant > now_s) return "-";
  const std::int64_t minutes = (now_s - *instant) / 60;
  if (minutes < 120) return fmt::format("{}m", minutes);
  if (minutes < 48 * 60) return fmt::format("{}h", minutes / 60);
  return fmt::format("{}d", minutes / (24 * 60));
}

std::string size_text(const std::optional<std::int64_t>& gigabytes) {
  return gigabytes ? fmt::format("{} GB", *gigabytes) : "-";
}

std::string tags_text(const std::vector<Tag>& tags) {
  std::string out;
  for (const Tag& tag : tags) {
    if (!out.empty()) out += ", ";
    out += tag.Value.empty() ? tag.Key : tag.Key + "=" + tag.Value;
  }
  return or_dash(out);
}

std::string snapshots_text(const std::vector<ImageSnapshot>& snapshots) {
  std::string out;
  for (const ImageSnapshot& snapshot : snapshots) out += (out.empty() ? "" : ", ") + snapshot.SnapshotId;
  return or_dash(out);
}

boost::json::object image_record(const Image& image, const std::string& region) {
  namespace json = boost::json;
  json::object tags;
  for (const Tag& tag : image.Tags) tags.insert_or_assign(tag.Key, tag.Value);
  json::array snapshots;
  for (const ImageSnapshot& snapshot : image.SnapshotSet) snapshots.emplace_back(snapshot.SnapshotId);
  return {{"region", region},
          {"id", image.ImageId},
          {"name", image.ImageName},
          {"type", image.ImageType},
          {"state", image.ImageState},
          {"created", image.CreatedTime.empty() ? json::value(nullptr) : json::value(image.CreatedTime)},
          {"size_gb", image.ImageSize ? json::value(*image.ImageSize) : json::value(nullptr)},
          {"family", image.ImageFamily.empty() ? json::value(nullptr) : json::value(image.ImageFamily)},
          {"tags", std::move(tags)},
          {"snapshots", std::move(snapshots)}};
}

}  // namespace cvm::cli
