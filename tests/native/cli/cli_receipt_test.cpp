#include "receipt.hpp"

#include <gmock/gmock.h>

#include <boost/json/array.hpp>

#include "output/json.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

InspectionReport inspection() {
  InspectionReport report{.region = "ap-guangzhou", .quota = 52, .used = 50};
  report.images = {
      {.id = "img-1", .verdict = Verdict::remove, .reasons = {{"requested", {}}}},
      {.id = "img-2", .verdict = Verdict::keep, .reasons = {{"protected", {{"tag", "keep=1"}}}, {"x", {}}}},
      {.id = "img-3", .verdict = Verdict::remove, .reasons = {{"requested", {}}}}};
  return report;
}

DeletionReport deletion() {
  DeletionReport report{.region = "ap-guangzhou", .used_after = 49};
  report.started_ms = 1'700'000'000'000;
  report.finished_ms = 1'700'000'003'999;
  report.skew_ms = 2500;
  report.images = {{.id = "img-1",
                    .outcome = Outcome::deleted,
                    .attempts = 1,
                    .request_ids = {"id-1"},
                    .snapshots = {{"snap-1", "left"}}},
                   {.id = "img-3",
                    .outcome = Outcome::failed,
                    .reason = Reason{"refused", {{"code", "InvalidImageId.InUse"}}},
                    .attempts = 2,
                    .error = make_error(ErrorCode::service, "DeleteImages", "no")}};
  return report;
}

TEST(Receipt, HasTheMembersOfItsSchema) {
  const json::object receipt = make_receipt(inspection(), deletion(), "typed phrase");
  EXPECT_EQ(compact_json(receipt),
            R"({"schema":"cvm-images.receipt/1","plan_digest":"","confirmed_by":"typed phrase",)"
            R"("started":"2023-11-14T22:13:20Z","finished":"2023-11-14T22:13:23Z","skew_seconds":2,"images":[)"
            R"({"region":"ap-guangzhou","id":"img-1","outcome":"deleted","reason":null,"attempts":1,)"
            R"("request_ids":["id-1"],"error":null,"unshared_from":[],"snapshots":[{"id":"snap-1","outcome":"left"}]},)"
            R"({"region":"ap-guangzhou","id":"img-2","outcome":"skipped",)"
            R"("reason":{"code":"protected","args":{"tag":"keep=1"}},"attempts":0,"request_ids":[],"error":null,)"
            R"("unshared_from":[],"snapshots":[]},)"
            R"({"region":"ap-guangzhou","id":"img-3","outcome":"failed",)"
            R"("reason":{"code":"refused","args":{"code":"InvalidImageId.InUse"}},"attempts":2,"request_ids":[],)"
            R"("error":{"code":"service","message":"no","where":"DeleteImages","service_code":"",)"
            R"("service_message":"","request_id":"","retryable":false,"ambiguous":false},)"
            R"("unshared_from":[],"snapshots":[]}],)"
            R"("quota":[{"region":"ap-guangzhou","before":50,"after":49,"limit":52}],)"
            R"("summary":{"deleted":1,"accepted":0,"failed":1,"skipped":1,"unknown":0}})");
}

TEST(Receipt, NumbersThatAreNotKnownAreNull) {
  InspectionReport before = inspection();
  before.used.reset();
  before.quota.reset();
  const json::object receipt = make_receipt(before, {}, "");
  EXPECT_EQ(compact_json(receipt.at("quota")),
            R"([{"region":"ap-guangzhou","before":null,"after":null,"limit":null}])");
}

TEST(Receipt, ARunThatCouldNotBeginSentNothing) {
  const Error error = make_error(ErrorCode::credential_unavailable, "role", "gone");
  const DeletionReport report = report_of_unsent_run(inspection(), error, {1, 2});
  ASSERT_EQ(report.images.size(), 2U);
  for (const ImageOutcome& image : report.images) {
    EXPECT_EQ(image.outcome, Outcome::failed);
    EXPECT_EQ(image.reason->code, "not-sent");
    EXPECT_EQ(image.attempts, 0);
  }
}

}  // namespace
}  // namespace cvm::cli
