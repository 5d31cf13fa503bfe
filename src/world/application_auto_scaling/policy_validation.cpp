#include "world/application_auto_scaling/policy_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "world/application_auto_scaling/validation.hpp"

namespace sluice::world {
namespace {

constexpr std::string_view cpu = "ECSServiceAverageCPUUtilization";
constexpr std::string_view memory = "ECSServiceAverageMemoryUtilization";
constexpr std::size_t most_steps = 20;

bool is_query_id(std::string_view id) {
  constexpr std::size_t longest = 255;
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  return !id.empty() && id.size() <= longest && id.front() >= 'a' && id.front() <= 'z' &&
         id.find_first_not_of(allowed) == std::string_view::npos;
}

Answer<void> check_query(const MetricDataQuery& query) {
  constexpr std::size_t longest_expression = 2048;
  if (!is_query_id(query.id))
    return invalid(
        fmt::format("The metric id '{}' must begin with a lowercase letter and have "
                    "only letters, numbers and underscores",
                    query.id));
  if (query.metric_stat.has_value() == !query.expression.empty())
    return invalid(fmt::format(
        "Either Expression or MetricStat must be specified for the metric id '{}', but not both",
        query.id));
  if (query.expression.size() > longest_expression)
    return invalid(fmt::format("The expression of the metric id '{}' is too long", query.id));
  return {};
}

Answer<void> check_queries(const std::vector<MetricDataQuery>& queries) {
  constexpr std::size_t most_queries = 10;
  if (queries.size() > most_queries)
    return invalid(fmt::format("At most {} metrics may be specified", most_queries));
  std::set<std::string_view> ids;
  std::size_t returned = 0;
  for (const MetricDataQuery& query : queries) {
    if (auto checked = check_query(query); !checked) return checked;
    if (!ids.insert(query.id).second)
      return invalid(fmt::format("The metric id '{}' is not unique", query.id));
    if (query.return_data.value_or(true)) ++returned;
  }
  if (returned != 1) return invalid("Exactly one element of the metrics list should return data");
  return {};
}

Answer<void> check_predefined(const PredefinedMetric& metric) {
  if (metric.type == cpu || metric.type == memory) {
    if (!metric.resource_label.empty())
      return invalid(fmt::format(
          "Resource label must not be specified for the predefined metric type {}", metric.type));
    return {};
  }
  return invalid(
      fmt::format("Predefined metric type {} is not supported for the service "
                  "namespace ecs (Sluice models {} and {})",
                  metric.type, cpu, memory));
}

Answer<void> check_cooldown(std::optional<std::int64_t> cooldown) {
  if (cooldown && (*cooldown < 0 || *cooldown > std::numeric_limits<std::int32_t>::max()))
    return invalid("Cooldown must be a number of seconds that is not negative");
  return {};
}

Answer<void> check_target_tracking(const TargetTrackingConfiguration& config) {
  const double largest = std::ldexp(1.0, 360);
  const bool has_value = config.target_value > 0 && config.target_value <= largest;
  if (!has_value) return invalid("Target value must be greater than 0 and at most 2^360");
  if (config.predefined_metric.has_value() == config.customized_metric.has_value())
    return invalid(
        "Exactly one of PredefinedMetricSpecification or CustomizedMetricSpecification must be "
        "specified");
  if (auto checked = check_cooldown(config.scale_in_cooldown); !checked) return checked;
  if (auto checked = check_cooldown(config.scale_out_cooldown); !checked) return checked;
  if (config.predefined_metric) return check_predefined(*config.predefined_metric);
  const CustomizedMetric& metric = *config.customized_metric;
  if (metric.metric_stat.has_value() == !metric.metrics.empty())
    return invalid(
        "Either MetricName, Namespace and Statistic or Metrics must be specified in "
        "CustomizedMetricSpecification, but not both");
  return metric.metrics.empty() ? Answer<void>{} : check_queries(metric.metrics);
}

/// Bounds with infinity where there is none, in order.
struct Interval {
  double lower;
  double upper;
};

Answer<std::vector<Interval>> intervals_of(const std::vector<StepAdjustment>& steps) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<Interval> intervals;
  for (const StepAdjustment& step : steps) {
    if (!step.lower_bound && !step.upper_bound)
      return invalid("Both lower and upper bounds of a step adjustment cannot be left unspecified");
    intervals.push_back(
        {step.lower_bound.value_or(-infinity), step.upper_bound.value_or(infinity)});
    if (intervals.back().lower >= intervals.back().upper)
      return invalid("The upper bound of a step adjustment must be greater than its lower bound");
  }
  std::ranges::sort(intervals, {}, &Interval::lower);
  return intervals;
}

/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html#step-adjustments
Answer<void> check_steps(const std::vector<StepAdjustment>& steps) {
  if (steps.empty()) return invalid("At least one StepAdjustment must be specified");
  if (steps.size() > most_steps)
    return invalid(
        fmt::format("There can be at most {} step adjustments per scaling policy", most_steps));
  const auto no_lower =
      std::ranges::count(steps, std::optional<double>{}, &StepAdjustment::lower_bound);
  const auto no_upper =
      std::ranges::count(steps, std::optional<double>{}, &StepAdjustment::upper_bound);
  const auto intervals = intervals_of(steps);
  if (!intervals) return Failure{intervals.error()};
  if (no_lower > 1)
    return invalid("At most one StepAdjustment may have an unspecified lower bound");
  if (no_upper > 1)
    return invalid("At most one StepAdjustment may have an unspecified upper bound");
  for (std::size_t i = 1; i < intervals->size(); ++i) {
    const double end = (*intervals)[i - 1].upper;
    const double begin = (*intervals)[i].lower;
    if (begin < end) return invalid("StepAdjustment intervals can't overlap");
    if (begin > end) return invalid("There can't be a gap between StepAdjustment intervals");
  }
  if (no_lower == 0 && intervals->front().lower < 0)
    return invalid(
        "There must be a StepAdjustment with an unspecified lower bound (i.e., lower bound is "
        "null) when one StepAdjustment has a negative lower bound");
  if (no_upper == 0 && intervals->back().upper > 0)
    return invalid(
        "There must be a StepAdjustment with an unspecified upper bound (i.e., upper bound is "
        "null) when one StepAdjustment has a positive upper bound");
  return {};
}

Answer<void> check_step_scaling(const StepScalingConfiguration& config) {
  if (auto checked = check_cooldown(config.cooldown); !checked) return checked;
  const bool is_percent = config.adjustment_type == AdjustmentType::percent_change_in_capacity;
  if (config.min_adjustment_magnitude && (!is_percent || *config.min_adjustment_magnitude < 1))
    return invalid(
        "MinAdjustmentMagnitude must be at least 1 and is only supported for the adjustment type "
        "PercentChangeInCapacity");
  const bool is_exact = config.adjustment_type == AdjustmentType::exact_capacity;
  const auto negative = [](const StepAdjustment& step) { return step.scaling_adjustment < 0; };
  if (is_exact && std::ranges::any_of(config.step_adjustments, negative))
    return invalid("ScalingAdjustment must not be negative for the adjustment type ExactCapacity");
  return check_steps(config.step_adjustments);
}

}  // namespace

