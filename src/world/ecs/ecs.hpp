#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "world/ecs/messages.hpp"
#include "world/ecs/scalable_services.hpp"
#include "world/ecs/state.hpp"
#include "world/ecs/task_runtime.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// What AWS leaves open, or what takes its time.
struct EcsParameters {
  /// From a task's creation to its containers' start (network, image), evenly
  /// spread between the two.
  Duration least_start_delay{};
  Duration most_start_delay{};
  /// From a change to the scheduler's look at the service.
  Duration reconcile_delay{};
  Duration deactivation{};    ///< DEACTIVATING, before SIGTERM
  Duration deprovisioning{};  ///< DEPROVISIONING, after the last container
  /// How long a stopped task can be seen: "at least one hour".
  Duration stopped_task_retention = std::chrono::hours{1};
  /// A task that ends by itself within this time of its creation's end counts as
  /// one that did not start.
  Duration short_life = std::chrono::seconds{60};
  /// After the second failure in a row, doubled at each further one.
  Duration first_back_off = std::chrono::seconds{10};
  /// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
  Duration longest_back_off = std::chrono::minutes{15};
};

/// Amazon ECS of one region: clusters, task definitions, services with their
/// scheduler, tasks with their life. Tasks run where `runtime` runs them; it may
/// answer at once, from within its own calls. After each call the owner looks at
/// `due()`: what follows from a change is due at the same instant, not done yet.
class Ecs final : public ScalableServices {
 public:
  /// `identities` and `runtime` must outlive this.
  Ecs(Location where, Identities& identities, TaskRuntime& runtime, EcsParameters parameters = {});

  // Clusters. Everywhere, a cluster is told by its name or ARN; empty: "default".
  Answer<EcsCluster> create_cluster(const CreateClusterRequest& request);
  [[nodiscard]] Described<EcsCluster> describe_clusters(
      const std::vector<std::string>& clusters) const;
  [[nodiscard]] std::vector<std::string> list_clusters() const;
  Answer<EcsCluster> update_cluster(std::string_view cluster, const Documents& documents);
  Answer<EcsCluster> delete_cluster(std::string_view cluster);
  [[nodiscard]] ClusterCounts counts(const EcsCluster& cluster) const;

  // Task definitions: "family", "family:revision" or an ARN.
  Answer<TaskDefinition> register_task_definition(const RegisterTaskDefinitionRequest& request,
                                                  Instant now);
  [[nodiscard]] Answer<TaskDefinition> describe_task_definition(std::string_view name) const;
  Answer<TaskDefinition> deregister_task_definition(std::string_view name, Instant now);
  Described<TaskDefinition> delete_task_definitions(const std::vector<std::string>& names,
                                                    Instant now);
  /// ARNs by family and revision; `family` empty: all of them.
  [[nodiscard]] std::vector<std::string> list_task_definitions(std::string_view family,
                                                               TaskDefinitionStatus status) const;
  /// Families with at least one active revision; or with none, or all (empty).
  [[nodiscard]] std::vector<std::string> list_families(std::string_view prefix,
                                                       std::optional<bool> active) const;

  // Services, by name or ARN.
  Answer<EcsService> create_service(const CreateServiceRequest& request, Instant now);
  Answer<EcsService> update_service(const UpdateServiceRequest& request, Instant now);
  enum class Force { no, yes };
  Answer<EcsService> delete_service(std::string_view cluster, std::string_view service, Force force,
                                    Instant now);
  [[nodiscard]] Answer<Described<EcsService>> describe_services(
      std::string_view cluster, const std::vector<std::string>& services) const;
  /// The ARNs of those that are not INACTIVE.
  [[nodiscard]] Answer<std::vector<std::string>> list_services(std::string_view cluster,
                                                               std::string_view launch_type) const;
  [[nodiscard]] TaskTally tally(const EcsService& service) const;
  [[nodiscard]] TaskTally tally(const EcsService& service, const EcsDeployment& deployment) const;

  // Tasks, by id or ARN.
  Answer<std::vector<EcsTask>> run_task(const RunTaskRequest& request, Instant now);
  Answer<EcsTask> stop_task(std::string_view cluster, std::string_view task,
                            std::string_view reason, Instant now);
  [[nodiscard]] Answer<std::vector<std::string>> list_tasks(const ListTasksRequest& request) const;
  [[nodiscard]] Answer<Described<EcsTask>> describe_tasks(
      std::string_view cluster, const std::vector<std::string>& tasks) const;
  Answer<Described<ProtectedTask>> update_task_protection(
      const UpdateTaskProtectionRequest& request, Instant now);
  /// No tasks named: all of the cluster's services.
  [[nodiscard]] Answer<Described<ProtectedTask>> task_protection(
      std::string_view cluster, const std::vector<std::string>& tasks, Instant now) const;
  /// Those whose containers run, in the order of their ARNs.
  [[nodiscard]] std::vector<RunningTask> running_tasks() const;
  /// The task with that id, in whichever cluster.
  [[nodiscard]] const EcsTask* find_task_by_id(std::string_view id) const;

