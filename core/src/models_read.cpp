// Typed answers from the service's JSON.

#include <utility>

#include "cvm/models.hpp"
#include "json.hpp"
#include "member_reader.hpp"

namespace cvm {
namespace {

using json::MemberReader;
using json::Presence;

// Structures

void read_tag(const MemberReader& from, Tag& tag) {
  from.read("Key", tag.Key);
  from.read("Value", tag.Value);
}

void read_image_snapshot(const MemberReader& from, ImageSnapshot& snapshot) {
  from.read("SnapshotId", snapshot.SnapshotId);
  from.read("DiskUsage", snapshot.DiskUsage);
  from.read("DiskSize", snapshot.DiskSize);
}

void read_image(const MemberReader& from, Image& image) {
  from.read("ImageId", image.ImageId);
  from.read("OsName", image.OsName);
  from.read("ImageType", image.ImageType);
  from.read("CreatedTime", image.CreatedTime);
  from.read("ImageName", image.ImageName);
  from.read("ImageDescription", image.ImageDescription);
  from.read("ImageSize", image.ImageSize);
  from.read("Architecture", image.Architecture);
  from.read("ImageState", image.ImageState);
  from.read("Platform", image.Platform);
  from.read("ImageCreator", image.ImageCreator);
  from.read("ImageSource", image.ImageSource);
  from.read("SyncPercent", image.SyncPercent);
  from.read("IsSupportCloudinit", image.IsSupportCloudinit);
  from.read_list("SnapshotSet", image.SnapshotSet, read_image_snapshot);
  from.read_list("Tags", image.Tags, read_tag);
  from.read("LicenseType", image.LicenseType);
  from.read("ImageFamily", image.ImageFamily);
  from.read("ImageDeprecated", image.ImageDeprecated);
}

void read_share_permission(const MemberReader& from, SharePermission& permission) {
  from.read("CreatedTime", permission.CreatedTime);
  from.read("AccountId", permission.AccountId);
}

void read_instance(const MemberReader& from, Instance& instance) {
  from.read("InstanceId", instance.InstanceId);
  from.read("InstanceName", instance.InstanceName);
  from.read("InstanceState", instance.InstanceState);
  from.read("ImageId", instance.ImageId);
}

void read_launch_template(const MemberReader& from, LaunchTemplate& launch_template) {
  from.read("LaunchTemplateId", launch_template.LaunchTemplateId);
  from.read("LaunchTemplateName", launch_template.LaunchTemplateName);
  from.read("DefaultVersionNumber", launch_template.DefaultVersionNumber);
  from.read("LatestVersionNumber", launch_template.LatestVersionNumber);
  from.read("LaunchTemplateVersionCount", launch_template.LaunchTemplateVersionCount);
}

void read_launch_template_version(const MemberReader& from, LaunchTemplateVersion& version) {
  from.read("LaunchTemplateId", version.LaunchTemplateId);
  from.read("LaunchTemplateVersion", version.LaunchTemplateVersion);
  from.read("IsDefaultVersion", version.IsDefaultVersion);
  from.read_object("LaunchTemplateVersionData",
                   [&](const MemberReader& data) { data.read("ImageId", version.ImageId); });
}

void read_launch_configuration(const MemberReader& from, LaunchConfiguration& configuration) {
  from.read("LaunchConfigurationId", configuration.LaunchConfigurationId);
  from.read("LaunchConfigurationName", configuration.LaunchConfigurationName);
  from.read("ImageId", configuration.ImageId);
  from.read("ImageFamily", configuration.ImageFamily);
}

void read_block_snapshot(const MemberReader& from, BlockSnapshot& snapshot) {
  from.read("SnapshotId", snapshot.SnapshotId);
  from.read("SnapshotName", snapshot.SnapshotName);
  from.read("SnapshotState", snapshot.SnapshotState);
  from.read("DiskSize", snapshot.DiskSize);
  from.read("ImageCount", snapshot.ImageCount);
  from.read_list("Images", snapshot.ImageIds,
                 [](const MemberReader& image, std::string& id) { image.read("ImageId", id); });
}

void read_region(const MemberReader& from, Region& region) {
  from.read("Region", region.Region);
  from.read("RegionName", region.RegionName);
  from.read("RegionState", region.RegionState);
}

// Answers

void read_answer_members(const MemberReader&, DeleteImagesResponse&) {}
void read_answer_members(const MemberReader&, ModifyImageSharePermissionResponse&) {}

void read_answer_members(const MemberReader& from, DescribeImagesResponse& response) {
  from.read_list("ImageSet", response.ImageSet, read_image, Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, DescribeImageSharePermissionResponse& response) {
  from.read_list("SharePermissionSet", response.SharePermissionSet, read_share_permission, Presence::promised);
}

void read_answer_members(const MemberReader& from, DescribeImageQuotaResponse& response) {
  from.read("ImageNumQuota", response.ImageNumQuota);
}

void read_answer_members(const MemberReader& from, DescribeImageFromFamilyResponse& response) {
  from.read_object("Image", [&](const MemberReader& image) { read_image(image, response.Image.emplace()); });
}

void read_answer_members(const MemberReader& from, DescribeInstancesResponse& response) {
  from.read_list("InstanceSet", response.InstanceSet, read_instance, Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, DescribeLaunchTemplatesResponse& response) {
  from.read_list("LaunchTemplateSet", response.LaunchTemplateSet, read_launch_template, Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, DescribeLaunchTemplateVersionsResponse& response) {
  from.read_list("LaunchTemplateVersionSet", response.LaunchTemplateVersionSet, read_launch_template_version,
                 Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, DescribeLaunchConfigurationsResponse& response) {
  from.read_list("LaunchConfigurationSet", response.LaunchConfigurationSet, read_launch_configuration,
                 Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, DescribeSnapshotsResponse& response) {
  from.read_list("SnapshotSet", response.SnapshotSet, read_block_snapshot, Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, DescribeRegionsResponse& response) {
  from.read_list("RegionSet", response.RegionSet, read_region, Presence::promised);
  from.read("TotalCount", response.TotalCount);
}

void read_answer_members(const MemberReader& from, GetCallerIdentityResponse& response) {
  from.read("Arn", response.Arn);
  from.read("AccountId", response.AccountId);
  from.read("UserId", response.UserId);
  from.read("PrincipalId", response.PrincipalId);
  from.read("Type", response.Type);
}

/// The object `Response` of a success.
Result<json::Value> success_of(std::string_view body, json::Document& document) {
  if (const auto fault = json::parse(body, document)) return json::malformed("", {"the answer ", *fault});
  const json::Value response = document.root().find("Response");
  if (!response.is(json::Kind::object)) return json::malformed("Response", {"the answer has no object Response"});
  if (response.find("Error")) return json::malformed("Response.Error", {"the answer is an error, Response.Error"});
  return response;
}

template <class T>
Result<T> read(std::string_view body) {
  json::Document document;
  const auto success = success_of(body, document);
  if (!success) return success.error();
  std::optional<Error> fault;
  const json::Place place{nullptr, "Response"};
  const MemberReader from(*success, place, fault);
  T response;
  read_answer_members(from, response);
  from.read("RequestId", response.RequestId);
  if (fault) return *std::move(fault);
  return response;
}

}  // namespace

#define CVM_READ_RESPONSE(action)                                                   \
  template <>                                                                       \
  Result<action##Response> read_response<action##Response>(std::string_view body) { \
    return read<action##Response>(body);                                            \
  }
CVM_READ_RESPONSE(DeleteImages)
CVM_READ_RESPONSE(DescribeImages)
CVM_READ_RESPONSE(DescribeImageSharePermission)
CVM_READ_RESPONSE(ModifyImageSharePermission)
CVM_READ_RESPONSE(DescribeImageQuota)
CVM_READ_RESPONSE(DescribeImageFromFamily)
CVM_READ_RESPONSE(DescribeInstances)
CVM_READ_RESPONSE(DescribeLaunchTemplates)
CVM_READ_RESPONSE(DescribeLaunchTemplateVersions)
CVM_READ_RESPONSE(DescribeLaunchConfigurations)
CVM_READ_RESPONSE(DescribeSnapshots)
CVM_READ_RESPONSE(DescribeRegions)
CVM_READ_RESPONSE(GetCallerIdentity)
#undef CVM_READ_RESPONSE

}  // namespace cvm
