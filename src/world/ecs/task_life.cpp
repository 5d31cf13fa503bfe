#include <fmt/format.h>

#include <algorithm>

#include "world/ecs/ecs.hpp"

namespace sluice::world {
namespace {

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
constexpr Duration default_stop_timeout = std::chrono::seconds{30};

constexpr std::size_t id_digits = 32;

Duration stop_timeout(const EcsTask& task) {
  Duration longest{};
  for (const ContainerDefinition& container : task.definitions)
    longest = std::max(longest, container.stop_timeout.value_or(default_stop_timeout));
  return longest;
}

bool all_stopped(const EcsTask& task) {
  return std::ranges::all_of(task.containers, [](const TaskContainer& container) {
    return container.status == TaskStatus::stopped;
  });
}

void change(EcsTask& task, TaskStatus status) {
  task.status = status;
  ++task.version;
}

}  // namespace

EcsTask* Ecs::find_task(std::string_view arn) {
  const auto found = state_.tasks.find(arn);
  return found == state_.tasks.end() ? nullptr : &found->second;
}

TaskContainer* Ecs::find_container(EcsTask* task, std::string_view name) {
  if (task == nullptr) return nullptr;
  const auto found = std::ranges::find(task->containers, name, &TaskContainer::name);
  return found == task->containers.end() ? nullptr : &*found;
}

EcsTask& Ecs::create_task(const Placement& placement, Instant now) {
  const TaskDefinition& definition = *placement.definition;
  const std::string id = identities_.hex(id_digits);
  EcsTask task{.id = id,
               .arn = task_arn(placement.cluster, id),
               .cluster = placement.cluster,
               .group = fmt::format("family:{}", definition.family),
               .task_definition = definition.arn,
               .launch_type = placement.launch_type,
               .containers = {},
               .definitions = definition.containers,
               .created_at = now};
  for (const ContainerDefinition& container : definition.containers) {
    task.containers.push_back(TaskContainer{
        .name = container.name,
        .arn = arn(where_, "ecs",
                   fmt::format("container/{}/{}/{}", placement.cluster, id, identities_.uuid())),
        .image = container.image,
        .essential = container.essential});
  }
  place(task, placement, definition.awsvpc);
  const Duration spread = parameters_.most_start_delay - parameters_.least_start_delay;
  task.start_delay = parameters_.least_start_delay;
  if (spread > Duration{}) {
    task.start_delay +=
        std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::nano>{
            static_cast<double>(spread.count()) * identities_.uniform()});
  }
  // The network interface takes about a third of the time, the image the rest.
  schedule(now + (task.start_delay / 3), Kind::advance, task.arn);
  ++revision_;
  const std::string key = task.arn;
  return state_.tasks.emplace(key, std::move(task)).first->second;
}

/// Spreads tasks over the Availability Zones by turns: the subnets', where there
/// are any, else the region's first three.
void Ecs::place(EcsTask& task, const Placement& placement, bool awsvpc) {
  constexpr std::uint64_t zones = 3;
  constexpr std::size_t interface_digits = 17;
  const std::uint64_t turn = state_.interfaces_made++;
  const std::vector<std::string>& subnets = placement.network.subnets;
  const std::uint64_t place = subnets.empty() ? turn % zones : turn % subnets.size();
  task.availability_zone =
      fmt::format("{}{}", where_.region, static_cast<char>('a' + static_cast<char>(place % zones)));
  if (!awsvpc || subnets.empty()) return;
  const std::string hex = identities_.hex(interface_digits);
  const std::string mac = fmt::format("0a:{}:{}:{}:{}:{}", hex.substr(0, 2), hex.substr(2, 2),
                                      hex.substr(4, 2), hex.substr(6, 2), hex.substr(8, 2));
  task.interface = TaskInterface{
      .attachment_id = identities_.uuid(),
      .interface_id = fmt::format("eni-{}", hex),
      .subnet = subnets[place],
      .mac = mac,
      .private_ip = fmt::format("10.{}.{}.{}", place, (turn / 250) % 250, 4 + (turn % 250))};
}

void Ecs::advance(EcsTask& task, Instant now) {
  switch (task.status) {
    case TaskStatus::provisioning:
      change(task, TaskStatus::pending);
      task.pull_started_at = now;
      return schedule(task.created_at + task.start_delay, Kind::advance, task.arn);
    case TaskStatus::pending:
      return launch(task, now);
    case TaskStatus::deactivating:
      return terminate(task, now);
    case TaskStatus::deprovisioning:
      return stopped(task, now);
    default:
      return;  // it was stopped meanwhile
  }
}

