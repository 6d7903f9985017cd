// Typed requests as compact JSON, members in the API's order.

#include <utility>

#include "cvm/models.hpp"
#include "json_writer.hpp"

namespace cvm {

// Found by the writer through the type's namespace.
void append(std::string& out, const Filter& filter) {
  out += json::ObjectWriter().member("Name", filter.Name).member("Values", filter.Values).finish();
}

namespace {

using json::ObjectWriter;

Call call_of(std::string_view action, std::string_view region, ObjectWriter& params) {
  Call call;
  call.action = action;
  call.region = region;
  call.params = params.finish();
  return call;
}

Call call_of(std::string_view action, std::string_view region) {
  ObjectWriter nothing;
  return call_of(action, region, nothing);
}

}  // namespace

Call to_call(const DeleteImagesRequest& request, std::string_view region) {
  return call_of("DeleteImages", region,
                 ObjectWriter()
                     .member("ImageIds", request.ImageIds)
                     .if_set("DeleteBindedSnap", request.DeleteBindedSnap)
                     .if_set("DryRun", request.DryRun));
}

Call to_call(const DescribeImagesRequest& request, std::string_view region) {
  return call_of("DescribeImages", region,
                 ObjectWriter()
                     .if_any("ImageIds", request.ImageIds)
                     .if_any("Filters", request.Filters)
                     .if_set("Offset", request.Offset)
                     .if_set("Limit", request.Limit)
                     .if_set("InstanceType", request.InstanceType));
}

Call to_call(const DescribeImageSharePermissionRequest& request, std::string_view region) {
  return call_of("DescribeImageSharePermission", region, ObjectWriter().member("ImageId", request.ImageId));
}

Call to_call(const ModifyImageSharePermissionRequest& request, std::string_view region) {
  return call_of("ModifyImageSharePermission", region,
                 ObjectWriter()
                     .member("ImageId", request.ImageId)
                     .member("AccountIds", request.AccountIds)
                     .member("Permission", request.Permission));
}

Call to_call(const DescribeImageQuotaRequest&, std::string_view region) {
  return call_of("DescribeImageQuota", region);
}

Call to_call(const DescribeImageFromFamilyRequest& request, std::string_view region) {
  return call_of("DescribeImageFromFamily", region, ObjectWriter().if_any("ImageFamily", request.ImageFamily));
}

Call to_call(const DescribeInstancesRequest& request, std::string_view region) {
  return call_of("DescribeInstances", region,
                 ObjectWriter()
                     .if_any("InstanceIds", request.InstanceIds)
                     .if_any("Filters", request.Filters)
                     .if_set("Offset", request.Offset)
                     .if_set("Limit", request.Limit));
}

Call to_call(const DescribeLaunchTemplatesRequest& request, std::string_view region) {
  return call_of("DescribeLaunchTemplates", region,
                 ObjectWriter()
                     .if_any("LaunchTemplateIds", request.LaunchTemplateIds)
                     .if_any("Filters", request.Filters)
                     .if_set("Offset", request.Offset)
                     .if_set("Limit", request.Limit));
}

Call to_call(const DescribeLaunchTemplateVersionsRequest& request, std::string_view region) {
  return call_of("DescribeLaunchTemplateVersions", region,
                 ObjectWriter()
                     .member("LaunchTemplateId", request.LaunchTemplateId)
                     .if_any("LaunchTemplateVersions", request.LaunchTemplateVersions)
                     .if_set("MinVersion", request.MinVersion)
                     .if_set("MaxVersion", request.MaxVersion)
                     .if_set("Offset", request.Offset)
                     .if_set("Limit", request.Limit)
                     .if_set("DefaultVersion", request.DefaultVersion));
}

Call to_call(const DescribeLaunchConfigurationsRequest& request, std::string_view region) {
  return call_of("DescribeLaunchConfigurations", region,
                 ObjectWriter()
                     .if_any("LaunchConfigurationIds", request.LaunchConfigurationIds)
                     .if_any("Filters", request.Filters)
                     .if_set("Limit", request.Limit)
                     .if_set("Offset", request.Offset));
}

Call to_call(const DescribeSnapshotsRequest& request, std::string_view region) {
  return call_of("DescribeSnapshots", region,
                 ObjectWriter()
                     .if_any("SnapshotIds", request.SnapshotIds)
                     .if_any("Filters", request.Filters)
                     .if_set("Limit", request.Limit)
                     .if_set("Offset", request.Offset));
}

Call to_call(const DescribeRegionsRequest& request, std::string_view region) {
  return call_of("DescribeRegions", region, ObjectWriter().member("Product", request.Product));
}

Call to_call(const GetCallerIdentityRequest&, std::string_view region) { return call_of("GetCallerIdentity", region); }

}  // namespace cvm
