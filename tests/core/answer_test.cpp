// Reading what the service answered.

#include "cvm/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using cvm::Error;
using cvm::ErrorCode;
using cvm::HttpResponse;

/// The body in a buffer without spare room, so that AddressSanitizer sees a read past its end.
HttpResponse answer(std::string body, int status = 200) {
  body.shrink_to_fit();
  return {.status = status, .headers = {{"content-type", "application/json"}}, .body = std::move(body)};
}

cvm::Answer read(const std::string& body) {
  auto read = cvm::read_answer(answer(body));
  EXPECT_TRUE(read) << (read ? "" : describe(read.error()));
  return read ? *read : cvm::Answer{};
}

Error error_of(const HttpResponse& response) {
  const auto read = cvm::read_answer(response);
  EXPECT_FALSE(read) << "was accepted: " << response.body.substr(0, 200);
  if (read) return {};
  EXPECT_EQ(read.error().http_status, response.status);
  EXPECT_FALSE(read.error().ambiguous);
  return read.error();
}

Error error_of(const std::string& body) { return error_of(answer(body)); }

Error service_error(const std::string& code, const std::string& message = "m") {
  return error_of(R"({"Response":{"Error":{"Code":")" + code + R"(","Message":")" + message +
                  R"("},"RequestId":"r-1"}})");
}

/// "where: message" of a `malformed-answer`.
std::string malformed(const std::string& body) {
  const Error error = error_of(body);
  EXPECT_EQ(error.code, ErrorCode::malformed_answer);
  EXPECT_TRUE(error.retryable);
  EXPECT_EQ(error.service_code, "");
  return error.where + ": " + error.message;
}

// Successes

TEST(ReadAnswer, KeepsTheBodyAsItWasWritten) {
  const std::string body =
      " {\"Response\" : "
      "{\"A\":1.50,\"B\":12345678901234567890123,\"C\":null,\"Unknown\":[{}],\"RequestId\":\"71E69B56\"}}\r\n";
  const auto read_back = read(body);
  EXPECT_EQ(read_back.request_id, "71E69B56");
  EXPECT_EQ(read_back.body, body);
  EXPECT_EQ(read_back.deprecated_warning, "");
}

TEST(ReadAnswer, UnknownMembersBesideResponseAreLeftAlone) {
  EXPECT_EQ(read(R"({"code":1,"x":null,"Response":{"RequestId":"r"}})").request_id, "r");
}

TEST(ReadAnswer, KeepsTheDeprecatedWarningAsText) {
  const auto warning = [](const std::string& text) {
    return read(R"({"a":"\"}{","Response":{"T":"Deprecated\\","DeprecatedWarning" : )" + text +
                " ,\"RequestId\":\"r\"}}")
        .deprecated_warning;
  };
  EXPECT_EQ(warning(R"({"Message": "use \"}\" [", "v": [1.50, {"n": 2e3}]})"),
            R"({"Message": "use \"}\" [", "v": [1.50, {"n": 2e3}]})");
  EXPECT_EQ(warning(R"("soon")"), R"("soon")");
  EXPECT_EQ(warning("1.50"), "1.50");
  EXPECT_EQ(warning("null"), "null");
  EXPECT_EQ(warning("[]"), "[]");
  EXPECT_EQ(read(R"({"Response":{"RequestId":"r","DeprecatedWarning":{"a":1} }})").deprecated_warning, R"({"a":1})");
  EXPECT_EQ(
      read(R"({"DeprecatedWarning":1,"Response":{"RequestId":"r","X":{"DeprecatedWarning":1}}})").deprecated_warning,
      "");
}

