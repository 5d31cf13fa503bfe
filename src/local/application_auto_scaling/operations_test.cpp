#include "local/application_auto_scaling/operations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/scaling_loop.hpp"

namespace sluice::local {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Face {
  world::ScalingLoop loop;

  Output call(std::string_view operation, Json json) {
    const auto operations = application_auto_scaling_operations();
    const auto found =
        std::ranges::find(operations, operation, &Operation<world::ApplicationAutoScaling>::name);
    if (found == operations.end()) return world::refuse("UnknownOperationException", "");
    Input input{json, {}, Input::Texts::stay};
    return found->handle(loop.scaling, input, {loop.now, {}, "localhost:4566", "id"});
  }
  Json ok(std::string_view operation, Json json) {
    const Output output = call(operation, std::move(json));
    EXPECT_TRUE(output) << operation << ": " << output.error().message;
    return output ? *output : Json{};
  }
  std::string refused(std::string_view operation, Json json) {
    const Output output = call(operation, std::move(json));
    return output ? "not refused" : output.error().code + ": " + output.error().message;
  }
};

/// The members that name the target, and these.
Json target(Json with = Json::object()) {
  with["ServiceNamespace"] = "ecs";
  with["ResourceId"] = "service/orders/worker";
  with["ScalableDimension"] = "ecs:service:DesiredCount";
  return with;
}

Json register_it(Face& face) {
  return face.ok("RegisterScalableTarget",
                 target({{"MinCapacity", 2}, {"MaxCapacity", 5}, {"Tags", {{"team", "orders"}}}}));
}

const Json tracking = Json::parse(R"({
  "TargetValue": 20.0, "ScaleOutCooldown": 60, "ScaleInCooldown": 120, "DisableScaleIn": false,
  "CustomizedMetricSpecification": {
    "MetricName": "BacklogPerTask", "Namespace": "ECS/CustomMetrics", "Statistic": "Average",
    "Unit": "Count", "Dimensions": [{"Name": "ServiceName", "Value": "worker"},
                                    {"Name": "ClusterName", "Value": "orders"}]}})");

// The recipe of
// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
const Json math = Json::parse(R"({
  "TargetValue": 100.0, "CustomizedMetricSpecification": {"Metrics": [
    {"Id": "m1", "Label": "Queue", "ReturnData": false, "MetricStat": {"Stat": "Sum", "Metric": {
      "MetricName": "ApproximateNumberOfMessagesVisible", "Namespace": "AWS/SQS",
      "Dimensions": [{"Name": "QueueName", "Value": "my-queue"}]}}},
    {"Id": "m2", "ReturnData": false, "MetricStat": {"Stat": "Average", "Unit": "Count", "Metric": {
      "MetricName": "RunningTaskCount", "Namespace": "ECS/ContainerInsights", "Dimensions": []}}},
    {"Id": "e1", "Expression": "m1 / m2", "ReturnData": true}]}})");

const Json steps = Json::parse(R"({
  "AdjustmentType": "PercentChangeInCapacity", "MinAdjustmentMagnitude": 2, "Cooldown": 60,
  "MetricAggregationType": "Maximum", "StepAdjustments": [
    {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 10},
    {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 30}]})");

Json put_policy(Face& face, const std::string& type, const Json& config) {
  return face.ok(
      "PutScalingPolicy",
      target({{"PolicyName", type}, {"PolicyType", type}, {type + "PolicyConfiguration", config}}));
}

Json described_policy(Face& face, const std::string& name) {
  Json names = Json::array();
  names.push_back(name);
  const Json answer = face.ok("DescribeScalingPolicies", target({{"PolicyNames", names}}));
  return answer.at("ScalingPolicies").at(0);
}

