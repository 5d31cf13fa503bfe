#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/ecs/state.hpp"

namespace sluice::world {

/// API_Failure: why something asked for is not in the answer.
struct EcsFailure {
  std::string arn;
  std::string reason;  ///< "MISSING"
  std::string detail = {};
  friend bool operator==(const EcsFailure&, const EcsFailure&) = default;
};

/// Each thing asked for is in one of the two. Copies, so that the answer stays
/// as it was.
template <class Thing>
struct Described {
  std::vector<Thing> found = {};
  std::vector<EcsFailure> failures = {};
};

/// What API_Cluster counts.
struct ClusterCounts {
  std::int64_t running = 0;
  std::int64_t pending = 0;
  std::int64_t active_services = 0;
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
struct CreateClusterRequest {
  std::string name = "default";
  Documents documents = {};
  EcsTags tags = {};
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
struct RegisterTaskDefinitionRequest {
  std::string family;
  std::string cpu = {};
  std::string memory = {};
  bool awsvpc = false;
  bool fargate = false;
  std::vector<ContainerDefinition> containers;
  Documents documents = {};
  EcsTags tags = {};
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
struct CreateServiceRequest {
  std::string cluster = {};
  std::string name;
  std::string task_definition;
  std::int64_t desired = 0;
  std::string launch_type = {};
  DeploymentConfiguration deployment_configuration = {};
  TaskNetwork network = {};
  Documents documents = {};
  EcsTags tags = {};
  bool propagate_service_tags = false;
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
struct UpdateServiceRequest {
  std::string cluster = {};
  std::string service;
  std::optional<std::int64_t> desired = {};
  std::optional<std::string> task_definition = {};
  std::optional<DeploymentConfiguration> deployment_configuration = {};
  std::optional<TaskNetwork> network = {};
  Documents documents = {};  ///< replace those of the same name
  bool force_new_deployment = false;
};

/// Of RunTask, for one container.
struct ContainerOverride {
  std::string name;
  std::vector<std::string> command = {};
  std::map<std::string, std::string, std::less<>> environment = {};
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
struct RunTaskRequest {
  std::string cluster = {};
  std::string task_definition;
  std::int64_t count = 1;
  std::string launch_type = {};
  std::string group = {};
  std::string started_by = {};
  TaskNetwork network = {};
  std::vector<ContainerOverride> overrides = {};
  Documents documents = {};
  EcsTags tags = {};
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
struct ListTasksRequest {
  std::string cluster = {};
  std::string family = {};
  std::string service = {};
  std::string started_by = {};
  std::string launch_type = {};
  bool stopped = false;  ///< desiredStatus STOPPED; RUNNING otherwise
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html
struct UpdateTaskProtectionRequest {
  std::string cluster = {};
  std::vector<std::string> tasks;
  bool enabled;
  std::int64_t expires_in_minutes = 120;
};

/// API_ProtectedTask
struct ProtectedTask {
  std::string task_arn;
  std::optional<Instant> expires_at = {};  ///< empty: not protected
};

/// The counts of a service, or of one of its deployments.
struct TaskTally {
  std::int64_t running = 0;
  std::int64_t pending = 0;
};

/// One reading of a service for its CPU: which tasks run, on how many CPU units.
struct RunningTask {
  std::string task_arn;
  std::string cluster;
  std::string service;  ///< its name; empty: none
  double cpu_units;     ///< 1024 are one core; 0: no limit was given
};

}  // namespace sluice::world
