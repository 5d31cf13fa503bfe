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
