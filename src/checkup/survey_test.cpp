#include "checkup/survey.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "checkup/findings.hpp"
#include "publish/aws_sources.hpp"
#include "support/run.hpp"
#include "support/scripted_aws.hpp"

namespace sluice::checkup {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr Instant noon{1712923200s};

/// A survey over a script.
struct Bench : aws::ScriptedAws {
  Bench(std::initializer_list<ScriptedService::Answer> script)
      : ScriptedAws{noon, script, {.attempts = 1}} {}

  aws::SqsClient sqs{connection(aws::sqs)};
  aws::EcsClient ecs{connection(aws::ecs)};
  aws::CloudWatchClient cloudwatch{connection(aws::cloudwatch)};
  aws::ApplicationAutoScalingClient scaling{connection(aws::application_auto_scaling)};
  publish::AwsSources sources{sqs, ecs};
  Survey survey{sources, cloudwatch, scaling, clock};
};

http::Response answer(std::string body, int status = 200) {
  return {.status = status, .body = std::move(body)};
}

publish::Plan plan_of_one() {
  publish::Plan plan{.queues = {"https://sqs.ap-southeast-2.amazonaws.com/1/orders-queue"},
                     .services = {}};
  plan.services.push_back({.key = {"orders", "orders-service"}, .queues = {{.queue = 0}}});
  return plan;
}

const std::string queue = R"({"Attributes":{"ApproximateNumberOfMessages":"60",
  "ApproximateNumberOfMessagesNotVisible":"0","ApproximateNumberOfMessagesDelayed":"0"}})";
const std::string service = R"({"services":[{"serviceName":"orders-service","status":"ACTIVE",
  "runningCount":2,"pendingCount":0,"desiredCount":2}],"failures":[]})";
const std::string metric = R"("Namespace":"ECS/CustomMetrics","MetricName":"BacklogPerTask",
  "Dimensions":[{"Name":"ServiceName","Value":"orders-service"},
                {"Name":"ClusterName","Value":"orders"}])";
const std::string sets = R"({"Metrics":[{)" + metric + R"(}]})";
const std::string data = R"({"MetricDataResults":[
  {"Id":"any0","Timestamps":[1712923140],"Values":[1]},
  {"Id":"unit0","Timestamps":[1712923140],"Values":[1]}]})";
const std::string targets = R"({"ScalableTargets":[{"ResourceId":"service/orders/orders-service",
  "ScalableDimension":"ecs:service:DesiredCount","MinCapacity":2,"MaxCapacity":5}]})";
const std::string tracking = R"("PolicyName":"scale","PolicyType":"TargetTrackingScaling",
  "ResourceId":"service/orders/orders-service","TargetTrackingScalingPolicyConfiguration":{
  "TargetValue":20,"CustomizedMetricSpecification":{"Statistic":"Average","Unit":"Count",)" +
                             metric + "}}";
const std::string policies =
    R"({"ScalingPolicies":[{)" + tracking + R"(,"Alarms":[{"AlarmName":"high"}]}]})";
const std::string alarms = R"({"MetricAlarms":[{"AlarmName":"high","StateValue":"OK",
  "Statistic":"Average","Unit":"Count","Threshold":20,)" +
                           metric + "}]}";

TEST(Survey, FindsALoopThatCanClose) {
  Bench bench{answer(queue),   answer(service),  answer(sets),  answer(data),
              answer(targets), answer(policies), answer(alarms)};
  const publish::Plan plan = plan_of_one();
  EXPECT_EQ(findings(plan, run(bench.survey.take(plan))), std::vector<Finding>{});
  const json asked = bench.sent(3);
  EXPECT_EQ(asked["StartTime"], 1712923200 - 900);
  EXPECT_FALSE(asked["MetricDataQueries"][0]["MetricStat"].contains("Unit"));
  EXPECT_EQ(asked["MetricDataQueries"][1]["MetricStat"]["Unit"], "Count");
  EXPECT_EQ(bench.sent(6)["AlarmNames"], json::array({"high"}));
}

TEST(Survey, TurnsEveryPage) {
  const std::string first = R"({"ScalingPolicies":[],"NextToken":"more"})";
  Bench bench{answer(queue),   answer(service), answer(sets),     answer(data),
              answer(targets), answer(first),   answer(policies), answer(alarms)};
  const publish::Plan plan = plan_of_one();
  EXPECT_EQ(findings(plan, run(bench.survey.take(plan))), std::vector<Finding>{});
  EXPECT_EQ(bench.sent(6)["NextToken"], "more");
}

TEST(Survey, ACallThatIsDeniedIsToldAndTheOthersAreMadeAllTheSame) {
  const std::string denied = R"({"__type":"AccessDeniedException","Message":"not authorized"})";
  Bench bench{answer(queue),       answer(service),     answer(denied, 400),
              answer(denied, 400), answer(denied, 400), answer(denied, 400)};
  const publish::Plan plan = plan_of_one();
  const auto found = findings(plan, run(bench.survey.take(plan)));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].message.substr(0, 40), "its metric could not be checked: AccessD");
  EXPECT_EQ(found[1].message.substr(0, 40), "its scalable target could not be checked");
  EXPECT_EQ(found[2].message.substr(0, 40), "its scaling policies could not be checke");
}

TEST(Survey, SaysWhereElseTheMetricIs) {
  const std::string elsewhere = R"({"Metrics":[{"Namespace":"N","MetricName":"BacklogPerTask",
    "Dimensions":[{"Name":"QueueName","Value":"orders-queue"}]}]})";
  Bench bench{answer(queue),
              answer(service),
              answer(elsewhere),
              answer(R"({"MetricDataResults":[]})"),
              answer(targets),
              answer(R"({"ScalingPolicies":[{)" + tracking + R"(,"Alarms":[{"AlarmName":"x"}]}]})"),
              answer(R"({"MetricAlarms":[]})")};
  const publish::Plan plan = plan_of_one();
  const auto found = findings(plan, run(bench.survey.take(plan)));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0].message.find("{QueueName=orders-queue}"), std::string::npos);
  EXPECT_NE(found[1].message.find("the alarm x of the policy scale is gone"), std::string::npos);
}

}  // namespace
}  // namespace sluice::checkup
