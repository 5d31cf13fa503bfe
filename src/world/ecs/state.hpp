#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "world/ecs/task_runtime.hpp"

namespace sluice::world {

/// What is only stored and shown again: a member's name in the API and the JSON
/// text of its value, which the model does not look into.
using Documents = std::map<std::string, std::string, std::less<>>;

/// A resource's tags.
using EcsTags = std::map<std::string, std::string, std::less<>>;

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html
struct EcsCluster {
  std::string name;
  std::string arn;
  bool active = true;
  /// settings, configuration, capacityProviders, ...
  Documents documents = {};
  EcsTags tags = {};
};

/// ACTIVE, INACTIVE (deregistered) or DELETE_IN_PROGRESS.
enum class TaskDefinitionStatus { active, inactive, delete_in_progress };

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
struct TaskDefinition {
  std::string family;
  std::int64_t revision;
  std::string arn;
  TaskDefinitionStatus status = TaskDefinitionStatus::active;
  std::string cpu = {};  ///< CPU units as they were sent: 1024 are one core
  std::string memory = {};
  bool awsvpc = false;  ///< networkMode
  bool fargate = false;
  std::vector<ContainerDefinition> containers;
  Documents documents = {};
  EcsTags tags = {};
  Instant registered_at;
  std::optional<Instant> deregistered_at = {};
  std::optional<Instant> delete_requested_at = {};
};

/// Of a deployment. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
enum class RolloutState { in_progress, completed, failed };

/// One set of tasks of a service, all of one task definition.
struct EcsDeployment {
  std::string id;  ///< "ecs-svc/0123456789012345678"
  std::string task_definition;
  RolloutState rollout = RolloutState::in_progress;
  std::string rollout_reason = {};
  std::int64_t failed_tasks = 0;
  Instant created_at;
  Instant updated_at;
  Documents documents = {};  ///< networkConfiguration, launchType, ... as they were then
};

/// One line of a service's events.
struct ServiceEvent {
  std::string id;
  Instant created_at;
  std::string message;
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
struct DeploymentConfiguration {
  std::int64_t maximum_percent = 200;
  std::int64_t minimum_healthy_percent = 100;
  bool circuit_breaker = false;
  bool rollback = false;
  friend bool operator==(const DeploymentConfiguration&, const DeploymentConfiguration&) = default;
};

/// ACTIVE; DRAINING: deleted, with tasks left; INACTIVE: deleted.
enum class EcsServiceStatus { active, draining, inactive };

/// Where tasks get their addresses (awsvpcConfiguration).
struct TaskNetwork {
  std::vector<std::string> subnets = {};
  friend bool operator==(const TaskNetwork&, const TaskNetwork&) = default;
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
struct EcsService {
  std::string name;
  std::string arn;
  std::string cluster;  ///< its name
  EcsServiceStatus status = EcsServiceStatus::active;
  std::int64_t desired = 0;
  std::string task_definition;
  std::string launch_type = {};  ///< empty: by capacity providers
  DeploymentConfiguration deployment_configuration = {};
  TaskNetwork network = {};
  std::vector<EcsDeployment> deployments = {};  ///< the first is PRIMARY
  std::deque<ServiceEvent> events = {};         ///< the newest first
  Documents documents = {};
  EcsTags tags = {};
  bool propagate_service_tags = false;
  Instant created_at;

  bool steady = false;  ///< and that was said
  std::int64_t failures_in_a_row = 0;
  std::int64_t attempt = 0;                     ///< counts up with each failure that counts
  std::optional<Instant> starts_again_at = {};  ///< backing off until then
};

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
enum class TaskStatus {
  provisioning,
  pending,
  activating,
  running,
  deactivating,
  stopping,
  deprovisioning,
  stopped,
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html
struct TaskContainer {
  std::string name;
  std::string arn;
  std::string image;
  std::string runtime_id = {};
  bool essential = true;
  TaskStatus status = TaskStatus::pending;  ///< pending, running or stopped
  std::optional<int> exit_code = {};
  std::string reason = {};
};

/// The network interface of a task in the network mode awsvpc.
struct TaskInterface {
  std::string attachment_id;
  std::string interface_id;
  std::string subnet;
  std::string mac;
  std::string private_ip;
};

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
struct EcsTask {
  std::string id;
  std::string arn;
  std::string cluster;
  std::string group;            ///< "service:<name>", "family:<name>", or as RunTask was told
  std::string service = {};     ///< its ARN; empty: none
  std::string deployment = {};  ///< of that service
  std::string started_by = {};
  std::string task_definition;
  std::string launch_type = {};
  std::string availability_zone = {};
  std::optional<TaskInterface> interface = {};
  bool wanted = true;  ///< desiredStatus RUNNING; STOPPED otherwise
  TaskStatus status = TaskStatus::provisioning;
  std::vector<TaskContainer> containers;
  /// As they are to run: the definition's, overridden.
  std::vector<ContainerDefinition> definitions;
  Documents documents = {};
  EcsTags tags = {};
  bool launched = false;  ///< the runtime was told to start it
  std::int64_t version = 1;
  Duration start_delay{};
  std::int64_t attempt = 0;  ///< the service's, when this was started
  Instant created_at;
  std::optional<Instant> pull_started_at = {};
  std::optional<Instant> started_at = {};
  std::optional<Instant> stopping_at = {};
  std::optional<Instant> execution_stopped_at = {};
  std::optional<Instant> stopped_at = {};
  std::string stop_code = {};
  std::string stopped_reason = {};
  std::optional<Instant> protected_until = {};
};

/// All of it; what is kept over a restart.
struct EcsState {
  std::map<std::string, EcsCluster, std::less<>> clusters = {};                   ///< by name
  std::map<std::string, std::vector<TaskDefinition>, std::less<>> families = {};  ///< by revision
  std::map<std::string, EcsService, std::less<>> services = {};                   ///< by ARN
  std::map<std::string, EcsTask, std::less<>> tasks = {};                         ///< by ARN
  std::map<std::string, std::string, std::less<>> account_settings = {};
  std::uint64_t interfaces_made = 0;  ///< private addresses are counted up
};

}  // namespace sluice::world
