#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "world/ecs/ecs.hpp"

namespace sluice::world {
namespace {

constexpr std::size_t most_tasks_described = 100;
constexpr std::size_t most_tasks_protected = 10;
constexpr std::int64_t most_tasks_run = 10;
constexpr std::int64_t longest_protection_minutes = 2880;

Failure<Refusal> invalid(std::string message) {
  return refuse("InvalidParameterException", std::move(message));
}

double cpu_units_of(const TaskDefinition* definition) {
  if (definition == nullptr) return 0.0;
  const std::string& text = definition->cpu;
  std::int64_t units = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), units);
  return error == std::errc{} ? static_cast<double>(units) : 0.0;
}

void apply(const ContainerOverride& changes, ContainerDefinition& container) {
  if (!changes.command.empty()) container.command = changes.command;
  for (const auto& [name, value] : changes.environment)
    container.environment.insert_or_assign(name, value);
}

ProtectedTask protection_of(const EcsTask& task, Instant now) {
  const bool still = task.protected_until && *task.protected_until > now;
  return {task.arn, still ? task.protected_until : std::nullopt};
}

/// Refuses overrides of containers that the definition does not have.
Answer<void> check_overrides(const std::vector<ContainerOverride>& overrides,
                             const TaskDefinition& definition) {
  for (const ContainerOverride& changes : overrides) {
    const auto named = [&](const auto& container) { return container.name == changes.name; };
    if (std::ranges::none_of(definition.containers, named))
      return invalid(
          fmt::format("Override for container named {} is not a container in the "
                      "TaskDefinition.",
                      changes.name));
  }
  return {};
}

void apply(const std::vector<ContainerOverride>& overrides, EcsTask& task) {
  for (const ContainerOverride& changes : overrides)
    for (ContainerDefinition& container : task.definitions)
      if (container.name == changes.name) apply(changes, container);
}

}  // namespace

