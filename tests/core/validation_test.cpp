// Parameters of the table's actions: what is refused before anything could be sent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "exact_copy.hpp"
#include "request_support.hpp"

namespace {

using namespace cvm_test;

// Parameters of the table

TEST(Validation, RefusesUnknownParameters) {
  EXPECT_EQ(refused(call("DescribeImageQuota", R"({"Limit":1})")),
            parameter("Limit", "DescribeImageQuota has no parameter \"Limit\""));
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageId":["img-1"]})")),
            parameter("ImageId", "DeleteImages has no parameter \"ImageId\"; did you mean ImageIds?"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"limit":1})")),
            parameter("limit", "DescribeImages has no parameter \"limit\"; did you mean Limit?"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"a\nb":1})")),
            parameter("", "DescribeImages has no parameter \"a\\nb\""));
}

TEST(Validation, RefusesMissingParameters) {
  EXPECT_EQ(refused(call("DeleteImages", "{}")), parameter("ImageIds", "DeleteImages needs ImageIds"));
  EXPECT_EQ(refused(call("ModifyImageSharePermission", R"({"ImageId":"img-1","Permission":"CANCEL"})")),
            parameter("AccountIds", "ModifyImageSharePermission needs AccountIds"));
  EXPECT_EQ(refused({.action = "DescribeRegions"}), parameter("Product", "DescribeRegions needs Product"));
  EXPECT_EQ(refused({.action = "DescribeRegions", .params = R"({"Product":""})"}),
            parameter("Product", "Product is empty"));
}

TEST(Validation, RefusesWrongTypes) {
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":"img-1"})")),
            parameter("ImageIds", "ImageIds is a text, not a list"));
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":["img-1",7]})")),
            parameter("ImageIds", "ImageIds[1] is a number, not a text"));
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":["img-1"],"DryRun":"true"})")),
            parameter("DryRun", "DryRun is a text, not a boolean"));
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":["img-1"],"DryRun":null})")),
            parameter("DryRun", "DryRun is null, not a boolean; leave out what is not set"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"Limit":"20"})")),
            parameter("Limit", "Limit is a text, not a 64-bit integer"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"Limit":20.0})")),
            parameter("Limit", "Limit is a number, not a 64-bit integer"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"Offset":9223372036854775808})")),
            parameter("Offset", "Offset is a number, not a 64-bit integer"));
  EXPECT_EQ(refused(call("DescribeLaunchTemplateVersions",
                         R"({"LaunchTemplateId":"lt-1","LaunchTemplateVersions":[1,"2"]})")),
            parameter("LaunchTemplateVersions", "LaunchTemplateVersions[1] is a text, not a 64-bit integer"));
  EXPECT_EQ(refused(call("DescribeImageSharePermission", R"({"ImageId":["img-1"]})")),
            parameter("ImageId", "ImageId is a list, not a text"));
}

TEST(Validation, RefusesNumbersOutOfRange) {
  EXPECT_EQ(refused(call("DescribeImages", R"({"Limit":101})")), parameter("Limit", "Limit is 101; it is at most 100"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"Limit":-1})")), parameter("Limit", "Limit is -1; it is at least 0"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"Offset":-9223372036854775808})")),
            parameter("Offset", "Offset is -9223372036854775808; it is at least 0"));
  EXPECT_EQ(build(call("DescribeImages", R"({"Limit":100,"Offset":9223372036854775807})")).action, "DescribeImages");
}

TEST(Validation, RefusesOtherPermissions) {
  EXPECT_EQ(
      refused(call("ModifyImageSharePermission", R"({"ImageId":"img-1","AccountIds":["1"],"Permission":"cancel"})")),
      parameter("Permission", "Permission is \"cancel\", which is none of: SHARE, CANCEL"));
}

TEST(Validation, RefusesParametersThatExcludeEachOther) {
  EXPECT_EQ(refused(call("DescribeImages", R"({"Filters":[{"Name":"a","Values":["b"]}],"ImageIds":["img-1"]})")),
            parameter("ImageIds", "ImageIds and Filters may not be given together"));
  EXPECT_EQ(refused(call("DescribeLaunchTemplateVersions",
                         R"({"LaunchTemplateId":"lt-1","LaunchTemplateVersions":[1],"Limit":1})")),
            parameter("Limit", "Limit and LaunchTemplateVersions may not be given together"));
}

TEST(Validation, KnowsFilters) {
  const auto with = [](const std::string& filters) { return call("DescribeImages", R"({"Filters":)" + filters + "}"); };
  EXPECT_EQ(build(with(R"([{"Values":["1","2","3","4","5"],"Name":"image-id"}])")).action, "DescribeImages");
  EXPECT_EQ(build(with("[]")).action, "DescribeImages");
  const auto filters = [](const std::string& message) { return parameter("Filters", message); };
  EXPECT_EQ(refused(with(R"(["a"])")), filters("Filters[0] is a text, not an object with Name and Values"));
  EXPECT_EQ(refused(with(R"([{"Name":"a"}])")), filters("Filters[0].Values is missing"));
  EXPECT_EQ(refused(with(R"([{"Values":["a"]}])")), filters("Filters[0].Name is missing"));
  EXPECT_EQ(refused(with(R"([{"Name":1,"Values":["a"]}])")), filters("Filters[0].Name is a number, not a text"));
  EXPECT_EQ(refused(with(R"([{"Name":"a","Values":"b"}])")),
            filters("Filters[0].Values is a text, not a list of texts"));
  EXPECT_EQ(refused(with(R"([{"Name":"a","Values":["b"]},{"Name":"a","Values":["b",null]}])")),
            filters("Filters[1].Values[1] is null, not a text; leave out what is not set"));
  EXPECT_EQ(refused(with(R"([{"Name":"a","Values":[]}])")),
            filters("Filters[0].Values is empty: a filter needs a value"));
  EXPECT_EQ(refused(with(R"([{"Name":"a","Values":["1","2","3","4","5","6"]}])")),
            filters("Filters[0].Values has 6 values; it may have 5"));
  EXPECT_EQ(refused(with(R"([{"Name":"a","Value":["1"]}])")),
            filters("Filters[0] has the unknown member \"Value\"; a filter has Name and Values"));
  std::string eleven;
  for (int i = 0; i < 11; ++i) eleven += std::string(i == 0 ? "" : ",") + R"({"Name":"a","Values":["b"]})";
  EXPECT_EQ(refused(with("[" + eleven + "]")), filters("Filters has 11 items; it may have 10"));
}

