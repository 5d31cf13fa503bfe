#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "world/ecs/ecs.hpp"

namespace sluice::world {
namespace {

/// From the third failure in a row on, each is told.
constexpr std::int64_t failures_told = 3;

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
std::int64_t failure_threshold(std::int64_t desired) {
  constexpr std::int64_t least = 3;
  constexpr std::int64_t most = 200;
  return std::clamp((desired + 1) / 2, least, most);
}

std::string named(const std::vector<EcsTask*>& tasks) {
  std::string text;
  for (const EcsTask* task : tasks) text += fmt::format(" (task {})", task->id);
  return text;
}

bool is_running(const EcsTask& task) {
  return task.status == TaskStatus::running;
}

}  // namespace

/// The tasks of a service that are wanted, by what the scheduler asks of them.
struct Ecs::Standing {
  std::vector<const EcsTask*> current = {};  ///< of the primary deployment
  std::vector<const EcsTask*> old = {};      ///< of earlier ones
  std::int64_t running_current = 0;
  std::int64_t running_old = 0;
};

Ecs::Standing Ecs::standing(const EcsService& service) const {
  Standing found;
  const auto live = tasks_of_.find(service.arn);
  if (live == tasks_of_.end() || service.deployments.empty()) return found;
  for (const std::string& arn : live->second) {
    const EcsTask& task = state_.tasks.find(arn)->second;
    if (!task.wanted) continue;
    const bool current = task.deployment == service.deployments.front().id;
    (current ? found.current : found.old).push_back(&task);
    if (is_running(task)) ++(current ? found.running_current : found.running_old);
  }
  return found;
}

TaskTally Ecs::tally(const EcsService& service) const {
  TaskTally counts;
  for (const EcsDeployment& deployment : service.deployments) {
    const TaskTally part = tally(service, deployment);
    counts.running += part.running;
    counts.pending += part.pending;
  }
  return counts;
}

TaskTally Ecs::tally(const EcsService& service, const EcsDeployment& deployment) const {
  TaskTally counts;
  const auto live = tasks_of_.find(service.arn);
  if (live == tasks_of_.end()) return counts;
  for (const std::string& arn : live->second) {
    const EcsTask& task = state_.tasks.find(arn)->second;
    if (task.deployment != deployment.id || !task.wanted) continue;
    if (is_running(task)) ++counts.running;
    if (task.status < TaskStatus::running) ++counts.pending;
  }
  return counts;
}

namespace {

/// Which `count` of the tasks scale-in takes: never a protected one; those that
/// do not run yet first; then from the Availability Zone with the most tasks,
/// and there the one that was created first.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
std::vector<const EcsTask*> chosen_for_scale_in(std::vector<const EcsTask*> tasks,
                                                std::int64_t count) {
  std::map<std::string_view, std::int64_t> in_zone;
  for (const EcsTask* task : tasks) ++in_zone[task->availability_zone];
  std::erase_if(tasks, [](const EcsTask* task) { return task->protected_until.has_value(); });
  std::vector<const EcsTask*> chosen;
  const auto rank = [&in_zone](const EcsTask* task) {
    return std::tuple{is_running(*task), -in_zone[task->availability_zone], task->created_at,
                      std::string_view{task->arn}};
  };
  while (!tasks.empty() && std::ssize(chosen) < count) {
    const auto next = std::ranges::min_element(tasks, {}, rank);
    --in_zone[(*next)->availability_zone];
    chosen.push_back(*next);
    tasks.erase(next);
  }
  return chosen;
}

}  // namespace

/// Brings a service nearer to what it should be. What follows from this pass
/// (a task that starts, or stops) asks for the next.
void Ecs::reconcile(EcsService& service, Instant now) {
  if (service.status == EcsServiceStatus::inactive) return;
  if (service.status == EcsServiceStatus::draining) return drain(service, now);
  const Standing before = standing(service);
  const auto current = std::ssize(before.current);
  if (current > service.desired) {
    std::vector<EcsTask*> tasks;
    for (const EcsTask* task : chosen_for_scale_in(before.current, current - service.desired))
      tasks.push_back(find_task(task->arn));
    stop_tasks(service, tasks, now);
  }
  if (!before.old.empty()) replace_old_tasks(service, standing(service), now);
  const Standing after = standing(service);
  const auto all = std::ssize(after.current) + std::ssize(after.old);
  std::int64_t missing = service.desired - std::ssize(after.current);
  if (!after.old.empty()) {
    const std::int64_t most =
        service.desired * service.deployment_configuration.maximum_percent / 100;
    missing = std::min(missing, most - all);
  }
  if (missing > 0) start_tasks(service, missing, now);
  finish_deployment(service, standing(service), now);
}

void Ecs::drain(EcsService& service, Instant now) {
  const auto live = tasks_of_.find(service.arn);
  if (live == tasks_of_.end() || live->second.empty()) {
    service.status = EcsServiceStatus::inactive;
    service.deployments.clear();
    return;
  }
  std::vector<EcsTask*> tasks;
  for (const std::string& arn : live->second)
    if (EcsTask* const task = find_task(arn); task->wanted) tasks.push_back(task);
  stop_tasks(service, tasks, now);
  // Those that had not begun yet are gone already.
  if (tasks_of_.find(service.arn)->second.empty()) look_at(service, now);
}

/// Stops tasks of earlier deployments, as many as the minimum healthy percent
/// leaves free: those that do not run are free anyway.
void Ecs::replace_old_tasks(EcsService& service, const Standing& standing, Instant now) {
  const std::int64_t least =
      ((service.desired * service.deployment_configuration.minimum_healthy_percent) + 99) / 100;
  const std::int64_t free = standing.running_current + standing.running_old - least;
  const std::int64_t idle = std::ssize(standing.old) - standing.running_old;
  std::vector<EcsTask*> tasks;
  for (const EcsTask* task :
       chosen_for_scale_in(standing.old, std::max<std::int64_t>(free, 0) + idle)) {
    if (is_running(*task) && std::ranges::count_if(tasks, [](const EcsTask* chosen) {
                               return is_running(*chosen);
                             }) >= free)
      break;
    tasks.push_back(find_task(task->arn));
  }
  stop_tasks(service, tasks, now);
}

void Ecs::start_tasks(EcsService& service, std::int64_t count, Instant now) {
  EcsDeployment& deployment = service.deployments.front();
  if (deployment.rollout == RolloutState::failed) return;
  if (service.starts_again_at && *service.starts_again_at > now) return;
  const TaskDefinition* const definition = find_definition(deployment.task_definition);
  std::vector<EcsTask*> started;
  for (std::int64_t i = 0; i < count; ++i) {
    EcsTask& task =
        create_task({service.cluster, definition, service.network, service.launch_type}, now);
    task.group = fmt::format("service:{}", service.name);
    task.service = service.arn;
    task.deployment = deployment.id;
    task.started_by = deployment.id;
    task.attempt = service.attempt;
    if (service.propagate_service_tags) task.tags = service.tags;
    tasks_of_[service.arn].insert(task.arn);
    started.push_back(&task);
  }
  service.steady = false;
  deployment.updated_at = now;
  add_event(service, fmt::format("has started {} tasks:{}.", count, named(started)), now);
}

void Ecs::stop_tasks(EcsService& service, const std::vector<EcsTask*>& tasks, Instant now) {
  if (tasks.empty()) return;
  std::vector<EcsTask*> running;
  std::vector<EcsTask*> pending;
  for (EcsTask* task : tasks) (is_running(*task) ? running : pending).push_back(task);
  service.steady = false;
  if (!running.empty())
    add_event(service,
              fmt::format("has stopped {} running tasks:{}.", running.size(), named(running)), now);
  if (!pending.empty())
    add_event(service,
              fmt::format("has stopped {} pending tasks:{}.", pending.size(), named(pending)), now);
  for (EcsTask* task : tasks)
    begin_stop(*task, "ServiceSchedulerInitiated",
               fmt::format("Scaling activity initiated by (deployment {})", task->deployment), now);
}

void Ecs::finish_deployment(EcsService& service, const Standing& standing, Instant now) {
  std::erase_if(service.deployments, [&](const EcsDeployment& deployment) {
    if (&deployment == service.deployments.data()) return false;
    return std::ranges::none_of(
        standing.old, [&](const EcsTask* task) { return task->deployment == deployment.id; });
  });
  if (service.steady || !standing.old.empty()) return;
  if (standing.running_current != service.desired ||
      std::ssize(standing.current) != service.desired)
    return;
  service.steady = true;
  EcsDeployment& primary = service.deployments.front();
  if (primary.rollout == RolloutState::in_progress) {
    primary.rollout = RolloutState::completed;
    primary.rollout_reason = fmt::format("ECS deployment {} completed.", primary.id);
    primary.updated_at = now;
    add_event(service, fmt::format("(deployment {}) deployment completed.", primary.id), now);
  }
  add_event(service, "has reached a steady state.", now);
}

/// Of a task that ended by itself: whether it makes the scheduler wait.
void Ecs::note_failure(EcsService& service, const EcsTask& task, Instant now) {
  if (task.stop_code != "TaskFailedToStart" && task.stop_code != "EssentialContainerExited") return;
  if (service.status != EcsServiceStatus::active) return;
  EcsDeployment& primary = service.deployments.front();
  if (task.deployment != primary.id) return;
  const Instant began = task.started_at.value_or(now);
  if (now - began >= parameters_.short_life) {
    service.failures_in_a_row = 0;
    return;
  }
  ++primary.failed_tasks;
  if (service.deployment_configuration.circuit_breaker &&
      primary.rollout == RolloutState::in_progress &&
      primary.failed_tasks >= failure_threshold(service.desired))
    return break_circuit(service, now);
  // Tasks that were started together fail together: that counts once.
  if (task.attempt < service.attempt) return;
  ++service.attempt;
  if (++service.failures_in_a_row < 2) return;
  Duration wait = parameters_.first_back_off;
  for (std::int64_t i = 2; i < service.failures_in_a_row && wait < parameters_.longest_back_off;
       ++i)
    wait *= 2;
  service.starts_again_at = now + std::min(wait, parameters_.longest_back_off);
  schedule(*service.starts_again_at, Kind::reconcile, service.arn);
  if (service.failures_in_a_row >= failures_told)
    add_event(service, "is unable to consistently start tasks successfully.", now);
}

void Ecs::break_circuit(EcsService& service, Instant now) {
  EcsDeployment& failed = service.deployments.front();
  failed.rollout = RolloutState::failed;
  failed.rollout_reason = "ECS deployment circuit breaker: tasks failed to start.";
  failed.updated_at = now;
  add_event(service,
            fmt::format("(deployment {}) deployment failed: tasks failed to start.", failed.id),
            now);
  if (!service.deployment_configuration.rollback) return;
  const auto good = std::ranges::find_if(service.deployments, [](const EcsDeployment& before) {
    return before.rollout == RolloutState::completed;
  });
  if (good == service.deployments.end()) return;
  good->rollout = RolloutState::in_progress;
  good->rollout_reason =
      fmt::format("ECS deployment circuit breaker: rolling back to deploymentId {}.", good->id);
  good->updated_at = now;
  add_event(service, fmt::format("rolling back to (deployment {}).", good->id), now);
  service.task_definition = good->task_definition;
  service.failures_in_a_row = 0;
  service.starts_again_at = std::nullopt;
  std::rotate(service.deployments.begin(), good, good + 1);
  look_at(service, now);
}

}  // namespace sluice::world
