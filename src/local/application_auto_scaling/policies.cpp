#include <nlohmann/json.hpp>

#include "local/application_auto_scaling/handlers.hpp"
#include "local/application_auto_scaling/parts.hpp"
#include "local/application_auto_scaling/policy_json.hpp"

namespace sluice::local::scaling {
namespace {

constexpr std::int64_t most_on_a_page = 10;
constexpr const char* step_scaling = "StepScaling";
constexpr const char* target_tracking = "TargetTrackingScaling";
constexpr const char* predictive = "PredictiveScaling";

std::optional<world::PolicyType> read_policy_type(Input& input) {
  const auto type = input.one_of("PolicyType", {step_scaling, target_tracking, predictive});
  if (!type) return std::nullopt;
  if (*type == predictive) {
    input.ignore("PredictiveScalingPolicyConfiguration");
    input.refuse({.code = "ValidationException",
                  .message = "The policy type PredictiveScaling is not supported (Sluice models "
                             "TargetTrackingScaling and StepScaling)"});
  }
  return *type == step_scaling ? world::PolicyType::step_scaling
                               : world::PolicyType::target_tracking;
}

Json write_alarms(const std::vector<world::PolicyAlarm>& alarms) {
  Json output = Json::array();
  for (const world::PolicyAlarm& alarm : alarms) {
    Json one = Json::object();
    one["AlarmName"] = alarm.name;
    one["AlarmARN"] = alarm.arn;
    output.push_back(std::move(one));
  }
  return output;
}

Json write_policy(const Component& scaling, const world::ScalingPolicy& policy) {
  Json output = of_target(policy.resource_id);
  output["PolicyARN"] = policy.arn;
  output["PolicyName"] = policy.name;
  output["CreationTime"] = timestamp(policy.created);
  output["Alarms"] = write_alarms(scaling.alarms_of(policy));
  if (const auto* const config = policy.target_tracking(); config != nullptr) {
    output["PolicyType"] = target_tracking;
    output["TargetTrackingScalingPolicyConfiguration"] = write_target_tracking(*config);
  }
  if (const auto* const config = policy.step_scaling(); config != nullptr) {
    output["PolicyType"] = step_scaling;
    output["StepScalingPolicyConfiguration"] = write_step_scaling(*config);
  }
  return output;
}

}  // namespace

Output put_scaling_policy(Component& scaling, Input& input, const Call& call) {
  const world::PutScalingPolicyRequest request{.target = read_target(input),
                                               .policy_name = input.required_text("PolicyName"),
                                               .policy_type = read_policy_type(input),
                                               .target_tracking = read_target_tracking(input),
                                               .step_scaling = read_step_scaling(input)};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  const auto response = scaling.put_scaling_policy(request, call.now);
  if (!response) return Failure<world::Refusal>{response.error()};
  Json output = Json::object();
  output["PolicyARN"] = response->policy_arn;
  output["Alarms"] = write_alarms(response->alarms);
  return output;
}

Output describe_scaling_policies(Component& scaling, Input& input, const Call&) {
  const world::DescribeScalingPoliciesRequest request{.target = read_filter(input),
                                                      .policy_names = input.texts("PolicyNames"),
                                                      .page = read_page(input, most_on_a_page)};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return write_page(
      scaling.describe_scaling_policies(request), "ScalingPolicies",
      [&](const world::ScalingPolicy& policy) { return write_policy(scaling, policy); });
}

Output delete_scaling_policy(Component& scaling, Input& input, const Call& call) {
  const world::TargetKey target = read_target(input);
  const std::string name = input.required_text("PolicyName");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return done(scaling.delete_scaling_policy(target, name, call.now));
}

}  // namespace sluice::local::scaling