TEST(Validation, CountsItems) {
  std::string instances;
  for (int i = 0; i < 101; ++i) instances += std::string(i == 0 ? "" : ",") + "\"ins-" + std::to_string(i) + "\"";
  EXPECT_EQ(refused(call("DescribeInstances", R"({"InstanceIds":[)" + instances + "]}")),
            parameter("InstanceIds", "InstanceIds has 101 items; it may have 100"));
}

// Image ids

TEST(Validation, RefusesNoIds) {
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":[]})")),
            parameter("ImageIds", "ImageIds is empty: name at least one"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"ImageIds":[]})")),
            parameter("ImageIds", "ImageIds is empty: name at least one"));
}

TEST(Validation, NamesTheMalformedIdAndItsIndex) {
  const auto message = [](const std::string& id) {
    return refused(call("DeleteImages", R"({"ImageIds":["img-34vaef8fe",")" + id + "\"]}")).message;
  };
  const std::string form = ", not an image id: \"img-\" and lower-case letters and digits, such as img-34vaef8fe";
  EXPECT_EQ(message("ins-1"), "ImageIds[1] is \"ins-1\"" + form);
  EXPECT_EQ(message(""), "ImageIds[1] is \"\"" + form);
  EXPECT_EQ(message("img-"), "ImageIds[1] is \"img-\"" + form);
  EXPECT_EQ(message("img-a_b"), "ImageIds[1] is \"img-a_b\"" + form);
  EXPECT_EQ(message("img-a\\nb"), "ImageIds[1] is \"img-a\\nb\"" + form);
  EXPECT_EQ(message("img-a\\u0000"), "ImageIds[1] is \"img-a\\x00\"" + form);
  EXPECT_EQ(message("img-\\u00e9"), "ImageIds[1] is \"img-\\xc3\\xa9\"" + form);
  EXPECT_EQ(message(std::string(200, 'x')), "ImageIds[1] is \"" + std::string(80, 'x') + "...\"" + form);
}

TEST(Validation, SaysHowToMendAnId) {
  const auto message = [](const std::string& id) {
    return refused(call("DescribeImageSharePermission", R"({"ImageId":")" + id + "\"}")).message;
  };
  EXPECT_EQ(message("IMG-34VAEF8FE"),
            "ImageId is \"IMG-34VAEF8FE\", not an image id: write it in lower case: img-34vaef8fe");
  EXPECT_EQ(message("img-1\\n"),
            "ImageId is \"img-1\\n\", not an image id: write it without white space around it: img-1");
  EXPECT_EQ(message(" Img-1"),
            "ImageId is \" Img-1\", not an image id: write it without white space around it and in lower case: img-1");
}

TEST(Validation, RefusesDuplicateIds) {
  EXPECT_EQ(refused(call("DeleteImages", R"({"ImageIds":["img-a","img-b","img-c","img-b","img-a"]})")),
            parameter("ImageIds", "ImageIds[3] is \"img-b\" again, as ImageIds[1]"));
  EXPECT_EQ(refused(call("DescribeImages", R"({"ImageIds":["img-a","im\u0067-a"]})")).where, "ImageIds");
  std::string many = ids(1000);
  many.replace(many.size() - 2, 2, R"(,"img-y","img-z","img-x","img-z","img-y","img-z"]})");
  EXPECT_EQ(refused(call("DeleteImages", many)),
            parameter("ImageIds", "ImageIds[1003] is \"img-z\" again, as ImageIds[1001]"));
}

TEST(Validation, TakesTenThousandIdsAndNoMore) {
  EXPECT_EQ(build(call("DeleteImages", ids(10'000))).http.body, ids(10'000));
  EXPECT_EQ(refused(call("DeleteImages", ids(10'001))),
            parameter("ImageIds", "ImageIds has 10001 items; it may have 10000"));
}

TEST(IsImageId, TakesAnyLengthUpToSixtyFour) {
  const auto is_id = [](std::string_view text) { return cvm::is_image_id(ExactCopy(text).view()); };
  for (const std::string_view id : {"img-34vaef8fe", "img-mfih409y", "img-0", "img-z"}) EXPECT_TRUE(is_id(id)) << id;
  EXPECT_TRUE(is_id("img-" + std::string(60, 'a')));
  EXPECT_FALSE(is_id("img-" + std::string(61, 'a')));
  for (const std::string_view id :
       {"", "i", "img", "img-", "IMG-1", "img-A", "img_1", "img-1 ", " img-1", "img-1-2", "ximg-1"})
    EXPECT_FALSE(is_id(id)) << id;
}

}  // namespace
