#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/metric.hpp"
#include "world/cloudwatch/statistic.hpp"

namespace sluice::world {

/// Whole seconds since the epoch, rounded down.
[[nodiscard]] constexpr std::int64_t epoch_seconds(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}
/// The instant that lies so many seconds after the epoch.
[[nodiscard]] constexpr Instant at_epoch_seconds(std::int64_t seconds) {
  return Instant{std::chrono::seconds{seconds}};
}
/// `seconds`, rounded down to a multiple of `step`.
[[nodiscard]] constexpr std::int64_t round_down(std::int64_t seconds, std::int64_t step) {
  const std::int64_t rest = seconds % step;
  return seconds - (rest < 0 ? rest + step : rest);
}

/// The samples of one stretch of time, as long as its tier's resolution.
struct MetricBucket {
  std::int64_t start;  ///< epoch seconds
  StatisticSet statistics;
  friend bool operator==(const MetricBucket&, const MetricBucket&) = default;
};

/// Which values a bucket holds, where they are not all the same; for percentiles.
struct MetricDistribution {
  /// In order of value. Up to `most_values` different ones are kept exactly;
  /// when there are more, neighbours become one at their mean, which halves
  /// their number. Least and greatest stay exact in the bucket's statistics.
  std::vector<ValueCount> values;
  /// False once a statistic set of unequal values came in: AWS gives no
  /// percentile then.
  /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
  bool known = true;

  static constexpr std::size_t most_values = 512;
  friend bool operator==(const MetricDistribution&, const MetricDistribution&) = default;
};

/// Buckets of one resolution, oldest first.
struct MetricTier {
  std::vector<MetricBucket> buckets;
  std::map<std::int64_t, MetricDistribution> distributions;  ///< by a bucket's start
  /// The earliest bucket that changed since MetricStore::take_changes.
  std::int64_t changed_since = unchanged;

  static constexpr std::int64_t unchanged = std::numeric_limits<std::int64_t>::max();
};

/// What comes in at once and belongs to one moment.
struct MetricSamples {
  StatisticSet statistics;
  /// What they were, in any order; empty where only the statistics are known
  /// (not needed where least and greatest are the same).
  std::span<const ValueCount> values = {};
};

/// The data of one metric in one unit. Each sample is in one tier: the second or
/// the minute it came for, and coarser ones as it ages.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
struct MetricSeries {
  static constexpr std::size_t tier_count = 4;
  static constexpr std::array<std::int64_t, tier_count> resolution{1, 60, 300, 3600};
  /// Of periods as long as the resolution, until the next one: 3 hours, 15 days,
  /// 63 days and 455 days.
  static constexpr std::array<std::int64_t, tier_count> kept_for{10'800, 1'296'000, 5'443'200,
                                                                 39'312'000};
  std::array<MetricTier, tier_count> tiers;
};

/// What is known of one metric.
struct MetricRecord {
  std::map<std::string, MetricSeries, std::less<>> units;
  Instant last_received{};
};

/// All metrics. Never loses an entry, so that addresses of entries stay good.
using MetricRecords = std::map<Metric, MetricRecord>;

/// Equal periods, one after the other.
struct Periods {
  std::int64_t start;   ///< epoch seconds
  std::int64_t length;  ///< seconds
  std::size_t count;

  [[nodiscard]] std::int64_t start_of(std::size_t index) const {
    return start + (static_cast<std::int64_t>(index) * length);
  }
  [[nodiscard]] std::int64_t end() const { return start_of(count); }
};

/// Adds samples to the bucket of tier `tier` that `second` lies in.
void add_samples(MetricSeries& series, std::size_t tier, std::int64_t second,
                 const MetricSamples& samples);

/// Moves what has outlived its tier into the next one, when that is worth while:
/// the cost per sample is constant.
void age(MetricSeries& series, std::int64_t now);

/// The earliest second that AWS still has in periods of this length.
[[nodiscard]] std::int64_t earliest_kept(std::int64_t period, std::int64_t now);

/// Adds to `sets` (one for each period) what the series has in the periods; data
/// that is too old for them is passed over.
void read_statistics(const MetricSeries& series, const Periods& periods, std::int64_t now,
                     std::span<StatisticSet> sets);

/// Adds to `values` (one for each period) the different values of each period, or
/// that they are not known.
void read_values(const MetricSeries& series, const Periods& periods, std::int64_t now,
                 std::span<MetricDistribution> values);

}  // namespace sluice::world