TEST(ReadAnswer, TakesNestingOfSixtyFour) {
  const auto nested = [](std::size_t depth) {
    return R"({"Response":{"RequestId":"r","A":)" + std::string(depth, '[') + std::string(depth, ']') + "}}";
  };
  EXPECT_EQ(read(nested(62)).request_id, "r");
  EXPECT_EQ(malformed(nested(63)), ": the answer is nested deeper than 64");
  EXPECT_EQ(malformed(nested(10'000)), ": the answer is nested deeper than 64");
  std::string objects;
  for (int i = 0; i < 10'000; ++i) objects += R"({"Response":)";
  EXPECT_EQ(malformed(objects), ": the answer is nested deeper than 64");
}

// Errors of the service

TEST(ReadAnswer, KeepsTheServicesOwnWords) {
  const Error error = service_error("InvalidImageId.NotFound", "ImageId img-7rotv4ux is not found");
  EXPECT_EQ(error.code, ErrorCode::service);
  EXPECT_EQ(error.message, "the service refused the request");
  EXPECT_EQ(error.service_code, "InvalidImageId.NotFound");
  EXPECT_EQ(error.service_message, "ImageId img-7rotv4ux is not found");
  EXPECT_EQ(error.request_id, "r-1");
  EXPECT_EQ(error.http_status, 200);
  EXPECT_FALSE(error.retryable);
}

TEST(ReadAnswer, EveryClassOfError) {
  struct Row {
    std::string service_code;
    ErrorCode code;
    bool retryable;
    std::string message;
  };
  const std::string throttled = "too many requests a second: send fewer and try again";
  const std::string refused = "the service refused the request";
  const std::string authentication = "the service does not accept the credential or the signature";
  const std::string permission = "the credential may not do this: its policy has to allow the action";
  const std::vector<Row> rows{
      {"RequestLimitExceeded", ErrorCode::throttled, true, throttled},
      {"RequestLimitExceeded.UinLimitExceeded", ErrorCode::throttled, true, throttled},
      {"AuthFailure.SignatureExpire", ErrorCode::clock, false,
       "the time of the request is more than 5 minutes away from the service's: set this machine's clock"},
      {"AuthFailure.SignatureFailure", ErrorCode::authentication, false, authentication},
      {"AuthFailure.TokenFailure", ErrorCode::authentication, false, authentication},
      {"AuthFailure", ErrorCode::authentication, false, authentication},
      {"AuthFailure.UnauthorizedOperation", ErrorCode::permission, false, permission},
      {"UnauthorizedOperation", ErrorCode::permission, false, permission},
      {"UnauthorizedOperation.PermissionDenied", ErrorCode::permission, false, permission},
      {"InternalError", ErrorCode::service, true, refused},
      {"InternalError.TradeUnknownError", ErrorCode::service, true, refused},
      {"InternalServerError", ErrorCode::service, true, refused},
      {"ServiceUnavailable", ErrorCode::service, true, refused},
      {"MutexOperation.TaskRunning", ErrorCode::service, false, refused},
      {"ResourceInUse", ErrorCode::service, false, refused},
      {"LimitExceeded", ErrorCode::service, false, refused},
      {"DryRunOperation", ErrorCode::service, false, refused},
      {"RequestLimitExceededX", ErrorCode::service, false, refused},
  };
  for (const Row& row : rows) {
    const Error error = service_error(row.service_code);
    EXPECT_EQ(error.code, row.code) << row.service_code;
    EXPECT_EQ(error.service_code, row.service_code);
    EXPECT_EQ(error.retryable, row.retryable) << row.service_code;
    EXPECT_EQ(error.message, row.message) << row.service_code;
    EXPECT_EQ(cvm::classify_service_code(row.service_code), row.code);
  }
}

TEST(ReadAnswer, AnErrorWinsOverEverythingBesideIt) {
  const Error error = error_of(R"({"Response":{"ImageSet":[],"Error":{"Code":"X"},"DeprecatedWarning":1}})");
  EXPECT_EQ(error.service_code, "X");
  EXPECT_EQ(error.service_message, "");
  EXPECT_EQ(error.request_id, "");
}

TEST(ReadAnswer, AnErrorWithoutACodeIsMalformed) {
  EXPECT_EQ(malformed(R"({"Response":{"Error":null,"RequestId":"r"}})"),
            "Response.Error: Response.Error is not an object");
  EXPECT_EQ(malformed(R"({"Response":{"Error":"X","RequestId":"r"}})"),
            "Response.Error: Response.Error is not an object");
  const std::string no_code = "Response.Error.Code: Response.Error.Code is not a text";
  EXPECT_EQ(malformed(R"({"Response":{"Error":{},"RequestId":"r"}})"), no_code);
  EXPECT_EQ(malformed(R"({"Response":{"Error":{"Code":""},"RequestId":"r"}})"), no_code);
  EXPECT_EQ(malformed(R"({"Response":{"Error":{"Code":7},"RequestId":"r"}})"), no_code);
  EXPECT_EQ(malformed(R"({"Response":{"Error":{"Code":"X","Message":{}},"RequestId":"r"}})"),
            "Response.Error.Message: Response.Error.Message is not a text");
}

TEST(ReadAnswer, ReadsTheOlderErrorBody) {
  Error error = error_of(R"({"code":4100,"message":"auth failed","codeDesc":"AuthFailure.SignatureFailure"})");
  EXPECT_EQ(error.code, ErrorCode::authentication);
  EXPECT_EQ(error.service_code, "AuthFailure.SignatureFailure");
  EXPECT_EQ(error.service_message, "auth failed");
  EXPECT_EQ(error.request_id, "");
  error = error_of(R"({"code":-7,"message":null})");
  EXPECT_EQ(error.code, ErrorCode::service);
  EXPECT_EQ(error.service_code, "-7");
}

TEST(ReadAnswer, TheOlderSuccessIsNoAnswerHere) {
  const std::string none = "Response: the answer has no object Response";
  EXPECT_EQ(malformed(R"({"code":0,"message":"","codeDesc":"Success"})"), none);
  EXPECT_EQ(malformed(R"({"code":"4100","message":"x"})"), none);
  EXPECT_EQ(malformed(R"({"code":4100,"message":{}})"), none);
  EXPECT_EQ(malformed(R"({"code":1.5})"), none);
  EXPECT_EQ(read(R"({"code":0,"Response":{"RequestId":"r"}})").request_id, "r");
}

// What is not the service's

TEST(ReadAnswer, OtherStatusesAreNotRead) {
  for (const int status : {0, 100, 204, 302, 400, 403, 429, 500, 502, 503}) {
    const Error error = error_of(answer(R"({"Response":{"RequestId":"r"}})", status));
    EXPECT_EQ(error.code, ErrorCode::http_status);
    EXPECT_EQ(error.message, "the status of the answer is " + std::to_string(status) +
                                 ", not 200: a proxy or gateway may have answered in the service's place");
    EXPECT_TRUE(error.retryable);
  }
}

TEST(ReadAnswer, HtmlAndEmptyBodiesAreAProxys) {
  const std::string proxy = ": a proxy or gateway may have answered in the service's place";
  EXPECT_EQ(malformed("\n<!DOCTYPE html><html></html>"), ": the answer is HTML or XML" + proxy);
  EXPECT_EQ(malformed(""), ": the answer is empty" + proxy);
  EXPECT_EQ(malformed(" \r\n"), ": the answer is empty" + proxy);
}

TEST(ReadAnswer, ABodyThatIsNotTheServicesJsonIsMalformed) {
  const std::string none = "Response: the answer has no object Response";
  EXPECT_EQ(malformed("null"), none);
  EXPECT_EQ(malformed("[]"), none);
  EXPECT_EQ(malformed("{}"), none);
  EXPECT_EQ(malformed(R"({"Response":null})"), none);
  EXPECT_EQ(malformed(R"({"Response":[{"RequestId":"r"}]})"), none);
  EXPECT_EQ(malformed(R"({"response":{"RequestId":"r"}})"), none);
  EXPECT_EQ(malformed("ok"), ": the answer is not JSON at byte 0");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":"r"}}{})"), ": the answer is not JSON at byte 30");
  EXPECT_EQ(malformed(std::string("{\"Response\":{\"RequestId\":\"r\"}}\0", 31)),
            ": the answer is not JSON at byte 30");
  EXPECT_EQ(malformed("\xef\xbb\xbf{}"), ": the answer is not JSON, or not valid UTF-8, at byte 0");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":"r","A":1e400}})"),
            ": the answer has a number too large for a double at byte 38");
}

