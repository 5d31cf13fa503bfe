#include "world/cloudwatch/alarm_validation.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <ostream>

#include "world/cloudwatch/alarm_text.hpp"

namespace sluice::world {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

AlarmConfiguration good() {
  return {.name = "high",
          .metric_stat = MetricStat{.metric = {.metric_namespace = "N", .name = "m"},
                                    .period = minutes{1},
                                    .stat = "Average"},
          .evaluation_periods = 3,
          .threshold = 20,
          .comparison = Comparison::greater_than_threshold};
}

MetricDataQuery metric_query(std::string id, Duration period = minutes{1}) {
  return {.id = std::move(id),
          .metric_stat = MetricStat{.metric = {.metric_namespace = "N", .name = "m"},
                                    .period = period,
                                    .stat = "Sum"},
          .return_data = false};
}

void use_queries(AlarmConfiguration& alarm, std::string expression) {
  alarm.metric_stat.reset();
  alarm.metrics = {metric_query("m1"), {.id = "e1", .expression = std::move(expression)}};
}

struct Row {
  const char* name;
  std::function<void(AlarmConfiguration&)> change;
  const char* message;
};

class PutMetricAlarmTable : public testing::TestWithParam<Row> {};

TEST_P(PutMetricAlarmTable, IsRefused) {
  AlarmConfiguration alarm = good();
  ASSERT_EQ(wrong_with(alarm), std::nullopt);
  GetParam().change(alarm);
  const auto wrong = wrong_with(alarm);
  ASSERT_TRUE(wrong) << GetParam().name;
  EXPECT_EQ(wrong->message, GetParam().message);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, PutMetricAlarmTable, testing::Values(
    Row{"period", [](auto& a) { a.metric_stat->period = seconds{45}; },
        "Period must be 10, 20, 30 or a multiple of 60"},
    Row{"a_day", [](auto& a) { a.evaluation_periods = 1441; },
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)."},
    Row{"a_week", [](auto& a) { a.metric_stat->period = minutes{60}; a.evaluation_periods = 169; },
        "Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800)."},
    Row{"no_periods", [](auto& a) { a.evaluation_periods = 0; },
        "1 validation error detected: Value '0' at 'evaluationPeriods' failed to satisfy constraint: Member must have value greater than or equal to 1"},
    Row{"m_over_n", [](auto& a) { a.datapoints_to_alarm = 4; },
        "The parameter DatapointsToAlarm (4) must be less than or equal to EvaluationPeriods (3)."},
    Row{"arn", [](auto& a) { a.alarm_actions = {"foo"}; }, "Invalid arn syntax: foo"},
    Row{"statistic", [](auto& a) { a.metric_stat->stat = "tm99"; },
        "The value tm99 for parameter ExtendedStatistic is not supported."},
    Row{"returns_none", [](auto& a) { use_queries(a, "m1"); a.metrics[1].return_data = false; },
        "Exactly one element of the metrics list should return data."},
    Row{"returns_two", [](auto& a) { use_queries(a, "m1"); a.metrics[0].return_data = true; },
        "Exactly one element of the metrics list should return data."},
    Row{"function", [](auto& a) { use_queries(a, "ANOMALY_DETECTION_BAND(m1)"); },
        "Error in expression 'e1': Unsupported function 'ANOMALY_DETECTION_BAND'"},
    Row{"unknown_id", [](auto& a) { use_queries(a, "m2"); },
        "Error in expression 'e1': 'm2' is not defined"},
    Row{"circle", [](auto& a) { use_queries(a, "e1 + m1"); },
        "Error in expression 'e1': The expression refers to itself"},
    Row{"list", [](auto& a) { use_queries(a, "[m1, m1]"); },
        "Error in expression 'e1': the result must be a single time series"},
    Row{"periods", [](auto& a) { use_queries(a, "m1 + m2"); a.metrics.push_back(metric_query("m2", minutes{5})); },
        "All metrics and expressions of an alarm must have the same Period."},
    Row{"id", [](auto& a) { use_queries(a, "1"); a.metrics[0].id = "M"; },
        "The value M for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(AlarmText, WritesNumbersAsJavaDoes) {
  EXPECT_EQ(alarm_number(30), "30.0");
  EXPECT_EQ(alarm_number(-0.5), "-0.5");
  EXPECT_EQ(alarm_number(99.5), "99.5");
  EXPECT_EQ(alarm_number(0), "0.0");
  EXPECT_EQ(alarm_number(9999999), "9999999.0");
  EXPECT_EQ(alarm_number(1e7), "1.0E7");
  EXPECT_EQ(alarm_number(1.25e10), "1.25E10");
  EXPECT_EQ(alarm_number(0.0666851903306472), "0.0666851903306472");
}

TEST(AlarmText, FindsTheDatapointsThatAUserGave) {
  EXPECT_EQ(recent_datapoints_in(R"({"recentDatapoints":[1.5,-2, 3e1]})"),
            (std::vector<double>{1.5, -2, 30}));
  EXPECT_TRUE(recent_datapoints_in(R"({"recentDatapoints":[]})").empty());
  EXPECT_TRUE(recent_datapoints_in("").empty());
  EXPECT_TRUE(recent_datapoints_in(R"({"recentDatapoints":)").empty());
}

TEST(AlarmText, QuotesForJson) {
  EXPECT_EQ(alarm_json("a \"b\"\\\n"), R"("a \"b\"\\\u000a")");
}

}  // namespace
}  // namespace sluice::world
