// Typed answers from JSON, and instants.

#include "cvm/models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exact_copy.hpp"

namespace {

using cvm_test::ExactCopy;
using ::testing::ElementsAre;

template <class Response>
cvm::Result<Response> read(std::string_view body) {
  return cvm::read_response<Response>(ExactCopy(body).view());
}

template <class Response>
Response read_members(std::string_view members) {
  const auto response = read<Response>(std::string(R"({"Response":{)").append(members).append("}}"));
  EXPECT_TRUE(response) << (response ? "" : describe(response.error()));
  return response ? *response : Response{};
}

/// "where: message" of the `malformed-answer` that the members are.
template <class Response>
std::string malformed(std::string_view members) {
  const auto response = read<Response>(std::string(R"({"Response":{)").append(members).append("}}"));
  if (response) return "was accepted";
  EXPECT_EQ(response.error().code, cvm::ErrorCode::malformed_answer);
  EXPECT_TRUE(response.error().retryable);
  return response.error().where + ": " + response.error().message;
}

// Answers

TEST(ReadResponse, DescribeImages) {
  const auto response = read_members<cvm::DescribeImagesResponse>(R"json(
    "ImageSet": [{
      "ImageId": "img-34vaef8fe", "OsName": "TencentOS Server 3.1 (TK4)", "ImageSize": 20, "ImageType": "PRIVATE_IMAGE",
      "CreatedTime": "2020-09-22T00:00:00+00:00", "ImageState": "NORMAL", "ImageSource": "CREATE_IMAGE",
      "ImageName": "web-2020", "ImageDescription": "a \"quoted\"\n镜像", "ImageCreator": "100000000001",
      "SyncPercent": 100, "Platform": "TencentOS", "Architecture": "x86_64", "IsSupportCloudinit": true,
      "LicenseType": "TencentCloud", "ImageFamily": "web", "ImageDeprecated": false, "CdcCacheStatus": "CACHED",
      "SnapshotSet": [{"SnapshotId": "snap-1", "DiskUsage": "SYSTEM_DISK", "DiskSize": 50},
                      {"SnapshotId": "snap-2", "DiskUsage": "DATA_DISK", "DiskSize": null}],
      "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "keep", "Value": ""}], "FutureMember": {"a": [1.5]}
    }, {"ImageId": "img-2"}],
    "TotalCount": 2, "RequestId": "71e69b56-32be-4412-ab45-49eded6a87be")json");
  EXPECT_EQ(response.TotalCount, 2);
  EXPECT_EQ(response.RequestId, "71e69b56-32be-4412-ab45-49eded6a87be");
  ASSERT_EQ(response.ImageSet.size(), 2U);
  const cvm::Image& image = response.ImageSet[0];
  EXPECT_EQ(image.ImageId, "img-34vaef8fe");
  EXPECT_EQ(image.OsName, "TencentOS Server 3.1 (TK4)");
  EXPECT_EQ(image.ImageType, "PRIVATE_IMAGE");
  EXPECT_EQ(image.CreatedTime, "2020-09-22T00:00:00+00:00");
  EXPECT_EQ(image.ImageName, "web-2020");
  EXPECT_EQ(image.ImageDescription, "a \"quoted\"\n镜像");
  EXPECT_EQ(image.ImageSize, 20);
  EXPECT_EQ(image.Architecture, "x86_64");
  EXPECT_EQ(image.ImageState, "NORMAL");
  EXPECT_EQ(image.Platform, "TencentOS");
  EXPECT_EQ(image.ImageCreator, "100000000001");
  EXPECT_EQ(image.ImageSource, "CREATE_IMAGE");
  EXPECT_EQ(image.SyncPercent, 100);
  EXPECT_EQ(image.IsSupportCloudinit, true);
  EXPECT_EQ(image.LicenseType, "TencentCloud");
  EXPECT_EQ(image.ImageFamily, "web");
  EXPECT_EQ(image.ImageDeprecated, false);
  ASSERT_EQ(image.SnapshotSet.size(), 2U);
  EXPECT_EQ(image.SnapshotSet[0].SnapshotId, "snap-1");
  EXPECT_EQ(image.SnapshotSet[0].DiskUsage, "SYSTEM_DISK");
  EXPECT_EQ(image.SnapshotSet[0].DiskSize, 50);
  EXPECT_EQ(image.SnapshotSet[1].DiskSize, std::nullopt);
  EXPECT_THAT(image.Tags, ElementsAre(cvm::Tag{"env", "prod"}, cvm::Tag{"keep", ""}));
}

TEST(ReadResponse, AnImageOfAbsentOrNullMembersIsEmpty) {
  for (const std::string_view members :
       {R"("ImageSet":[{}])",
        R"("ImageSet":[{"ImageId":null,"CreatedTime":null,"ImageSize":null,"IsSupportCloudinit":null,"SnapshotSet":null,
            "Tags":null,"ImageDeprecated":null}],"TotalCount":null,"RequestId":null)"}) {
    const auto response = read_members<cvm::DescribeImagesResponse>(members);
    EXPECT_EQ(response.TotalCount, std::nullopt);
    EXPECT_EQ(response.RequestId, "");
    ASSERT_EQ(response.ImageSet.size(), 1U);
    EXPECT_EQ(response.ImageSet[0].ImageId, "");
    EXPECT_EQ(response.ImageSet[0].CreatedTime, "");
    EXPECT_EQ(response.ImageSet[0].ImageSize, std::nullopt);
    EXPECT_EQ(response.ImageSet[0].IsSupportCloudinit, std::nullopt);
    EXPECT_EQ(response.ImageSet[0].ImageDeprecated, std::nullopt);
    EXPECT_TRUE(response.ImageSet[0].SnapshotSet.empty());
    EXPECT_TRUE(response.ImageSet[0].Tags.empty());
  }
}

