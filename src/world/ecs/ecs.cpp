#include "world/ecs/ecs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "world/ecs/names.hpp"

namespace sluice::world {
namespace {

/// What follows the last slash: of an ARN, the name of the resource.
std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('/') + 1);  // npos + 1 is 0
}

std::string_view cluster_name(std::string_view cluster) {
  return cluster.empty() ? "default" : last_part(cluster);
}

}  // namespace

Ecs::Ecs(Location where, Identities& identities, TaskRuntime& runtime, EcsParameters parameters)
    : where_{std::move(where)},
      identities_{identities},
      runtime_{runtime},
      parameters_{parameters} {}

std::string Ecs::cluster_arn(std::string_view cluster) const {
  return arn(where_, "ecs", fmt::format("cluster/{}", cluster));
}

std::string Ecs::service_arn(std::string_view cluster, std::string_view service) const {
  return arn(where_, "ecs",
             fmt::format("service/{}/{}", cluster_name(cluster), last_part(service)));
}

std::string Ecs::task_arn(std::string_view cluster, std::string_view task) const {
  return arn(where_, "ecs", fmt::format("task/{}/{}", cluster_name(cluster), last_part(task)));
}

Answer<std::string> Ecs::active_cluster(std::string_view cluster) const {
  const auto found = state_.clusters.find(cluster_name(cluster));
  if (found == state_.clusters.end() || !found->second.active)
    return refuse("ClusterNotFoundException", "Cluster not found.");
  return found->first;
}

Answer<EcsCluster> Ecs::create_cluster(const CreateClusterRequest& request) {
  if (!is_ecs_name(request.name))
    return refuse(
        "InvalidParameterException",
        fmt::format(R"(Cluster must match ^[a-zA-Z0-9\-_]{{1,255}}$, but was {})", request.name));
  const auto found = state_.clusters.find(request.name);
  if (found != state_.clusters.end() && found->second.active) return found->second;
  ++revision_;
  EcsCluster cluster{.name = request.name,
                     .arn = cluster_arn(request.name),
                     .documents = request.documents,
                     .tags = request.tags};
  return state_.clusters.insert_or_assign(request.name, std::move(cluster)).first->second;
}

Described<EcsCluster> Ecs::describe_clusters(const std::vector<std::string>& clusters) const {
  Described<EcsCluster> described;
  if (clusters.empty()) return describe_clusters({"default"});
  for (const std::string& name : clusters) {
    const auto found = state_.clusters.find(cluster_name(name));
    if (found != state_.clusters.end())
      described.found.push_back(found->second);
    else
      described.failures.push_back({cluster_arn(cluster_name(name)), "MISSING"});
  }
  return described;
}

std::vector<std::string> Ecs::list_clusters() const {
  std::vector<std::string> arns;
  for (const auto& [name, cluster] : state_.clusters)
    if (cluster.active) arns.push_back(cluster.arn);
  return arns;
}

Answer<EcsCluster> Ecs::update_cluster(std::string_view cluster, const Documents& documents) {
  const auto name = active_cluster(cluster);
  if (!name) return Failure<Refusal>{name.error()};
  ++revision_;
  EcsCluster& found = state_.clusters.find(*name)->second;
  for (const auto& [member, document] : documents)
    found.documents.insert_or_assign(member, document);
  return found;
}

Answer<EcsCluster> Ecs::delete_cluster(std::string_view cluster) {
  const auto name = active_cluster(cluster);
  if (!name) return Failure<Refusal>{name.error()};
  for (const auto& [arn, service] : state_.services) {
    if (service.cluster == *name && service.status != EcsServiceStatus::inactive)
      return refuse("ClusterContainsServicesException",
                    "The Cluster cannot be deleted while Services are active.");
  }
  for (const auto& [arn, task] : state_.tasks) {
    if (task.cluster == *name && task.status != TaskStatus::stopped)
      return refuse("ClusterContainsTasksException",
                    "The Cluster cannot be deleted while Tasks are active.");
  }
  ++revision_;
  EcsCluster& found = state_.clusters.find(*name)->second;
  found.active = false;
  return found;
}

ClusterCounts Ecs::counts(const EcsCluster& cluster) const {
  ClusterCounts counts;
  for (const auto& [arn, task] : state_.tasks) {
    if (task.cluster != cluster.name) continue;
    if (task.status == TaskStatus::running) ++counts.running;
    if (task.wanted && task.status < TaskStatus::running) ++counts.pending;
  }
  for (const auto& [arn, service] : state_.services)
    if (service.cluster == cluster.name && service.status == EcsServiceStatus::active)
      ++counts.active_services;
  return counts;
}

