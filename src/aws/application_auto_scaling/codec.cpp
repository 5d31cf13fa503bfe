#include "aws/application_auto_scaling/codec.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/json_reading.hpp"

namespace sluice::aws {

using nlohmann::json;

namespace {

bool is_true(const json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && *found == true;
}

Result<ScalableTargetDescription, std::string> decode_target(const json& target) {
  const std::string resource = text_or_empty(target, "ResourceId");
  const auto min = whole_number(target, "MinCapacity");
  const auto max = whole_number(target, "MaxCapacity");
  if (resource.empty() || !min || !max)
    return Failure<std::string>{"a scalable target lacks ResourceId, MinCapacity or MaxCapacity"};
  ScalableTargetDescription out{resource, text_or_empty(target, "ScalableDimension"), *min, *max};
  const auto suspended = target.find("SuspendedState");
  if (suspended != target.end() && suspended->is_object()) {
    out.scaling_in_suspended = is_true(*suspended, "DynamicScalingInSuspended");
    out.scaling_out_suspended = is_true(*suspended, "DynamicScalingOutSuspended");
  }
  return out;
}

CustomizedMetricSpecification decode_metric(const json& metric) {
  CustomizedMetricSpecification out{text_or_empty(metric, "Namespace"),
                                    text_or_empty(metric, "MetricName"),
                                    {},
                                    text_or_empty(metric, "Statistic"),
                                    text_or_empty(metric, "Unit"),
                                    !array_or_empty(metric, "Metrics").empty()};
  for (const json& dimension : array_or_empty(metric, "Dimensions")) {
    if (dimension.is_object())
      out.dimensions.push_back(
          Dimension{text_or_empty(dimension, "Name"), text_or_empty(dimension, "Value")});
  }
  return out;
}

Result<TargetTrackingDescription, std::string> decode_target_tracking(const json& tracking) {
  const auto target = tracking.find("TargetValue");
  if (target == tracking.end() || !target->is_number())
    return Failure<std::string>{"a target tracking policy lacks its TargetValue"};
  const auto metric = tracking.find("CustomizedMetricSpecification");
  TargetTrackingDescription out{.target_value = target->get<double>(),
                                .customized_metric = {},
                                .scale_in_cooldown = whole_number(tracking, "ScaleInCooldown"),
                                .scale_out_cooldown = whole_number(tracking, "ScaleOutCooldown"),
                                .disable_scale_in = is_true(tracking, "DisableScaleIn")};
  if (metric != tracking.end() && metric->is_object())
    out.customized_metric = decode_metric(*metric);
  return out;
}

Result<ScalingPolicyDescription, std::string> decode_policy(const json& policy) {
  ScalingPolicyDescription out{.policy_name = text_or_empty(policy, "PolicyName"),
                               .policy_type = text_or_empty(policy, "PolicyType"),
                               .resource_id = text_or_empty(policy, "ResourceId"),
                               .target_tracking = {},
                               .alarm_names = {}};
  if (out.policy_name.empty() || out.resource_id.empty())
    return Failure<std::string>{"a scaling policy lacks PolicyName or ResourceId"};
  const auto tracking = policy.find("TargetTrackingScalingPolicyConfiguration");
  if (tracking != policy.end() && tracking->is_object()) {
    auto decoded = decode_target_tracking(*tracking);
    if (!decoded) return Failure<std::string>{decoded.error()};
    out.target_tracking = std::move(*decoded);
  }
  for (const json& alarm : array_or_empty(policy, "Alarms"))
    if (alarm.is_object()) out.alarm_names.push_back(text_or_empty(alarm, "AlarmName"));
  return out;
}

Result<ScalingActivity, std::string> decode_activity(const json& activity) {
  const auto start = instant_at(activity, "StartTime");
  if (!start) return Failure<std::string>{"a scaling activity has no StartTime"};
  return ScalingActivity{
      text_or_empty(activity, "ActivityId"),   text_or_empty(activity, "Description"),
      text_or_empty(activity, "Cause"),        *start,
      instant_at(activity, "EndTime"),         text_or_empty(activity, "StatusCode"),
      text_or_empty(activity, "StatusMessage")};
}

/// What requests for one page of a resource's things have in common.
template <class Request>
std::string encode_page(const Request& request) {
  json body{{"ServiceNamespace", request.service_namespace}};
  if (!request.resource_id.empty()) body["ResourceId"] = request.resource_id;
  if (!request.next_token.empty()) body["NextToken"] = request.next_token;
  return body.dump();
}

}  // namespace

std::string encode(const DescribeScalableTargetsRequest& request) {
  json body{{"ServiceNamespace", request.service_namespace}};
  if (!request.resource_ids.empty()) body["ResourceIds"] = request.resource_ids;
  if (!request.next_token.empty()) body["NextToken"] = request.next_token;
  return body.dump();
}

std::string encode(const DescribeScalingPoliciesRequest& request) {
  return encode_page(request);
}

std::string encode(const DescribeScalingActivitiesRequest& request) {
  return encode_page(request);
}

Result<DescribeScalableTargetsResponse, std::string> decode_describe_scalable_targets(
    std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  auto targets = decode_all(*object, "ScalableTargets", decode_target);
  if (!targets) return Failure<std::string>{targets.error()};
  return DescribeScalableTargetsResponse{std::move(*targets), text_or_empty(*object, "NextToken")};
}

Result<DescribeScalingPoliciesResponse, std::string> decode_describe_scaling_policies(
    std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  auto policies = decode_all(*object, "ScalingPolicies", decode_policy);
  if (!policies) return Failure<std::string>{policies.error()};
  return DescribeScalingPoliciesResponse{std::move(*policies), text_or_empty(*object, "NextToken")};
}

Result<DescribeScalingActivitiesResponse, std::string> decode_describe_scaling_activities(
    std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  auto activities = decode_all(*object, "ScalingActivities", decode_activity);
  if (!activities) return Failure<std::string>{activities.error()};
  return DescribeScalingActivitiesResponse{std::move(*activities),
                                           text_or_empty(*object, "NextToken")};
}

}  // namespace sluice::aws
