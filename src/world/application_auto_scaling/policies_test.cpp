#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/scaling_loop.hpp"

namespace sluice::world {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

Refusal refusal_of(ScalingLoop& loop, const PutScalingPolicyRequest& request) {
  const auto answer = loop.scaling.put_scaling_policy(request, loop.now);
  return answer ? Refusal{} : answer.error();
}

PutScalingPolicyRequest stepping(std::vector<StepAdjustment> steps,
                                 AdjustmentType type = AdjustmentType::change_in_capacity) {
  return {.target = ScalingLoop::key(),
          .policy_name = "steps",
          .policy_type = PolicyType::step_scaling,
          .step_scaling = StepScalingConfiguration{.adjustment_type = type,
                                                   .step_adjustments = std::move(steps)}};
}

TEST(TargetTracking, CreatesTheTwoAlarmsThatAwsCreates) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  const auto response =
      loop.scaling.put_scaling_policy(ScalingLoop::tracking("backlog", 20), loop.now);
  ASSERT_TRUE(response);
  EXPECT_THAT(response->policy_arn,
              MatchesRegex("arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:[0-9a-f-]+:"
                           "resource/ecs/service/orders/worker:policyName/backlog"));
  ASSERT_EQ(response->alarms.size(), 2U);
  const AlarmConfiguration& high = loop.alarms.alarms.at(response->alarms[0].name);
  const AlarmConfiguration& low = loop.alarms.alarms.at(response->alarms[1].name);
  EXPECT_THAT(high.name, StartsWith("TargetTracking-service/orders/worker-AlarmHigh-"));
  EXPECT_THAT(low.name, StartsWith("TargetTracking-service/orders/worker-AlarmLow-"));
  EXPECT_EQ(high.name.size(),
            std::string{"TargetTracking-service/orders/worker-AlarmHigh-"}.size() + 36);
  EXPECT_EQ(high.comparison, Comparison::greater_than_threshold);
  EXPECT_EQ(low.comparison, Comparison::less_than_threshold);
  EXPECT_EQ(high.threshold, 20);
  EXPECT_EQ(low.threshold, 18);
  EXPECT_EQ(high.evaluation_periods, 3);
  EXPECT_EQ(low.evaluation_periods, 15);
  for (const AlarmConfiguration& alarm : {high, low}) {
    ASSERT_EQ(alarm.alarm_actions.size(), 1U);
    EXPECT_THAT(alarm.alarm_actions[0], StartsWith(response->policy_arn + ":createdBy/"));
    EXPECT_EQ(alarm.description, "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " +
                                     alarm.alarm_actions[0] + ".");
    EXPECT_TRUE(alarm.ok_actions.empty());
    EXPECT_EQ(alarm.datapoints_to_alarm, std::nullopt);
    EXPECT_EQ(alarm.treat_missing_data, std::nullopt);
    ASSERT_TRUE(alarm.metric_stat);
    EXPECT_EQ(alarm.metric_stat->period, std::chrono::minutes{1});
    EXPECT_EQ(alarm.metric_stat->stat, "Average");
    EXPECT_EQ(alarm.metric_stat->unit, "");
    EXPECT_EQ(alarm.metric_stat->metric.metric_namespace, "ECS/CustomMetrics");
  }
  EXPECT_EQ(response->alarms[0].arn,
            "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + high.name);
}

TEST(TargetTracking, WatchesTheServicesOwnMetricsWhenPredefined) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  PutScalingPolicyRequest request{
      .target = ScalingLoop::key(),
      .policy_name = "cpu",
      .policy_type = PolicyType::target_tracking,
      .target_tracking = TargetTrackingConfiguration{
          .target_value = 70,
          .predefined_metric = PredefinedMetric{.type = "ECSServiceAverageCPUUtilization"}}};
  loop.put(request);
  const AlarmConfiguration& low = loop.alarms.alarms.at(loop.policy("cpu").low_alarm);
  EXPECT_EQ(low.threshold, 63);
  EXPECT_EQ(
      low.metric_stat->metric,
      (Metric{
          "AWS/ECS", "CPUUtilization", {{"ClusterName", "orders"}, {"ServiceName", "worker"}}}));
  EXPECT_EQ(low.metric_stat->unit, "Percent");
  request.policy_name = "memory";
  request.target_tracking->predefined_metric->type = "ECSServiceAverageMemoryUtilization";
  loop.put(request);
  request.policy_name = "requests";
  request.target_tracking->predefined_metric->type = "ALBRequestCountPerTarget";
  EXPECT_EQ(refusal_of(loop, request).code, "ValidationException");
}

