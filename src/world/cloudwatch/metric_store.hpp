#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/cloudwatch/series.hpp"
#include "world/cloudwatch/statistic.hpp"

namespace sluice::world {

/// One series that changed: what a store that keeps buckets as rows (metric,
/// unit, tier, start) has to write again. Rows older than a tier's first bucket
/// have moved on and can go.
struct SeriesChange {
  Metric metric;
  std::string unit;
  /// For each tier the start of the earliest bucket that changed; nothing where
  /// none did.
  std::array<std::optional<std::int64_t>, MetricSeries::tier_count> since;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DimensionFilter.html
struct DimensionFilter {
  std::string name;
  std::optional<std::string> value = {};  ///< empty: any
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
struct ListMetricsRequest {
  std::optional<std::string> metric_namespace = {};
  std::optional<std::string> metric_name = {};
  std::vector<DimensionFilter> dimensions = {};
  bool recently_active = false;  ///< only those with data in the last three hours
  std::string next_token = {};
};

/// The answer to ListMetrics.
struct ListMetricsResponse {
  std::vector<Metric> metrics;
  std::string next_token;
};

/// Reading and writing of metrics. `records` must outlive it.
class MetricStore {
 public:
  explicit MetricStore(MetricRecords& records) : records_{records} {}

  /// Adds samples that belong to `at`; `resolution` is 1 or 60 seconds.
  void add(const Metric& metric, std::string_view unit, std::int64_t resolution, Instant at,
           const MetricSamples& samples, Instant now);

  /// The metric's data; null where there is none (yet). Stays good.
  [[nodiscard]] const MetricRecord* find(const Metric& metric) const;

  /// Up to 500 metrics that had data within two weeks, in order.
  [[nodiscard]] ListMetricsResponse list(const ListMetricsRequest& request, Instant now) const;

  /// The series that changed since the last time this was asked.
  [[nodiscard]] std::vector<SeriesChange> take_changes();
  [[nodiscard]] bool has_changes() const { return !changed_.empty(); }

  /// Forgets which series changed: `records` were replaced.
  void forget_changes() { changed_.clear(); }

 private:
  struct Changed {
    const Metric* metric;
    const std::string* unit;
    MetricSeries* series;
  };
  MetricRecords& records_;
  std::vector<Changed> changed_;
};

/// Reads statistics; keeps its memory from one reading to the next.
class MetricReader {
 public:
  /// One value for each period, NaN where there is no data (or, of a
  /// percentile, where the values are not known). `unit` empty: of all units
  /// together. Good until the next reading.
  std::span<const double> read(const MetricRecord& record, std::string_view unit,
                               const MetricStatistic& statistic, const Periods& periods,
                               std::int64_t now);

  /// The sets behind the last reading, one for each period.
  [[nodiscard]] std::span<const StatisticSet> sets() const { return sets_; }

 private:
  std::vector<StatisticSet> sets_;
  std::vector<MetricDistribution> distributions_;
  std::vector<double> values_;
};

}  // namespace sluice::world
