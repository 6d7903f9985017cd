#pragma once
/// \file
/// The typed calls: requests and answers with the API's own member names.
///
/// Requests: a member that was not set is not sent. Answers: a text that is absent or null is empty, a number, boolean
/// or structure that is absent or null is `nullopt`, a list that is null is empty; the list that an answer is about
/// (`ImageSet`, …) is a `malformed-answer` when absent, as is a member of the wrong type; other lists may be absent.
/// Members that are not known are ignored here and still stand in `Answer::body`. Source: the API's models, cvm
/// 2017-03-12, as 2018-04-19, cbs 2017-03-12, region 2022-06-27, sts 2018-08-13.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/error.hpp"
#include "cvm/request.hpp"

namespace cvm {

// Structures

struct Tag {
  std::string Key{};
  std::string Value{};
  friend bool operator==(const Tag&, const Tag&) = default;
};

struct Filter {
  std::string Name{};
  std::vector<std::string> Values{};
};

struct ImageSnapshot {
  std::string SnapshotId{};
  std::string DiskUsage{};  ///< SYSTEM_DISK, DATA_DISK
  std::optional<std::int64_t> DiskSize{};
};

struct Image {
  std::string ImageId{};
  std::string OsName{};
  std::string ImageType{};    ///< PRIVATE_IMAGE, PUBLIC_IMAGE, SHARED_IMAGE, MARKET_IMAGE
  std::string CreatedTime{};  ///< ISO 8601, UTC; ends in "Z" or "+00:00"; empty when unknown
  std::string ImageName{};
  std::string ImageDescription{};
  std::optional<std::int64_t> ImageSize{};  ///< GiB
  std::string Architecture{};
  std::string
      ImageState{};  ///< NORMAL, CREATING, CREATEFAILED, SYNCING, IMPORTING, IMPORTFAILED, USING; others may come
  std::string Platform{};
  std::string ImageCreator{};
  std::string ImageSource{};
  std::optional<std::int64_t> SyncPercent{};
  std::optional<bool> IsSupportCloudinit{};
  std::vector<ImageSnapshot> SnapshotSet{};
  std::vector<Tag> Tags{};
  std::string LicenseType{};
  std::string ImageFamily{};
  std::optional<bool> ImageDeprecated{};
};

struct SharePermission {
  std::string CreatedTime{};
  std::string AccountId{};
};

struct Instance {
  std::string InstanceId{};
  std::string InstanceName{};
  std::string InstanceState{};
  std::string ImageId{};  ///< the image it was made from
};

struct LaunchTemplate {
  std::string LaunchTemplateId{};
  std::string LaunchTemplateName{};
  std::optional<std::int64_t> DefaultVersionNumber{};
  std::optional<std::int64_t> LatestVersionNumber{};
  std::optional<std::int64_t> LaunchTemplateVersionCount{};
};

struct LaunchTemplateVersion {
  std::string LaunchTemplateId{};
  std::optional<std::int64_t> LaunchTemplateVersion{};
  std::optional<bool> IsDefaultVersion{};
  std::string ImageId{};  ///< LaunchTemplateVersionData.ImageId
};

struct LaunchConfiguration {
  std::string LaunchConfigurationId{};
  std::string LaunchConfigurationName{};
  std::string ImageId{};      ///< either this
  std::string ImageFamily{};  ///< or this
};

struct BlockSnapshot {
  std::string SnapshotId{};
  std::string SnapshotName{};
  std::string SnapshotState{};
  std::optional<std::int64_t> DiskSize{};
  std::optional<std::int64_t> ImageCount{};
  std::vector<std::string> ImageIds{};  ///< Images[].ImageId: the images that rest on it
};

struct Region {
  std::string Region{};
  std::string RegionName{};
  std::string RegionState{};  ///< AVAILABLE, …
};

// Requests

struct DeleteImagesRequest {
  std::vector<std::string> ImageIds{};
  std::optional<bool> DeleteBindedSnap{};  ///< the API's spelling
  std::optional<bool> DryRun{};
};
struct DescribeImagesRequest {
  std::vector<std::string> ImageIds{};  ///< not together with Filters
  std::vector<Filter> Filters{};
  std::optional<std::int64_t> Offset{};
  std::optional<std::int64_t> Limit{};  ///< at most 100
  std::optional<std::string> InstanceType{};
};
struct DescribeImageSharePermissionRequest {
  std::string ImageId{};
};
struct ModifyImageSharePermissionRequest {
  std::string ImageId{};
  std::vector<std::string> AccountIds{};
  std::string Permission{};  ///< SHARE, CANCEL
};
struct DescribeImageQuotaRequest {};
struct DescribeImageFromFamilyRequest {
  std::string ImageFamily{};
};
struct DescribeInstancesRequest {
  std::vector<std::string> InstanceIds{};  ///< not together with Filters
  std::vector<Filter> Filters{};
  std::optional<std::int64_t> Offset{};
  std::optional<std::int64_t> Limit{};  ///< at most 100
};
struct DescribeLaunchTemplatesRequest {
  std::vector<std::string> LaunchTemplateIds{};
  std::vector<Filter> Filters{};
  std::optional<std::int64_t> Offset{};
  std::optional<std::int64_t> Limit{};
};
struct DescribeLaunchTemplateVersionsRequest {
  std::string LaunchTemplateId{};
  std::vector<std::int64_t> LaunchTemplateVersions{};
  std::optional<std::int64_t> MinVersion{};
  std::optional<std::int64_t> MaxVersion{};
  std::optional<std::int64_t> Offset{};
  std::optional<std::int64_t> Limit{};
  std::optional<bool> DefaultVersion{};
};
struct DescribeLaunchConfigurationsRequest {
  std::vector<std::string> LaunchConfigurationIds{};
  std::vector<Filter> Filters{};
  std::optional<std::int64_t> Offset{};
  std::optional<std::int64_t> Limit{};
};
struct DescribeSnapshotsRequest {
  std::vector<std::string> SnapshotIds{};
  std::vector<Filter> Filters{};
  std::optional<std::int64_t> Offset{};
  std::optional<std::int64_t> Limit{};
};
struct DescribeRegionsRequest {
  std::string Product = "cvm";
};
struct GetCallerIdentityRequest {};

// Answers

struct DeleteImagesResponse {
  std::string RequestId{};
};
struct DescribeImagesResponse {
  std::vector<Image> ImageSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct DescribeImageSharePermissionResponse {
  std::vector<SharePermission> SharePermissionSet{};
  std::string RequestId{};
};
struct ModifyImageSharePermissionResponse {
  std::string RequestId{};
};
struct DescribeImageQuotaResponse {
  std::optional<std::int64_t> ImageNumQuota{};
  std::string RequestId{};
};
struct DescribeImageFromFamilyResponse {
  std::optional<cvm::Image> Image{};  ///< nothing when the family has no usable image
  std::string RequestId{};
};
struct DescribeInstancesResponse {
  std::vector<Instance> InstanceSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct DescribeLaunchTemplatesResponse {
  std::vector<LaunchTemplate> LaunchTemplateSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct DescribeLaunchTemplateVersionsResponse {
  std::vector<LaunchTemplateVersion> LaunchTemplateVersionSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct DescribeLaunchConfigurationsResponse {
  std::vector<LaunchConfiguration> LaunchConfigurationSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct DescribeSnapshotsResponse {
  std::vector<BlockSnapshot> SnapshotSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct DescribeRegionsResponse {
  std::vector<Region> RegionSet{};
  std::optional<std::int64_t> TotalCount{};
  std::string RequestId{};
};
struct GetCallerIdentityResponse {
  std::string Arn{};
  std::string AccountId{};
  std::string UserId{};
  std::string PrincipalId{};
  std::string Type{};
  std::string RequestId{};
};

/// The Call that a typed request stands for. `build_request` validates it.
Call to_call(const DeleteImagesRequest& request, std::string_view region);
Call to_call(const DescribeImagesRequest& request, std::string_view region);
Call to_call(const DescribeImageSharePermissionRequest& request, std::string_view region);
Call to_call(const ModifyImageSharePermissionRequest& request, std::string_view region);
Call to_call(const DescribeImageQuotaRequest& request, std::string_view region);
Call to_call(const DescribeImageFromFamilyRequest& request, std::string_view region);
Call to_call(const DescribeInstancesRequest& request, std::string_view region);
Call to_call(const DescribeLaunchTemplatesRequest& request, std::string_view region);
Call to_call(const DescribeLaunchTemplateVersionsRequest& request, std::string_view region);
Call to_call(const DescribeLaunchConfigurationsRequest& request, std::string_view region);
Call to_call(const DescribeSnapshotsRequest& request, std::string_view region);
Call to_call(const DescribeRegionsRequest& request, std::string_view region = {});
Call to_call(const GetCallerIdentityRequest& request, std::string_view region = {});

/// Reads the body of a successful Answer. `T` is one of the Response types above. Error: `malformed-answer`; `where`
/// names the member.
/// ```cpp
/// auto images = cvm::read_response<cvm::DescribeImagesResponse>(answer.body);
/// ```
template <class T>
Result<T> read_response(std::string_view body);

/// "Response type" of a request type, for code that is generic over calls.
template <class Request>
struct response_of;
#define CVM_RESPONSE_OF(action)         \
  template <>                           \
  struct response_of<action##Request> { \
    using type = action##Response;      \
  };                                    \
  template <>                           \
  Result<action##Response> read_response<action##Response>(std::string_view);
CVM_RESPONSE_OF(DeleteImages)
CVM_RESPONSE_OF(DescribeImages)
CVM_RESPONSE_OF(DescribeImageSharePermission)
CVM_RESPONSE_OF(ModifyImageSharePermission)
CVM_RESPONSE_OF(DescribeImageQuota)
CVM_RESPONSE_OF(DescribeImageFromFamily)
CVM_RESPONSE_OF(DescribeInstances)
CVM_RESPONSE_OF(DescribeLaunchTemplates)
CVM_RESPONSE_OF(DescribeLaunchTemplateVersions)
CVM_RESPONSE_OF(DescribeLaunchConfigurations)
CVM_RESPONSE_OF(DescribeSnapshots)
CVM_RESPONSE_OF(DescribeRegions)
CVM_RESPONSE_OF(GetCallerIdentity)
#undef CVM_RESPONSE_OF

/// Unix seconds of an API instant: "2025-03-24T06:35:06Z", "2020-09-22T00:00:00+00:00", with or without fractions;
/// nothing for anything else, above all for an empty text: a missing date never means "old".
std::optional<std::int64_t> parse_api_time(std::string_view text) noexcept;

}  // namespace cvm