TEST(ReadAnswer, EveryCutOfABodyIsMalformed) {
  const std::string body = R"({"Response":{"A":[1,-2.5e3,true,null,"\u00e9\n"],"RequestId":"r"}})";
  EXPECT_EQ(read(body).request_id, "r");
  for (std::size_t size = 1; size < body.size(); ++size)
    EXPECT_EQ(malformed(body.substr(0, size)), ": the answer is JSON that is cut off") << size;
}

TEST(ReadAnswer, ARequestIdIsAText) {
  EXPECT_EQ(malformed(R"({"Response":{}})"), "Response.RequestId: Response.RequestId is missing");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":null}})"), "Response.RequestId: Response.RequestId is missing");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":""}})"), "Response.RequestId: Response.RequestId is missing");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":7}})"), "Response.RequestId: Response.RequestId is not a text");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":{},"Error":{"Code":"X"}}})"),
            "Response.RequestId: Response.RequestId is not a text");
}

TEST(ReadAnswer, MembersThatStandTwiceAreMalformed) {
  EXPECT_EQ(malformed(R"({"Response":{"Error":{"Code":"X"}},"Response":{"RequestId":"r"}})"),
            ": the answer has the member \"Response\" twice");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":"r","Error":{"Code":"X"},"Error":{"Code":"Y"}}})"),
            ": the answer has the member \"Error\" twice");
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":"r","ImageSet":[{"ImageId":"img-1","ImageId":"img-2"}]}})"),
            ": the answer has the member \"ImageId\" twice");
  std::string many = R"("m0":0)";
  for (int i = 1; i < 100; ++i) many += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_EQ(malformed(R"({"Response":{"RequestId":"r",)" + many + R"(,"m42":1}})"),
            ": the answer has the member \"m42\" twice");
}

