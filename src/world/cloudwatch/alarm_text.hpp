#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "world/cloudwatch/alarm.hpp"
#include "world/cloudwatch/alarm_rule.hpp"
#include "world/cloudwatch/series.hpp"

namespace sluice::world {

/// What an alarm saw, for its texts.
struct AlarmSight {
  const AlarmRule& rule;
  AlarmVerdict verdict;
  Periods periods;                     ///< the evaluation range
  std::span<const double> values;      ///< of the range; NaN: missing
  std::span<const StatisticSet> sets;  ///< of the range; empty for an expression
  bool counts_datapoints;              ///< whether DatapointsToAlarm was given
};

/// "OK", "ALARM" or "INSUFFICIENT_DATA".
[[nodiscard]] std::string_view name_of(AlarmState state);
/// "GreaterThanThreshold", ...
[[nodiscard]] std::string_view name_of(Comparison comparison);
/// "notBreaching", ...
[[nodiscard]] std::string_view name_of(TreatMissingData treatment);

/// As Java writes a double, and AWS with it: "30.0", "1.0E7".
[[nodiscard]] std::string alarm_number(double value);

/// "2019-10-02T17:04:40.985+0000".
[[nodiscard]] std::string alarm_time(Instant at);

/// `text` as JSON, in quotes.
[[nodiscard]] std::string alarm_json(std::string_view text);

/// StateReason, in AWS's words: "Threshold Crossed: 1 datapoint [99.5 (02/10/19
/// 16:59:00)] was greater than the threshold (50.0)."
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
[[nodiscard]] std::string state_reason(AlarmState state, const AlarmSight& sight);

/// StateReasonData, the JSON text beside it.
[[nodiscard]] std::string state_reason_data(const AlarmConfiguration& alarm,
                                            const AlarmSight& sight, Instant now);

/// The numbers after "recentDatapoints" in a StateReasonData that a user wrote;
/// none where it has no such list.
[[nodiscard]] std::vector<double> recent_datapoints_in(std::string_view state_reason_data);

}  // namespace sluice::world
