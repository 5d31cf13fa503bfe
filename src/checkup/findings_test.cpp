#include "checkup/findings.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "checkup/report.hpp"

namespace sluice::checkup {
namespace {

const record::Failure denied{"AccessDenied", "not authorized", "cloudwatch:GetMetricData"};

publish::Plan one_service() {
  publish::Plan plan{.queues = {"orders-queue"}, .services = {}};
  plan.services.push_back({.key = {"orders", "orders-service"}, .queues = {{.queue = 0}}});
  plan.services.back().rule.target = 20;
  return plan;
}

WatchedMetric right() {
  return published_metric({}, {"orders", "orders-service"});
}

PolicySeen policy() {
  return {.name = "scale",
          .target_tracking = true,
          .target_value = 20,
          .metric = right(),
          .alarms = {{.name = "AlarmHigh", .metric = right()},
                     {.name = "AlarmLow", .metric = right()}}};
}

/// A loop that closes.
Evidence sound() {
  return {.queues = {core::QueueDepth{}},
          .services = {{.tasks = core::TaskCounts{},
                        .metric = MetricSeen{.lately = true, .with_unit = true},
                        .target = std::optional{TargetSeen{2, 5}},
                        .policies = std::vector{policy()}}}};
}

TEST(Findings, ThereAreNoneWhereTheLoopCanClose) {
  EXPECT_EQ(findings(one_service(), sound()), std::vector<Finding>{});
}

struct Case {
  const char* what;
  std::function<void(Evidence& evidence)> spoil;
  const char* message;
};

PolicySeen& only_policy(Evidence& evidence) {
  return evidence.services[0].policies->front();
}

const std::vector<Case> services{
    {"the service is missing",
     [](Evidence& e) {
       e.services[0].tasks = Failure<record::Failure>{
           {"MISSING", "ECS knows no service orders-service in this cluster",
            "ecs:DescribeServices"}};
     },
     "MISSING: ECS knows no service orders-service in this cluster (ecs:DescribeServices); create "
     "the service, or correct cluster and service in the config"},
    {"nobody publishes", [](Evidence& e) { e.services[0].metric = MetricSeen{}; },
     "ECS/CustomMetrics BacklogPerTask {ClusterName=orders, ServiceName=orders-service} has no "
     "datapoint in the last 15 minutes; let sluice publish run each minute"},
    {"another publishes",
     [](Evidence& e) {
       e.services[0].metric = MetricSeen{.others = {{{"QueueName", "orders-queue"}}}};
     },
     "ECS/CustomMetrics BacklogPerTask {ClusterName=orders, ServiceName=orders-service} has no "
     "datapoint in the last 15 minutes (that name is published with {QueueName=orders-queue}); let "
     "sluice publish run each minute"},
    {"the unit is another", [](Evidence& e) { e.services[0].metric->with_unit = false; },
     "the datapoints of ECS/CustomMetrics BacklogPerTask {ClusterName=orders, "
     "ServiceName=orders-service} have another unit than Count; publish them with Count"},
    {"the metric may not be read",
     [](Evidence& e) { e.services[0].metric = Failure<record::Failure>{denied}; },
     "its metric could not be checked: AccessDenied: not authorized (cloudwatch:GetMetricData); "
     "allow that call, or try again"},
    {"there is no target", [](Evidence& e) { e.services[0].target = std::optional<TargetSeen>{}; },
     "it is no scalable target; register service/orders/orders-service with its least and greatest "
     "number of tasks"},
    {"the target leaves no room",
     [](Evidence& e) {
       e.services[0].target = std::optional{TargetSeen{2, 2}};
     },
     "it may have 2 tasks and no other number; register the target with a greater maximum"},
    {"scaling in is suspended",
     [](Evidence& e) { (*e.services[0].target)->scaling_in_suspended = true; },
     "scaling in is suspended; register the target with DynamicScalingInSuspended false"},
    {"scaling out is suspended",
     [](Evidence& e) { (*e.services[0].target)->scaling_out_suspended = true; },
     "scaling out is suspended; register the target with DynamicScalingOutSuspended false"},
    {"there is no policy", [](Evidence& e) { e.services[0].policies->clear(); },
     "it has no scaling policy; put a target-tracking policy on ECS/CustomMetrics BacklogPerTask "
     "{ClusterName=orders, ServiceName=orders-service}"},
    {"the namespace is another",
     [](Evidence& e) { only_policy(e).metric.metric_namespace = "ECS/Custom"; },
     "the policy scale does not follow the published metric: its namespace is ECS/Custom, where "
     "ECS/CustomMetrics would be right"},
    {"a dimension is missing, and the unit another",
     [](Evidence& e) {
       only_policy(e).metric.dimensions.erase("ClusterName");
       only_policy(e).metric.unit = "None";
     },
     "the policy scale does not follow the published metric: its set of dimensions is "
     "{ServiceName=orders-service}, where {ClusterName=orders, ServiceName=orders-service} would "
     "be "
     "right, and its unit is None, where Count would be right"},
    {"the datapoints are counted",
     [](Evidence& e) { only_policy(e).metric.statistic = "SampleCount"; },
     "the policy scale does not follow the published metric: its statistic is SampleCount, where "
     "Average would be right"},
    {"it is CPU that scales",
     [](Evidence& e) { only_policy(e).metric = {.name = "a predefined metric"}; },
     "the policy scale follows a predefined metric, and none follows ECS/CustomMetrics "
     "BacklogPerTask {ClusterName=orders, ServiceName=orders-service}; put a target-tracking "
     "policy "
     "on that"},
    {"the target is another", [](Evidence& e) { only_policy(e).target_value = 25; },
     "the policy scale has the target 25, and the config 20; make both the same, since the "
     "config's is what wakes a service without tasks"},
    {"the alarms are gone", [](Evidence& e) { only_policy(e).alarms.clear(); },
     "the policy scale has no alarms; put it again, which makes them anew"},
    {"an alarm is gone", [](Evidence& e) { only_policy(e).alarms[1].exists = false; },
     "the alarm AlarmLow of the policy scale is gone; put the policy again, which makes it anew"},
    {"an alarm was edited", [](Evidence& e) { only_policy(e).alarms[0].metric.name = "Backlog"; },
     "the alarm AlarmHigh does not look at the published metric: its metric is Backlog, where "
     "BacklogPerTask would be right"},
    {"an alarm is switched off",
     [](Evidence& e) { only_policy(e).alarms[0].actions_enabled = false; },
     "the actions of the alarm AlarmHigh are disabled; enable them (EnableAlarmActions)"},
};

TEST(Findings, EachSaysWhatIsWrongAndWhatWouldBeRight) {
  for (const Case& one : services) {
    Evidence evidence = sound();
    one.spoil(evidence);
    const Finding expected{"orders/orders-service", one.message};
    EXPECT_EQ(findings(one_service(), evidence), std::vector{expected}) << one.what;
  }
}

TEST(Findings, AQueueThatCannotBeReadIsNamed) {
  Evidence evidence = sound();
  evidence.queues[0] =
      Failure<record::Failure>{{"QueueDoesNotExist", "gone\nreally", "sqs:GetQueueAttributes"}};
  const Finding expected{"queue orders-queue",
                         "QueueDoesNotExist: gone really (sqs:GetQueueAttributes); create the "
                         "queue, allow that call, or correct queues in the config"};
  EXPECT_EQ(findings(one_service(), evidence), std::vector{expected});
}

TEST(Findings, MetricMathIsAnotherMetric) {
  Evidence evidence = sound();
  only_policy(evidence).metric = {.metric_math = true};
  ASSERT_EQ(findings(one_service(), evidence).size(), 1U);
  EXPECT_NE(findings(one_service(), evidence)[0].message.find("metric math"), std::string::npos);
}

TEST(Findings, APolicyOnAnotherMetricBesideIsNobodysMistake) {
  Evidence evidence = sound();
  evidence.services[0].policies->push_back(
      {.name = "cpu", .target_tracking = true, .metric = {.name = "a predefined metric"}});
  EXPECT_EQ(findings(one_service(), evidence), std::vector<Finding>{});
}

TEST(Findings, StepScalingIsKnownByItsAlarms) {
  Evidence evidence = sound();
  only_policy(evidence) = {
      .name = "steps", .target_tracking = false, .alarms = {{.name = "mine", .metric = right()}}};
  EXPECT_EQ(findings(one_service(), evidence), std::vector<Finding>{});
  only_policy(evidence).alarms[0].metric.name = "Other";
  ASSERT_EQ(findings(one_service(), evidence).size(), 1U);
}

TEST(Findings, AUnitThatIsNotToldTakesAny) {
  Evidence evidence = sound();
  only_policy(evidence).metric.unit.clear();
  only_policy(evidence).alarms[0].metric.unit.clear();
  EXPECT_EQ(findings(one_service(), evidence), std::vector<Finding>{});
}

TEST(CheckReport, SaysWhatWasCheckedAndEachFindingOnALine) {
  const Checked checked{.config = "sluice.yaml", .services = 2, .queues = 1, .live = true};
  EXPECT_EQ(to_text(checked, {}),
            "sluice.yaml: 2 services and 1 queue checked in AWS: nothing is wrong");
  EXPECT_EQ(to_text(checked, {{"orders/a", "broken"}, {"queue q", "gone"}}),
            "sluice.yaml: 2 services and 1 queue checked in AWS: 2 findings\n"
            "orders/a: broken\nqueue q: gone");
  EXPECT_EQ(nlohmann::json::parse(to_json(checked, {{"orders/a", "broken"}})),
            nlohmann::json::parse(R"({"config": "sluice.yaml", "live": true, "services": 2,
              "queues": 1, "findings": [{"subject": "orders/a", "message": "broken"}]})"));
}

}  // namespace
}  // namespace sluice::checkup
