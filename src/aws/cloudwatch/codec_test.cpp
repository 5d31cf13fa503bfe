#include "aws/cloudwatch/codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

// The members are those of CloudWatch's API reference; timestamps are numbers,
// as its JSON protocol writes them.

namespace sluice::aws {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(CloudWatchReadingCodec, WritesTheRequests) {
  EXPECT_EQ(json::parse(encode(DescribeAlarmsRequest{"TargetTracking-service/orders/", "next"})),
            json::parse(R"({"AlarmTypes":["MetricAlarm"],"NextToken":"next",
                      "AlarmNamePrefix":"TargetTracking-service/orders/"})"));
  const MetricDataQuery query{.id = "backlog",
                              .metric_namespace = "ECS/CustomMetrics",
                              .metric_name = "BacklogPerTask",
                              .dimensions = {{"ClusterName", "orders"}},
                              .statistic = "Average"};
  EXPECT_EQ(json::parse(encode(
                GetMetricDataRequest{{query}, Instant{1712883600s}, Instant{1712883720500ms}})),
            json::parse(R"({"MetricDataQueries":[{"Id":"backlog","MetricStat":{
              "Metric":{"Namespace":"ECS/CustomMetrics","MetricName":"BacklogPerTask",
                        "Dimensions":[{"Name":"ClusterName","Value":"orders"}]},
              "Period":60,"Stat":"Average"}}],
              "StartTime":1712883600.0,"EndTime":1712883720.5,"ScanBy":"TimestampAscending"})"));
}

TEST(CloudWatchReadingCodec, ReadsAlarms) {
  const auto got = decode_describe_alarms(R"({"MetricAlarms":[{
    "AlarmName":"TargetTracking-service/orders/orders-service-AlarmHigh-1","StateValue":"ALARM",
    "StateReason":"Threshold Crossed: 3 out of the last 3 datapoints","Threshold":20.0,
    "StateUpdatedTimestamp":1712883723.123,"ComparisonOperator":"GreaterThanThreshold"}],
    "CompositeAlarms":[],"NextToken":"more"})");
  ASSERT_TRUE(got) << got.error();
  ASSERT_EQ(got->metric_alarms.size(), 1U);
  EXPECT_EQ(got->metric_alarms[0].state, "ALARM");
  EXPECT_EQ(got->metric_alarms[0].threshold, 20);
  EXPECT_EQ(got->next_token, "more");
  EXPECT_FALSE(decode_describe_alarms(R"({"MetricAlarms":[{"AlarmName":"a"}]})"));
}

TEST(CloudWatchReadingCodec, AsksForNamedAlarmsAndForOneUnit) {
  EXPECT_EQ(json::parse(encode(DescribeAlarmsRequest{.alarm_names = {"a", "b"}})),
            json::parse(R"({"AlarmTypes":["MetricAlarm"],"AlarmNames":["a","b"]})"));
  const MetricDataQuery query{.id = "backlog",
                              .metric_namespace = "N",
                              .metric_name = "M",
                              .dimensions = {},
                              .statistic = "Average",
                              .unit = "Count"};
  const json written =
      json::parse(encode(GetMetricDataRequest{{query}, Instant{0s}, Instant{60s}}));
  EXPECT_EQ(written["MetricDataQueries"][0]["MetricStat"]["Unit"], "Count");
}

// What DescribeAlarms shows of a target-tracking policy's alarm.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
TEST(CloudWatchReadingCodec, ReadsWhatAnAlarmLooksAt) {
  const auto got = decode_describe_alarms(R"({"MetricAlarms":[
    {"AlarmName":"high","StateValue":"OK","Namespace":"ECS/CustomMetrics",
     "MetricName":"BacklogPerTask","Statistic":"Average","Unit":"Count","ActionsEnabled":false,
     "Dimensions":[{"Name":"ClusterName","Value":"orders"},{"Name":"ServiceName","Value":"s"}],
     "Period":60,"EvaluationPeriods":3,"Threshold":20.0},
    {"AlarmName":"math","StateValue":"OK","Metrics":[{"Id":"e1","Expression":"m1/m2"}]}]})");
  ASSERT_TRUE(got) << got.error();
  const AlarmDescription& high = got->metric_alarms.at(0);
  EXPECT_EQ(high.metric_namespace, "ECS/CustomMetrics");
  EXPECT_EQ(high.metric_name, "BacklogPerTask");
  EXPECT_EQ(high.dimensions,
            (std::vector<Dimension>{{"ClusterName", "orders"}, {"ServiceName", "s"}}));
  EXPECT_EQ(high.unit, "Count");
  EXPECT_EQ(high.statistic, "Average");
  EXPECT_FALSE(high.actions_enabled);
  EXPECT_EQ(got->metric_alarms.at(1).metric_name, "");
  EXPECT_TRUE(got->metric_alarms.at(1).actions_enabled);
}