Answer<std::vector<EcsTask>> Ecs::run_task(const RunTaskRequest& request, Instant now) {
  const auto cluster = active_cluster(request.cluster);
  if (!cluster) return Failure<Refusal>{cluster.error()};
  if (request.count < 1 || request.count > most_tasks_run)
    return invalid("Count must be between 1 and 10.");
  const auto definition = active_definition(request.task_definition);
  if (!definition) return Failure<Refusal>{definition.error()};
  if ((*definition)->awsvpc && request.network.subnets.empty())
    return invalid(
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if (const auto good = check_overrides(request.overrides, **definition); !good)
    return Failure<Refusal>{good.error()};
  std::vector<EcsTask> tasks;
  for (std::int64_t i = 0; i < request.count; ++i) {
    EcsTask& task = create_task({*cluster, *definition, request.network, request.launch_type}, now);
    if (!request.group.empty()) task.group = request.group;
    task.started_by = request.started_by;
    task.documents = request.documents;
    task.tags = request.tags;
    apply(request.overrides, task);
    tasks.push_back(task);
  }
  return tasks;
}

Answer<EcsTask> Ecs::stop_task(std::string_view cluster, std::string_view name,
                               std::string_view reason, Instant now) {
  const auto known = active_cluster(cluster);
  if (!known) return Failure<Refusal>{known.error()};
  EcsTask* const task = find_task(task_arn(*known, name));
  if (task == nullptr) return invalid("The referenced task was not found.");
  ++revision_;
  begin_stop(*task, "UserInitiated", reason.empty() ? "Task stopped by user" : std::string{reason},
             now);
  return *task;
}

Answer<std::vector<std::string>> Ecs::list_tasks(const ListTasksRequest& request) const {
  const auto cluster = active_cluster(request.cluster);
  if (!cluster) return Failure<Refusal>{cluster.error()};
  std::string service;
  if (!request.service.empty()) {
    const EcsService* const found = find_service(*cluster, request.service);
    if (found == nullptr || found->status == EcsServiceStatus::inactive)
      return refuse("ServiceNotFoundException", "Service not found.");
    service = found->arn;
  }
  const std::string family = fmt::format("task-definition/{}:", request.family);
  std::vector<std::string> arns;
  for (const auto& [arn, task] : state_.tasks) {
    const bool chosen =
        task.cluster == *cluster && task.wanted != request.stopped &&
        (service.empty() || task.service == service) &&
        (request.family.empty() || task.task_definition.find(family) != std::string::npos) &&
        (request.started_by.empty() || task.started_by == request.started_by) &&
        (request.launch_type.empty() || task.launch_type == request.launch_type);
    if (chosen) arns.push_back(arn);
  }
  return arns;
}

Answer<Described<EcsTask>> Ecs::describe_tasks(std::string_view cluster,
                                               const std::vector<std::string>& tasks) const {
  const auto known = active_cluster(cluster);
  if (!known) return Failure<Refusal>{known.error()};
  if (tasks.empty()) return invalid("Tasks cannot be empty.");
  if (tasks.size() > most_tasks_described) return invalid("Tasks cannot be more than 100.");
  Described<EcsTask> described;
  for (const std::string& name : tasks) {
    const auto found = state_.tasks.find(task_arn(*known, name));
    if (found != state_.tasks.end())
      described.found.push_back(found->second);
    else
      described.failures.push_back({task_arn(*known, name), "MISSING"});
  }
  return described;
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
std::optional<EcsFailure> Ecs::why_not_protected(const EcsTask& task, bool enabled) const {
  if (task.service.empty())
    return EcsFailure{task.arn, "TASK_NOT_VALID",
                      "The specified task is not part of an Amazon ECS service."};
  if (!task.wanted)
    return EcsFailure{task.arn, "TASK_NOT_VALID", "The specified task is stopping or stopped."};
  const EcsService& service = state_.services.find(task.service)->second;
  if (!enabled) return std::nullopt;
  std::int64_t others = 0;
  for (const std::string& arn : tasks_of_.find(task.service)->second) {
    const EcsTask& other = state_.tasks.find(arn)->second;
    if (other.wanted && other.protected_until && other.arn != task.arn) ++others;
  }
  if (others < service.desired) return std::nullopt;
  return EcsFailure{task.arn, "DEPLOYMENT_BLOCKED",
                    "Task protection cannot be set: more tasks of the service would be protected "
                    "than its desired count, which keeps it from a steady state."};
}

Answer<Described<ProtectedTask>> Ecs::update_task_protection(
    const UpdateTaskProtectionRequest& request, Instant now) {
  const auto cluster = active_cluster(request.cluster);
  if (!cluster) return Failure<Refusal>{cluster.error()};
  if (request.tasks.empty()) return invalid("Tasks cannot be empty.");
  if (request.tasks.size() > most_tasks_protected) return invalid("Tasks cannot be more than 10.");
  if (request.expires_in_minutes < 1 || request.expires_in_minutes > longest_protection_minutes)
    return invalid("expiresInMinutes must be between 1 and 2880.");
  Described<ProtectedTask> described;
  for (const std::string& name : request.tasks) {
    EcsTask* const task = find_task(task_arn(*cluster, name));
    if (task == nullptr) {
      described.failures.push_back({task_arn(*cluster, name), "MISSING"});
      continue;
    }
    if (auto failure = why_not_protected(*task, request.enabled)) {
      described.failures.push_back(std::move(*failure));
      continue;
    }
    ++revision_;
    task->protected_until = std::nullopt;
    if (request.enabled) {
      task->protected_until = now + std::chrono::minutes{request.expires_in_minutes};
      schedule(*task->protected_until, Kind::protection_ends, task->arn);
    } else {
      schedule(now, Kind::reconcile, task->service);
    }
    described.found.push_back({task->arn, task->protected_until});
  }
  return described;
}

Answer<Described<ProtectedTask>> Ecs::task_protection(std::string_view cluster,
                                                      const std::vector<std::string>& tasks,
                                                      Instant now) const {
  const auto known = active_cluster(cluster);
  if (!known) return Failure<Refusal>{known.error()};
  Described<ProtectedTask> described;
  if (tasks.empty()) {
    for (const auto& [arn, task] : state_.tasks)
      if (task.cluster == *known && task.wanted && !task.service.empty())
        described.found.push_back(protection_of(task, now));
  }
  for (const std::string& name : tasks) {
    const auto found = state_.tasks.find(task_arn(*known, name));
    if (found == state_.tasks.end())
      described.failures.push_back({task_arn(*known, name), "MISSING"});
    else if (auto failure = why_not_protected(found->second, false))
      described.failures.push_back(std::move(*failure));
    else
      described.found.push_back(protection_of(found->second, now));
  }
  return described;
}

std::vector<RunningTask> Ecs::running_tasks() const {
  std::vector<RunningTask> running;
  for (const auto& [arn, task] : state_.tasks) {
    if (task.status != TaskStatus::running) continue;
    std::string service;
    if (!task.service.empty()) service = task.service.substr(task.service.rfind('/') + 1);
    running.push_back({arn, task.cluster, std::move(service),
                       cpu_units_of(find_definition(task.task_definition))});
  }
  return running;
}

const EcsTask* Ecs::find_task_by_id(std::string_view id) const {
  for (const auto& [name, cluster] : state_.clusters) {
    const auto found = state_.tasks.find(task_arn(name, id));
    if (found != state_.tasks.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace sluice::world
