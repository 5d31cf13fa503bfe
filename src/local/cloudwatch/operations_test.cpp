#include "local/cloudwatch/operations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"

namespace sluice::local {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = *parse_iso8601("2019-10-02T12:00:00Z");
constexpr double noon_seconds = 1570017600;

class CloudWatchOperations : public testing::Test {
 protected:
  Output call(std::string_view name, const Json& input) {
    const auto operations = cloudwatch_operations();
    const auto found = std::ranges::find(operations, name, &Operation<world::CloudWatch>::name);
    EXPECT_NE(found, operations.end()) << name;
    Input reader{input,
                 {.code = "ValidationError", .missing_code = "MissingRequiredParameterException"},
                 Input::Texts::stay};
    return found->handle(cloudwatch, reader,
                         {.now = now, .where = {}, .host = "", .request_id = ""});
  }
  Output call(std::string_view name, const char* input) { return call(name, Json::parse(input)); }
  /// The output of a call that must succeed.
  Json done(std::string_view name, const char* input) {
    const Output output = call(name, input);
    EXPECT_TRUE(output) << name << ": " << (output ? "" : output.error().message);
    return output ? *output : Json{};
  }
  /// "code: message" of a call that must not.
  std::string refused(std::string_view name, const char* input) {
    const Output output = call(name, input);
    EXPECT_FALSE(output) << name;
    return output ? "" : output.error().code + ": " + output.error().message;
  }

  Random random{1};
  world::Identities identities{random};
  world::CloudWatch cloudwatch{{}, identities, {.phase = seconds{10}}};
  Instant now = noon;
};

constexpr const char* high = R"({
  "AlarmName": "high", "AlarmDescription": "backlog", "Namespace": "N", "MetricName": "m",
  "Dimensions": [{"Name": "b", "Value": "2"}, {"Name": "a", "Value": "1"}], "Unit": "Count",
  "Statistic": "Average", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
  "Threshold": 20, "ComparisonOperator": "GreaterThanThreshold",
  "AlarmActions": ["arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1"],
  "Tags": [{"Key": "team", "Value": "orders"}]})";

TEST_F(CloudWatchOperations, HaveEachItsNameAndStandInOrder) {
  const auto operations = cloudwatch_operations();
  EXPECT_TRUE(std::ranges::is_sorted(operations, {}, &Operation<world::CloudWatch>::name));
  EXPECT_EQ(operations.size(), 19);
}

TEST_F(CloudWatchOperations, TakeAndGiveMetricData) {
  EXPECT_TRUE(done("PutMetricData", R"({"Namespace": "N", "MetricData": [
      {"MetricName": "m", "Value": 30, "Unit": "Count", "StorageResolution": 60,
       "Dimensions": [{"Name": "a", "Value": "1"}]},
      {"MetricName": "m", "Values": [1, 2], "Counts": [3, 1], "Timestamp": 1570017540,
       "Dimensions": [{"Name": "a", "Value": "1"}]},
      {"MetricName": "s", "StatisticValues":
       {"SampleCount": 2, "Sum": 6, "Minimum": 1, "Maximum": 5}}]})")
                  .is_null());
  const Json statistics = done("GetMetricStatistics", R"({"Namespace": "N", "MetricName": "m",
      "Dimensions": [{"Name": "a", "Value": "1"}], "StartTime": 1570017000,
      "EndTime": 1570018000, "Period": 60, "Statistics": ["Sum", "SampleCount"],
      "ExtendedStatistics": ["p50"]})");
  EXPECT_EQ(statistics["Label"], "m");
  ASSERT_EQ(statistics["Datapoints"].size(), 2);
  EXPECT_EQ(statistics["Datapoints"][0], Json::parse(R"({"Timestamp": 1570017540.0, "Sum": 5.0,
      "SampleCount": 4.0, "Unit": "None", "ExtendedStatistics": {"p50": 1.0}})"));
  EXPECT_EQ(statistics["Datapoints"][1]["Timestamp"], noon_seconds);
  EXPECT_EQ(statistics["Datapoints"][1]["Unit"], "Count");

  const Json data = done("GetMetricData", R"({"StartTime": 1570017000, "EndTime": 1570018000,
      "ScanBy": "TimestampAscending", "MetricDataQueries": [
        {"Id": "m1", "ReturnData": false, "MetricStat": {"Period": 60, "Stat": "Sum", "Metric":
          {"Namespace": "N", "MetricName": "m", "Dimensions": [{"Name": "a", "Value": "1"}]}}},
        {"Id": "e1", "Expression": "m1 * 2", "Label": "double"}]})");
  EXPECT_EQ(data["MetricDataResults"], Json::parse(R"([{"Id": "e1", "Label": "double",
      "Timestamps": [1570017540.0, 1570017600.0], "Values": [10.0, 60.0],
      "StatusCode": "Complete"}])"));
  EXPECT_FALSE(data.contains("NextToken"));

  const Json metrics = done("ListMetrics", R"({"Namespace": "N", "RecentlyActive": "PT3H",
      "Dimensions": [{"Name": "a"}]})");
  EXPECT_EQ(metrics["Metrics"], Json::parse(R"([{"Namespace": "N", "MetricName": "m",
      "Dimensions": [{"Name": "a", "Value": "1"}]}])"));
}