TEST(ReadResponse, SharePermissions) {
  const auto response = read_members<cvm::DescribeImageSharePermissionResponse>(
      R"("SharePermissionSet":[{"CreatedTime":"2025-03-24T06:35:06Z","AccountId":"10000002"}],"RequestId":"r")");
  ASSERT_EQ(response.SharePermissionSet.size(), 1U);
  EXPECT_EQ(response.SharePermissionSet[0].CreatedTime, "2025-03-24T06:35:06Z");
  EXPECT_EQ(response.SharePermissionSet[0].AccountId, "10000002");
  EXPECT_EQ(response.RequestId, "r");
  EXPECT_TRUE(
      read_members<cvm::DescribeImageSharePermissionResponse>(R"("SharePermissionSet":[])").SharePermissionSet.empty());
}

TEST(ReadResponse, AnswersWithOnlyARequestId) {
  EXPECT_EQ(read_members<cvm::DeleteImagesResponse>(R"("RequestId":"d")").RequestId, "d");
  EXPECT_EQ(read_members<cvm::ModifyImageSharePermissionResponse>(R"("RequestId":"m")").RequestId, "m");
}

TEST(ReadResponse, Quota) {
  EXPECT_EQ(read_members<cvm::DescribeImageQuotaResponse>(R"("ImageNumQuota":500)").ImageNumQuota, 500);
  EXPECT_EQ(read_members<cvm::DescribeImageQuotaResponse>("").ImageNumQuota, std::nullopt);
  EXPECT_EQ(read_members<cvm::DescribeImageQuotaResponse>(R"("ImageNumQuota":null)").ImageNumQuota, std::nullopt);
}

