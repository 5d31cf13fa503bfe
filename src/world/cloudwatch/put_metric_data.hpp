#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/cloudwatch/statistic.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
struct MetricDatum {
  std::string metric_name;
  std::vector<Dimension> dimensions = {};
  std::optional<Instant> timestamp = {};  ///< empty: when it is received
  /// One of the next three.
  std::optional<double> value = {};
  std::optional<StatisticSet> statistic_values = {};
  std::vector<double> values = {};
  std::vector<double> counts = {};  ///< of `values`; empty: one each
  std::string unit = {};            ///< empty: "None"
  std::int64_t storage_resolution = 60;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
struct PutMetricDataRequest {
  std::string metric_namespace;
  std::vector<MetricDatum> metric_data = {};
};

/// The units that CloudWatch knows, as it spells them.
[[nodiscard]] std::span<const std::string_view> metric_units();

/// What is wrong with the request, in AWS's words: the first thing, since one
/// bad datum fails all. Nothing where all is well.
[[nodiscard]] std::optional<Refusal> wrong_with(const PutMetricDataRequest& request, Instant now);

/// What is wrong with a metric's dimensions, where `parameter` names their list
/// ("Dimensions").
[[nodiscard]] std::optional<Refusal> wrong_with_dimensions(std::span<const Dimension> dimensions,
                                                           std::string_view parameter);

/// The samples that a valid datum stands for; `values` keeps what they point to.
struct DatumSamples {
  StatisticSet statistics;
  std::vector<ValueCount> values;
};
/// REQUIRES: nothing is wrong with the datum.
[[nodiscard]] DatumSamples samples_of(const MetricDatum& datum);

}  // namespace sluice::world