TEST_F(CloudWatchOperations, RefuseABadDatumAndAllThatCameWithIt) {
  const Output output = call("PutMetricData", R"({"Namespace": "N", "MetricData": [
      {"MetricName": "m", "Value": 1}, {"MetricName": "m", "Value": "NaN"}]})");
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "InvalidParameterValueException");
  EXPECT_EQ(output.error().query_code, "InvalidParameterValue");
  EXPECT_EQ(output.error().message,
            "The value NaN for parameter MetricData.member.2.Value is invalid.");
  EXPECT_TRUE(done("ListMetrics", "{}")["Metrics"].empty());
  EXPECT_EQ(
      refused("PutMetricData", R"({"Namespace": "N", "MetricData": [
      {"MetricName": "m", "Value": 1, "Foo": 2}]})")
              .find("Sluice does not model the parameter MetricData[0].Foo") == std::string::npos,
      false);
}

TEST_F(CloudWatchOperations, ShowAnAlarmAsItWasPut) {
  EXPECT_TRUE(done("PutMetricAlarm", high).is_null());
  const Json shown = done("DescribeAlarms", R"({"AlarmNames": ["high"]})");
  ASSERT_EQ(shown["MetricAlarms"].size(), 1);
  EXPECT_EQ(shown["CompositeAlarms"], Json::array());
  EXPECT_EQ(shown["MetricAlarms"][0], Json::parse(R"({
    "AlarmName": "high", "AlarmDescription": "backlog",
    "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high",
    "Namespace": "N", "MetricName": "m", "Unit": "Count",
    "Dimensions": [{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}],
    "Statistic": "Average", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
    "Threshold": 20.0, "ComparisonOperator": "GreaterThanThreshold", "ActionsEnabled": true,
    "AlarmActions": ["arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1"],
    "OKActions": [], "InsufficientDataActions": [], "TreatMissingData": "missing",
    "StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation",
    "AlarmConfigurationUpdatedTimestamp": 1570017600.0, "StateUpdatedTimestamp": 1570017600.0,
    "StateTransitionedTimestamp": 1570017600.0})"));
  EXPECT_TRUE(
      done("DescribeAlarms", R"({"AlarmTypes": ["CompositeAlarm"]})")["MetricAlarms"].empty());
  EXPECT_EQ(done("DescribeAlarmsForMetric", R"({"Namespace": "N", "MetricName": "m",
      "Dimensions": [{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}]})")["MetricAlarms"]
                .size(),
            1);
}

