#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "base/time.hpp"

namespace sluice::history {

/// Equal stretches of time, one after the other.
struct Bins {
  Instant start;
  std::chrono::seconds length;
  std::size_t count;

  [[nodiscard]] Instant start_of(std::size_t bin) const {
    return start + (length * static_cast<std::int64_t>(bin));
  }
  [[nodiscard]] Instant end() const { return start_of(count); }
  /// The bin that `at` falls into.
  [[nodiscard]] std::optional<std::size_t> index_of(Instant at) const;
};

/// What CloudWatch is asked for. The first bins come before the trace: they tell
/// whether the queue was in use when it begins.
struct Range {
  Bins bins;
  std::size_t lead;  ///< how many come before

  /// The trace's own bins.
  [[nodiscard]] Bins traced() const {
    return {bins.start_of(lead), bins.length, bins.count - lead};
  }
};

/// CloudWatch considers a queue active for up to six hours after its last use,
/// and may show one that becomes active again up to 15 minutes late.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
constexpr std::chrono::hours active_for{6};
constexpr std::chrono::minutes waking_delay{15};

/// For how many days datapoints of a minute and of five minutes are kept.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
constexpr int days_of_minutes = 15;
constexpr int days_of_five_minutes = 63;

/// The last `days` before `now`: by the minute where minutes are kept that long,
/// else by five. It ends two minutes ago, for CloudWatch may need so long until a
/// datapoint is whole, and begins where data is sure to be kept while it is read.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
/// REQUIRES: 1 <= days <= days_of_five_minutes.
[[nodiscard]] Range range_of(int days, Instant now);

}  // namespace sluice::history