void Ecs::launch(EcsTask& task, Instant now) {
  change(task, TaskStatus::activating);
  task.launched = true;
  const TaskDefinition* const definition = find_definition(task.task_definition);
  TaskLaunch launch{.task_arn = task.arn,
                    .task_id = task.id,
                    .cluster = task.cluster,
                    .cluster_arn = cluster_arn(task.cluster),
                    .family = definition->family,
                    .revision = definition->revision,
                    .containers = task.definitions};
  if (!task.service.empty()) launch.service = task.service.substr(task.service.rfind('/') + 1);
  runtime_.start(launch, now);
}

void Ecs::container_started(std::string_view task_arn, std::string_view name, Instant now) {
  EcsTask* const task = find_task(task_arn);
  TaskContainer* const container = find_container(task, name);
  if (container == nullptr || container->status != TaskStatus::pending) return;
  ++revision_;
  container->status = TaskStatus::running;
  container->runtime_id = fmt::format("{}-{}", task->id, identities_.hex(10));
  const bool waits = std::ranges::any_of(task->containers, [](const TaskContainer& other) {
    return other.status == TaskStatus::pending;
  });
  if (waits || task->status != TaskStatus::activating) return;
  change(*task, TaskStatus::running);
  task->started_at = now;
  if (!task->service.empty()) schedule(now, Kind::reconcile, task->service);
}

void Ecs::could_not_start(std::string_view task_arn, std::string_view name,
                          const std::string& reason, Instant now) {
  EcsTask* const task = find_task(task_arn);
  TaskContainer* const container = find_container(task, name);
  if (container == nullptr || container->status == TaskStatus::stopped) return;
  ++revision_;
  container->status = TaskStatus::stopped;
  container->reason = reason;
  begin_stop(*task, "TaskFailedToStart", reason, now);
  if (all_stopped(*task)) finish(*task, now);
}

void Ecs::container_exited(std::string_view task_arn, std::string_view name, int exit_code,
                           Instant now) {
  EcsTask* const task = find_task(task_arn);
  TaskContainer* const container = find_container(task, name);
  if (container == nullptr || container->status == TaskStatus::stopped) return;
  ++revision_;
  container->status = TaskStatus::stopped;
  container->exit_code = exit_code;
  if (container->essential || all_stopped(*task))
    begin_stop(*task, "EssentialContainerExited", "Essential container in task exited", now);
  if (all_stopped(*task)) finish(*task, now);
}

void Ecs::begin_stop(EcsTask& task, std::string code, std::string reason, Instant now) {
  if (!task.wanted) return;
  task.wanted = false;
  task.stopping_at = now;
  task.stop_code = std::move(code);
  task.stopped_reason = std::move(reason);
  task.protected_until = std::nullopt;
  if (!task.launched) {
    for (TaskContainer& container : task.containers) container.status = TaskStatus::stopped;
    return finish(task, now);
  }
  if (all_stopped(task)) return;  // whoever noticed goes on
  change(task, TaskStatus::deactivating);
  if (parameters_.deactivation > Duration{})
    schedule(now + parameters_.deactivation, Kind::advance, task.arn);
  else
    terminate(task, now);
}

void Ecs::terminate(EcsTask& task, Instant now) {
  change(task, TaskStatus::stopping);
  schedule(now + stop_timeout(task), Kind::kill, task.arn);
  runtime_.stop(task.arn, now);
}

void Ecs::finish(EcsTask& task, Instant now) {
  if (task.status >= TaskStatus::deprovisioning) return;
  change(task, TaskStatus::deprovisioning);
  task.execution_stopped_at = now;
  if (parameters_.deprovisioning > Duration{})
    schedule(now + parameters_.deprovisioning, Kind::advance, task.arn);
  else
    stopped(task, now);
}

void Ecs::stopped(EcsTask& task, Instant now) {
  change(task, TaskStatus::stopped);
  task.stopped_at = now;
  if (!task.execution_stopped_at) task.execution_stopped_at = now;
  schedule(now + parameters_.stopped_task_retention, Kind::forget, task.arn);
  if (task.service.empty()) return;
  const auto live = tasks_of_.find(task.service);
  if (live != tasks_of_.end()) live->second.erase(task.arn);
  const auto service = state_.services.find(task.service);
  if (service == state_.services.end()) return;
  note_failure(service->second, task, now);
  look_at(service->second, now);
}

}  // namespace sluice::world