TEST_F(CloudWatchOperations, ShowAnAlarmOnAnExpression) {
  done("PutMetricAlarm", R"({"AlarmName": "math", "EvaluationPeriods": 1, "Threshold": 1.5,
      "ComparisonOperator": "LessThanThreshold", "TreatMissingData": "notBreaching", "Metrics": [
        {"Id": "m1", "ReturnData": false, "MetricStat":
          {"Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "p99"}},
        {"Id": "e1", "Expression": "m1 / 2", "Label": "half", "ReturnData": true}]})");
  const Json alarm = done("DescribeAlarms", "{}")["MetricAlarms"][0];
  EXPECT_FALSE(alarm.contains("MetricName"));
  EXPECT_EQ(alarm["Dimensions"], Json::array());
  EXPECT_EQ(alarm["TreatMissingData"], "notBreaching");
  EXPECT_EQ(alarm["Metrics"], Json::parse(R"([
      {"Id": "m1", "ReturnData": false, "MetricStat": {"Period": 60, "Stat": "p99",
        "Metric": {"Namespace": "N", "MetricName": "m", "Dimensions": []}}},
      {"Id": "e1", "Expression": "m1 / 2", "Label": "half", "ReturnData": true}])"));
}

TEST_F(CloudWatchOperations, RefuseAnAlarmThatIsNone) {
  EXPECT_EQ(refused("PutMetricAlarm", R"({})"),
            "MissingRequiredParameterException: The parameter AlarmName is required.");
  Json alarm = Json::parse(high);
  const auto refused_with = [&](const char* member, Json value) {
    Json changed = alarm;
    changed[member] = std::move(value);
    const Output output = call("PutMetricAlarm", changed);
    return output ? "" : output.error().code + ": " + output.error().message;
  };
  EXPECT_EQ(refused_with("TreatMissingData", "foo"),
            "ValidationError: Option 'foo' is unsupported. Supported options for parameter "
            "TreatMissingData are [breaching, notBreaching, ignore, missing].");
  EXPECT_EQ(refused_with("ExtendedStatistic", "p99"),
            "InvalidParameterCombinationException: The parameters Statistic and ExtendedStatistic "
            "are mutually exclusive and you have specified both.");
  EXPECT_TRUE(refused_with("ComparisonOperator", "GreaterThanUpperThreshold")
                  .starts_with("ValidationError: 1 validation error detected"));
  EXPECT_NE(refused_with("ThresholdMetricId", "ad1"), "") << "anomaly detection is not modelled";
  EXPECT_EQ(refused_with("Period", 45),
            "ValidationError: Period must be 10, 20, 30 or a multiple of 60");
  EXPECT_EQ(done("DescribeAlarms", "{}")["MetricAlarms"].size(), 0);
}

TEST_F(CloudWatchOperations, SetAlarmsAndTellTheirHistory) {
  done("PutMetricAlarm", high);
  now += seconds{5};
  done("SetAlarmState", R"({"AlarmName": "high", "StateValue": "OK", "StateReason": "test",
      "StateReasonData": "{\"a\":1}"})");
  const Json alarm = done("DescribeAlarms", R"({"StateValue": "OK"})")["MetricAlarms"][0];
  EXPECT_EQ(alarm["StateReason"], "test");
  EXPECT_EQ(alarm["StateReasonData"], "{\"a\":1}");
  const Json history = done("DescribeAlarmHistory", R"({"AlarmName": "high", "MaxRecords": 1})");
  ASSERT_EQ(history["AlarmHistoryItems"].size(), 1);
  const Json item = history["AlarmHistoryItems"][0];
  EXPECT_EQ(item["HistoryItemType"], "StateUpdate");
  EXPECT_EQ(item["HistorySummary"], "Alarm updated from INSUFFICIENT_DATA to OK");
  EXPECT_EQ(item["AlarmType"], "MetricAlarm");
  EXPECT_EQ(item["Timestamp"], noon_seconds + 5);
  EXPECT_EQ(Json::parse(item["HistoryData"].get<std::string>())["newState"]["stateReasonData"]["a"],
            1);
  const Json created =
      done("DescribeAlarmHistory", R"({"HistoryItemType": "ConfigurationUpdate"})");
  const Json data = Json::parse(created["AlarmHistoryItems"][0]["HistoryData"].get<std::string>());
  EXPECT_EQ(data["type"], "Create");
  EXPECT_EQ(data["createdAlarm"]["alarmName"], "high");
  EXPECT_EQ(data["createdAlarm"]["threshold"], 20.0);
  EXPECT_EQ(history["NextToken"], "1");
  EXPECT_EQ(refused("SetAlarmState", R"({"AlarmName": "high", "StateValue": "OK",
      "StateReason": "test", "StateReasonData": "{"})"),
            "InvalidFormatFault: The parameter StateReasonData is not valid JSON.");
  EXPECT_EQ(refused("DescribeAlarmHistory", R"({"NextToken": "foo"})"),
            "InvalidNextToken: Request parameter NextToken is invalid");
}

