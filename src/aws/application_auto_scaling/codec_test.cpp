#include "aws/application_auto_scaling/codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluice::aws {
namespace {

using namespace std::chrono_literals;

// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html
// with the timestamps as numbers, as they go over the wire.
constexpr const char* activities = R"({"ScalingActivities":[{
  "ActivityId":"4d759079-a31f-4d0c-8468-504c56e2eecf","ServiceNamespace":"ecs",
  "ResourceId":"service/my-cluster/my-service","ScalableDimension":"ecs:service:DesiredCount",
  "Description":"Setting desired count to 1.",
  "Cause":"monitor alarm TargetTracking-service/my-cluster/my-service-AlarmLow-d4f0770c in state ALARM triggered policy web-app-cpu-gt-75",
  "StartTime":1462575838.171,"EndTime":1462575872.111,"StatusCode":"Successful",
  "StatusMessage":"Successfully set desired count to 1. Change successfully fulfilled by ecs."},
  {"ActivityId":"2","StartTime":1462574194.658,"StatusCode":"InProgress"}]})";

TEST(ScalingActivitiesCodec, ReadsThemInAwsOwnWords) {
  const auto got = decode_describe_scaling_activities(activities);
  ASSERT_TRUE(got) << got.error();
  ASSERT_EQ(got->scaling_activities.size(), 2U);
  const ScalingActivity& first = got->scaling_activities[0];
  EXPECT_EQ(first.description, "Setting desired count to 1.");
  EXPECT_EQ(first.start, Instant{1462575838171ms});
  EXPECT_EQ(first.end, Instant{1462575872111ms});
  EXPECT_EQ(first.status_code, "Successful");
  EXPECT_EQ(got->scaling_activities[1].end, std::nullopt);
}

TEST(ScalingActivitiesCodec, WritesTheRequest) {
  EXPECT_EQ(nlohmann::json::parse(encode(DescribeScalingActivitiesRequest{.resource_id = "r"})),
            nlohmann::json::parse(R"({"ServiceNamespace":"ecs","ResourceId":"r"})"));
}

TEST(ScalingActivitiesCodec, RefusesOneWithoutItsTime) {
  EXPECT_FALSE(decode_describe_scaling_activities(R"({"ScalingActivities":[{}]})"));
  EXPECT_FALSE(decode_describe_scaling_activities("[]"));
}

}  // namespace
}  // namespace sluice::aws