EcsTags* Ecs::find_tags(std::string_view arn) {
  const auto cluster = state_.clusters.find(last_part(arn));
  if (cluster != state_.clusters.end() && cluster->second.arn == arn) return &cluster->second.tags;
  const auto service = state_.services.find(arn);
  if (service != state_.services.end()) return &service->second.tags;
  const auto task = state_.tasks.find(arn);
  if (task != state_.tasks.end()) return &task->second.tags;
  for (auto& [family, revisions] : state_.families)
    for (TaskDefinition& definition : revisions)
      if (definition.arn == arn) return &definition.tags;
  return nullptr;
}

namespace {

Failure<Refusal> not_found(std::string_view arn) {
  return refuse("InvalidParameterException",
                fmt::format("The specified resource {} was not found.", arn));
}

}  // namespace

Answer<void> Ecs::tag_resource(std::string_view arn, const EcsTags& tags) {
  constexpr std::size_t most_tags = 50;
  EcsTags* const found = find_tags(arn);
  if (found == nullptr) return not_found(arn);
  EcsTags changed = *found;
  for (const auto& [key, value] : tags) changed.insert_or_assign(key, value);
  if (changed.size() > most_tags)
    return refuse("InvalidParameterException", "Too many tags. The limit is 50.");
  ++revision_;
  *found = std::move(changed);
  return {};
}

Answer<void> Ecs::untag_resource(std::string_view arn, const std::vector<std::string>& keys) {
  EcsTags* const found = find_tags(arn);
  if (found == nullptr) return not_found(arn);
  ++revision_;
  for (const std::string& key : keys) found->erase(key);
  return {};
}

Answer<EcsTags> Ecs::tags_of(std::string_view arn) const {
  const auto cluster = state_.clusters.find(last_part(arn));
  if (cluster != state_.clusters.end() && cluster->second.arn == arn) return cluster->second.tags;
  const auto service = state_.services.find(arn);
  if (service != state_.services.end()) return service->second.tags;
  const auto task = state_.tasks.find(arn);
  if (task != state_.tasks.end()) return task->second.tags;
  const TaskDefinition* const definition = find_definition(arn);
  if (definition != nullptr) return definition->tags;
  return not_found(arn);
}

void Ecs::put_account_setting(const std::string& name, const std::string& value) {
  ++revision_;
  state_.account_settings.insert_or_assign(name, value);
}

// ---------------------------------------------------------------- agenda

void Ecs::schedule(Instant at, Kind kind, std::string subject) {
  agenda_.insert(Item{at, ++last_ticket_, kind, std::move(subject)});
}

std::optional<Instant> Ecs::due() const {
  if (agenda_.empty()) return std::nullopt;
  return agenda_.begin()->at;
}

void Ecs::run(Instant now) {
  while (!agenda_.empty() && agenda_.begin()->at <= now) {
    const auto item = agenda_.extract(agenda_.begin());
    ++revision_;
    carry_out(item.value());
  }
}

void Ecs::carry_out(const Item& item) {
  if (item.kind == Kind::reconcile) {
    const auto service = state_.services.find(item.subject);
    if (service != state_.services.end()) reconcile(service->second, item.at);
    return;
  }
  EcsTask* const task = find_task(item.subject);
  if (task == nullptr) return;
  switch (item.kind) {
    case Kind::advance:
      return advance(*task, item.at);
    case Kind::kill:
      if (task->status == TaskStatus::stopping) runtime_.kill(task->arn, item.at);
      return;
    case Kind::protection_ends:
      // Another, later end may have been set meanwhile.
      if (!task->protected_until || *task->protected_until > item.at) return;
      task->protected_until = std::nullopt;
      return schedule(item.at, Kind::reconcile, task->service);
    case Kind::forget:
      state_.tasks.erase(state_.tasks.find(item.subject));
      return;
    case Kind::reconcile:
      return;  // above
  }
}

void Ecs::restore(EcsState state, Instant now) {
  state_ = std::move(state);
  agenda_.clear();
  tasks_of_.clear();
  ++revision_;
  for (auto& [arn, task] : state_.tasks) {
    if (task.status == TaskStatus::stopped) {
      const Instant since = task.stopped_at.value_or(now);
      schedule(std::max(now, since + parameters_.stopped_task_retention), Kind::forget, arn);
      continue;
    }
    if (!task.service.empty()) tasks_of_[task.service].insert(arn);
    for (TaskContainer& container : task.containers) container.status = TaskStatus::stopped;
    if (task.wanted) {
      task.wanted = false;
      task.stopping_at = now;
      task.stop_code = "ServiceSchedulerInitiated";
      task.stopped_reason = "The host of the task (sluice local) was stopped.";
    }
    stopped(task, now);
  }
  for (const auto& [arn, service] : state_.services) {
    if (service.status == EcsServiceStatus::inactive) continue;
    schedule(now, Kind::reconcile, arn);
    if (service.starts_again_at) schedule(*service.starts_again_at, Kind::reconcile, arn);
  }
}

}  // namespace sluice::world
