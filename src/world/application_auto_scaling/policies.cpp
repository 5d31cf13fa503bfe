#include <fmt/format.h>

#include <algorithm>

#include "world/application_auto_scaling/application_auto_scaling.hpp"
#include "world/application_auto_scaling/policy_validation.hpp"
#include "world/application_auto_scaling/validation.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html
constexpr std::size_t most_policies = 50;

Answer<PolicyType> type_of(const PutScalingPolicyRequest& request, const ScalingPolicy* existing) {
  if (!request.policy_type && existing == nullptr)
    return invalid("PolicyType must be specified when creating a scaling policy");
  if (existing != nullptr && request.policy_type.value_or(existing->type) != existing->type)
    return invalid("The type of an existing scaling policy cannot be changed");
  const PolicyType type = request.policy_type ? *request.policy_type : existing->type;
  const bool tracks = type == PolicyType::target_tracking;
  const bool has_own =
      tracks ? request.target_tracking.has_value() : request.step_scaling.has_value();
  const bool has_other =
      tracks ? request.step_scaling.has_value() : request.target_tracking.has_value();
  if (has_other || (!has_own && existing == nullptr))
    return invalid(tracks ? "TargetTrackingScalingPolicyConfiguration, and no other configuration, "
                            "must be specified for the policy type TargetTrackingScaling"
                          : "StepScalingPolicyConfiguration, and no other configuration, must be "
                            "specified for the policy type StepScaling");
  return type;
}

bool metric_is_taken(const ScalableTarget& target, const PutScalingPolicyRequest& request) {
  return request.target_tracking && std::ranges::any_of(target.policies, [&](const auto& entry) {
           const ScalingPolicy& other = entry.second;
           return other.name != request.policy_name && other.target_tracking &&
                  same_metric(*other.target_tracking, *request.target_tracking);
         });
}

void sort_dimensions(MetricStat& stat) {
  std::ranges::sort(stat.metric.dimensions, {}, &Dimension::name);
}

/// The metric that a policy's alarms watch.
void set_metric(AlarmConfiguration& alarm, const ScalingPolicy& policy,
                const ScalableTarget& target) {
  const TargetTrackingConfiguration& config = *policy.target_tracking;
  if (config.predefined_metric) {
    alarm.metric_stat = predefined_metric(config.predefined_metric->type,
                                          {.cluster = target.cluster, .service = target.service});
    return;
  }
  alarm.metric_stat = config.customized_metric->metric_stat;
  alarm.metrics = config.customized_metric->metrics;
  if (alarm.metric_stat) sort_dimensions(*alarm.metric_stat);
  for (MetricDataQuery& query : alarm.metrics)
    if (query.metric_stat) sort_dimensions(*query.metric_stat);
}

}  // namespace