Answer<void> check_policy(const PutScalingPolicyRequest& request) {
  constexpr std::size_t longest_name = 256;
  if (request.policy_name.empty() || request.policy_name.size() > longest_name)
    return invalid(
        fmt::format("1 validation error detected: Value '{}' at 'policyName' failed to satisfy "
                    "constraint: Member must have length between 1 and {}",
                    request.policy_name, longest_name));
  if (request.target_tracking && request.step_scaling)
    return invalid(
        "Only one of TargetTrackingScalingPolicyConfiguration and StepScalingPolicyConfiguration "
        "may be specified");
  if (request.target_tracking) return check_target_tracking(*request.target_tracking);
  if (request.step_scaling) return check_step_scaling(*request.step_scaling);
  return {};
}

bool same_metric(const TargetTrackingConfiguration& one, const TargetTrackingConfiguration& other) {
  return one.predefined_metric == other.predefined_metric &&
         one.customized_metric == other.customized_metric;
}

MetricStat predefined_metric(std::string_view type, const ClusterAndService& of) {
  return {.metric = {.metric_namespace = "AWS/ECS",
                     .name = type == cpu ? "CPUUtilization" : "MemoryUtilization",
                     .dimensions = {{"ClusterName", of.cluster}, {"ServiceName", of.service}}},
          .period = std::chrono::minutes{1},
          .stat = "Average",
          .unit = "Percent"};
}

}  // namespace sluice::world