TEST_F(CloudWatchOperations, WriteReasonDataThatIsJson) {
  done("PutMetricAlarm", high);
  for (int i = 0; i < 3; ++i) {
    cloudwatch.record(
        {.metric_namespace = "N", .name = "m", .dimensions = {{"a", "1"}, {"b", "2"}}}, "Count",
        1e9, now);
    now += minutes{1};
    cloudwatch.run(now + seconds{10});
  }
  const Json alarm = done("DescribeAlarms", "{}")["MetricAlarms"][0];
  ASSERT_EQ(alarm["StateValue"], "ALARM");
  const Json data = Json::parse(alarm["StateReasonData"].get<std::string>());
  EXPECT_EQ(data["threshold"], 20.0);
  EXPECT_EQ(data["recentDatapoints"].back(), 1e9);
  EXPECT_EQ(data["unit"], "Count");
}

TEST_F(CloudWatchOperations, DeleteAllAlarmsOrNone) {
  done("PutMetricAlarm", high);
  EXPECT_EQ(refused("DeleteAlarms", R"({"AlarmNames": ["high", "none"]})"),
            "ResourceNotFound: Alarm none does not exist");
  EXPECT_EQ(done("DescribeAlarms", "{}")["MetricAlarms"].size(), 1);
  done("DisableAlarmActions", R"({"AlarmNames": ["high"]})");
  EXPECT_EQ(done("DescribeAlarms", "{}")["MetricAlarms"][0]["ActionsEnabled"], false);
  done("EnableAlarmActions", R"({"AlarmNames": ["high"]})");
  EXPECT_EQ(done("DescribeAlarms", "{}")["MetricAlarms"][0]["ActionsEnabled"], true);
  done("DeleteAlarms", R"({"AlarmNames": ["high"]})");
  EXPECT_TRUE(done("DescribeAlarms", "{}")["MetricAlarms"].empty());
}

TEST_F(CloudWatchOperations, TagAlarms) {
  done("PutMetricAlarm", high);
  done("TagResource", R"({"ResourceARN": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high",
      "Tags": [{"Key": "a", "Value": "b"}]})");
  done("UntagResource", R"({"ResourceARN": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high",
      "TagKeys": ["team"]})");
  EXPECT_EQ(done("ListTagsForResource", R"({"ResourceARN":
      "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high"})")["Tags"],
            Json::parse(R"([{"Key": "a", "Value": "b"}])"));
  const Output unknown = call("ListTagsForResource", R"({"ResourceARN": "arn:foo"})");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "ResourceNotFoundException");
  EXPECT_EQ(unknown.error().status, 404);
}

TEST_F(CloudWatchOperations, KeepDashboards) {
  EXPECT_EQ(done("PutDashboard", R"({"DashboardName": "orders",
      "DashboardBody": "{\"widgets\":[]}"})")["DashboardValidationMessages"],
            Json::array());
  const Json shown = done("GetDashboard", R"({"DashboardName": "orders"})");
  EXPECT_EQ(shown["DashboardBody"], "{\"widgets\":[]}");
  EXPECT_EQ(shown["DashboardArn"], "arn:aws:cloudwatch::123456789012:dashboard/orders");
  const Json listed = done("ListDashboards", R"({"DashboardNamePrefix": "or"})");
  ASSERT_EQ(listed["DashboardEntries"].size(), 1);
  EXPECT_EQ(listed["DashboardEntries"][0]["Size"], 14);
  EXPECT_EQ(listed["DashboardEntries"][0]["LastModified"], noon_seconds);
  EXPECT_EQ(refused("PutDashboard", R"({"DashboardName": "orders", "DashboardBody": "foo"})"),
            "DashboardInvalidInputError: The field DashboardBody must be a valid JSON object");
  EXPECT_TRUE(
      refused("PutDashboard", R"({"DashboardName": "a.b", "DashboardBody": "{}"})")
          .starts_with("DashboardInvalidInputError: The value a.b for field DashboardName"));
  done("DeleteDashboards", R"({"DashboardNames": ["orders"]})");
  EXPECT_EQ(refused("GetDashboard", R"({"DashboardName": "orders"})"),
            "DashboardNotFoundError: Dashboard orders does not exist");
}

}  // namespace
}  // namespace sluice::local
