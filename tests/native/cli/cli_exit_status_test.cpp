#include <gtest/gtest.h>

#include "exit_status.hpp"

namespace cvm::cli {
namespace {

Error error_of(ErrorCode code) { return make_error(code, "", ""); }

ImageReceipt image(Outcome outcome, const char* reason = nullptr, std::optional<Error> error = {}) {
  ImageReceipt one{.id = "img-1", .outcome = outcome, .error = std::move(error)};
  if (reason != nullptr) one.reason = Reason{reason, {}};
  return one;
}

Exit status_of_images(std::vector<ImageReceipt> images) {
  Receipt receipt;
  receipt.images = std::move(images);
  return status_of({}, receipt);
}

TEST(ExitStatus, SeveralAtOnce) {
  constexpr std::array order{Exit::interrupted, Exit::authentication, Exit::incomplete, Exit::partial, Exit::unverified,
                             Exit::refused,     Exit::usage,          Exit::deletions,  Exit::done};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i; j < order.size(); ++j) {
      EXPECT_EQ(combine(order[i], order[j]), order[i]);
      EXPECT_EQ(combine(order[j], order[i]), order[i]);
    }
  }
}

TEST(ExitStatus, OfEveryErrorCode) {
  const std::map<ErrorCode, int> expected{{ErrorCode::invalid_parameter, 1},
                                          {ErrorCode::invalid_region, 1},
                                          {ErrorCode::invalid_endpoint, 1},
                                          {ErrorCode::invalid_timestamp, 1},
                                          {ErrorCode::request_too_large, 1},
                                          {ErrorCode::misuse, 1},
                                          {ErrorCode::internal, 1},
                                          {ErrorCode::service, 1},
                                          {ErrorCode::permission, 4},
                                          {ErrorCode::refused, 4},
                                          {ErrorCode::no_credential, 5},
                                          {ErrorCode::invalid_credential, 5},
                                          {ErrorCode::authentication, 5},
                                          {ErrorCode::credential_unavailable, 5},
                                          {ErrorCode::clock, 5},
                                          {ErrorCode::not_sent, 6},
                                          {ErrorCode::lost, 6},
                                          {ErrorCode::timed_out, 6},
                                          {ErrorCode::http_status, 6},
                                          {ErrorCode::malformed_answer, 6},
                                          {ErrorCode::answer_too_large, 6},
                                          {ErrorCode::throttled, 6},
                                          {ErrorCode::cancelled, 130}};
  EXPECT_EQ(expected.size(), static_cast<std::size_t>(ErrorCode::internal) + 1);
  for (const auto& [code, status] : expected) {
    EXPECT_EQ(static_cast<int>(status_of(error_of(code))), status) << to_string(code);
  }
}

TEST(ExitStatus, WhatMayHaveBeenDoneIsNotKnown) {
  Error error = error_of(ErrorCode::service);
  error.ambiguous = true;
  EXPECT_EQ(status_of(error), Exit::incomplete);
  error = error_of(ErrorCode::internal);
  error.ambiguous = true;
  EXPECT_EQ(status_of(error), Exit::incomplete);
}

TEST(ExitStatus, OfARegion) {
  EXPECT_EQ(status_of_region(error_of(ErrorCode::permission)), Exit::incomplete);
  EXPECT_EQ(status_of_region(error_of(ErrorCode::service)), Exit::incomplete);
  EXPECT_EQ(status_of_region(error_of(ErrorCode::authentication)), Exit::authentication);
  EXPECT_EQ(status_of_region(error_of(ErrorCode::invalid_region)), Exit::usage);
}

TEST(ExitStatus, OfADeletion) {
  EXPECT_EQ(status_of_images({image(Outcome::deleted)}), Exit::done);
  EXPECT_EQ(status_of_images({image(Outcome::deleted), image(Outcome::accepted)}), Exit::unverified);
  EXPECT_EQ(status_of_images({image(Outcome::failed, "refused", error_of(ErrorCode::service))}), Exit::partial);
  EXPECT_EQ(status_of_images({image(Outcome::skipped, "changed"), image(Outcome::accepted)}), Exit::partial);
  EXPECT_EQ(status_of_images({image(Outcome::skipped, "already-gone", error_of(ErrorCode::service))}), Exit::partial);
  EXPECT_EQ(status_of_images({image(Outcome::failed, "not-sent", error_of(ErrorCode::not_sent))}), Exit::incomplete);
  EXPECT_EQ(status_of_images({image(Outcome::unknown, "no-answer"), image(Outcome::failed, "refused")}),
            Exit::incomplete);
  EXPECT_EQ(status_of_images(
                {image(Outcome::unknown, "no-answer"), image(Outcome::failed, "not-sent", error_of(ErrorCode::clock))}),
            Exit::authentication);
  EXPECT_EQ(status_of_images({image(Outcome::failed, "not-sent", error_of(ErrorCode::permission))}), Exit::partial);
}