// Sizes

TEST(ReadAnswer, IsCappedAtSixtyFourMebibytes) {
  EXPECT_EQ(cvm::max_answer_bytes, 64U * 1024 * 1024);
  const std::string head = R"({"Response":{"RequestId":"r"}})";
  std::string body(cvm::max_answer_bytes, ' ');
  body.replace(0, head.size(), head);
  EXPECT_EQ(read(body).request_id, "r");
  body += ' ';
  Error error = error_of(body);
  EXPECT_EQ(error.code, ErrorCode::answer_too_large);
  EXPECT_EQ(error.message, "the answer is larger than 64 MiB");
  EXPECT_FALSE(error.retryable);
  body.resize(65U * 1024 * 1024, ' ');
  EXPECT_EQ(error_of(body).code, ErrorCode::answer_too_large);
}

TEST(ReadAnswer, TakesALongText) {
  const std::string body = R"({"Response":{"RequestId":"r","A":")" + std::string(8U * 1024 * 1024, 'a') + "\"}}";
  EXPECT_EQ(read(body).body.size(), body.size());
}

TEST(ReadAnswer, StopsAtAMillionValues) {
  const auto with = [](std::size_t values) {
    std::string body = R"({"Response":{"RequestId":"r","A":[0)";
    for (std::size_t i = 1; i < values; ++i) body += ",0";
    return body + "]}}";
  };
  EXPECT_EQ(read(with(999'996)).request_id, "r");  // beside them: RequestId, A, Response and the document
  EXPECT_THAT(malformed(with(999'997)), ::testing::StartsWith(": the answer has more than 1,000,000 values at byte "));
}

// Codes

TEST(InCodeGroup, MatchesWholeParts) {
  EXPECT_TRUE(cvm::in_code_group("RequestLimitExceeded", "RequestLimitExceeded"));
  EXPECT_TRUE(cvm::in_code_group("RequestLimitExceeded.UinLimitExceeded", "RequestLimitExceeded"));
  EXPECT_FALSE(cvm::in_code_group("RequestLimitExceededX", "RequestLimitExceeded"));
  EXPECT_FALSE(cvm::in_code_group("RequestLimit", "RequestLimitExceeded"));
  EXPECT_FALSE(cvm::in_code_group("", "RequestLimitExceeded"));
  EXPECT_FALSE(cvm::in_code_group("requestlimitexceeded", "RequestLimitExceeded"));
}

}  // namespace