TEST(ScalingFace, RegistersAndDescribesATarget) {
  Face face;
  const std::string arn = register_it(face).at("ScalableTargetARN").get<std::string>();
  const Json answer = face.ok("DescribeScalableTargets", {{"ServiceNamespace", "ecs"}});
  EXPECT_FALSE(answer.contains("NextToken"));
  const Json& shown = answer.at("ScalableTargets").at(0);
  EXPECT_EQ(shown.at("ResourceId"), "service/orders/worker");
  EXPECT_EQ(shown.at("ServiceNamespace"), "ecs");
  EXPECT_EQ(shown.at("ScalableDimension"), "ecs:service:DesiredCount");
  EXPECT_EQ(shown.at("MinCapacity"), 2);
  EXPECT_EQ(shown.at("MaxCapacity"), 5);
  EXPECT_EQ(shown.at("ScalableTargetARN"), arn);
  EXPECT_EQ(shown.at("CreationTime"), timestamp(face.loop.now));
  EXPECT_EQ(shown.at("SuspendedState"),
            Json::parse(R"({"DynamicScalingInSuspended": false, "ScheduledScalingSuspended": false,
                            "DynamicScalingOutSuspended": false})"));
  EXPECT_THAT(shown.at("RoleARN").get<std::string>(), HasSubstr("ECSService"));
  EXPECT_EQ(face.ok("ListTagsForResource", {{"ResourceARN", arn}}),
            Json::parse(R"({"Tags": {"team": "orders"}})"));
  EXPECT_EQ(face.ok("TagResource", {{"ResourceARN", arn}, {"Tags", {{"a", "b"}}}}), Json::object());
  Json untag = {{"ResourceARN", arn}};
  untag["TagKeys"] = Json::array({"team"});
  face.ok("UntagResource", untag);
  EXPECT_EQ(face.ok("ListTagsForResource", {{"ResourceARN", arn}}).at("Tags"),
            Json::parse(R"({"a": "b"})"));
  EXPECT_EQ(face.ok("DeregisterScalableTarget", target()), Json::object());
}

TEST(ScalingFace, SuspendsWhatIsAskedFor) {
  Face face;
  register_it(face);
  face.ok("RegisterScalableTarget",
          target({{"SuspendedState", {{"DynamicScalingInSuspended", true}}}, {"RoleARN", "any"}}));
  const Json answer = face.ok("DescribeScalableTargets", {{"ServiceNamespace", "ecs"}});
  EXPECT_EQ(answer.at("ScalableTargets").at(0).at("SuspendedState").at("DynamicScalingInSuspended"),
            true);
}

TEST(ScalingFace, ShowsTargetTrackingAsItWasSent) {
  for (const Json& config : {tracking, math}) {
    Face face;
    register_it(face);
    const Json put = put_policy(face, "TargetTrackingScaling", config);
    ASSERT_EQ(put.at("Alarms").size(), 2U);
    EXPECT_THAT(put.at("Alarms").at(0).at("AlarmName").get<std::string>(),
                StartsWith("TargetTracking-service/orders/worker-AlarmHigh-"));
    const Json shown = described_policy(face, "TargetTrackingScaling");
    EXPECT_EQ(shown.at("TargetTrackingScalingPolicyConfiguration"), config);
    EXPECT_EQ(shown.at("PolicyType"), "TargetTrackingScaling");
    EXPECT_EQ(shown.at("PolicyARN"), put.at("PolicyARN"));
    EXPECT_EQ(shown.at("Alarms"), put.at("Alarms"));
    EXPECT_EQ(shown.at("CreationTime"), timestamp(face.loop.now));
    EXPECT_FALSE(shown.contains("StepScalingPolicyConfiguration"));
  }
}

TEST(ScalingFace, HandsTheAlarmItsDimensionsInOrder) {
  Face face;
  register_it(face);
  put_policy(face, "TargetTrackingScaling", tracking);
  const auto& alarm = face.loop.alarms.alarms.begin()->second;
  EXPECT_EQ(alarm.metric_stat->metric.dimensions,
            (std::vector<world::Dimension>{{"ClusterName", "orders"}, {"ServiceName", "worker"}}));
  EXPECT_EQ(alarm.metric_stat->unit, "Count");
}

TEST(ScalingFace, ShowsPredefinedMetricsAndStepsAsTheyWereSent) {
  Face face;
  register_it(face);
  const Json cpu = Json::parse(R"({"TargetValue": 70.0, "PredefinedMetricSpecification":
      {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}})");
  put_policy(face, "TargetTrackingScaling", cpu);
  EXPECT_EQ(described_policy(face, "TargetTrackingScaling")
                .at("TargetTrackingScalingPolicyConfiguration"),
            cpu);
  put_policy(face, "StepScaling", steps);
  const Json shown = described_policy(face, "StepScaling");
  EXPECT_EQ(shown.at("StepScalingPolicyConfiguration"), steps);
  EXPECT_EQ(shown.at("Alarms"), Json::array());
  EXPECT_EQ(face.ok("DeleteScalingPolicy", target({{"PolicyName", "StepScaling"}})),
            Json::object());
}

