#include <fmt/format.h>

#include <algorithm>

#include "world/application_auto_scaling/application_auto_scaling.hpp"
#include "world/application_auto_scaling/validation.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html
constexpr std::size_t most_targets = 3000;
constexpr std::size_t most_tags = 50;

std::string role_arn(const Location& where) {
  return fmt::format(
      "arn:{}:iam::{}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
      "AWSServiceRoleForApplicationAutoScaling_ECSService",
      where.partition, where.account);
}

Failure<Refusal> no_resource(std::string_view arn) {
  return refuse("ResourceNotFoundException",
                fmt::format("No scalable target found with ARN: {}", arn));
}

}  // namespace

Answer<std::string> ApplicationAutoScaling::register_scalable_target(
    const RegisterScalableTargetRequest& request, Instant now) {
  const TargetKey& key = request.target;
  if (auto checked = check_target(key); !checked) return Failure{checked.error()};
  if (auto checked = check_tags(request.tags); !checked) return Failure{checked.error()};
  ScalableTarget* target = find_target(key.resource_id);
  const bool is_new = target == nullptr;
  if (is_new && (!request.min_capacity || !request.max_capacity))
    return invalid(
        "MinCapacity and MaxCapacity must be specified when registering a new scalable target");
  const CapacityBounds before = is_new ? CapacityBounds{0, 0} : target->bounds;
  const CapacityBounds bounds{.min = request.min_capacity.value_or(before.min),
                              .max = request.max_capacity.value_or(before.max)};
  if (auto checked = check_capacities(bounds.min, bounds.max); !checked)
    return Failure{checked.error()};
  const auto name = parse_resource_id(key.resource_id);
  if (!name || !services_.capacity(name->cluster, name->service))
    return invalid(fmt::format("ECS service doesn't exist: {}", key.resource_id));
  if (is_new) {
    if (state_.targets.size() >= most_targets)
      return refuse("LimitExceededException",
                    fmt::format("You may have at most {} scalable targets", most_targets));
    target = &state_.targets.emplace(key.resource_id, new_target(request, now)).first->second;
  }
  target->bounds = bounds;
  const SuspensionChange& change = request.suspended_state;
  SuspendedState& suspended = target->suspended;
  suspended.dynamic_scaling_in = change.dynamic_scaling_in.value_or(suspended.dynamic_scaling_in);
  suspended.dynamic_scaling_out =
      change.dynamic_scaling_out.value_or(suspended.dynamic_scaling_out);
  suspended.scheduled_scaling = change.scheduled_scaling.value_or(suspended.scheduled_scaling);
  for (const auto& [tag, value] : request.tags) target->tags[tag] = value;
  ++revision_;
  enforce_bounds(*target, now);
  return target->arn;
}

ScalableTarget ApplicationAutoScaling::new_target(const RegisterScalableTargetRequest& request,
                                                  Instant now) {
  constexpr std::size_t digits = 36;
  const std::string& resource_id = request.target.resource_id;
  ServiceName name = parse_resource_id(resource_id).value_or(ServiceName{});
  return {.resource_id = resource_id,
          .cluster = std::move(name.cluster),
          .service = std::move(name.service),
          .arn = arn(where_, "application-autoscaling",
                     fmt::format("scalable-target/{}", identities_.hex(digits))),
          .role_arn = role_arn(where_),
          .bounds = {},
          .created = now};
}

void ApplicationAutoScaling::enforce_bounds(ScalableTarget& target, Instant now) {
  const auto capacity = services_.capacity(target.cluster, target.service);
  if (!capacity) return;
  const std::int64_t want = target.bounds.clamp(capacity->desired);
  if (want == capacity->desired) return;
  const std::string cause = want > capacity->desired
                                ? fmt::format("minimum capacity was set to {}", target.bounds.min)
                                : fmt::format("maximum capacity was set to {}", target.bounds.max);
  change_capacity(target, {.to = want, .cause = cause, .direction = ScalingDirection::bounds}, now);
}

Answer<Page<const ScalableTarget*>> ApplicationAutoScaling::describe_scalable_targets(
    const DescribeScalableTargetsRequest& request) const {
  const std::string first = request.resource_ids.empty() ? "" : request.resource_ids.front();
  const TargetFilter filter{.service_namespace = request.service_namespace,
                            .resource_id = first,
                            .scalable_dimension = request.scalable_dimension};
  if (auto checked = check_filter(filter); !checked) return Failure{checked.error()};
  std::vector<const ScalableTarget*> found;
  for (const auto& [id, target] : state_.targets) {
    const bool named = request.resource_ids.empty() ||
                       std::ranges::find(request.resource_ids, id) != request.resource_ids.end();
    if (named) found.push_back(&target);
  }
  return page_of(found, request.page);
}

Answer<void> ApplicationAutoScaling::deregister_scalable_target(const TargetKey& key, Instant now) {
  if (auto checked = check_target(key); !checked) return checked;
  const auto found = state_.targets.find(key.resource_id);
  if (found == state_.targets.end())
    return refuse("ObjectNotFoundException",
                  fmt::format("No scalable target found for {}", described(key)));
  for (const auto& [name, policy] : found->second.policies) {
    delete_alarms_of(policy, now);
    policies_by_arn_.erase(policy.arn);
  }
  for (const auto& [name, action] : found->second.scheduled_actions)
    if (action.next) agenda_.erase({*action.next, key.resource_id, name});
  ScalableTarget& target = found->second;
  if (target.change)
    end_change(target, ActivityStatus::failed, "The scalable target was deregistered.", now);
  state_.targets.erase(found);
  ++revision_;
  return {};
}

ScalableTarget* ApplicationAutoScaling::find_target(std::string_view resource_id) {
  const auto found = state_.targets.find(resource_id);
  return found == state_.targets.end() ? nullptr : &found->second;
}

const ScalableTarget* ApplicationAutoScaling::find_target_by_arn(std::string_view arn) const {
  const auto found = std::ranges::find_if(
      state_.targets, [arn](const auto& entry) { return entry.second.arn == arn; });
  return found == state_.targets.end() ? nullptr : &found->second;
}

Answer<void> ApplicationAutoScaling::tag_resource(std::string_view arn, const ScalingTags& tags) {
  const ScalableTarget* const found = find_target_by_arn(arn);
  if (found == nullptr) return no_resource(arn);
  if (auto checked = check_tags(tags); !checked) return checked;
  ScalingTags all = tags;
  all.insert(found->tags.begin(), found->tags.end());
  if (all.size() > most_tags)
    return refuse("TooManyTagsException",
                  fmt::format("A resource may have at most {} tags", most_tags));
  find_target(found->resource_id)->tags = std::move(all);
  ++revision_;
  return {};
}

Answer<void> ApplicationAutoScaling::untag_resource(std::string_view arn,
                                                    const std::vector<std::string>& keys) {
  const ScalableTarget* const found = find_target_by_arn(arn);
  if (found == nullptr) return no_resource(arn);
  ScalableTarget* const target = find_target(found->resource_id);
  for (const std::string& key : keys) target->tags.erase(key);
  ++revision_;
  return {};
}

Answer<ScalingTags> ApplicationAutoScaling::list_tags_for_resource(std::string_view arn) const {
  const ScalableTarget* const found = find_target_by_arn(arn);
  if (found == nullptr) return no_resource(arn);
  return found->tags;
}

}  // namespace sluice::world
