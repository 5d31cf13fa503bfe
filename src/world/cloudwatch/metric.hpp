#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
struct Dimension {
  std::string name;
  std::string value;
  friend auto operator<=>(const Dimension&, const Dimension&) = default;
};

/// What names a metric: two metrics with other dimensions have nothing to do
/// with each other.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html
struct Metric {
  std::string metric_namespace;
  std::string name;
  std::vector<Dimension> dimensions = {};  ///< sorted by name
  friend auto operator<=>(const Metric&, const Metric&) = default;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
struct MetricStat {
  Metric metric;
  Duration period;
  std::string stat;       ///< "Average", "Sum", "p99", as AWS spells it
  std::string unit = {};  ///< empty: of any unit
  friend bool operator==(const MetricStat&, const MetricStat&) = default;
};

/// A metric's statistic, or an expression over other queries' ids.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
struct MetricDataQuery {
  std::string id;
  std::optional<MetricStat> metric_stat = {};  ///< set, or `expression` is
  std::string expression = {};
  std::optional<Duration> period = {};  ///< of an expression
  std::string label = {};
  std::optional<bool> return_data = {};  ///< empty: as true
  friend bool operator==(const MetricDataQuery&, const MetricDataQuery&) = default;
};

}  // namespace sluice::world
