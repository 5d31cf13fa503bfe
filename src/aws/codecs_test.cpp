#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "aws/application_auto_scaling/codec.hpp"
#include "aws/cloudwatch/codec.hpp"
#include "aws/ecs/codec.hpp"
#include "aws/sqs/codec.hpp"

// The bodies are those of the examples in AWS's API references, except where a
// test is about what AWS would not send.

namespace sluice::aws {
namespace {

using nlohmann::json;

TEST(SqsCodec, WritesTheRequests) {
  EXPECT_EQ(json::parse(encode(GetQueueAttributesRequest{"https://q", {"A", "B"}})),
            json::parse(R"({"QueueUrl":"https://q","AttributeNames":["A","B"]})"));
  EXPECT_EQ(json::parse(encode(GetQueueUrlRequest{"orders"})),
            json::parse(R"({"QueueName":"orders"})"));
  EXPECT_EQ(json::parse(encode(GetQueueUrlRequest{"orders", "123456789012"})),
            json::parse(R"({"QueueName":"orders","QueueOwnerAWSAccountId":"123456789012"})"));
}

TEST(SqsCodec, ReadsAttributesAsTheTextThatTheyAre) {
  const auto got = decode_get_queue_attributes(
      R"({"Attributes":{"ApproximateNumberOfMessages":"1500","DelaySeconds":"0"}})");
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(got->attributes.at("ApproximateNumberOfMessages"), "1500");
  EXPECT_TRUE(decode_get_queue_attributes("{}")->attributes.empty());
}

TEST(SqsCodec, RefusesWhatItCannotUnderstand) {
  EXPECT_FALSE(decode_get_queue_attributes(""));
  EXPECT_FALSE(decode_get_queue_attributes("<html/>"));
  EXPECT_FALSE(decode_get_queue_attributes("[]"));
  EXPECT_FALSE(decode_get_queue_attributes(R"({"Attributes":{"ApproximateNumberOfMessages":7}})"));
  EXPECT_FALSE(decode_get_queue_url("{}"));
}

TEST(EcsCodec, ReadsCountsAndFailuresAndSkipsEvents) {
  const auto got = decode_describe_services(R"({
    "services": [{"serviceName":"orders-service","status":"ACTIVE","runningCount":2,
                  "pendingCount":1,"desiredCount":3,
                  "events":[{"message":"(service orders-service) has reached a steady state."}],
                  "deployments":[{"status":"PRIMARY","runningCount":2}]}],
    "failures": [{"arn":"arn:aws:ecs:eu-west-1:1:service/orders/gone","reason":"MISSING"}]})");
  ASSERT_TRUE(got) << got.error();
  ASSERT_EQ(got->services.size(), 1U);
  EXPECT_EQ(got->services[0].running_count, 2);
  EXPECT_EQ(got->services[0].pending_count, 1);
  EXPECT_EQ(got->services[0].desired_count, 3);
  EXPECT_EQ(got->failures.at(0).reason, "MISSING");
}

TEST(EcsCodec, AMissingCountIsNotZero) {
  const auto got = decode_describe_services(
      R"({"services":[{"serviceName":"orders-service","pendingCount":1,"desiredCount":3}]})");
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().find("orders-service lacks runningCount"), std::string::npos);
  EXPECT_FALSE(decode_describe_services(R"({"services":[7]})"));
  EXPECT_FALSE(decode_describe_services(
      R"({"services":[{"serviceName":"s","runningCount":"2","pendingCount":1,"desiredCount":3}]})"));
}

TEST(EcsCodec, ACountThatDoesNotFitIsNotWrappedAround) {
  EXPECT_FALSE(decode_describe_services(
      R"({"services":[{"serviceName":"s","runningCount":18446744073709551615,
          "pendingCount":1,"desiredCount":3}]})"));
}

MetricDatum datum(std::string service, double value) {
  return {.metric_name = "BacklogPerTask",
          .dimensions = {{"ClusterName", "orders"}, {"ServiceName", std::move(service)}},
          .unit = "Count",
          .value = value};
}

TEST(CloudWatchCodec, WritesTheArticlesDatum) {
  const PutMetricDataRequest request{"ECS/CustomMetrics", {datum("orders-service", 30)}};
  EXPECT_EQ(json::parse(encode(request)), json::parse(R"({
    "Namespace":"ECS/CustomMetrics","MetricData":[{"MetricName":"BacklogPerTask","Unit":"Count",
    "Value":30.0,"Dimensions":[{"Name":"ClusterName","Value":"orders"},
                               {"Name":"ServiceName","Value":"orders-service"}]}]})"));
}

TEST(CloudWatchCodec, KeepsEveryBitOfAValue) {
  const double just_above = 20.000000000000004;
  const json body = json::parse(encode(PutMetricDataRequest{"n", {datum("s", just_above)}}));
  EXPECT_EQ(body.at("MetricData").at(0).at("Value").get<double>(), just_above);
}

