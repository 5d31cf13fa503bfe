#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::aws {

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
struct Dimension {
  std::string name;
  std::string value;
  friend auto operator<=>(const Dimension&, const Dimension&) = default;
};

/// The part of API_MetricDatum that Sluice sends. Without a timestamp:
/// CloudWatch stamps the datum when it receives it.
struct MetricDatum {
  std::string metric_name;
  std::vector<Dimension> dimensions;
  std::string unit;  ///< "Count"
  double value;      ///< finite: CloudWatch takes no NaN and no infinity
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
struct PutMetricDataRequest {
  std::string metric_namespace;
  std::vector<MetricDatum> metric_data;
};

/// A success says nothing.
struct PutMetricDataResponse {};

/// Asks for metric alarms, a page at a time.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
struct DescribeAlarmsRequest {
  std::string alarm_name_prefix = {};  ///< empty: all
  std::string next_token = {};         ///< from the page before
  /// 100 at most; not together with a prefix. Empty: all.
  std::vector<std::string> alarm_names = {};
};

/// How many alarms one DescribeAlarms may name.
inline constexpr std::size_t most_alarms_named = 100;

/// The part of API_MetricAlarm that Sluice looks at.
struct AlarmDescription {
  std::string alarm_name;
  std::string state;  ///< OK, ALARM or INSUFFICIENT_DATA
  std::string state_reason;
  double threshold;
  std::string metric_namespace = {};  ///< empty: of metric math
  std::string metric_name = {};
  std::vector<Dimension> dimensions = {};
  std::string unit = {};  ///< empty: any
  std::string statistic = {};
  bool actions_enabled = true;
};

/// One page of alarms.
struct DescribeAlarmsResponse {
  std::vector<AlarmDescription> metric_alarms;
  std::string next_token;  ///< empty: that was the last page
};

/// API_MetricDataQuery in its plain form: one statistic of one metric.
struct MetricDataQuery {
  std::string id;  ///< begins with a lower-case letter
  std::string metric_namespace;
  std::string metric_name;
  std::vector<Dimension> dimensions;
  std::string statistic;  ///< "Average"
  std::chrono::seconds period = std::chrono::minutes{1};
  std::string unit = {};  ///< only the datapoints of this unit; empty: of any
};

/// The datapoints come oldest first.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
struct GetMetricDataRequest {
  std::vector<MetricDataQuery> queries;
  Instant start;  ///< included
  Instant end;    ///< not included
  std::string next_token = {};
};

/// One value of a statistic, at the start of its period.
struct Datapoint {
  Instant at;
  double value;
};

/// What of a metric has been returned so far.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
enum class MetricDataStatus {
  complete,        ///< all datapoints of the time range
  partial_data,    ///< more come with the next token
  internal_error,  ///< to be asked for again
  forbidden,       ///< of another account or region
  unknown,         ///< what AWS has not documented, or nothing
};

/// API_MetricDataResult.
struct MetricDataResult {
  std::string id;
  std::vector<Datapoint> datapoints;
  MetricDataStatus status = MetricDataStatus::unknown;
  std::string message = {};  ///< AWS's own words about this metric; empty: none
};

/// One page of results.
struct GetMetricDataResponse {
  std::vector<MetricDataResult> results;
  std::string next_token;
};

/// Asks which metrics have had datapoints in the last two weeks, a page at a time.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
struct ListMetricsRequest {
  std::string metric_namespace;
  std::string metric_name;
  std::string next_token = {};
};

/// API_Metric: each set of dimensions is a metric of its own.
struct Metric {
  std::string metric_namespace;
  std::string metric_name;
  std::vector<Dimension> dimensions;
};

/// One page of metrics.
struct ListMetricsResponse {
  std::vector<Metric> metrics;
  std::string next_token;
};

/// What one PutMetricData may carry.
inline constexpr std::size_t most_metric_data = 1000;
inline constexpr std::size_t largest_put_metric_data = 1'000'000;  ///< bytes; AWS says 1 MB

}  // namespace sluice::aws
