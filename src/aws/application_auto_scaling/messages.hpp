#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/cloudwatch/messages.hpp"
#include "base/time.hpp"

namespace sluice::aws {

/// Asks for targets or policies of one namespace, a page at a time.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
struct DescribeScalableTargetsRequest {
  std::string service_namespace = "ecs";
  std::vector<std::string> resource_ids = {};  ///< "service/cluster/name"; empty: all
  std::string next_token = {};                 ///< from the page before
};

/// The part of API_ScalableTarget that Sluice looks at.
struct ScalableTargetDescription {
  std::string resource_id;
  std::string scalable_dimension;  ///< "ecs:service:DesiredCount"
  std::int64_t min_capacity;
  std::int64_t max_capacity;
  bool scaling_in_suspended = false;   ///< SuspendedState.DynamicScalingInSuspended
  bool scaling_out_suspended = false;  ///< SuspendedState.DynamicScalingOutSuspended
};

/// One page of targets.
struct DescribeScalableTargetsResponse {
  std::vector<ScalableTargetDescription> scalable_targets;
  std::string next_token;  ///< empty: that was the last page
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html
struct DescribeScalingPoliciesRequest {
  std::string service_namespace = "ecs";
  std::string resource_id = {};  ///< empty: all
  std::string next_token = {};
};

/// API_CustomizedMetricSpecification. Of metric math (its Metrics) it says only
/// that it is there; the rest is empty then.
struct CustomizedMetricSpecification {
  std::string metric_namespace;
  std::string metric_name;
  std::vector<Dimension> dimensions;
  std::string statistic;  ///< "Average"
  std::string unit;       ///< empty: none
  bool metric_math = false;
};

/// API_TargetTrackingScalingPolicyConfiguration.
struct TargetTrackingDescription {
  double target_value;
  std::optional<CustomizedMetricSpecification> customized_metric;
  std::optional<std::int64_t> scale_in_cooldown;   ///< seconds
  std::optional<std::int64_t> scale_out_cooldown;  ///< seconds
  bool disable_scale_in;
};

/// The part of API_ScalingPolicy that Sluice looks at.
struct ScalingPolicyDescription {
  std::string policy_name;
  std::string policy_type;  ///< "TargetTrackingScaling"
  std::string resource_id;
  std::optional<TargetTrackingDescription> target_tracking;
  std::vector<std::string> alarm_names;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html
struct DescribeScalingActivitiesRequest {
  std::string service_namespace = "ecs";
  std::string resource_id = {};  ///< empty: all
  std::string next_token = {};
};

/// API_ScalingActivity, in AWS's own words.
struct ScalingActivity {
  std::string activity_id;
  std::string description;  ///< "Setting desired count to 5."
  std::string cause;        ///< "monitor alarm ... in state ALARM triggered policy ..."
  Instant start;
  std::optional<Instant> end;  ///< empty: not ended yet
  std::string status_code;     ///< "Successful"
  std::string status_message;
};

/// One page of activities, the newest first.
struct DescribeScalingActivitiesResponse {
  std::vector<ScalingActivity> scaling_activities;
  std::string next_token;
};

/// One page of policies.
struct DescribeScalingPoliciesResponse {
  std::vector<ScalingPolicyDescription> scaling_policies;
  std::string next_token;
};

}  // namespace sluice::aws
