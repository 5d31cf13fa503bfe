#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "world/application_auto_scaling/parameters.hpp"

namespace sluice::world {

/// MinCapacity and MaxCapacity of a scalable target.
struct CapacityBounds {
  std::int64_t min;
  std::int64_t max;
  friend bool operator==(const CapacityBounds&, const CapacityBounds&) = default;

  [[nodiscard]] std::int64_t clamp(std::int64_t count) const {
    return count < min ? min : (count > max ? max : count);
  }
};

/// What target tracking compares: the alarm's datapoint and the policy's target.
struct Tracking {
  double metric;
  double target;  ///< above 0
};

/// How many tasks bring the metric back to its target: running x metric / target,
/// rounded up; from none, one. Not yet within any bounds.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
[[nodiscard]] std::int64_t scale_out_count(std::int64_t running, const Tracking& tracking);

/// How many tasks are left after one scale-in: a few percent less, but never less
/// than what keeps the metric at its target.
[[nodiscard]] std::int64_t scale_in_count(std::int64_t running, const Tracking& tracking,
                                          const ScalingParameters& parameters);

/// Whether the metric is far enough below its target for capacity to be removed.
[[nodiscard]] bool scale_in_is_safe(const Tracking& tracking, const ScalingParameters& parameters);

/// The one value that stands for the datapoints; nothing where there are none.
[[nodiscard]] std::optional<double> deciding_value(std::span<const double> datapoints,
                                                   DecidingDatapoint which);

/// How a step's ScalingAdjustment is meant.
enum class AdjustmentType { change_in_capacity, percent_change_in_capacity, exact_capacity };

/// How the alarm's datapoints become one metric value.
enum class MetricAggregation { average, minimum, maximum };

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html
struct StepAdjustment {
  std::optional<double> lower_bound = {};  ///< from the threshold; empty: minus infinity
  std::optional<double> upper_bound = {};  ///< empty: infinity
  std::int64_t scaling_adjustment;
  friend bool operator==(const StepAdjustment&, const StepAdjustment&) = default;
};

/// How a step changes a capacity.
struct StepRule {
  AdjustmentType type;
  std::optional<std::int64_t> min_adjustment_magnitude = {};
};

/// The step for a metric that is `difference` above the alarm's threshold, below
/// it where negative; null where no step covers it. Above the threshold a lower
/// bound is inclusive, below it an upper bound is.
[[nodiscard]] const StepAdjustment* step_for(std::span<const StepAdjustment> steps,
                                             double difference);

/// The capacity after a step, not yet within any bounds. A percentage that makes
/// no whole number is rounded towards zero, but to one at least.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
[[nodiscard]] std::int64_t stepped_count(std::int64_t current, std::int64_t adjustment,
                                         const StepRule& rule);

/// The datapoints as one value; nothing where there are none.
[[nodiscard]] std::optional<double> aggregate(std::span<const double> datapoints,
                                              MetricAggregation how);

}  // namespace sluice::world
