#include "aws/endpoint.hpp"

#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

struct Row {
  const char* name;
  const ServiceDescription& service;
  EndpointRules rules;
  const char* origin;
};

class EndpointTable : public testing::TestWithParam<Row> {};

TEST_P(EndpointTable, IsWhereTheSdksCall) {
  const auto url = resolve_endpoint(GetParam().service, GetParam().rules);
  ASSERT_TRUE(url) << url.error();
  EXPECT_EQ(url->origin(), GetParam().origin);
}

const ConfiguredUrl local{"http://127.0.0.1:4566", "AWS_ENDPOINT_URL"};
const ConfiguredUrl own{"https://sqs.example.com", "AWS_ENDPOINT_URL_SQS"};

// Checked against botocore 1.43.11's resolver.
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, EndpointTable, testing::Values(
    Row{"sydney", sqs, {.region = "ap-southeast-2"}, "https://sqs.ap-southeast-2.amazonaws.com"},
    Row{"cloudwatch_has_another_name", cloudwatch, {.region = "us-east-1"},
        "https://monitoring.us-east-1.amazonaws.com"},
    Row{"china", ecs, {.region = "cn-north-1"}, "https://ecs.cn-north-1.amazonaws.com.cn"},
    Row{"fips", sts, {.region = "us-gov-west-1", .use_fips = true},
        "https://sts-fips.us-gov-west-1.amazonaws.com"},
    Row{"dual_stack", sqs, {.region = "eu-west-1", .use_dual_stack = true},
        "https://sqs.eu-west-1.api.aws"},
    Row{"secret_iso", sqs, {.region = "us-isob-east-1"},
        "https://sqs.us-isob-east-1.sc2s.sgov.gov"},
    Row{"one_for_all", application_auto_scaling, {.region = "eu-west-1", .for_all = local},
        "http://127.0.0.1:4566"},
    Row{"its_own_wins", sqs,
        {.region = "eu-west-1", .for_service = {{"SQS", own}}, .for_all = local},
        "https://sqs.example.com"},
    Row{"another_services_own_does_not_count", ecs,
        {.region = "eu-west-1", .for_service = {{"SQS", own}}},
        "https://ecs.eu-west-1.amazonaws.com"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Endpoint, AWrongSettingIsNamed) {
  const auto url = resolve_endpoint(
      sqs, {.region = "eu-west-1", .for_all = ConfiguredUrl{"localhost:4566", "--endpoint-url"}});
  ASSERT_FALSE(url);
  EXPECT_TRUE(url.error().starts_with("--endpoint-url: 'localhost:4566'")) << url.error();
}

TEST(Region, IsKnownByItsForm) {
  for (const char* good : {"ap-southeast-2", "us-gov-west-1", "us-isob-east-1", "eu-central-10"})
    EXPECT_TRUE(is_region(good)) << good;
  for (const char* bad : {"", "sydney", "ap-southeast", "AP-SOUTHEAST-2", "ap-southeast-2a",
                          "ap--southeast-2", "eu-west-1.evil.com", "eu west-1", "eu-west-"})
    EXPECT_FALSE(is_region(bad)) << bad;
}

}  // namespace
}  // namespace sluice::aws