TEST(TargetTracking, AnUpdateKeepsTheAlarmsNames) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  const ScalingPolicy before = loop.policy("backlog");
  loop.track("backlog", 40);
  EXPECT_EQ(loop.policy("backlog").arn, before.arn);
  EXPECT_EQ(loop.alarms.alarms.size(), 2U);
  EXPECT_EQ(loop.alarms.alarms.at(before.high_alarm).threshold, 40);
  EXPECT_EQ(loop.alarms.alarms.at(before.low_alarm).threshold, 36);
}

TEST(TargetTracking, MetricMathIsHandedToTheAlarms) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  const MetricStat visible{.metric = {"AWS/SQS", "ApproximateNumberOfMessagesVisible", {}},
                           .period = std::chrono::minutes{1},
                           .stat = "Sum"};
  auto request = ScalingLoop::tracking("math", 100);
  request.target_tracking->customized_metric =
      CustomizedMetric{.metrics = {{.id = "m1", .metric_stat = visible, .return_data = false},
                                   {.id = "m2", .metric_stat = visible, .return_data = false},
                                   {.id = "e1", .expression = "m1 / m2", .label = "backlog"}}};
  loop.put(request);
  const AlarmConfiguration& high = loop.alarms.alarms.at(loop.policy("math").high_alarm);
  EXPECT_EQ(high.metrics, request.target_tracking->customized_metric->metrics);
  EXPECT_EQ(high.metric_stat, std::nullopt);

  auto& metrics = request.target_tracking->customized_metric->metrics;
  request.policy_name = "other";
  metrics[0].return_data = true;
  EXPECT_THAT(refusal_of(loop, request).message, HasSubstr("return data"));
  metrics[0].return_data = false;
  metrics[0].id = "M1";
  EXPECT_THAT(refusal_of(loop, request).message, HasSubstr("lowercase"));
  metrics[0].id = "m2";
  EXPECT_THAT(refusal_of(loop, request).message, HasSubstr("not unique"));
  metrics[0].expression = "m2";
  EXPECT_THAT(refusal_of(loop, request).message, HasSubstr("but not both"));
}