TEST(ReadResponse, ImageOfAFamily) {
  const auto response = read_members<cvm::DescribeImageFromFamilyResponse>(
      R"("Image":{"ImageId":"img-1","Tags":[{"Key":"k","Value":"v"}]},"RequestId":"r")");
  ASSERT_TRUE(response.Image);
  EXPECT_EQ(response.Image->ImageId, "img-1");
  EXPECT_THAT(response.Image->Tags, ElementsAre(cvm::Tag{"k", "v"}));
  EXPECT_FALSE(read_members<cvm::DescribeImageFromFamilyResponse>(R"("Image":null)").Image);
  EXPECT_FALSE(read_members<cvm::DescribeImageFromFamilyResponse>("").Image);
}

TEST(ReadResponse, Instances) {
  const auto response = read_members<cvm::DescribeInstancesResponse>(
      R"("TotalCount":1,"InstanceSet":[{"InstanceId":"ins-1","InstanceName":"web","InstanceState":"RUNNING",
         "ImageId":"img-1","LoginSettings":{},"PrivateIpAddresses":["10.0.0.1"]}],"RequestId":"r")");
  EXPECT_EQ(response.TotalCount, 1);
  ASSERT_EQ(response.InstanceSet.size(), 1U);
  EXPECT_EQ(response.InstanceSet[0].InstanceId, "ins-1");
  EXPECT_EQ(response.InstanceSet[0].InstanceName, "web");
  EXPECT_EQ(response.InstanceSet[0].InstanceState, "RUNNING");
  EXPECT_EQ(response.InstanceSet[0].ImageId, "img-1");
}

TEST(ReadResponse, LaunchTemplates) {
  const auto response = read_members<cvm::DescribeLaunchTemplatesResponse>(
      R"("TotalCount":1,"LaunchTemplateSet":[{"LatestVersionNumber":3,"LaunchTemplateId":"lt-1",
         "LaunchTemplateName":"web","DefaultVersionNumber":2,"LaunchTemplateVersionCount":3}])");
  EXPECT_EQ(response.TotalCount, 1);
  ASSERT_EQ(response.LaunchTemplateSet.size(), 1U);
  EXPECT_EQ(response.LaunchTemplateSet[0].LaunchTemplateId, "lt-1");
  EXPECT_EQ(response.LaunchTemplateSet[0].LaunchTemplateName, "web");
  EXPECT_EQ(response.LaunchTemplateSet[0].DefaultVersionNumber, 2);
  EXPECT_EQ(response.LaunchTemplateSet[0].LatestVersionNumber, 3);
  EXPECT_EQ(response.LaunchTemplateSet[0].LaunchTemplateVersionCount, 3);
}

TEST(ReadResponse, LaunchTemplateVersions) {
  const auto response = read_members<cvm::DescribeLaunchTemplateVersionsResponse>(
      R"("TotalCount":3,"LaunchTemplateVersionSet":[
         {"LaunchTemplateVersion":2,"LaunchTemplateVersionData":{"ImageId":"img-1","UserData":"x"},
          "LaunchTemplateId":"lt-1","IsDefaultVersion":true},
         {"LaunchTemplateVersion":1,"LaunchTemplateVersionData":null}, {}])");
  EXPECT_EQ(response.TotalCount, 3);
  ASSERT_EQ(response.LaunchTemplateVersionSet.size(), 3U);
  EXPECT_EQ(response.LaunchTemplateVersionSet[0].LaunchTemplateId, "lt-1");
  EXPECT_EQ(response.LaunchTemplateVersionSet[0].LaunchTemplateVersion, 2);
  EXPECT_EQ(response.LaunchTemplateVersionSet[0].IsDefaultVersion, true);
  EXPECT_EQ(response.LaunchTemplateVersionSet[0].ImageId, "img-1");
  EXPECT_EQ(response.LaunchTemplateVersionSet[1].ImageId, "");
  EXPECT_EQ(response.LaunchTemplateVersionSet[2].LaunchTemplateVersion, std::nullopt);
}

