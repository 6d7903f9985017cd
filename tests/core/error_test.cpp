#include "cvm/error.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "exact_copy.hpp"

namespace {

using cvm::ErrorCode;
using cvm_test::ExactCopy;

TEST(ErrorCode, SpellingsGoBothWays) {
  const std::vector<std::pair<ErrorCode, std::string_view>> all{
      {ErrorCode::invalid_parameter, "invalid-parameter"},
      {ErrorCode::invalid_region, "invalid-region"},
      {ErrorCode::invalid_endpoint, "invalid-endpoint"},
      {ErrorCode::invalid_credential, "invalid-credential"},
      {ErrorCode::invalid_timestamp, "invalid-timestamp"},
      {ErrorCode::request_too_large, "request-too-large"},
      {ErrorCode::no_credential, "no-credential"},
      {ErrorCode::credential_unavailable, "credential-unavailable"},
      {ErrorCode::not_sent, "not-sent"},
      {ErrorCode::lost, "lost"},
      {ErrorCode::timed_out, "timed-out"},
      {ErrorCode::cancelled, "cancelled"},
      {ErrorCode::http_status, "http-status"},
      {ErrorCode::malformed_answer, "malformed-answer"},
      {ErrorCode::answer_too_large, "answer-too-large"},
      {ErrorCode::throttled, "throttled"},
      {ErrorCode::authentication, "authentication"},
      {ErrorCode::clock, "clock"},
      {ErrorCode::permission, "permission"},
      {ErrorCode::service, "service"},
      {ErrorCode::refused, "refused"},
      {ErrorCode::misuse, "misuse"},
      {ErrorCode::internal, "internal"},
  };
  EXPECT_EQ(all.size(), static_cast<std::size_t>(ErrorCode::internal) + 1);
  for (const auto& [code, text] : all) {
    EXPECT_EQ(cvm::to_string(code), text);
    EXPECT_EQ(cvm::parse_error_code(ExactCopy(text).view()), code);
  }
  for (const std::string_view text : {"", "invalid_parameter", "Internal", "internal ", "los"}) {
    EXPECT_EQ(cvm::parse_error_code(ExactCopy(text).view()), std::nullopt) << text;
  }
}

TEST(MakeError, SetsCodePlaceAndMessageOnly) {
  const cvm::Error error = cvm::make_error(ErrorCode::invalid_region, "Region", "no such form");
  EXPECT_EQ(error.code, ErrorCode::invalid_region);
  EXPECT_EQ(error.where, "Region");
  EXPECT_EQ(error.message, "no such form");
  EXPECT_EQ(error.service_code + error.service_message + error.request_id, "");
  EXPECT_EQ(error.http_status, 0);
  EXPECT_FALSE(error.retryable);
  EXPECT_FALSE(error.ambiguous);
}

TEST(Describe, IsOneLineWithEverythingThatIsKnown) {
  cvm::Error error = cvm::make_error(ErrorCode::invalid_region, "Region", "two\nlines");
  EXPECT_EQ(describe(error), "invalid-region (Region): two lines");
  error = cvm::make_error(ErrorCode::service, "DeleteImages", "DeleteImages was not done");
  EXPECT_EQ(describe(error), "service: DeleteImages was not done");
  error.service_code = "InvalidImageId.NotFound";
  EXPECT_EQ(describe(error), "service: DeleteImages was not done; the service says InvalidImageId.NotFound");
  error.service_message = "The image\tis not there.\r\n";
  error.request_id = "71e69b56-32be-4412-ab45-2eef4c8e6a5f";
  EXPECT_EQ(describe(error),
            "service: DeleteImages was not done; the service says InvalidImageId.NotFound: The image is not there.   "
            "[RequestId 71e69b56-32be-4412-ab45-2eef4c8e6a5f]");
}

}  // namespace