TEST(CloudWatchReadingCodec, ListsMetrics) {
  EXPECT_EQ(json::parse(encode(ListMetricsRequest{"ECS/CustomMetrics", "BacklogPerTask", "next"})),
            json::parse(R"({"Namespace":"ECS/CustomMetrics","MetricName":"BacklogPerTask",
                            "NextToken":"next"})"));
  const auto got = decode_list_metrics(R"({"Metrics":[{"Namespace":"ECS/CustomMetrics",
    "MetricName":"BacklogPerTask","Dimensions":[{"Name":"QueueName","Value":"orders-queue"}]}],
    "OwningAccounts":[],"NextToken":"more"})");
  ASSERT_TRUE(got) << got.error();
  ASSERT_EQ(got->metrics.size(), 1U);
  EXPECT_EQ(got->metrics[0].dimensions, (std::vector<Dimension>{{"QueueName", "orders-queue"}}));
  EXPECT_EQ(got->next_token, "more");
  EXPECT_FALSE(decode_list_metrics(R"({"Metrics":[{"MetricName":"m"}]})"));
  EXPECT_FALSE(decode_list_metrics("[]"));
}

TEST(CloudWatchReadingCodec, ReadsDatapoints) {
  const auto got = decode_get_metric_data(R"({"MetricDataResults":[{"Id":"backlog",
    "Label":"BacklogPerTask","Timestamps":[1712883600,1712883660.0],"Values":[30.0,25],
    "StatusCode":"Complete"}],"Messages":[]})");
  ASSERT_TRUE(got) << got.error();
  ASSERT_EQ(got->results.size(), 1U);
  EXPECT_EQ(got->results[0].id, "backlog");
  ASSERT_EQ(got->results[0].datapoints.size(), 2U);
  EXPECT_EQ(got->results[0].datapoints[1].at, Instant{1712883660s});
  EXPECT_EQ(got->results[0].datapoints[1].value, 25);
  EXPECT_EQ(got->results[0].status, MetricDataStatus::complete);
  EXPECT_EQ(got->next_token, "");
}

// The valid values of StatusCode, and one that is none.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
TEST(CloudWatchReadingCodec, ReadsHowMuchOfAMetricCame) {
  const auto got = decode_get_metric_data(R"({"MetricDataResults":[
    {"Id":"a","StatusCode":"PartialData"}, {"Id":"b","StatusCode":"InternalError"},
    {"Id":"c","StatusCode":"Forbidden","Messages":[
      {"Code":"Forbidden","Value":"Authentication too complex to retrieve cross region data"}]},
    {"Id":"d","StatusCode":"Later"}, {"Id":"e"}, {"Id":"f","Messages":[7]}],"NextToken":"more"})");
  ASSERT_TRUE(got) << got.error();
  std::vector<MetricDataStatus> told;
  for (const MetricDataResult& result : got->results) told.push_back(result.status);
  using enum MetricDataStatus;
  EXPECT_EQ(told,
            (std::vector{partial_data, internal_error, forbidden, unknown, unknown, unknown}));
  EXPECT_EQ(got->results[2].message, "Authentication too complex to retrieve cross region data");
  EXPECT_EQ(got->results[5].message, "");
  EXPECT_EQ(got->next_token, "more");
}

TEST(CloudWatchReadingCodec, RefusesWhatItCannotUnderstand) {
  for (const char* body : {
           R"({"MetricDataResults":[{"Id":"a","Timestamps":[1],"Values":[]}]})",
           R"({"MetricDataResults":[{"Id":"a","Timestamps":["noon"],"Values":[1]}]})",
           R"({"MetricDataResults":[{"Id":"a","Timestamps":[1e300],"Values":[1]}]})",
           R"({"MetricDataResults":[7]})",
           "<html/>",
       })
    EXPECT_FALSE(decode_get_metric_data(body)) << body;
}

}  // namespace
}  // namespace sluice::aws