TEST(ReadResponse, LaunchConfigurations) {
  const auto response = read_members<cvm::DescribeLaunchConfigurationsResponse>(
      R"("TotalCount":2,"LaunchConfigurationSet":[
         {"LaunchConfigurationId":"asc-1","LaunchConfigurationName":"a","ImageId":"img-1","ImageFamily":null},
         {"LaunchConfigurationId":"asc-2","LaunchConfigurationName":"b","ImageFamily":"web"}])");
  EXPECT_EQ(response.TotalCount, 2);
  ASSERT_EQ(response.LaunchConfigurationSet.size(), 2U);
  EXPECT_EQ(response.LaunchConfigurationSet[0].LaunchConfigurationId, "asc-1");
  EXPECT_EQ(response.LaunchConfigurationSet[0].LaunchConfigurationName, "a");
  EXPECT_EQ(response.LaunchConfigurationSet[0].ImageId, "img-1");
  EXPECT_EQ(response.LaunchConfigurationSet[0].ImageFamily, "");
  EXPECT_EQ(response.LaunchConfigurationSet[1].ImageId, "");
  EXPECT_EQ(response.LaunchConfigurationSet[1].ImageFamily, "web");
}

TEST(ReadResponse, Snapshots) {
  const auto response = read_members<cvm::DescribeSnapshotsResponse>(
      R"("TotalCount":1,"SnapshotSet":[{"SnapshotId":"snap-1","SnapshotName":"s","SnapshotState":"NORMAL",
         "DiskSize":50,"ImageCount":2,"Images":[{"ImageId":"img-1","ImageName":"a"},{"ImageId":"img-2"}]},
         {"SnapshotId":"snap-2","Images":null}])");
  EXPECT_EQ(response.TotalCount, 1);
  ASSERT_EQ(response.SnapshotSet.size(), 2U);
  EXPECT_EQ(response.SnapshotSet[0].SnapshotId, "snap-1");
  EXPECT_EQ(response.SnapshotSet[0].SnapshotName, "s");
  EXPECT_EQ(response.SnapshotSet[0].SnapshotState, "NORMAL");
  EXPECT_EQ(response.SnapshotSet[0].DiskSize, 50);
  EXPECT_EQ(response.SnapshotSet[0].ImageCount, 2);
  EXPECT_THAT(response.SnapshotSet[0].ImageIds, ElementsAre("img-1", "img-2"));
  EXPECT_TRUE(response.SnapshotSet[1].ImageIds.empty());
}

TEST(ReadResponse, Regions) {
  const auto response = read_members<cvm::DescribeRegionsResponse>(
      R"("TotalCount":1,"RegionSet":[{"Region":"ap-guangzhou","RegionName":"South China","RegionState":"AVAILABLE",
         "RegionTypeMC":null,"RegionIdMC":"1"}])");
  EXPECT_EQ(response.TotalCount, 1);
  ASSERT_EQ(response.RegionSet.size(), 1U);
  EXPECT_EQ(response.RegionSet[0].Region, "ap-guangzhou");
  EXPECT_EQ(response.RegionSet[0].RegionName, "South China");
  EXPECT_EQ(response.RegionSet[0].RegionState, "AVAILABLE");
}

TEST(ReadResponse, CallerIdentity) {
  const auto response = read_members<cvm::GetCallerIdentityResponse>(
      R"("Arn":"qcs::cam::uin/1:uin/2","AccountId":"1","UserId":"2","PrincipalId":"2","Type":"CAMUser","RequestId":"r")");
  EXPECT_EQ(response.Arn, "qcs::cam::uin/1:uin/2");
  EXPECT_EQ(response.AccountId, "1");
  EXPECT_EQ(response.UserId, "2");
  EXPECT_EQ(response.PrincipalId, "2");
  EXPECT_EQ(response.Type, "CAMUser");
  EXPECT_EQ(response.RequestId, "r");
}

// What is refused