  // Tags, of a cluster, service, task or task definition told by its ARN.
  Answer<void> tag_resource(std::string_view arn, const EcsTags& tags);
  Answer<void> untag_resource(std::string_view arn, const std::vector<std::string>& keys);
  [[nodiscard]] Answer<EcsTags> tags_of(std::string_view arn) const;

  void put_account_setting(const std::string& name, const std::string& value);
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& account_settings() const {
    return state_.account_settings;
  }

  // What the runtime says. Tasks and containers that are not known are passed over.
  void container_started(std::string_view task_arn, std::string_view container, Instant now);
  void could_not_start(std::string_view task_arn, std::string_view container,
                       const std::string& reason, Instant now);
  void container_exited(std::string_view task_arn, std::string_view container, int exit_code,
                        Instant now);

  // ScalableServices
  [[nodiscard]] std::optional<ServiceCapacity> capacity(std::string_view cluster,
                                                        std::string_view service) const override;
  Answer<void> set_desired_count(std::string_view cluster, std::string_view service,
                                 std::int64_t desired, Instant now) override;
  void add_service_event(std::string_view cluster, std::string_view service, std::string message,
                         Instant now) override;

  /// The next instant at which something happens by itself.
  [[nodiscard]] std::optional<Instant> due() const;
  /// Does what is due at or before `now`, in order of time.
  void run(Instant now);

  [[nodiscard]] const EcsState& state() const { return state_; }
  /// After a restart no process runs: tasks that were alive are stopped, with a
  /// reason, and services replace theirs.
  void restore(EcsState state, Instant now);
  /// Grows with each change of the state.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

  [[nodiscard]] const Location& where() const { return where_; }
  [[nodiscard]] std::string cluster_arn(std::string_view cluster) const;

 private:
  enum class Kind { advance, kill, reconcile, protection_ends, forget };
  struct Item {
    Instant at;
    std::uint64_t ticket;  ///< equal instants keep their order
    Kind kind;
    std::string subject;  ///< the ARN of a task or a service
    friend bool operator<(const Item& a, const Item& b) {
      return std::tie(a.at, a.ticket) < std::tie(b.at, b.ticket);
    }
  };
  void schedule(Instant at, Kind kind, std::string subject);
  void carry_out(const Item& item);

  // ecs.cpp
  [[nodiscard]] Answer<std::string> active_cluster(std::string_view cluster) const;
  [[nodiscard]] std::string service_arn(std::string_view cluster, std::string_view service) const;
  [[nodiscard]] std::string task_arn(std::string_view cluster, std::string_view task) const;
  [[nodiscard]] const EcsService* find_service(std::string_view cluster,
                                               std::string_view service) const;
  [[nodiscard]] EcsTags* find_tags(std::string_view arn);

  // task_definitions.cpp
  [[nodiscard]] const TaskDefinition* find_definition(std::string_view name) const;
  [[nodiscard]] Answer<const TaskDefinition*> active_definition(std::string_view name) const;

  // services.cpp
  [[nodiscard]] Answer<EcsService*> active_service(std::string_view cluster,
                                                   std::string_view service);
  void add_event(EcsService& service, std::string message, Instant now);
  void deploy(EcsService& service, Instant now);
  void look_at(const EcsService& service, Instant now);

  // scheduler.cpp
  struct Standing;
  [[nodiscard]] Standing standing(const EcsService& service) const;
  void reconcile(EcsService& service, Instant now);
  void drain(EcsService& service, Instant now);
  void replace_old_tasks(EcsService& service, const Standing& standing, Instant now);
  void start_tasks(EcsService& service, std::int64_t count, Instant now);
  void stop_tasks(EcsService& service, const std::vector<EcsTask*>& tasks, Instant now);
  void finish_deployment(EcsService& service, const Standing& standing, Instant now);
  void note_failure(EcsService& service, const EcsTask& task, Instant now);
  void break_circuit(EcsService& service, Instant now);

  // tasks.cpp
  [[nodiscard]] std::optional<EcsFailure> why_not_protected(const EcsTask& task,
                                                            bool enabled) const;

  // task_life.cpp
  struct Placement {
    std::string cluster;
    const TaskDefinition* definition;
    TaskNetwork network;
    std::string launch_type;
  };
  EcsTask& create_task(const Placement& placement, Instant now);
  void place(EcsTask& task, const Placement& placement, bool awsvpc);
  void advance(EcsTask& task, Instant now);
  void launch(EcsTask& task, Instant now);
  void begin_stop(EcsTask& task, std::string code, std::string reason, Instant now);
  void terminate(EcsTask& task, Instant now);
  void finish(EcsTask& task, Instant now);
  void stopped(EcsTask& task, Instant now);
  [[nodiscard]] EcsTask* find_task(std::string_view arn);
  static TaskContainer* find_container(EcsTask* task, std::string_view name);

  Location where_;
  Identities& identities_;
  TaskRuntime& runtime_;
  EcsParameters parameters_;
  EcsState state_;
  std::set<Item> agenda_;
  std::map<std::string, std::set<std::string>, std::less<>> tasks_of_;  ///< not STOPPED, by service
  std::uint64_t last_ticket_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