TEST(ExitStatus, AnImageThatTheServiceFindsBusyFailed) {
  Error busy = error_of(ErrorCode::service);
  busy.retryable = true;
  EXPECT_EQ(status_of_images({image(Outcome::failed, "refused", busy)}), Exit::partial);
}

TEST(ExitStatus, OfARunThatBrokeOff) {
  Receipt receipt;
  receipt.images = {image(Outcome::deleted)};
  receipt.interrupted = true;
  EXPECT_EQ(status_of({}, receipt), Exit::interrupted);
  receipt.fault = error_of(ErrorCode::credential_unavailable);
  EXPECT_EQ(status_of({}, receipt), Exit::authentication);
  receipt.fault = error_of(ErrorCode::invalid_parameter);  // the journal could not be written
  EXPECT_EQ(status_of({}, receipt), Exit::usage);
  receipt.images.push_back(image(Outcome::failed, "not-sent", receipt.fault));
  EXPECT_EQ(status_of({}, receipt), Exit::partial);
}

TEST(ExitStatus, WhatThePlanKeepsIsNoFailure) {
  Plan plan;
  plan.images = {{.region = "r", .id = "img-1", .verdict = Verdict::keep},
                 {.region = "r", .id = "img-2", .verdict = Verdict::remove}};
  Receipt receipt;
  receipt.images = {{.region = "r", .id = "img-1", .outcome = Outcome::skipped},
                    {.region = "r", .id = "img-2", .outcome = Outcome::deleted}};
  EXPECT_EQ(status_of(plan, receipt), Exit::done);
  receipt.images[1].outcome = Outcome::skipped;
  EXPECT_EQ(status_of(plan, receipt), Exit::partial);
}

TEST(ExitStatus, AnImageThatCouldNotBeCheckedAgainMakesItIncomplete) {
  Receipt receipt;
  receipt.images = {{.region = "r", .id = "img-1", .outcome = Outcome::skipped}};
  receipt.images.front().reason = Reason{"check-failed", {{"check", "instances"}, {"error", "InternalError"}}};
  EXPECT_EQ(status_of({}, receipt), Exit::incomplete);
  receipt.images.front().reason = Reason{"changed", {{"what", "name"}}};
  EXPECT_EQ(status_of({}, receipt), Exit::partial);
}

Plan scanned(Verdict verdict, const char* check, ErrorCode code) {
  Plan plan;
  plan.images = {{.region = "r", .id = "img-1", .verdict = verdict}};
  plan.regions = {{.region = "r", .scanned = true, .not_checked = {{.name = check, .error = error_of(code)}}}};
  return plan;
}

TEST(ExitStatus, KeptImagesDoNotCountButLostChecksDo) {
  EXPECT_EQ(status_of_scan(scanned(Verdict::keep, "instances", ErrorCode::lost)), Exit::done);
  EXPECT_EQ(status_of_scan(scanned(Verdict::unknown, "instances", ErrorCode::lost)), Exit::incomplete);
  EXPECT_EQ(status_of_scan(scanned(Verdict::unknown, "instances", ErrorCode::permission)), Exit::done);
  Plan missing = scanned(Verdict::block, "instances", ErrorCode::lost);
  missing.images.front().reasons = {{"not-found", {{"region", "r"}}}};
  EXPECT_EQ(status_of_scan(missing), Exit::incomplete) << "nobody can be sure that it is not there";
}

TEST(ExitStatus, ARegionThatWasNotScanned) {
  Plan plan;
  plan.regions = {{.region = "r", .scanned = true}, {.region = "s", .error = error_of(ErrorCode::lost)}};
  EXPECT_EQ(status_of_scan(plan), Exit::incomplete);
  plan.regions[1].error = error_of(ErrorCode::service);
  EXPECT_EQ(status_of_scan(plan), Exit::incomplete);
  plan.regions[1].error = error_of(ErrorCode::authentication);
  EXPECT_EQ(status_of_scan(plan), Exit::authentication);
}

}  // namespace
}  // namespace cvm::cli
