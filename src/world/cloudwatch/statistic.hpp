#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace sluice::world {

/// What is known of a set of samples without the samples. The sum of the empty
/// set and any other is the other.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StatisticSet.html
struct StatisticSet {
  double sample_count = 0;
  double sum = 0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();

  StatisticSet& operator+=(const StatisticSet& other);
  friend bool operator==(const StatisticSet&, const StatisticSet&) = default;
};

/// The same value, so many times.
struct ValueCount {
  double value;
  double count;
  friend bool operator==(const ValueCount&, const ValueCount&) = default;
};

/// How the samples of a period become one value.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
struct MetricStatistic {
  enum class Kind { average, sum, minimum, maximum, sample_count, percentile };
  Kind kind = Kind::average;
  double percentile = 0;  ///< [0, 100], of a percentile

  friend bool operator==(const MetricStatistic&, const MetricStatistic&) = default;
};

/// Reads "Average", "Sum", "Minimum", "Maximum", "SampleCount" or a percentile
/// ("p99", "p99.9"). Nothing for any other: trimmed means and their kind are not
/// modelled.
[[nodiscard]] std::optional<MetricStatistic> parse_statistic(std::string_view text);

/// The statistic of a set that is not empty. REQUIRES: not a percentile.
[[nodiscard]] double value_of(const StatisticSet& set, MetricStatistic::Kind kind);

/// The smallest value that at least `percentile` percent of the samples do not
/// exceed. AWS does not say how it interpolates; this does not.
/// REQUIRES: `values` is in order of value and not empty.
[[nodiscard]] double percentile_of(std::span<const ValueCount> values, double percentile);

}  // namespace sluice::world
