#include "local/store/saved_document.hpp"
#include "world/ecs/ecs.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LogConfiguration, driver, options)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ContainerDefinition, name, image, essential, entry_point,
                                   command, environment, working_directory, stop_timeout, log,
                                   starts_after)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EcsCluster, name, arn, active, documents, tags)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TaskDefinition, family, revision, arn, status, cpu, memory,
                                   awsvpc, fargate, containers, documents, tags, registered_at,
                                   deregistered_at, delete_requested_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EcsDeployment, id, task_definition, rollout, rollout_reason,
                                   failed_tasks, created_at, updated_at, documents)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ServiceEvent, id, created_at, message)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DeploymentConfiguration, maximum_percent,
                                   minimum_healthy_percent, circuit_breaker, rollback)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TaskNetwork, subnets)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EcsService, name, arn, cluster, status, desired, task_definition,
                                   launch_type, deployment_configuration, network, deployments,
                                   events, documents, tags, propagate_service_tags, created_at,
                                   steady, failures_in_a_row, attempt, starts_again_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TaskContainer, name, arn, image, runtime_id, essential, status,
                                   exit_code, reason)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TaskInterface, attachment_id, interface_id, subnet, mac,
                                   private_ip)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EcsTask, id, arn, cluster, group, service, deployment,
                                   started_by, task_definition, launch_type, availability_zone,
                                   interface, wanted, status, containers, definitions, documents,
                                   tags, launched, version, start_delay, created_at,
                                   pull_started_at, started_at, stopping_at, execution_stopped_at,
                                   attempt, stopped_at, stop_code, stopped_reason, protected_until)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EcsState, clusters, families, services, tasks, account_settings,
                                   interfaces_made)

}  // namespace sluice::world

namespace sluice::local {

std::unique_ptr<SavedComponent> saved(world::Ecs& ecs, std::string place) {
  return std::make_unique<SavedDocument<world::Ecs, world::EcsState>>(ecs, "ecs", std::move(place));
}

}  // namespace sluice::local
