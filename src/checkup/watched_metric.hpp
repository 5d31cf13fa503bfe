#pragma once

#include <map>
#include <string>
#include <vector>

#include "publish/plan.hpp"

namespace sluice::checkup {

/// By name; CloudWatch knows no order among them.
using Dimensions = std::map<std::string, std::string>;

/// What a scaling policy or an alarm looks at, or what the publisher sends.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric
struct WatchedMetric {
  std::string metric_namespace = {};
  std::string name = {};
  Dimensions dimensions = {};
  std::string unit = {};       ///< empty: any
  std::string statistic = {};  ///< empty: not told
  bool metric_math = false;    ///< an expression: the rest is empty
};

/// What the publisher sends for the service `key` under `metric`.
[[nodiscard]] WatchedMetric published_metric(const publish::MetricName& metric,
                                             const core::ServiceKey& key);

/// "{ClusterName=orders, ServiceName=orders-service}"
[[nodiscard]] std::string to_text(const Dimensions& dimensions);
/// "ECS/CustomMetrics BacklogPerTask {…}", or that it is metric math.
[[nodiscard]] std::string to_text(const WatchedMetric& metric);

/// Why someone who looks at `watched` does not see `published`, a clause each:
/// "its unit is Percent, where Count would be right". Empty: they do see it.
[[nodiscard]] std::vector<std::string> differences(const WatchedMetric& watched,
                                                   const WatchedMetric& published);

}  // namespace sluice::checkup
