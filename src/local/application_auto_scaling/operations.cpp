#include "local/application_auto_scaling/operations.hpp"

#include <array>

#include "local/application_auto_scaling/handlers.hpp"

namespace sluice::local {

std::span<const Operation<world::ApplicationAutoScaling>> application_auto_scaling_operations() {
  static constexpr std::array<Operation<world::ApplicationAutoScaling>, 13> operations{{
      {"DeleteScalingPolicy", scaling::delete_scaling_policy},
      {"DeleteScheduledAction", scaling::delete_scheduled_action},
      {"DeregisterScalableTarget", scaling::deregister_scalable_target},
      {"DescribeScalableTargets", scaling::describe_scalable_targets},
      {"DescribeScalingActivities", scaling::describe_scaling_activities},
      {"DescribeScalingPolicies", scaling::describe_scaling_policies},
      {"DescribeScheduledActions", scaling::describe_scheduled_actions},
      {"ListTagsForResource", scaling::list_tags_for_resource},
      {"PutScalingPolicy", scaling::put_scaling_policy},
      {"PutScheduledAction", scaling::put_scheduled_action},
      {"RegisterScalableTarget", scaling::register_scalable_target},
      {"TagResource", scaling::tag_resource},
      {"UntagResource", scaling::untag_resource},
  }};
  return operations;
}

}  // namespace sluice::local
