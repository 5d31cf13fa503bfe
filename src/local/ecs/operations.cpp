#include "local/ecs/operations.hpp"

#include <array>

#include "local/ecs/handlers.hpp"

namespace sluice::local {

std::span<const Operation<world::Ecs>> ecs_operations() {
  static constexpr auto table = std::to_array<Operation<world::Ecs>>({
      {"CreateCluster", ecs::create_cluster},
      {"CreateService", ecs::create_service},
      {"DeleteCluster", ecs::delete_cluster},
      {"DeleteService", ecs::delete_service},
      {"DeleteTaskDefinitions", ecs::delete_task_definitions},
      {"DeregisterTaskDefinition", ecs::deregister_task_definition},
      {"DescribeCapacityProviders", ecs::describe_capacity_providers},
      {"DescribeClusters", ecs::describe_clusters},
      {"DescribeServices", ecs::describe_services},
      {"DescribeTaskDefinition", ecs::describe_task_definition},
      {"DescribeTasks", ecs::describe_tasks},
      {"GetTaskProtection", ecs::get_task_protection},
      {"ListAccountSettings", ecs::list_account_settings},
      {"ListClusters", ecs::list_clusters},
      {"ListServices", ecs::list_services},
      {"ListTagsForResource", ecs::list_tags_for_resource},
      {"ListTaskDefinitionFamilies", ecs::list_task_definition_families},
      {"ListTaskDefinitions", ecs::list_task_definitions},
      {"ListTasks", ecs::list_tasks},
      {"PutAccountSetting", ecs::put_account_setting},
      {"PutAccountSettingDefault", ecs::put_account_setting},
      {"PutClusterCapacityProviders", ecs::put_cluster_capacity_providers},
      {"RegisterTaskDefinition", ecs::register_task_definition},
      {"RunTask", ecs::run_task},
      {"StartTask", ecs::start_task},
      {"StopTask", ecs::stop_task},
      {"TagResource", ecs::tag_resource},
      {"UntagResource", ecs::untag_resource},
      {"UpdateCluster", ecs::update_cluster},
      {"UpdateClusterSettings", ecs::update_cluster_settings},
      {"UpdateService", ecs::update_service},
      {"UpdateTaskProtection", ecs::update_task_protection},
  });
  return table;
}

}  // namespace sluice::local
