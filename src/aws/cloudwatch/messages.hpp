#pragma once

#include <string>
#include <vector>

namespace sluice::aws {

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
struct Dimension {
  std::string name;
  std::string value;
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

/// What one PutMetricData may carry.
inline constexpr std::size_t most_metric_data = 1000;
inline constexpr std::size_t largest_put_metric_data = 1'000'000;  ///< bytes; AWS says 1 MB

}  // namespace sluice::aws
