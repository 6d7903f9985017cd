#include "documents.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

#include "output/json.hpp"

namespace cvm::cli {
namespace {

using testing::HasSubstr;

Plan plan() {
  Plan made;
  made.created_s = 1'700'000'000;
  made.expires_s = 1'700'086'400;
  made.appliable = true;
  made.endpoint = "https://cvm.tencentcloudapi.com/";
  made.account = {"100000008888", "caller-identity"};
  made.selection.ids = {"img-1"};
  made.regions = {{.region = "ap-guangzhou", .scanned = true, .used = 37, .quota = 50}};
  PlannedImage image{.region = "ap-guangzhou", .id = "img-1", .name = "we\u202eb, \"x\""};
  image.type = "PRIVATE_IMAGE";
  image.state = "NORMAL";
  image.tags = {{"env", "dev"}};
  image.snapshots = {{.SnapshotId = "snap-1"}, {.SnapshotId = "snap-2"}};
  image.references = {{"instance", "ins-1", ""}};
  image.verdict = Verdict::remove;
  image.reasons = {{"selected", {{"rule", "id"}, {"value", "img-1"}}}, {"unreferenced", {}}};
  made.images = {image};
  made.summary = {.deletes = 1};
  made.digest = digest_of(made);
  return made;
}

std::string plan_document(const Plan& plan) {
  std::string text;
  write_document(plan, [&text](std::string_view part) { text += part; });
  return text;
}

TEST(Documents, APlanInAnyLayoutHasTheSameDigest) {
  const std::string text = plan_document(plan());
  EXPECT_THAT(text, HasSubstr("\n  \"schema\": \"cvm-images.plan/1\""));
  EXPECT_THAT(text, HasSubstr("we\\u202eb"));
  const auto read = read_plan(text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->digest, plan().digest);
  EXPECT_EQ(read->images.front().name, plan().images.front().name);
}

TEST(Documents, APlanAsRows) {
  EXPECT_EQ(
      plan_csv(plan()),
      "region,id,name,type,state,created,size_gb,family,tags,snapshots,shared_with,references,verdict,reasons\r\n"
      "ap-guangzhou,img-1,\"we\\u{202e}b, \"\"x\"\"\",PRIVATE_IMAGE,NORMAL,,,,\"{\"\"env\"\":\"\"dev\"\"}\",snap-1 "
      "snap-2,,instance:ins-1,delete,selected unreferenced\r\n");
}

TEST(Documents, AReceiptAsRows) {
  Receipt receipt;
  receipt.images = {{.region = "r",
                     .id = "img-1",
                     .outcome = Outcome::failed,
                     .reason = Reason{"refused", {{"code", "InvalidImageId.InUse"}}},
                     .attempts = 2,
                     .request_ids = {"a", "b"},
                     .error = make_error(ErrorCode::service, "DeleteImages", "no"),
                     .unshared_from = {"1", "2"},
                     .snapshots = {{"snap-1", "left"}}}};
  EXPECT_EQ(receipt_csv(receipt),
            "region,id,outcome,reason,attempts,request_ids,error,unshared_from,snapshots\r\n"
            "r,img-1,failed,refused,2,a b,service,1 2,snap-1=left\r\n");
}

class PlanFile : public testing::Test {
 protected:
  void SetUp() override { path_ = testing::TempDir() + "cvm-images-plan.json"; }
  void TearDown() override { std::filesystem::remove(path_); }
  ErrorCode code_of(const std::string& text) {
    std::ofstream(path_) << text;
    const auto read = read_plan_file(path_);
    return read ? ErrorCode::internal : read.error().code;
  }
  std::string path_{};
};

TEST_F(PlanFile, IsReadBack) {
  std::ofstream(path_) << plan_document(plan());
  const auto read = read_plan_file(path_);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->digest, plan().digest);
}

TEST_F(PlanFile, OneThatWasChangedIsRefused) {
  const std::string text = plan_document(plan());
  const auto changed = [&text](const std::string& from, const std::string& to) {
    std::string other = text;
    const std::size_t at = other.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return other.replace(at, from.size(), to);
  };
  EXPECT_EQ(code_of(changed("img-1", "img-2")), ErrorCode::refused);
  EXPECT_EQ(code_of(changed("\"delete\": 1", "\"delete\": 2")), ErrorCode::refused);
  EXPECT_EQ(code_of(changed("\"verdict\": \"delete\"", "\"verdict\": \"remove\"")), ErrorCode::refused);
  EXPECT_EQ(code_of(changed("cvm-images.plan/1", "cvm-images.plan/2")), ErrorCode::refused);
}

TEST_F(PlanFile, OneThatIsNoPlanIsBadInput) {
  EXPECT_EQ(code_of("{}"), ErrorCode::invalid_parameter);
  EXPECT_EQ(code_of("not JSON"), ErrorCode::invalid_parameter);
  EXPECT_EQ(code_of(plan_document(plan()).substr(0, 100)), ErrorCode::invalid_parameter);
  EXPECT_EQ(read_plan_file("/no/such/plan.json").error().code, ErrorCode::invalid_parameter);
  EXPECT_EQ(read_plan_file("/dev/null").error().code, ErrorCode::invalid_parameter);
}

TEST(Documents, IndentedIsTheLayoutOfPrettyJson) {
  for (const char* text : {R"({"a":[],"b":{},"c":[1,[2,{"d":"x\"}{,:"}]],"e":null})", "[]", "{}", R"(["\\",true])"}) {
    EXPECT_EQ(indented(text), pretty_json(boost::json::parse(text))) << text;
    EXPECT_EQ(indented(indented(text)), indented(text));
  }
}

}  // namespace
}  // namespace cvm::cli
