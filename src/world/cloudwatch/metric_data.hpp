#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/cloudwatch/metric_store.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
struct GetMetricStatisticsRequest {
  Metric metric;
  Instant start_time;
  Instant end_time;
  std::int64_t period;                                ///< seconds
  std::vector<std::string> statistics = {};           ///< "Average", ...
  std::vector<std::string> extended_statistics = {};  ///< "p99", ...
  std::string unit = {};                              ///< empty: of each unit
};

/// What was asked for of one period and one unit.
struct MetricDatapoint {
  Instant timestamp;
  std::string unit;
  std::map<std::string, double, std::less<>> statistics = {};
  std::map<std::string, double, std::less<>> extended_statistics = {};
};

/// The answer to GetMetricStatistics, by time. AWS promises no order.
struct GetMetricStatisticsResponse {
  std::string label;
  std::vector<MetricDatapoint> datapoints;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
struct GetMetricDataRequest {
  std::vector<MetricDataQuery> queries;
  Instant start_time;
  Instant end_time;
  bool oldest_first = false;  ///< ScanBy
  std::optional<std::int64_t> max_datapoints = {};
  std::string next_token = {};
};

/// The values of one query.
struct MetricDataResult {
  std::string id;
  std::string label;
  std::vector<Instant> timestamps = {};
  std::vector<double> values = {};
  std::string status_code = "Complete";  ///< or "PartialData": more on the next page
};

/// The answer to GetMetricData.
struct GetMetricDataResponse {
  std::vector<MetricDataResult> results;
  std::string next_token;
};

/// Refuses what AWS refuses: more than 1,440 datapoints, times and periods that
/// do not fit.
[[nodiscard]] Answer<GetMetricStatisticsResponse> metric_statistics(
    const MetricStore& store, const GetMetricStatisticsRequest& request, Instant now);

/// Refuses queries that are wrong (metric_queries.hpp), and a token of its own
/// that is none.
[[nodiscard]] Answer<GetMetricDataResponse> metric_data(const MetricStore& store,
                                                        const GetMetricDataRequest& request,
                                                        Instant now);

}  // namespace sluice::world
