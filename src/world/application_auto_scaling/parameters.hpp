#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace sluice::world {

/// Which of the datapoints that made the alarm go off the laws are given.
enum class DecidingDatapoint { latest, mean, largest };

/// Whose running tasks the metric is multiplied by.
enum class MultipliedTasks {
  of_the_datapoint,  ///< those that ran when the datapoint's minute began
  of_the_decision,   ///< those that run now
};

/// What AWS does not document of Application Auto Scaling, each with what was
/// observed, or the plainest reading where nothing was.
struct ScalingParameters {
  DecidingDatapoint datapoint = DecidingDatapoint::latest;
  /// A datapoint is a minute old and more when its alarm calls, and the alarm calls
  /// each minute. If it was multiplied by the tasks that run by then, the tasks that
  /// it brought would be counted again: in AWS's own day of this loop, where a
  /// datapoint lasts five minutes, none of the scale-outs that overlapped was.
  MultipliedTasks multiplied = MultipliedTasks::of_the_datapoint;
  /// For how long it is remembered how many tasks ran.
  Duration tasks_kept_for = std::chrono::minutes{30};

  /// The low alarm's threshold as a share of the target: 18 for a target of 20.
  double low_threshold_ratio = 0.9;
  /// Periods of a minute that each alarm looks at.
  std::int64_t high_alarm_periods = 3;
  std::int64_t low_alarm_periods = 15;

  /// The metric has to be at or below this share of the target for capacity to be
  /// removed: in AWS's own day of this loop 61 % let it happen and 73 % did not.
  double scale_in_guard_ratio = 0.7;
  /// Percent of the current capacity that one scale-in removes, rounded down: 110
  /// of the 110 scale-ins of that day.
  double scale_in_percent = 5;
  /// What one scale-in removes at least.
  std::int64_t least_scale_in = 1;

  /// From the alarm's action until the service is told.
  Duration action_delay = std::chrono::seconds{1};
  /// How often a service that was told is asked whether it is done.
  Duration poll_every = std::chrono::seconds{5};
  /// A change that is not done after this is given up, and its cooldown begins.
  Duration unfulfilled_after = std::chrono::minutes{30};

  /// Scaling activities kept of all targets together, beside AWS's six weeks.
  std::size_t most_activities = 100'000;
};

}  // namespace sluice::world