Answer<PutScalingPolicyResponse> ApplicationAutoScaling::put_scaling_policy(
    const PutScalingPolicyRequest& request, Instant now) {
  if (auto checked = check_target(request.target); !checked) return Failure{checked.error()};
  if (auto checked = check_policy(request); !checked) return Failure{checked.error()};
  ScalableTarget* const target = find_target(request.target.resource_id);
  if (target == nullptr) return no_target(request.target);
  const auto existing = target->policies.find(request.policy_name);
  const bool is_new = existing == target->policies.end();
  const auto type = type_of(request, is_new ? nullptr : &existing->second);
  if (!type) return Failure{type.error()};
  if (metric_is_taken(*target, request))
    return invalid(
        "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
  if (is_new && target->policies.size() >= most_policies)
    return refuse(
        "LimitExceededException",
        fmt::format("A scalable target may have at most {} scaling policies", most_policies));
  ScalingPolicy policy = is_new ? new_policy(request, *type, now) : existing->second;
  if (request.target_tracking) policy.target_tracking = request.target_tracking;
  if (request.step_scaling) policy.step_scaling = request.step_scaling;
  if (auto put = put_alarms(policy, *target, now); !put) return Failure{put.error()};
  PutScalingPolicyResponse response{.policy_arn = policy.arn, .alarms = alarms_of(policy)};
  policies_by_arn_[policy.arn] = {.resource_id = target->resource_id, .name = policy.name};
  target->policies[request.policy_name] = std::move(policy);
  ++revision_;
  return response;
}

ScalingPolicy ApplicationAutoScaling::new_policy(const PutScalingPolicyRequest& request,
                                                 PolicyType type, Instant now) {
  const std::string& resource_id = request.target.resource_id;
  ScalingPolicy policy{
      .name = request.policy_name,
      .arn = arn(where_, "autoscaling",
                 fmt::format("scalingPolicy:{}:resource/ecs/{}:policyName/{}", identities_.uuid(),
                             resource_id, request.policy_name)),
      .resource_id = resource_id,
      .type = type,
      .created = now};
  if (type == PolicyType::target_tracking) {
    policy.alarm_action = fmt::format("{}:createdBy/{}", policy.arn, identities_.uuid());
    policy.high_alarm =
        fmt::format("TargetTracking-{}-AlarmHigh-{}", resource_id, identities_.uuid());
    policy.low_alarm =
        fmt::format("TargetTracking-{}-AlarmLow-{}", resource_id, identities_.uuid());
  }
  return policy;
}

Answer<void> ApplicationAutoScaling::put_alarms(const ScalingPolicy& policy,
                                                const ScalableTarget& target, Instant now) {
  if (!policy.target_tracking) return {};
  const double value = policy.target_tracking->target_value;
  AlarmConfiguration high{
      .name = policy.high_alarm,
      .description = fmt::format("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {}.",
                                 policy.alarm_action),
      .alarm_actions = {policy.alarm_action},
      .evaluation_periods = parameters_.high_alarm_periods,
      .threshold = value,
      .comparison = Comparison::greater_than_threshold};
  set_metric(high, policy, target);
  AlarmConfiguration low = high;
  low.name = policy.low_alarm;
  low.evaluation_periods = parameters_.low_alarm_periods;
  low.threshold = parameters_.low_threshold_ratio * value;
  low.comparison = Comparison::less_than_threshold;
  for (const AlarmConfiguration& alarm : {high, low})
    if (auto put = alarms_.put_alarm(alarm, now); !put)
      return invalid(
          fmt::format("The alarm {} cannot be created: {}", alarm.name, put.error().message));
  return {};
}

void ApplicationAutoScaling::delete_alarms_of(const ScalingPolicy& policy, Instant now) {
  if (policy.target_tracking) alarms_.delete_alarms({policy.high_alarm, policy.low_alarm}, now);
}

std::vector<PolicyAlarm> ApplicationAutoScaling::alarms_of(const ScalingPolicy& policy) const {
  if (!policy.target_tracking) return {};
  return {{.name = policy.high_alarm, .arn = alarms_.alarm_arn(policy.high_alarm)},
          {.name = policy.low_alarm, .arn = alarms_.alarm_arn(policy.low_alarm)}};
}

Answer<Page<const ScalingPolicy*>> ApplicationAutoScaling::describe_scaling_policies(
    const DescribeScalingPoliciesRequest& request) const {
  if (auto checked = check_filter(request.target); !checked) return Failure{checked.error()};
  std::vector<const ScalingPolicy*> found;
  for (const auto& [id, target] : state_.targets) {
    if (!request.target.resource_id.empty() && id != request.target.resource_id) continue;
    for (const auto& [name, policy] : target.policies) {
      const bool named =
          request.policy_names.empty() ||
          std::ranges::find(request.policy_names, name) != request.policy_names.end();
      if (named) found.push_back(&policy);
    }
  }
  return page_of(found, request.page);
}

Answer<void> ApplicationAutoScaling::delete_scaling_policy(const TargetKey& key,
                                                           std::string_view name, Instant now) {
  if (auto checked = check_target(key); !checked) return checked;
  const MissingThing missing{.kind = "scaling policy", .label = "policy name", .name = name};
  ScalableTarget* const target = find_target(key.resource_id);
  if (target == nullptr) return not_found(key, missing);
  const auto found = target->policies.find(name);
  if (found == target->policies.end()) return not_found(key, missing);
  delete_alarms_of(found->second, now);
  policies_by_arn_.erase(found->second.arn);
  target->policies.erase(found);
  ++revision_;
  return {};
}

}  // namespace sluice::world
