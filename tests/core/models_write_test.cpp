// Typed requests as JSON.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cvm/models.hpp"

namespace {

template <class Request>
std::string params_of(const Request& request) {
  const cvm::Call call = to_call(request, "ap-guangzhou");
  EXPECT_EQ(call.region, "ap-guangzhou");
  EXPECT_EQ(call.service, "");
  EXPECT_EQ(call.version, "");
  EXPECT_EQ(call.method, cvm::Method::post);
  return call.action + " " + call.params;
}

const std::vector<cvm::Filter> filters{{"image-type", {"PRIVATE_IMAGE"}}, {"tag:env", {"a", "b"}}};
constexpr const char* filters_json =
    R"([{"Name":"image-type","Values":["PRIVATE_IMAGE"]},{"Name":"tag:env","Values":["a","b"]}])";

TEST(ToCall, DeleteImages) {
  EXPECT_EQ(params_of(cvm::DeleteImagesRequest{.ImageIds = {"img-34vaef8fe"}}),
            R"(DeleteImages {"ImageIds":["img-34vaef8fe"]})");
  EXPECT_EQ(
      params_of(cvm::DeleteImagesRequest{.ImageIds = {"img-1", "img-2"}, .DeleteBindedSnap = false, .DryRun = true}),
      R"(DeleteImages {"ImageIds":["img-1","img-2"],"DeleteBindedSnap":false,"DryRun":true})");
  EXPECT_EQ(params_of(cvm::DeleteImagesRequest{}), R"(DeleteImages {"ImageIds":[]})");
}

TEST(ToCall, DescribeImages) {
  EXPECT_EQ(params_of(cvm::DescribeImagesRequest{}), "DescribeImages {}");
  EXPECT_EQ(params_of(cvm::DescribeImagesRequest{
                .ImageIds = {"img-1"}, .Filters = filters, .Offset = 0, .Limit = 100, .InstanceType = "S5"}),
            std::string(R"(DescribeImages {"ImageIds":["img-1"],"Filters":)") + filters_json +
                R"(,"Offset":0,"Limit":100,"InstanceType":"S5"})");
}

TEST(ToCall, SharePermissions) {
  EXPECT_EQ(params_of(cvm::DescribeImageSharePermissionRequest{.ImageId = "img-1"}),
            R"(DescribeImageSharePermission {"ImageId":"img-1"})");
  EXPECT_EQ(params_of(cvm::ModifyImageSharePermissionRequest{
                .ImageId = "img-1", .AccountIds = {"100", "200"}, .Permission = "CANCEL"}),
            R"(ModifyImageSharePermission {"ImageId":"img-1","AccountIds":["100","200"],"Permission":"CANCEL"})");
}

TEST(ToCall, QuotaAndFamily) {
  EXPECT_EQ(params_of(cvm::DescribeImageQuotaRequest{}), "DescribeImageQuota {}");
  EXPECT_EQ(params_of(cvm::DescribeImageFromFamilyRequest{.ImageFamily = "web"}),
            R"(DescribeImageFromFamily {"ImageFamily":"web"})");
  EXPECT_EQ(params_of(cvm::DescribeImageFromFamilyRequest{}), "DescribeImageFromFamily {}");
}

TEST(ToCall, References) {
  EXPECT_EQ(params_of(cvm::DescribeInstancesRequest{
                .InstanceIds = {"ins-1"}, .Filters = filters, .Offset = 100, .Limit = 100}),
            std::string(R"(DescribeInstances {"InstanceIds":["ins-1"],"Filters":)") + filters_json +
                R"(,"Offset":100,"Limit":100})");
  EXPECT_EQ(params_of(cvm::DescribeLaunchTemplatesRequest{.LaunchTemplateIds = {"lt-1"}, .Offset = 1, .Limit = 2}),
            R"(DescribeLaunchTemplates {"LaunchTemplateIds":["lt-1"],"Offset":1,"Limit":2})");
  EXPECT_EQ(params_of(cvm::DescribeLaunchTemplateVersionsRequest{.LaunchTemplateId = "lt-1",
                                                                 .LaunchTemplateVersions = {1, -9223372036854775807},
                                                                 .MinVersion = 2,
                                                                 .MaxVersion = 9223372036854775807,
                                                                 .Offset = 4,
                                                                 .Limit = 5,
                                                                 .DefaultVersion = true}),
            R"(DescribeLaunchTemplateVersions {"LaunchTemplateId":"lt-1",)"
            R"("LaunchTemplateVersions":[1,-9223372036854775807],"MinVersion":2,"MaxVersion":9223372036854775807,)"
            R"("Offset":4,"Limit":5,"DefaultVersion":true})");
  EXPECT_EQ(params_of(cvm::DescribeLaunchConfigurationsRequest{
                .LaunchConfigurationIds = {"asc-1"}, .Filters = filters, .Offset = 1, .Limit = 2}),
            std::string(R"(DescribeLaunchConfigurations {"LaunchConfigurationIds":["asc-1"],"Filters":)") +
                filters_json + R"(,"Limit":2,"Offset":1})");
  EXPECT_EQ(
      params_of(cvm::DescribeSnapshotsRequest{.SnapshotIds = {"snap-1"}, .Filters = filters, .Offset = 1, .Limit = 2}),
      std::string(R"(DescribeSnapshots {"SnapshotIds":["snap-1"],"Filters":)") + filters_json +
          R"(,"Limit":2,"Offset":1})");
}

TEST(ToCall, CallsWithoutARegion) {
  const cvm::Call regions = to_call(cvm::DescribeRegionsRequest{});
  EXPECT_EQ(regions.action, "DescribeRegions");
  EXPECT_EQ(regions.region, "");
  EXPECT_EQ(regions.params, R"({"Product":"cvm"})");
  EXPECT_EQ(to_call(cvm::GetCallerIdentityRequest{}).params, "{}");
}

TEST(ToCall, EscapesTexts) {
  EXPECT_EQ(
      params_of(cvm::DescribeImageFromFamilyRequest{.ImageFamily = std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f\0镜", 15)}),
      "DescribeImageFromFamily {\"ImageFamily\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000镜\"}");
}

TEST(ToCall, EveryRequestPassesValidation) {
  const auto is_valid = [](const cvm::Call& call) {
    const auto request = build_request(call, {});
    EXPECT_TRUE(request) << (request ? "" : describe(request.error()));
  };
  is_valid(to_call(cvm::DeleteImagesRequest{.ImageIds = {"img-1"}, .DeleteBindedSnap = true, .DryRun = true}, "r"));
  is_valid(to_call(cvm::DescribeImagesRequest{.Filters = filters, .Offset = 0, .Limit = 9, .InstanceType = "S"}, "r"));
  is_valid(to_call(cvm::DescribeImageSharePermissionRequest{.ImageId = "img-1"}, "r"));
  is_valid(to_call(
      cvm::ModifyImageSharePermissionRequest{.ImageId = "img-1", .AccountIds = {"1"}, .Permission = "SHARE"}, "r"));
  is_valid(to_call(cvm::DescribeImageQuotaRequest{}, "r"));
  is_valid(to_call(cvm::DescribeImageFromFamilyRequest{.ImageFamily = "web"}, "r"));
  is_valid(to_call(cvm::DescribeInstancesRequest{.Filters = filters, .Offset = 0, .Limit = 100}, "r"));
  is_valid(to_call(cvm::DescribeLaunchTemplatesRequest{.LaunchTemplateIds = {"lt-1"}, .Offset = 0, .Limit = 1}, "r"));
  is_valid(to_call(cvm::DescribeLaunchTemplateVersionsRequest{.LaunchTemplateId = "lt-1",
                                                              .MinVersion = 1,
                                                              .MaxVersion = 2,
                                                              .Offset = 0,
                                                              .Limit = 1,
                                                              .DefaultVersion = true},
                   "r"));
  is_valid(to_call(cvm::DescribeLaunchConfigurationsRequest{.Filters = filters, .Offset = 0, .Limit = 1}, "r"));
  is_valid(to_call(cvm::DescribeSnapshotsRequest{.SnapshotIds = {"snap-1"}, .Offset = 0, .Limit = 1}, "r"));
  is_valid(to_call(cvm::DescribeRegionsRequest{}));
  is_valid(to_call(cvm::GetCallerIdentityRequest{}));
}

}  // namespace
