#include "aws/error.hpp"

#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

struct Row {
  const char* name;
  const char* code;
  int status;
  Remedy remedy;
};

class RemedyTable : public testing::TestWithParam<Row> {};

TEST_P(RemedyTable, SaysWhatHelps) {
  EXPECT_EQ(remedy_for(GetParam().code, GetParam().status), GetParam().remedy);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, RemedyTable, testing::Values(
    Row{"aws_throttles_with_400_too", "ThrottlingException",   400, Remedy::throttled},
    Row{"sqs_has_its_own_word",       "RequestThrottled",      403, Remedy::throttled},
    Row{"an_old_token",               "ExpiredTokenException", 400, Remedy::refresh_credentials},
    Row{"a_skewed_clock",             "RequestTimeTooSkewed",  403, Remedy::refresh_credentials},
    Row{"denied",                     "AccessDeniedException", 400, Remedy::give_up},
    Row{"unknown_code_and_503",       "NeverHeardOfIt",        503, Remedy::retry_later},
    Row{"unknown_code_and_400",       "NeverHeardOfIt",        400, Remedy::fix_request},
    Row{"unknown_code_and_403",       "NeverHeardOfIt",        403, Remedy::give_up},
    Row{"no_code_and_429",            "",                      429, Remedy::throttled},
    Row{"no_answer_at_all",           "",                        0, Remedy::retry_later}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Error, IsOneLineWithAllThatAwsSaid) {
  const Error error{.remedy = Remedy::throttled,
                    .operation = "ecs:DescribeServices",
                    .message = "Rate exceeded",
                    .http_status = 400,
                    .code = "ThrottlingException",
                    .request_id = "abc-123"};
  EXPECT_EQ(to_line(error),
            "ecs:DescribeServices: ThrottlingException: Rate exceeded (HTTP 400) "
            "(request id abc-123)");
}

TEST(Error, IsOneLineWhateverAwsSaid) {
  Error error{.remedy = Remedy::give_up, .operation = "sts:AssumeRole", .message = "one\r\ntwo"};
  EXPECT_EQ(to_line(error), "sts:AssumeRole: one  two");
  error = {.remedy = Remedy::give_up, .operation = "ecs:X", .message = "", .code = "AccessDenied"};
  EXPECT_EQ(to_line(error), "ecs:X: AccessDenied");
}

}  // namespace
}  // namespace sluice::aws