TEST(ScalingFace, ShowsScheduledActions) {
  Face face;
  register_it(face);
  const double start = timestamp(face.loop.now).get<double>() + 60;
  const Json put = target({{"ScheduledActionName", "morning"},
                           {"Schedule", "cron(0 10 * * ? *)"},
                           {"Timezone", "UTC"},
                           {"StartTime", start},
                           {"EndTime", start + 86400},
                           {"ScalableTargetAction", {{"MinCapacity", 3}}}});
  EXPECT_EQ(face.ok("PutScheduledAction", put), Json::object());
  const Json answer = face.ok("DescribeScheduledActions", {{"ServiceNamespace", "ecs"}});
  const Json& shown = answer.at("ScheduledActions").at(0);
  for (const auto& [name, value] : put.items()) EXPECT_EQ(shown.at(name), value) << name;
  EXPECT_THAT(shown.at("ScheduledActionARN").get<std::string>(), HasSubstr(":scheduledAction:"));
  EXPECT_TRUE(shown.at("CreationTime").is_number());
  EXPECT_EQ(face.ok("DeleteScheduledAction", target({{"ScheduledActionName", "morning"}})),
            Json::object());
}

TEST(ScalingFace, ShowsActivitiesAndWhyThereWereNone) {
  Face face;
  register_it(face);
  put_policy(face, "TargetTrackingScaling", tracking);
  face.loop.high("TargetTrackingScaling", 100);
  face.loop.pass(std::chrono::minutes{1});
  face.loop.high("TargetTrackingScaling", 100);
  const Json scaled = face.ok("DescribeScalingActivities", {{"ServiceNamespace", "ecs"}});
  ASSERT_EQ(scaled.at("ScalingActivities").size(), 1U);
  const Json& done = scaled.at("ScalingActivities").at(0);
  EXPECT_EQ(done.at("Description"), "Setting desired count to 5.");
  EXPECT_EQ(done.at("StatusCode"), "Successful");
  EXPECT_EQ(done.at("StatusMessage"),
            "Successfully set desired count to 5. Change successfully fulfilled by ecs.");
  EXPECT_TRUE(done.at("StartTime").is_number());
  EXPECT_TRUE(done.at("EndTime").is_number());
  EXPECT_FALSE(done.contains("NotScaledReasons"));
  const Json all = face.ok(
      "DescribeScalingActivities",
      {{"ServiceNamespace", "ecs"}, {"IncludeNotScaledActivities", true}, {"MaxResults", 1}});
  EXPECT_TRUE(all.at("NextToken").is_string());
  EXPECT_EQ(all.at("ScalingActivities").at(0).at("NotScaledReasons"),
            Json::parse(R"([{"Code": "AlreadyAtMaxCapacity", "MaxCapacity": 5}])"));
}

TEST(ScalingFace, RefusesInAwsWords) {
  Face face;
  EXPECT_THAT(
      face.refused("RegisterScalableTarget", Json::object()),
      HasSubstr("Value null at 'serviceNamespace' failed to satisfy constraint: Member must "
                "not be null"));
  register_it(face);
  EXPECT_THAT(
      face.refused("DescribeScalingPolicies", {{"ServiceNamespace", "ecs"}, {"MaxResults", 11}}),
      HasSubstr("less than or equal to 10"));
  EXPECT_THAT(
      face.refused("PutScalingPolicy",
                   target({{"PolicyName", "p"},
                           {"PolicyType", "PredictiveScaling"},
                           {"PredictiveScalingPolicyConfiguration", {{"Mode", "ForecastOnly"}}}})),
      StartsWith("ValidationException: The policy type PredictiveScaling"));
  EXPECT_THAT(face.refused("PutScalingPolicy",
                           target({{"PolicyName", "p"}, {"PolicyType", "SimpleScaling"}})),
              HasSubstr("Member must satisfy enum value set"));
  EXPECT_THAT(face.refused("DescribeScalableTargets", {{"ServiceNamespace", "dynamodb"}}),
              HasSubstr("Unsupported service namespace"));
  EXPECT_THAT(face.refused("RegisterScalableTarget", target({{"Colour", "red"}})),
              HasSubstr("Colour"));
  Json unfinished = tracking;
  unfinished["CustomizedMetricSpecification"].erase("Statistic");
  EXPECT_THAT(face.refused("PutScalingPolicy",
                           target({{"PolicyName", "p"},
                                   {"PolicyType", "TargetTrackingScaling"},
                                   {"TargetTrackingScalingPolicyConfiguration", unfinished}})),
              HasSubstr("must be specified together"));
  EXPECT_THAT(face.refused("ListTagsForResource", {{"ResourceARN", "arn:aws:none"}}),
              StartsWith("ResourceNotFoundException: "));
}

}  // namespace
}  // namespace sluice::local
