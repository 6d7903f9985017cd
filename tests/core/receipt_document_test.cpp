// cvm-images.receipt/1: written, read back, and what is refused.

#include <gtest/gtest.h>

#include <string>

#include "cvm/receipt.hpp"
#include "exact_copy.hpp"
#include "receipt_json.hpp"
#include "request_support.hpp"
#include "support/documents.hpp"

namespace {

using cvm::ImageReceipt;
using cvm::Outcome;
using cvm::Receipt;
using cvm::testing::document_fixture;
using cvm::testing::sample_receipt;
using cvm_test::ExactCopy;
using cvm_test::parameter;
using cvm_test::Refusal;

Receipt read(std::string_view text) {
  const auto receipt = cvm::read_receipt(ExactCopy(text).view());
  EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().message);
  return receipt ? *receipt : Receipt{};
}

Refusal refusal(std::string_view text) {
  const auto receipt = cvm::read_receipt(ExactCopy(text).view());
  EXPECT_FALSE(receipt) << text;
  return receipt ? Refusal{} : cvm_test::refusal_of(receipt.error());
}

/// What is said of the sample when `what` in it is `by`.
Refusal changed(std::string_view what, std::string_view by) {
  std::string text = write_receipt(sample_receipt());
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? Refusal{} : refusal(text.replace(at, what.size(), by));
}

TEST(ReceiptDocument, IsTheFixture) {
  EXPECT_EQ(write_receipt(sample_receipt()) + "\n", document_fixture("receipt.json"));
}

