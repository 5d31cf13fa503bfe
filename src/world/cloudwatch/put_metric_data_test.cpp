#include "world/cloudwatch/put_metric_data.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <ostream>

namespace sluice::world {
namespace {

using std::chrono::hours;

constexpr Instant now{hours{24 * 20'000}};
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Row {
  const char* name;
  std::function<void(PutMetricDataRequest&)> change;
  const char* query_code;
  const char* message;
};

PutMetricDataRequest good() {
  return {.metric_namespace = "ECS/CustomMetrics",
          .metric_data = {{.metric_name = "BacklogPerTask",
                           .dimensions = {{"ClusterName", "orders"}},
                           .value = 30,
                           .unit = "Count"}}};
}

class PutMetricDataTable : public testing::TestWithParam<Row> {};

TEST_P(PutMetricDataTable, IsRefusedInAwssWords) {
  PutMetricDataRequest request = good();
  request.metric_data.push_back(request.metric_data.front());
  GetParam().change(request);
  const auto wrong = wrong_with(request, now);
  ASSERT_TRUE(wrong) << GetParam().name;
  EXPECT_EQ(wrong->query_code, GetParam().query_code);
  EXPECT_EQ(wrong->message, GetParam().message);
  EXPECT_EQ(wrong->status, 400);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, PutMetricDataTable, testing::Values(
    Row{"nan", [](auto& r) { r.metric_data[0].value = std::nan(""); }, "InvalidParameterValue",
        "The value NaN for parameter MetricData.member.1.Value is invalid."},
    Row{"infinity", [](auto& r) { r.metric_data[1].value = infinity; }, "InvalidParameterValue",
        "The value Infinity for parameter MetricData.member.2.Value is invalid."},
    Row{"too_large", [](auto& r) { r.metric_data[0].value = std::ldexp(1.5, 360); }, "InvalidParameterValue",
        "The value 3.52281387416075e+108 for parameter MetricData.member.1.Value is invalid."},
    Row{"aws_namespace", [](auto& r) { r.metric_namespace = "AWS/SQS"; }, "InvalidParameterValue",
        "The value AWS/SQS for parameter Namespace is invalid."},
    Row{"no_namespace", [](auto& r) { r.metric_namespace = ""; }, "MissingParameter",
        "The parameter Namespace is required."},
    Row{"no_data", [](auto& r) { r.metric_data.clear(); }, "MissingParameter",
        "The parameter MetricData is required."},
    Row{"too_many", [](auto& r) { r.metric_data.resize(1001, r.metric_data[0]); }, "InvalidParameterValue",
        "The collection MetricData must not have a size greater than 1000."},
    Row{"no_name", [](auto& r) { r.metric_data[1].metric_name = ""; }, "MissingParameter",
        "The parameter MetricData.member.2.MetricName is required."},
    Row{"two_forms", [](auto& r) { r.metric_data[0].statistic_values = StatisticSet{1, 1, 1, 1}; }, "InvalidParameterCombination",
        "The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both."},
    Row{"value_and_values", [](auto& r) { r.metric_data[0].values = {1}; }, "InvalidParameterCombination",
        "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both."},
    Row{"counts", [](auto& r) { r.metric_data[0].value.reset(); r.metric_data[0].values = {1, 2}; r.metric_data[0].counts = {1}; }, "InvalidParameterValue",
        "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size."},
    Row{"values", [](auto& r) { r.metric_data[0].value.reset(); r.metric_data[0].values.resize(151, 1); }, "InvalidParameterValue",
        "The collection MetricData.member.1.Values must not have a size greater than 150."},
    Row{"past", [](auto& r) { r.metric_data[0].timestamp = now - hours{24 * 14 + 1}; }, "InvalidParameterValue",
        "The parameter MetricData.member.1.Timestamp must specify a time no more than two weeks in the past."},
    Row{"future", [](auto& r) { r.metric_data[0].timestamp = now + hours{3}; }, "InvalidParameterValue",
        "The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the future."},
    Row{"resolution", [](auto& r) { r.metric_data[0].storage_resolution = 30; }, "InvalidParameterValue",
        "The value 30 for parameter MetricData.member.1.StorageResolution is invalid."},
    Row{"dimensions", [](auto& r) { r.metric_data[0].dimensions.resize(31, {"a", "b"}); }, "InvalidParameterValue",
        "The collection MetricData.member.1.Dimensions must not have a size greater than 30."},
    Row{"colon", [](auto& r) { r.metric_data[0].dimensions = {{":a", "b"}}; }, "InvalidParameterValue",
        "The value :a for parameter MetricData.member.1.Dimensions.member.1.Name is invalid."},
    Row{"no_dimension_value", [](auto& r) { r.metric_data[0].dimensions = {{"a", ""}}; }, "MissingParameter",
        "The parameter MetricData.member.1.Dimensions.member.1.Value is required."}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(PutMetricData, IsTakenWithinAwssLimits) {
  PutMetricDataRequest request = good();
  EXPECT_EQ(wrong_with(request, now), std::nullopt);
  request.metric_data[0].timestamp = now - hours{24 * 14};
  EXPECT_EQ(wrong_with(request, now), std::nullopt);
  request.metric_data[0].timestamp = now + hours{2};
  request.metric_data[0].value = -std::ldexp(1.0, 360);
  request.metric_data[0].storage_resolution = 1;
  request.metric_data[0].unit = "";
  EXPECT_EQ(wrong_with(request, now), std::nullopt);
}

TEST(PutMetricData, UnderstandsItsThreeForms) {
  const DatumSamples one = samples_of({.metric_name = "m", .value = 4});
  EXPECT_EQ(one.statistics, (StatisticSet{1, 4, 4, 4}));
  const DatumSamples counted = samples_of({.metric_name = "m", .values = {1, 5}, .counts = {3, 2}});
  EXPECT_EQ(counted.statistics, (StatisticSet{5, 13, 1, 5}));
  EXPECT_EQ(counted.values, (std::vector<ValueCount>{{1, 3}, {5, 2}}));
  const DatumSamples uncounted = samples_of({.metric_name = "m", .values = {1, 5}});
  EXPECT_EQ(uncounted.statistics, (StatisticSet{2, 6, 1, 5}));
  const DatumSamples set =
      samples_of({.metric_name = "m", .statistic_values = StatisticSet{2, 6, 1, 5}});
  EXPECT_EQ(set.statistics, (StatisticSet{2, 6, 1, 5}));
  EXPECT_TRUE(set.values.empty());
}

}  // namespace
}  // namespace sluice::world
