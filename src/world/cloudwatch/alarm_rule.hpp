#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "world/cloudwatch/alarm.hpp"

namespace sluice::world {

/// By what an alarm judges its datapoints.
struct AlarmRule {
  std::size_t evaluation_periods;   ///< N
  std::size_t datapoints_to_alarm;  ///< M
  double threshold;
  Comparison comparison;
  TreatMissingData treat_missing_data = TreatMissingData::missing;

  /// Whether a value is one that the alarm is about.
  [[nodiscard]] bool breaches(double value) const;
};

/// What follows from an evaluation range.
struct AlarmVerdict {
  std::optional<AlarmState> state;  ///< nothing: the state stays as it is
  std::size_t first;                ///< the oldest datapoint used, as an index of the range
  std::size_t real;                 ///< datapoints with a value that were used
  std::size_t filled;               ///< missing ones that the treatment stood in for
};

/// Judges a range, oldest datapoint first, NaN where there is none: the newest N
/// datapoints that there are; of fewer, all of them, and the treatment of
/// missing data for the rest.
///
/// An alarm whose datapoints all breach, but are too few, goes to ALARM early
/// when the oldest of them within the N newest periods is at least M periods old,
/// and else stays what it was.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
[[nodiscard]] AlarmVerdict judge(const AlarmRule& rule, std::span<const double> range);

}  // namespace sluice::world
