#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/application_auto_scaling/laws.hpp"
#include "world/cloudwatch/metric.hpp"

namespace sluice::world {

/// Tags by key.
using ScalingTags = std::map<std::string, std::string, std::less<>>;

/// What names a scalable target in every request.
struct TargetKey {
  std::string service_namespace;   ///< "ecs"
  std::string resource_id;         ///< "service/<cluster>/<service>"
  std::string scalable_dimension;  ///< "ecs:service:DesiredCount"
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_SuspendedState.html
struct SuspendedState {
  bool dynamic_scaling_in = false;
  bool dynamic_scaling_out = false;
  bool scheduled_scaling = false;
  friend bool operator==(const SuspendedState&, const SuspendedState&) = default;
};

/// A SuspendedState as it is sent: what is empty stays as it is.
struct SuspensionChange {
  std::optional<bool> dynamic_scaling_in = {};
  std::optional<bool> dynamic_scaling_out = {};
  std::optional<bool> scheduled_scaling = {};
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
struct RegisterScalableTargetRequest {
  TargetKey target;
  std::optional<std::int64_t> min_capacity = {};
  std::optional<std::int64_t> max_capacity = {};
  SuspensionChange suspended_state = {};
  ScalingTags tags = {};
};

/// A page that is asked for.
struct PageRequest {
  std::size_t max_results;
  std::string next_token = {};  ///< empty: the first page
};

/// A page of an answer.
template <class Item>
struct Page {
  std::vector<Item> items;
  std::string next_token = {};  ///< empty: the last page
};

/// Whose things a Describe operation asks for; empty: everybody's.
struct TargetFilter {
  std::string service_namespace;
  std::string resource_id = {};
  std::string scalable_dimension = {};
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
struct DescribeScalableTargetsRequest {
  std::string service_namespace;
  std::vector<std::string> resource_ids = {};
  std::string scalable_dimension = {};
  PageRequest page;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
struct PredefinedMetric {
  std::string type;
  std::string resource_label = {};
  friend bool operator==(const PredefinedMetric&, const PredefinedMetric&) = default;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_CustomizedMetricSpecification.html
/// Its dimensions stand as they were sent.
struct CustomizedMetric {
  std::optional<MetricStat> metric_stat = {};  ///< set, or `metrics` is
  std::vector<MetricDataQuery> metrics = {};
  friend bool operator==(const CustomizedMetric&, const CustomizedMetric&) = default;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html
struct TargetTrackingConfiguration {
  double target_value;
  std::optional<PredefinedMetric> predefined_metric = {};
  std::optional<CustomizedMetric> customized_metric = {};
  std::optional<std::int64_t> scale_out_cooldown = {};  ///< seconds; empty: 300
  std::optional<std::int64_t> scale_in_cooldown = {};
  std::optional<bool> disable_scale_in = {};
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepScalingPolicyConfiguration.html
struct StepScalingConfiguration {
  AdjustmentType adjustment_type;
  std::vector<StepAdjustment> step_adjustments = {};
  std::optional<std::int64_t> min_adjustment_magnitude = {};
  std::optional<std::int64_t> cooldown = {};  ///< seconds; empty: 300
  std::optional<MetricAggregation> metric_aggregation = {};
};

/// The kinds of policy that are modelled.
enum class PolicyType { step_scaling, target_tracking };

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
struct PutScalingPolicyRequest {
  TargetKey target;
  std::string policy_name;
  std::optional<PolicyType> policy_type = {};  ///< needed for a new policy
  std::optional<TargetTrackingConfiguration> target_tracking = {};
  std::optional<StepScalingConfiguration> step_scaling = {};
};

/// An alarm of a policy.
struct PolicyAlarm {
  std::string name;
  std::string arn;
};

/// What PutScalingPolicy gives back.
struct PutScalingPolicyResponse {
  std::string policy_arn;
  std::vector<PolicyAlarm> alarms = {};
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html
struct DescribeScalingPoliciesRequest {
  TargetFilter target;
  std::vector<std::string> policy_names = {};
  PageRequest page;
};

/// New bounds; what is empty stays as it is.
struct ScalableTargetAction {
  std::optional<std::int64_t> min_capacity = {};
  std::optional<std::int64_t> max_capacity = {};
  friend bool operator==(const ScalableTargetAction&, const ScalableTargetAction&) = default;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
struct PutScheduledActionRequest {
  TargetKey target;
  std::string name;
  std::optional<std::string> schedule = {};  ///< needed for a new action
  std::optional<std::string> timezone = {};
  std::optional<Instant> start_time = {};
  std::optional<Instant> end_time = {};
  std::optional<ScalableTargetAction> action = {};  ///< needed for a new action
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScheduledActions.html
struct DescribeScheduledActionsRequest {
  TargetFilter target;
  std::vector<std::string> names = {};
  PageRequest page;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html
struct DescribeScalingActivitiesRequest {
  TargetFilter target;
  bool include_not_scaled = false;
  PageRequest page;
};

}  // namespace sluice::world