TEST(ReadResponse, ThePromisedListMayBeNullButNotAbsent) {
  EXPECT_TRUE(read_members<cvm::DescribeImagesResponse>(R"("ImageSet":null)").ImageSet.empty());
  EXPECT_EQ(malformed<cvm::DescribeImagesResponse>(""), "Response.ImageSet: Response.ImageSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeImageSharePermissionResponse>(""),
            "Response.SharePermissionSet: Response.SharePermissionSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeInstancesResponse>(""), "Response.InstanceSet: Response.InstanceSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeLaunchTemplatesResponse>(""),
            "Response.LaunchTemplateSet: Response.LaunchTemplateSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeLaunchTemplateVersionsResponse>(""),
            "Response.LaunchTemplateVersionSet: Response.LaunchTemplateVersionSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeLaunchConfigurationsResponse>(""),
            "Response.LaunchConfigurationSet: Response.LaunchConfigurationSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeSnapshotsResponse>(""), "Response.SnapshotSet: Response.SnapshotSet is missing");
  EXPECT_EQ(malformed<cvm::DescribeRegionsResponse>(""), "Response.RegionSet: Response.RegionSet is missing");
}

TEST(ReadResponse, NamesTheMemberOfAWrongType) {
  using Images = cvm::DescribeImagesResponse;
  EXPECT_EQ(malformed<Images>(R"("ImageSet":{})"), "Response.ImageSet: Response.ImageSet is an object, not a list");
  EXPECT_EQ(malformed<Images>(R"("ImageSet":[{},null])"),
            "Response.ImageSet[1]: Response.ImageSet[1] is null, not an object");
  EXPECT_EQ(malformed<Images>(R"("ImageSet":[{"ImageId":7}])"),
            "Response.ImageSet[0].ImageId: Response.ImageSet[0].ImageId is a number, not a text");
  EXPECT_EQ(malformed<Images>(R"("ImageSet":[{"ImageSize":"20"}])"),
            "Response.ImageSet[0].ImageSize: Response.ImageSet[0].ImageSize is a text, not a 64-bit integer");
  EXPECT_EQ(malformed<Images>(R"("ImageSet":[{"ImageSize":20.5}])"),
            "Response.ImageSet[0].ImageSize: Response.ImageSet[0].ImageSize is a number, not a 64-bit integer");
  EXPECT_EQ(malformed<Images>(R"("ImageSet":[],"TotalCount":18446744073709551615)"),
            "Response.TotalCount: Response.TotalCount is a number, not a 64-bit integer");
  EXPECT_EQ(
      malformed<Images>(R"("ImageSet":[{"IsSupportCloudinit":0}])"),
      "Response.ImageSet[0].IsSupportCloudinit: Response.ImageSet[0].IsSupportCloudinit is a number, not a boolean");
  EXPECT_EQ(malformed<Images>(R"("ImageSet":[{},{},{"Tags":[{"Key":"a"},{"Key":["b"]}]}])"),
            "Response.ImageSet[2].Tags[1].Key: Response.ImageSet[2].Tags[1].Key is a list, not a text");
  EXPECT_EQ(malformed<cvm::DescribeLaunchTemplateVersionsResponse>(
                R"("LaunchTemplateVersionSet":[{"LaunchTemplateVersionData":"x"}])"),
            "Response.LaunchTemplateVersionSet[0].LaunchTemplateVersionData: "
            "Response.LaunchTemplateVersionSet[0].LaunchTemplateVersionData is a text, not an object");
  EXPECT_EQ(malformed<cvm::DeleteImagesResponse>(R"("RequestId":true)"),
            "Response.RequestId: Response.RequestId is a boolean, not a text");
}

TEST(ReadResponse, TheFirstFaultIsNamed) {
  EXPECT_EQ(
      malformed<cvm::DescribeImagesResponse>(R"("RequestId":1,"TotalCount":"x","ImageSet":[{"Tags":1},{"Tags":2}])"),
      "Response.ImageSet[0].Tags: Response.ImageSet[0].Tags is a number, not a list");
}

TEST(ReadResponse, RefusesWhatIsNoSuccess) {
  const auto message = [](std::string_view body) {
    const auto response = read<cvm::DeleteImagesResponse>(body);
    return response ? "was accepted" : response.error().message;
  };
  EXPECT_EQ(message(""), "the answer is JSON that is cut off");
  EXPECT_EQ(message("<html>"), "the answer is not JSON at byte 0");
  EXPECT_EQ(message("[]"), "the answer has no object Response");
  EXPECT_EQ(message(R"({"Response":[]})"), "the answer has no object Response");
  EXPECT_EQ(message(R"({"Response":{"RequestId":"a","Error":{"Code":"X"}}})"),
            "the answer is an error, Response.Error");
  EXPECT_EQ(message(R"({"Response":{"Error":{"Code":"X"}},"Response":{"RequestId":"a"}})"),
            "the answer has the member \"Response\" twice");
}

TEST(ReadResponse, AnyCutOfABodyIsAnError) {
  const std::string body =
      R"({"Response":{"ImageSet":[{"ImageId":"img-1\u00e9","ImageSize":20}],"TotalCount":1.5e3}} )";
  for (std::size_t size = 0; size + 1 < body.size(); ++size)
    EXPECT_FALSE(read<cvm::DescribeImagesResponse>(body.substr(0, size))) << size;
}

// Instants

TEST(ParseApiTime, ReadsBothEndings) {
  const auto time = [](std::string_view text) { return cvm::parse_api_time(ExactCopy(text).view()); };
  EXPECT_EQ(time("2025-03-24T06:35:06Z"), 1742798106);
  EXPECT_EQ(time("2020-09-22T00:00:00+00:00"), 1600732800);
  EXPECT_EQ(time("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(time("1969-12-31T23:59:59Z"), -1);
  EXPECT_EQ(time("2024-02-29T23:59:59Z"), 1709251199);
  EXPECT_EQ(time("2000-02-29T00:00:00Z"), 951782400);
  EXPECT_EQ(time("9999-12-31T23:59:59Z"), 253402300799);
  EXPECT_EQ(time("2025-03-24T06:35:06.5Z"), 1742798106);
  EXPECT_EQ(time("2025-03-24T06:35:06.999999999+00:00"), 1742798106);
}

TEST(ParseApiTime, KnowsNothingElse) {
  const auto time = [](std::string_view text) { return cvm::parse_api_time(ExactCopy(text).view()); };
  for (const std::string_view text : {"",
                                      "2025",
                                      "2025-03-24",
                                      "2025-03-24T06:35:06",
                                      "2025-03-24 06:35:06Z",
                                      "2025-03-24T06:35:06z",
                                      "2025-03-24T06:35:06+08:00",
                                      "2025-03-24T06:35:06-00:00",
                                      "2025-03-24T06:35:06+0000",
                                      "2025-03-24T06:35:06.Z",
                                      "2025-03-24T06:35:06,5Z",
                                      "2025-03-24T06:35:06ZZ",
                                      "2025-03-24T06:35:06Z ",
                                      " 2025-03-24T06:35:06Z",
                                      "2025-02-29T00:00:00Z",
                                      "2100-02-29T00:00:00Z",
                                      "2025-00-01T00:00:00Z",
                                      "2025-13-01T00:00:00Z",
                                      "2025-04-31T00:00:00Z",
                                      "2025-01-00T00:00:00Z",
                                      "2025-03-24T24:00:00Z",
                                      "2025-03-24T06:60:06Z",
                                      "2025-03-24T06:35:60Z",
                                      "25-03-24T06:35:06Z",
                                      "2025-3-24T06:35:06Z",
                                      "+025-03-24T06:35:06Z",
                                      "-001-03-24T06:35:06Z",
                                      "2025-03-24T06:35:0",
                                      "2025-03-24T06:35:06.5",
                                      "2025-03-24T06:35:06+00:0"})
    EXPECT_EQ(time(text), std::nullopt) << text;
}

}  // namespace
