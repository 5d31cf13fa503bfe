#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace sluice::world {

/// What AWS does not document about alarms. The defaults are what was seen in
/// published histories of real alarms, or else what AWS's examples allow.
struct CloudWatchParameters {
  /// How long after a minute has ended an alarm looks at it. Each alarm keeps a
  /// moment of its own within these bounds, drawn from its name: published
  /// histories show one alarm at second 32 of each minute and another at 49.
  Duration earliest_phase = std::chrono::seconds{2};
  Duration latest_phase = std::chrono::seconds{58};
  /// The same of alarms with a period of 10, 20 or 30 seconds, which are
  /// evaluated every 10 seconds.
  Duration earliest_fast_phase = std::chrono::seconds{1};
  Duration latest_fast_phase = std::chrono::seconds{4};
  /// Instead of a moment drawn from the name: this one, for every alarm.
  std::optional<Duration> phase = {};

  /// The evaluation range of N evaluation periods is the larger of N + 2 and
  /// N * 5 / 3, rounded up. AWS documents one: N = 3 looks at 5 datapoints.
  /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
  std::int64_t least_extra_datapoints = 2;
  double evaluation_range_factor = 5.0 / 3.0;

  /// Whether an alarm's history and the reasons of its states are written. Only people read
  /// them; a simulation, which shows them to nobody, would spend a fifth of its time on them.
  bool keeps_history = true;

  /// The evaluation range of `evaluation_periods`, in datapoints.
  [[nodiscard]] std::int64_t evaluation_range(std::int64_t evaluation_periods) const;
};

}  // namespace sluice::world
