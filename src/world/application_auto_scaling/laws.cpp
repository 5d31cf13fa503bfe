#include "world/application_auto_scaling/laws.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sluice::world {
namespace {

/// A metric per task times the tasks may miss the whole number that it came from
/// by the rounding of a double.
constexpr double rounding = 1e-9;
/// More than any capacity, and far from where a double or an int64 ends.
constexpr double most = 1e15;

std::int64_t rounded_up(double value) {
  const double bounded = std::clamp(value, -most, most);
  return static_cast<std::int64_t>(
      std::ceil(bounded - (rounding * std::max(1.0, std::abs(bounded)))));
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::int64_t scale_out_count(std::int64_t running, const Tracking& tracking) {
  // "it scales out by the minimum possible amount as a starting point":
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  if (running <= 0) return tracking.metric > 0 ? 1 : 0;
  return rounded_up(static_cast<double>(running) * tracking.metric / tracking.target);
}

std::int64_t scale_in_count(std::int64_t running, const Tracking& tracking,
                            const ScalingParameters& parameters) {
  if (running <= 0) return 0;
  const double share = static_cast<double>(running) * parameters.scale_in_percent / 100.0;
  const auto removed =
      std::max(parameters.least_scale_in, static_cast<std::int64_t>(std::floor(share + rounding)));
  return std::max(running - removed, scale_out_count(running, tracking));
}

bool scale_in_is_safe(const Tracking& tracking, const ScalingParameters& parameters) {
  return tracking.metric <= parameters.scale_in_guard_ratio * tracking.target;
}

std::optional<double> deciding_value(std::span<const double> datapoints, DecidingDatapoint which) {
  if (datapoints.empty()) return std::nullopt;
  switch (which) {
    case DecidingDatapoint::mean:
      return mean(datapoints);
    case DecidingDatapoint::largest:
      return std::ranges::max(datapoints);
    case DecidingDatapoint::latest:
      break;
  }
  return datapoints.back();
}

const StepAdjustment* step_for(std::span<const StepAdjustment> steps, double difference) {
  const auto above = [difference](const StepAdjustment& step) {
    return (!step.lower_bound || difference >= *step.lower_bound) &&
           (!step.upper_bound || difference < *step.upper_bound);
  };
  const auto below = [difference](const StepAdjustment& step) {
    return (!step.lower_bound || difference > *step.lower_bound) &&
           (!step.upper_bound || difference <= *step.upper_bound);
  };
  auto found = steps.end();
  if (difference >= 0) found = std::ranges::find_if(steps, above);
  // On the threshold itself both readings are tried: an alarm may be at or below.
  if (found == steps.end() && difference <= 0) found = std::ranges::find_if(steps, below);
  return found == steps.end() ? nullptr : &*found;
}

std::int64_t stepped_count(std::int64_t current, std::int64_t adjustment, const StepRule& rule) {
  if (rule.type == AdjustmentType::exact_capacity) return adjustment;
  if (rule.type == AdjustmentType::change_in_capacity) return current + adjustment;
  const double share = static_cast<double>(current) * static_cast<double>(adjustment) / 100.0;
  const double bounded = std::clamp(share, -most, most);
  auto change = static_cast<std::int64_t>(std::trunc(bounded));
  if (change == 0 && bounded != 0) change = bounded > 0 ? 1 : -1;
  const std::int64_t least = rule.min_adjustment_magnitude.value_or(0);
  if (change > 0) return current + std::max(change, least);
  return change < 0 ? current + std::min(change, -least) : current;
}

std::optional<double> aggregate(std::span<const double> datapoints, MetricAggregation how) {
  if (datapoints.empty()) return std::nullopt;
  switch (how) {
    case MetricAggregation::minimum:
      return std::ranges::min(datapoints);
    case MetricAggregation::maximum:
      return std::ranges::max(datapoints);
    case MetricAggregation::average:
      break;
  }
  return mean(datapoints);
}

}  // namespace sluice::world