TEST(ReceiptDocument, IsReadBackWhole) {
  const Receipt receipt = sample_receipt();
  const Receipt back = read(write_receipt(receipt));
  EXPECT_EQ(write_receipt(back), write_receipt(receipt));
  EXPECT_EQ(back.plan_digest, receipt.plan_digest);
  EXPECT_EQ(back.confirmed_by, "typed phrase");
  EXPECT_EQ(back.started_ms, 1'795'514'460'250);
  EXPECT_EQ(back.finished_ms, 1'795'514'520'000);
  EXPECT_EQ(back.skew_ms, -42'000);
  EXPECT_TRUE(back.interrupted);
  EXPECT_EQ(describe(*back.fault), describe(*receipt.fault));
  ASSERT_EQ(back.images.size(), 4U);
  for (std::size_t i = 0; i < back.images.size(); ++i) {
    EXPECT_EQ(back.images[i].region, receipt.images[i].region);
    EXPECT_EQ(back.images[i].id, receipt.images[i].id);
    EXPECT_EQ(back.images[i].outcome, receipt.images[i].outcome);
    EXPECT_EQ(back.images[i].reason, receipt.images[i].reason);
    EXPECT_EQ(back.images[i].attempts, receipt.images[i].attempts);
    EXPECT_EQ(back.images[i].request_ids, receipt.images[i].request_ids);
    EXPECT_EQ(back.images[i].error.has_value(), receipt.images[i].error.has_value());
    EXPECT_EQ(back.images[i].unshared_from, receipt.images[i].unshared_from);
    EXPECT_EQ(back.images[i].snapshots, receipt.images[i].snapshots);
  }
  ASSERT_EQ(back.quota.size(), 2U);
  EXPECT_EQ(back.quota[0].after, 3);
  EXPECT_EQ(back.quota[1].limit, std::nullopt);
}

TEST(ReceiptDocument, IsOneLineInTheOrderOfItsDescription) {
  Receipt receipt;
  receipt.started_ms = -1;
  EXPECT_EQ(
      write_receipt(receipt),
      R"({"schema":"cvm-images.receipt/1","plan_digest":"","confirmed_by":"","started":"1969-12-31T23:59:59.999Z","finished":"1970-01-01T00:00:00.000Z","skew_seconds":0,"interrupted":false,"error":null,"images":[],"quota":[],"summary":{"deleted":0,"accepted":0,"failed":0,"skipped":0,"unknown":0}})");
  EXPECT_EQ(read(write_receipt(receipt)).started_ms, -1);
}

TEST(ReceiptDocument, CountsOutcomes) {
  std::vector<ImageReceipt> images(15);
  std::size_t next = 0;
  for (std::size_t kind = 0; kind < 5; ++kind)
    for (std::size_t i = 0; i <= kind; ++i) images[next++].outcome = static_cast<Outcome>(kind);
  const auto counts = cvm::count_outcomes(images);
  EXPECT_EQ(counts.deleted, 1);
  EXPECT_EQ(counts.accepted, 2);
  EXPECT_EQ(counts.failed, 3);
  EXPECT_EQ(counts.skipped, 4);
  EXPECT_EQ(counts.unknown, 5);
}

TEST(ReceiptDocument, WhatIsWrongIsNamed) {
  EXPECT_EQ(refusal("{"), parameter("", "the text is not a receipt: it is JSON that is cut off"));
  EXPECT_EQ(refusal("1"), parameter("", "the text is not a receipt: it is a number, not an object"));
  EXPECT_EQ(refusal("{}"), parameter("schema", "schema is missing"));
  EXPECT_EQ(changed("cvm-images.receipt/1", "cvm-images.receipt/2"),
            parameter("schema", R"(schema is "cvm-images.receipt/2", which is none of: cvm-images.receipt/1)"));
  EXPECT_EQ(changed(R"("confirmed_by":"typed phrase",)", ""), parameter("confirmed_by", "confirmed_by is missing"));
  EXPECT_EQ(changed("{", R"({"note":1,)"), parameter("note", R"(there is no member "note")"));
  EXPECT_EQ(changed(R"("interrupted":true)", R"("interrupted":1)"),
            parameter("interrupted", "interrupted is a number, not a boolean"));
  EXPECT_EQ(changed(R"("skew_seconds":-42)", R"("skew_seconds":-42.5)"),
            parameter("skew_seconds", "skew_seconds is a number, not a 64-bit integer"));
  EXPECT_EQ(changed(R"("skew_seconds":-42)", R"("skew_seconds":9223372036854775807)"),
            parameter("skew_seconds", "skew_seconds is out of range"));
  EXPECT_EQ(
      changed("2026-11-24T10:01:00.250Z", "2026-11-24T10:01:00Z"),
      parameter("started", R"(started is "2026-11-24T10:01:00Z", not an instant such as 2026-11-24T10:00:00.250Z)"));
  EXPECT_EQ(
      changed(R"("outcome":"failed")", R"("outcome":"broken")"),
      parameter("images[1].outcome",
                R"(images[1].outcome is "broken", which is none of: deleted, accepted, failed, skipped, unknown)"));
  EXPECT_EQ(changed(R"("outcome":"left")", R"("outcome":"right")"),
            parameter("images[0].snapshots[1].outcome",
                      R"(images[0].snapshots[1].outcome is "right", which is none of: deleted, left, unknown)"));
  EXPECT_EQ(changed(R"("code":"already-gone")", R"("code":"gone")").where, "images[2].reason.code");
  EXPECT_EQ(changed(R"("attempts":2)", R"("attempts":-2)"),
            parameter("images[0].attempts", "images[0].attempts is less than 0"));
  EXPECT_EQ(changed(R"("attempts":2)", R"("attempts":99999999999)"),
            parameter("images[0].attempts", "images[0].attempts is 99999999999, which is out of range"));
  EXPECT_EQ(changed(R"("id":"img-34vaef8fe")", R"("id":"web")").where, "images[0].id");
  EXPECT_EQ(changed(R"("region":"ap-guangzhou","before")", R"("region":"","before")").where, "quota[0].region");
  EXPECT_EQ(changed(R"("reason":null)", R"("reason":{"code":"not-sent"})"),
            parameter("images[0].reason.args", "images[0].reason.args is missing"));
  EXPECT_EQ(changed(R"("summary":{"deleted":1)", R"("summary":{"deleted":2)"),
            parameter("summary", "summary does not say what the outcomes of the images say"));
}

TEST(ReceiptDocument, AnyReasonOfAPlanMayStandInIt) {
  Receipt receipt = sample_receipt();
  receipt.images[2].reason = cvm::Reason{"referenced", {{"type", "instance"}, {"count", "1"}, {"ids", "ins-1"}}};
  EXPECT_EQ(read(write_receipt(receipt)).images[2].reason, receipt.images[2].reason);
}

TEST(ImageReceiptJson, StandsAloneInAJournal) {
  ImageReceipt image = sample_receipt().images[1];
  image.error->message = "\xff";
  std::string text;
  append_image_receipt(text, image);
  cvm::json::Document document;
  ASSERT_FALSE(cvm::json::parse(text, document));
  const auto back = cvm::read_image_receipt(document.root());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->id, image.id);
  EXPECT_EQ(back->outcome, Outcome::failed);
  EXPECT_EQ(back->error->message, "\ufffd");
  const auto missing = cvm::read_image_receipt(document.root().find("nothing"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "the receipt of an image is missing, not an object");
}

TEST(Outcomes, AreSpeltInOneWay) {
  for (const Outcome outcome :
       {Outcome::deleted, Outcome::accepted, Outcome::failed, Outcome::skipped, Outcome::unknown})
    EXPECT_EQ(cvm::parse_outcome(to_string(outcome)), outcome);
  EXPECT_EQ(to_string(Outcome::accepted), "accepted");
  EXPECT_EQ(to_string(static_cast<Outcome>(9)), "unknown");
  for (const char* text : {"", "Deleted", "gone"}) EXPECT_EQ(cvm::parse_outcome(text), std::nullopt) << text;
}

}  // namespace