TEST(TargetTracking, RefusesWhatAwsRefuses) {
  ScalingLoop loop;
  EXPECT_EQ(refusal_of(loop, ScalingLoop::tracking("backlog", 20)).message,
            "No scalable target registered for service namespace: ecs, resource ID: "
            "service/orders/worker, scalable dimension: ecs:service:DesiredCount");
  EXPECT_EQ(refusal_of(loop, ScalingLoop::tracking("backlog", 20)).code, "ObjectNotFoundException");
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  auto request = ScalingLoop::tracking("backlog", 30);
  request.policy_name = "again";
  EXPECT_EQ(refusal_of(loop, request).message,
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
  for (const double value : {0.0, -1.0, 1e300, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(refusal_of(loop, ScalingLoop::tracking("x", value)).code, "ValidationException");
  request = ScalingLoop::tracking("x", 20);
  request.target_tracking->scale_in_cooldown = -1;
  EXPECT_EQ(refusal_of(loop, request).code, "ValidationException");
  request = ScalingLoop::tracking("x", 20);
  request.target_tracking->customized_metric.reset();
  EXPECT_THAT(refusal_of(loop, request).message, HasSubstr("Exactly one of"));
  request = ScalingLoop::tracking("x", 20);
  request.policy_type.reset();
  EXPECT_EQ(refusal_of(loop, request).code, "ValidationException");
  request.policy_type = PolicyType::step_scaling;
  EXPECT_EQ(refusal_of(loop, request).code, "ValidationException");
  request = ScalingLoop::tracking(std::string(257, 'x'), 20);
  EXPECT_EQ(refusal_of(loop, request).code, "ValidationException");
  for (int i = 1; i < 50; ++i) loop.track("policy" + std::to_string(i), 20);
  EXPECT_EQ(refusal_of(loop, ScalingLoop::tracking("one more", 20)).code, "LimitExceededException");
}

struct StepsCase {
  std::vector<StepAdjustment> steps;
  std::string_view refusal;
};

TEST(StepScaling, RefusesStepsThatAwsRefuses) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  const std::vector<StepsCase> cases{
      {{}, "At least one StepAdjustment"},
      {{{.scaling_adjustment = 1}}, "Both lower and upper bounds"},
      {{{.lower_bound = 0, .upper_bound = 10, .scaling_adjustment = 1},
        {.lower_bound = 5, .scaling_adjustment = 2}},
       "overlap"},
      {{{.lower_bound = 0, .upper_bound = 10, .scaling_adjustment = 1},
        {.lower_bound = 15, .scaling_adjustment = 2}},
       "gap"},
      {{{.lower_bound = 0, .upper_bound = 10, .scaling_adjustment = 1}},
       "unspecified upper bound (i.e., upper bound is null)"},
      {{{.lower_bound = -10, .upper_bound = 0, .scaling_adjustment = -1}},
       "unspecified lower bound (i.e., lower bound is null)"},
      {{{.upper_bound = 0, .scaling_adjustment = -1},
        {.upper_bound = -10, .scaling_adjustment = -2}},
       "At most one StepAdjustment may have an unspecified lower"},
      {{{.lower_bound = 0, .scaling_adjustment = 1}, {.lower_bound = 10, .scaling_adjustment = 2}},
       "At most one StepAdjustment may have an unspecified upper"},
      {{{.lower_bound = 10, .upper_bound = 0, .scaling_adjustment = 1}}, "must be greater"},
      {{21, {.lower_bound = 0, .scaling_adjustment = 1}}, "at most 20 step adjustments"}};
  for (const StepsCase& one : cases)
    EXPECT_THAT(refusal_of(loop, stepping(one.steps)).message, HasSubstr(one.refusal));
  auto exact =
      stepping({{.lower_bound = 0, .scaling_adjustment = -1}}, AdjustmentType::exact_capacity);
  EXPECT_EQ(refusal_of(loop, exact).code, "ValidationException");
  auto magnitude = stepping({{.lower_bound = 0, .scaling_adjustment = 1}});
  magnitude.step_scaling->min_adjustment_magnitude = 2;
  EXPECT_EQ(refusal_of(loop, magnitude).code, "ValidationException");
  EXPECT_EQ(refusal_of(loop, stepping({{.lower_bound = 0, .scaling_adjustment = 1}})), Refusal{});
}

TEST(StepScaling, HasNoAlarmOfItsOwnAndFollowsTheDocumentedExample) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  StepScalingConfiguration out{
      .adjustment_type = AdjustmentType::percent_change_in_capacity,
      .step_adjustments = {{.lower_bound = 0, .upper_bound = 10, .scaling_adjustment = 0},
                           {.lower_bound = 10, .upper_bound = 20, .scaling_adjustment = 10},
                           {.lower_bound = 20, .scaling_adjustment = 30}}};
  StepScalingConfiguration in{
      .adjustment_type = AdjustmentType::percent_change_in_capacity,
      .step_adjustments = {{.lower_bound = -10, .upper_bound = 0, .scaling_adjustment = 0},
                           {.lower_bound = -20, .upper_bound = -10, .scaling_adjustment = -10},
                           {.upper_bound = -20, .scaling_adjustment = -30}}};
  loop.steps("out", out);
  loop.steps("in", in);
  EXPECT_TRUE(loop.alarms.alarms.empty());
  EXPECT_TRUE(loop.scaling.alarms_of(loop.policy("out")).empty());
  const std::vector<std::pair<double, std::int64_t>> story{{55, 10}, {60, 11}, {70, 14},
                                                           {40, 13}, {30, 10}, {45, 10}};
  for (const auto& [metric, after] : story) {
    loop.step(metric >= 50 ? "out" : "in", metric, 50);
    EXPECT_EQ(loop.desired(), after) << metric;
    loop.pass(std::chrono::minutes{6});
  }
}

TEST(DescribeScalingPolicies, FindsByTargetAndName) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  for (const std::string name : {"a", "b", "c"}) loop.track(name, 20);
  DescribeScalingPoliciesRequest request{.target = {.service_namespace = "ecs"},
                                         .page = {.max_results = 2}};
  auto page = loop.scaling.describe_scaling_policies(request).value();
  EXPECT_EQ(page.items.size(), 2U);
  request.page.next_token = page.next_token;
  page = loop.scaling.describe_scaling_policies(request).value();
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0]->name, "c");
  EXPECT_TRUE(page.next_token.empty());
  request.page.next_token.clear();
  request.policy_names = {"b", "z"};
  EXPECT_EQ(loop.scaling.describe_scaling_policies(request).value().items.size(), 1U);
  request.target.resource_id = "service/orders/other";
  EXPECT_TRUE(loop.scaling.describe_scaling_policies(request).value().items.empty());
}

TEST(DeleteScalingPolicy, DeletesItsAlarmsToo) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  ASSERT_TRUE(loop.scaling.delete_scaling_policy(ScalingLoop::key(), "backlog", loop.now));
  EXPECT_TRUE(loop.alarms.alarms.empty());
  const auto again = loop.scaling.delete_scaling_policy(ScalingLoop::key(), "backlog", loop.now);
  EXPECT_EQ(again.error().code, "ObjectNotFoundException");
  EXPECT_EQ(again.error().message,
            "No scaling policy found for service namespace: ecs, resource ID: "
            "service/orders/worker, scalable dimension: ecs:service:DesiredCount, policy name: "
            "backlog");
}

}  // namespace
}  // namespace sluice::world
