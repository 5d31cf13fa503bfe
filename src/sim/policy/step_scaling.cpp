#include "sim/policy/step_scaling.hpp"

#include <utility>

namespace sluice::sim {
namespace {

/// Each step from its bound to the next one's, counted from the first.
std::vector<world::StepAdjustment> adjustments(const std::vector<StepSettings::Step>& steps,
                                               bool upwards) {
  std::vector<world::StepAdjustment> made;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double near = steps[i].bound - steps.front().bound;
    std::optional<double> far;
    if (i + 1 < steps.size()) far = steps[i + 1].bound - steps.front().bound;
    if (upwards)
      made.push_back(
          {.lower_bound = near, .upper_bound = far, .scaling_adjustment = steps[i].change});
    else
      made.push_back(
          {.lower_bound = far, .upper_bound = near, .scaling_adjustment = steps[i].change});
  }
  return made;
}

}  // namespace

StepScaling::StepScaling(StepSettings settings, const PolicyContext& context)
    : settings_{std::move(settings)}, context_{context} {}

std::optional<double> StepScaling::threshold() const {
  if (settings_.out.empty()) return std::nullopt;
  return settings_.out.front().bound;
}

void StepScaling::begin(Agenda& agenda, ControlledService& service) {
  cloud_.emplace(context_, agenda, service);
  metrics_.emplace(*cloud_, std::chrono::seconds{0});
  if (!settings_.out.empty())
    put("upper", settings_.out.front().bound, adjustments(settings_.out, true),
        world::Comparison::greater_than_or_equal_to_threshold);
  if (!settings_.in.empty())
    put("lower", settings_.in.front().bound, adjustments(settings_.in, false),
        world::Comparison::less_than_or_equal_to_threshold);
}

void StepScaling::put(std::string_view name, double threshold,
                      std::vector<world::StepAdjustment> steps, world::Comparison comparison) {
  cloud_->put_policy({.target = Cloud::target_key(),
                      .policy_name = std::string{name},
                      .policy_type = world::PolicyType::step_scaling,
                      .step_scaling = world::StepScalingConfiguration{
                          .adjustment_type = world::AdjustmentType::change_in_capacity,
                          .step_adjustments = std::move(steps),
                          .cooldown = settings_.cooldown.count(),
                          .metric_aggregation = world::MetricAggregation::maximum}});
  cloud_->put_alarm({.name = std::string{name},
                     .alarm_actions = {cloud_->policy_arn(name)},
                     .metric_stat = world::MetricStat{.metric = QueueMetrics::messages_visible(),
                                                      .period = settings_.period,
                                                      .stat = "Maximum"},
                     .evaluation_periods = 1,
                     .threshold = threshold,
                     .comparison = comparison});
}

}  // namespace sluice::sim
