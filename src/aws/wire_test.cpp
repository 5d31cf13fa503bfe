#include "aws/wire.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace sluice::aws {
namespace {

http::Response answer(int status, std::string body, http::Headers headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

struct Row {
  const char* name;
  const ServiceDescription& service;
  http::Response response;
  const char* code;
  const char* message;
  Remedy remedy;
};

class ErrorTable : public testing::TestWithParam<Row> {};

TEST_P(ErrorTable, KeepsAwsOwnWords) {
  const Row& row = GetParam();
  const auto result = read_answer(row.service, "Operation", row.response);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, row.code);
  EXPECT_EQ(result.error().message, row.message);
  EXPECT_EQ(result.error().remedy, row.remedy);
  EXPECT_EQ(result.error().http_status, row.response.status);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ErrorTable, testing::Values(
    Row{"sqs_names_its_namespace", sqs,
        answer(400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."})"),
        "QueueDoesNotExist", "The specified queue does not exist.", Remedy::give_up},
    Row{"ecs_throttles_with_400", ecs,
        answer(400, R"({"__type":"ThrottlingException","Message":"Rate exceeded"})"),
        "ThrottlingException", "Rate exceeded", Remedy::throttled},
    Row{"the_code_may_be_in_the_header_alone", ecs,
        answer(400, R"({"message":"no"})", {{"x-amzn-ErrorType", "AccessDeniedException:http://internal.amazon.com/coral/"}}),
        "AccessDeniedException", "no", Remedy::give_up},
    Row{"sts_answers_in_xml", sts,
        answer(403, "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The token is old</Message></Error></ErrorResponse>"),
        "ExpiredToken", "The token is old", Remedy::refresh_credentials},
    Row{"a_proxy_answers_in_html", sqs, answer(503, "<html>busy\n</html>"),
        "", "an answer that is no AWS error: <html>busy </html>", Remedy::retry_later},
    Row{"nothing_at_all", sts, answer(500, ""), "", "an empty answer", Remedy::retry_later},
    Row{"members_of_the_wrong_kind", ecs, answer(400, R"({"__type":7,"message":[]})"),
        "", R"(an answer that is no AWS error: {"__type":7,"message":[]})", Remedy::fix_request},
    Row{"bytes_that_are_no_text", ecs, answer(502, std::string{"\xff\x00\x01", 3}),
        "", "an answer that is no AWS error:    ", Remedy::retry_later}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(ReadAnswer, KeepsTheRequestIdForAwsSupport) {
  const auto result = read_answer(sqs, "GetQueueAttributes",
                                  answer(400, "{}", {{"x-amzn-RequestId", "1b2c-3d4e"}}));
  EXPECT_EQ(result.error().request_id, "1b2c-3d4e");
  EXPECT_EQ(result.error().operation, "sqs:GetQueueAttributes");
}

TEST(WireRequest, WritesEachProtocolsHeaders) {
  const http::Url endpoint{.host = "localhost", .port = 4566};
  const http::Request json = wire_request(ecs, "DescribeServices", endpoint, "{}");
  EXPECT_EQ(json.headers.find("content-type"), "application/x-amz-json-1.1");
  EXPECT_EQ(json.headers.find("x-amz-target"),
            "AmazonEC2ContainerServiceV20141113.DescribeServices");
  EXPECT_EQ(json.body, "{}");
  const http::Request form = wire_request(sts, "GetCallerIdentity", endpoint, "");
  EXPECT_EQ(form.body, "Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_FALSE(form.headers.find("x-amz-target"));
}

TEST(GzipBody, IsWhatGunzipReads) {
  http::Request request;
  const std::string plain(50'000, 'x');
  request.body = plain;
  gzip_body(request);
  EXPECT_EQ(request.headers.find("content-encoding"), "gzip");
  EXPECT_LT(request.body.size(), 1000U);

  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string unpacked(plain.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(request.body.data());
  stream.avail_in = static_cast<uInt>(request.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(unpacked, plain);
}

}  // namespace
}  // namespace sluice::aws