TEST(CloudWatchCodec, AThousandAndOneDataAreTwoRequests) {
  const std::vector<MetricDatum> data(1001, datum("orders-service", 30));
  EXPECT_EQ(put_metric_data_batches("n", data), (std::vector<std::size_t>{1000, 1}));
  EXPECT_TRUE(put_metric_data_batches("n", {}).empty());
}

TEST(CloudWatchCodec, NoBatchIsLargerThanAwsTakes) {
  const std::vector<MetricDatum> data(1000, datum(std::string(1024, '"'), 1e300 / 3));
  const auto batches = put_metric_data_batches("n", data);
  ASSERT_GT(batches.size(), 1U);
  std::size_t sum = 0;
  for (const std::size_t size : batches) {
    const PutMetricDataRequest request{"n", {data.begin(), data.begin() + static_cast<long>(size)}};
    EXPECT_LE(encode(request).size(), largest_put_metric_data);
    sum += size;
  }
  EXPECT_EQ(sum, 1000U);
}

TEST(ApplicationAutoScalingCodec, WritesTheRequests) {
  EXPECT_EQ(json::parse(encode(DescribeScalableTargetsRequest{
                .resource_ids = {"service/orders/orders-service"}, .next_token = "t"})),
            json::parse(R"({"ServiceNamespace":"ecs","NextToken":"t",
                            "ResourceIds":["service/orders/orders-service"]})"));
  EXPECT_EQ(json::parse(encode(DescribeScalingPoliciesRequest{})),
            json::parse(R"({"ServiceNamespace":"ecs"})"));
}

TEST(ApplicationAutoScalingCodec, ReadsTheArticlesPolicy) {
  const auto got = decode_describe_scaling_policies(R"({"ScalingPolicies":[{
    "PolicyName":"scale-backlog-per-task","PolicyType":"TargetTrackingScaling",
    "ResourceId":"service/orders/orders-service","ScalableDimension":"ecs:service:DesiredCount",
    "TargetTrackingScalingPolicyConfiguration":{"TargetValue":20.0,"ScaleOutCooldown":60,
      "CustomizedMetricSpecification":{"MetricName":"BacklogPerTask","Namespace":"ECS/CustomMetrics",
        "Dimensions":[{"Name":"ClusterName","Value":"orders"}],"Statistic":"Average","Unit":"Count"}},
    "Alarms":[{"AlarmName":"TargetTracking-service/orders/orders-service-AlarmHigh-1"}]}],
    "NextToken":"more"})");
  ASSERT_TRUE(got) << got.error();
  const ScalingPolicyDescription& policy = got->scaling_policies.at(0);
  EXPECT_EQ(policy.target_tracking->target_value, 20.0);
  EXPECT_EQ(policy.target_tracking->scale_out_cooldown, 60);
  EXPECT_EQ(policy.target_tracking->scale_in_cooldown, std::nullopt);
  EXPECT_EQ(policy.target_tracking->customized_metric->dimensions.at(0).value, "orders");
  EXPECT_EQ(policy.alarm_names.size(), 1U);
  EXPECT_EQ(got->next_token, "more");
}

TEST(ApplicationAutoScalingCodec, ReadsThatAPolicyIsOfMetricMath) {
  const auto got = decode_describe_scaling_policies(R"({"ScalingPolicies":[{
    "PolicyName":"math","PolicyType":"TargetTrackingScaling","ResourceId":"service/a/b",
    "TargetTrackingScalingPolicyConfiguration":{"TargetValue":20.0,
      "CustomizedMetricSpecification":{"Metrics":[{"Id":"e1","Expression":"m1 / m2",
        "ReturnData":true}]}}}]})");
  ASSERT_TRUE(got) << got.error();
  EXPECT_TRUE(got->scaling_policies.at(0).target_tracking->customized_metric->metric_math);
}

TEST(ApplicationAutoScalingCodec, ReadsWhatIsSuspended) {
  const auto got = decode_describe_scalable_targets(R"({"ScalableTargets":[{"ResourceId":"a",
    "MinCapacity":1,"MaxCapacity":10,"SuspendedState":{"DynamicScalingInSuspended":true,
    "DynamicScalingOutSuspended":false,"ScheduledScalingSuspended":false}}]})");
  ASSERT_TRUE(got) << got.error();
  EXPECT_TRUE(got->scalable_targets.at(0).scaling_in_suspended);
  EXPECT_FALSE(got->scalable_targets.at(0).scaling_out_suspended);
}

TEST(ApplicationAutoScalingCodec, ReadsTargetsAndRefusesHalfOnes) {
  const auto got = decode_describe_scalable_targets(
      R"({"ScalableTargets":[{"ResourceId":"service/a/b","ScalableDimension":"ecs:service:DesiredCount",
          "MinCapacity":1,"MaxCapacity":10}]})");
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(got->scalable_targets.at(0).max_capacity, 10);
  EXPECT_FALSE(decode_describe_scalable_targets(R"({"ScalableTargets":[{"ResourceId":"x"}]})"));
  EXPECT_FALSE(decode_describe_scaling_policies(R"({"ScalingPolicies":["x"]})"));
}

}  // namespace
}  // namespace sluice::aws
