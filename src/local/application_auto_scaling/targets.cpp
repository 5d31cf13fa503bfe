#include <nlohmann/json.hpp>

#include "local/application_auto_scaling/handlers.hpp"
#include "local/application_auto_scaling/parts.hpp"

namespace sluice::local::scaling {
namespace {

constexpr std::int64_t most_on_a_page = 50;

world::SuspensionChange read_suspension(Input& input) {
  auto state = input.structure("SuspendedState");
  if (!state) return {};
  return {.dynamic_scaling_in = state->flag("DynamicScalingInSuspended"),
          .dynamic_scaling_out = state->flag("DynamicScalingOutSuspended"),
          .scheduled_scaling = state->flag("ScheduledScalingSuspended")};
}

Json write_target(const world::ScalableTarget& target) {
  Json output = of_target(target.resource_id);
  output.update(write_capacities(target.bounds.min, target.bounds.max));
  output["RoleARN"] = target.role_arn;
  output["CreationTime"] = timestamp(target.created);
  output["ScalableTargetARN"] = target.arn;
  Json suspended = Json::object();
  suspended["DynamicScalingInSuspended"] = target.suspended.dynamic_scaling_in;
  suspended["DynamicScalingOutSuspended"] = target.suspended.dynamic_scaling_out;
  suspended["ScheduledScalingSuspended"] = target.suspended.scheduled_scaling;
  output["SuspendedState"] = std::move(suspended);
  return output;
}

}  // namespace

Output register_scalable_target(Component& scaling, Input& input, const Call& call) {
  const world::RegisterScalableTargetRequest request{.target = read_target(input),
                                                     .min_capacity = input.integer("MinCapacity"),
                                                     .max_capacity = input.integer("MaxCapacity"),
                                                     .suspended_state = read_suspension(input),
                                                     .tags = input.text_map("Tags")};
  // "If the service supports service-linked roles, Application Auto Scaling uses
  // a service-linked role": ECS does.
  input.ignore("RoleARN");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  const auto arn = scaling.register_scalable_target(request, call.now);
  if (!arn) return Failure<world::Refusal>{arn.error()};
  Json output = Json::object();
  output["ScalableTargetARN"] = *arn;
  return output;
}

Output describe_scalable_targets(Component& scaling, Input& input, const Call&) {
  const world::DescribeScalableTargetsRequest request{
      .service_namespace = input.required_text("ServiceNamespace"),
      .resource_ids = input.texts("ResourceIds"),
      .scalable_dimension = input.text("ScalableDimension").value_or(""),
      .page = read_page(input, most_on_a_page)};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return write_page(scaling.describe_scalable_targets(request), "ScalableTargets", write_target);
}

Output deregister_scalable_target(Component& scaling, Input& input, const Call& call) {
  const world::TargetKey target = read_target(input);
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return done(scaling.deregister_scalable_target(target, call.now));
}

Output tag_resource(Component& scaling, Input& input, const Call&) {
  const std::string arn = input.required_text("ResourceARN");
  const world::ScalingTags tags = input.text_map("Tags");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return done(scaling.tag_resource(arn, tags));
}

Output untag_resource(Component& scaling, Input& input, const Call&) {
  const std::string arn = input.required_text("ResourceARN");
  const std::vector<std::string> keys = input.texts("TagKeys");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return done(scaling.untag_resource(arn, keys));
}

Output list_tags_for_resource(Component& scaling, Input& input, const Call&) {
  const std::string arn = input.required_text("ResourceARN");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  const auto tags = scaling.list_tags_for_resource(arn);
  if (!tags) return Failure<world::Refusal>{tags.error()};
  Json output = Json::object();
  output["Tags"] = Json::object();
  for (const auto& [key, value] : *tags) output["Tags"][key] = value;
  return output;
}

}  // namespace sluice::local::scaling
