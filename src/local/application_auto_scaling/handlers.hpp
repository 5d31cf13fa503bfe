#pragma once

#include "local/operation.hpp"
#include "world/application_auto_scaling/application_auto_scaling.hpp"

// One handler for each operation, in files by theme; `operations.cpp` has the table.
namespace sluice::local::scaling {

/// What the handlers work on.
using Component = world::ApplicationAutoScaling;

/// @{ targets.cpp
Output register_scalable_target(Component& scaling, Input& input, const Call& call);
Output describe_scalable_targets(Component& scaling, Input& input, const Call& call);
Output deregister_scalable_target(Component& scaling, Input& input, const Call& call);
Output tag_resource(Component& scaling, Input& input, const Call& call);
Output untag_resource(Component& scaling, Input& input, const Call& call);
Output list_tags_for_resource(Component& scaling, Input& input, const Call& call);
/// @}

/// @{ policies.cpp
Output put_scaling_policy(Component& scaling, Input& input, const Call& call);
Output describe_scaling_policies(Component& scaling, Input& input, const Call& call);
Output delete_scaling_policy(Component& scaling, Input& input, const Call& call);
/// @}

/// @{ scheduled_actions.cpp
Output put_scheduled_action(Component& scaling, Input& input, const Call& call);
Output describe_scheduled_actions(Component& scaling, Input& input, const Call& call);
Output delete_scheduled_action(Component& scaling, Input& input, const Call& call);
/// @}

/// @{ activities.cpp
Output describe_scaling_activities(Component& scaling, Input& input, const Call& call);
/// @}

}  // namespace sluice::local::scaling
