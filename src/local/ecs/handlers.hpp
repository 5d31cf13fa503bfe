#pragma once

#include "local/operation.hpp"
#include "world/ecs/ecs.hpp"

/// One handler for each operation of Amazon ECS, under its name.
namespace sluice::local::ecs {

// clusters.cpp
Output create_cluster(world::Ecs& ecs, Input& input, const Call& call);
Output describe_clusters(world::Ecs& ecs, Input& input, const Call& call);
Output list_clusters(world::Ecs& ecs, Input& input, const Call& call);
Output update_cluster(world::Ecs& ecs, Input& input, const Call& call);
Output update_cluster_settings(world::Ecs& ecs, Input& input, const Call& call);
Output put_cluster_capacity_providers(world::Ecs& ecs, Input& input, const Call& call);
Output delete_cluster(world::Ecs& ecs, Input& input, const Call& call);
Output describe_capacity_providers(world::Ecs& ecs, Input& input, const Call& call);

// task_definitions.cpp
Output register_task_definition(world::Ecs& ecs, Input& input, const Call& call);
Output describe_task_definition(world::Ecs& ecs, Input& input, const Call& call);
Output deregister_task_definition(world::Ecs& ecs, Input& input, const Call& call);
Output delete_task_definitions(world::Ecs& ecs, Input& input, const Call& call);
Output list_task_definitions(world::Ecs& ecs, Input& input, const Call& call);
Output list_task_definition_families(world::Ecs& ecs, Input& input, const Call& call);

// services.cpp
Output create_service(world::Ecs& ecs, Input& input, const Call& call);
Output update_service(world::Ecs& ecs, Input& input, const Call& call);
Output delete_service(world::Ecs& ecs, Input& input, const Call& call);
Output describe_services(world::Ecs& ecs, Input& input, const Call& call);
Output list_services(world::Ecs& ecs, Input& input, const Call& call);

// tasks.cpp
Output run_task(world::Ecs& ecs, Input& input, const Call& call);
Output start_task(world::Ecs& ecs, Input& input, const Call& call);
Output stop_task(world::Ecs& ecs, Input& input, const Call& call);
Output list_tasks(world::Ecs& ecs, Input& input, const Call& call);
Output describe_tasks(world::Ecs& ecs, Input& input, const Call& call);
Output update_task_protection(world::Ecs& ecs, Input& input, const Call& call);
Output get_task_protection(world::Ecs& ecs, Input& input, const Call& call);

// account.cpp
Output tag_resource(world::Ecs& ecs, Input& input, const Call& call);
Output untag_resource(world::Ecs& ecs, Input& input, const Call& call);
Output list_tags_for_resource(world::Ecs& ecs, Input& input, const Call& call);
Output list_account_settings(world::Ecs& ecs, Input& input, const Call& call);
Output put_account_setting(world::Ecs& ecs, Input& input, const Call& call);

}  // namespace sluice::local::ecs
