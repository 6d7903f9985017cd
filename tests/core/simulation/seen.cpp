#include "seen.hpp"

#include <boost/json.hpp>
#include <utility>

namespace cvm::simulation {
namespace {

namespace json = boost::json;

std::vector<std::string> texts(const json::object& params, const char* key) {
  std::vector<std::string> all;
  if (const json::value* list = params.if_contains(key)) {
    for (const json::value& one : list->as_array()) all.emplace_back(one.as_string());
  }
  return all;
}

std::string text(const json::object& params, const char* key) {
  const json::value* value = params.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

bool flag(const json::object& params, const char* key) {
  const json::value* value = params.if_contains(key);
  return value != nullptr && value->as_bool();
}

std::int64_t number(const json::object& params, const char* key, std::int64_t otherwise) {
  const json::value* value = params.if_contains(key);
  return value == nullptr ? otherwise : value->to_number<std::int64_t>();
}

json::object to_json(const Image& image) {
  json::array tags;
  for (const Tag& tag : image.Tags) tags.push_back(json::object{{"Key", tag.Key}, {"Value", tag.Value}});
  json::array snapshots;
  for (const ImageSnapshot& one : image.SnapshotSet) {
    snapshots.push_back(json::object{
        {"SnapshotId", one.SnapshotId}, {"DiskUsage", one.DiskUsage}, {"DiskSize", one.DiskSize.value_or(0)}});
  }
  json::object object{{"ImageId", image.ImageId},
                      {"ImageName", image.ImageName},
                      {"ImageType", image.ImageType},
                      {"ImageState", image.ImageState},
                      {"ImageSize", image.ImageSize.value_or(0)},
                      {"ImageFamily", image.ImageFamily},
                      {"Tags", std::move(tags)},
                      {"SnapshotSet", std::move(snapshots)}};
  if (!image.CreatedTime.empty()) object["CreatedTime"] = image.CreatedTime;
  return object;
}

json::object to_json(const Instance& instance) {
  return {{"InstanceId", instance.InstanceId}, {"InstanceName", instance.InstanceName}, {"ImageId", instance.ImageId}};
}

json::object to_json(const LaunchTemplate& one) {
  return {{"LaunchTemplateId", one.LaunchTemplateId},
          {"LaunchTemplateName", one.LaunchTemplateName},
          {"DefaultVersionNumber", *one.DefaultVersionNumber},
          {"LatestVersionNumber", *one.LatestVersionNumber},
          {"LaunchTemplateVersionCount", *one.LaunchTemplateVersionCount}};
}

json::object to_json(const LaunchTemplateVersion& one) {
  return {{"LaunchTemplateId", one.LaunchTemplateId},
          {"LaunchTemplateVersion", *one.LaunchTemplateVersion},
          {"IsDefaultVersion", *one.IsDefaultVersion},
          {"LaunchTemplateVersionData", json::object{{"ImageId", one.ImageId}}}};
}

json::object to_json(const LaunchConfiguration& one) {
  json::object object{{"LaunchConfigurationId", one.LaunchConfigurationId},
                      {"LaunchConfigurationName", one.LaunchConfigurationName}};
  if (!one.ImageId.empty()) object["ImageId"] = one.ImageId;
  if (!one.ImageFamily.empty()) object["ImageFamily"] = one.ImageFamily;
  return object;
}

json::object to_json(const BlockSnapshot& one) {
  json::array images;
  for (const std::string& id : one.ImageIds) images.push_back(json::object{{"ImageId", id}, {"ImageName", "image"}});
  return {{"SnapshotId", one.SnapshotId},
          {"SnapshotState", "NORMAL"},
          {"Images", std::move(images)},
          {"ImageCount", one.ImageIds.size()}};
}

json::object to_json(const std::string& account) {
  return {{"AccountId", account}, {"CreatedTime", "2026-01-01T00:00:00Z"}};
}

template <class Item>
json::object list(const char* name, const std::vector<Item>& items, const Seen& seen) {
  json::array array;
  for (const Item& item : items) array.push_back(to_json(item));
  return {{name, std::move(array)}, {"TotalCount", seen.total}};
}

json::object members(const Seen& seen) {
  const std::string& action = seen.asked.action;
  if (!seen.ok()) return {{"Error", json::object{{"Code", seen.code}, {"Message", seen.message}}}};
  if (action == "DescribeImages") return list("ImageSet", seen.images, seen);
  if (action == "DescribeInstances") return list("InstanceSet", seen.instances, seen);
  if (action == "DescribeLaunchTemplates") return list("LaunchTemplateSet", seen.templates, seen);
  if (action == "DescribeLaunchTemplateVersions") return list("LaunchTemplateVersionSet", seen.versions, seen);
  if (action == "DescribeLaunchConfigurations") return list("LaunchConfigurationSet", seen.configurations, seen);
  if (action == "DescribeSnapshots") return list("SnapshotSet", seen.snapshots, seen);
  if (action == "DescribeImageSharePermission") return list("SharePermissionSet", seen.accounts, seen);
  if (action == "DescribeImageQuota") return {{"ImageNumQuota", seen.quota}};
  if (action == "GetCallerIdentity") return {{"AccountId", seen.account}};
  if (action == "DescribeImageFromFamily") {
    return {{"Image", seen.images.empty() ? json::value() : json::value(to_json(seen.images.front()))}};
  }
  return {};
}

}  // namespace

Asked read_request(const UnsignedRequest& request) {
  const json::value parsed = json::parse(request.http.body);
  const json::object& params = parsed.as_object();
  Asked asked;
  asked.action = request.action;
  asked.region = request.region;
  asked.ids = texts(params, params.contains("SnapshotIds") ? "SnapshotIds" : "ImageIds");
  for (const char* key : {"ImageId", "ImageFamily", "LaunchTemplateId"}) asked.subject += text(params, key);
  asked.accounts = texts(params, "AccountIds");
  asked.permission = text(params, "Permission");
  if (const json::value* versions = params.if_contains("LaunchTemplateVersions")) {
    for (const json::value& one : versions->as_array()) asked.versions.push_back(one.to_number<std::int64_t>());
  }
  if (const json::value* filters = params.if_contains("Filters")) {
    for (const json::value& one : filters->as_array()) {
      asked.filters.push_back({text(one.as_object(), "Name"), texts(one.as_object(), "Values")});
    }
  }
  asked.offset = number(params, "Offset", 0);
  asked.limit = number(params, "Limit", 20);
  asked.paged = params.contains("Offset") || params.contains("Limit");
  asked.default_version = flag(params, "DefaultVersion");
  asked.with_snapshots = flag(params, "DeleteBindedSnap");
  asked.dry_run = flag(params, "DryRun");
  return asked;
}

std::string write_body(const Seen& seen, const std::string& request_id) {
  json::object response = members(seen);
  response["RequestId"] = request_id;
  return json::serialize(json::object{{"Response", std::move(response)}});
}

}  // namespace cvm::simulation
