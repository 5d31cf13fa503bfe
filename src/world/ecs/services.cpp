#include <fmt/format.h>

#include <algorithm>

#include "world/ecs/ecs.hpp"
#include "world/ecs/names.hpp"

namespace sluice::world {
namespace {

constexpr std::size_t most_services_described = 10;
constexpr std::size_t most_events = 100;  ///< the service keeps its 100 latest

Failure<Refusal> invalid(std::string message) {
  return refuse("InvalidParameterException", std::move(message));
}

/// What is wrong with a deployment configuration; empty: nothing.
std::string problem_of(const DeploymentConfiguration& configuration) {
  if (configuration.minimum_healthy_percent < 0 || configuration.minimum_healthy_percent > 100)
    return "minimumHealthyPercent must be between 0 and 100.";
  if (configuration.maximum_percent < 100) return "maximumPercent must be at least 100.";
  if (configuration.maximum_percent == 100 && configuration.minimum_healthy_percent == 100)
    return "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
           "deployments.";
  return "";
}

Documents task_documents(const Documents& documents) {
  Documents chosen;
  for (const char* member : {"networkConfiguration", "capacityProviderStrategy", "platformVersion",
                             "launchType", "platformFamily"}) {
    const auto found = documents.find(std::string_view{member});
    if (found != documents.end()) chosen.insert(*found);
  }
  return chosen;
}

Documents merged(Documents documents, const Documents& changes) {
  for (const auto& [member, document] : changes) documents.insert_or_assign(member, document);
  return documents;
}

}  // namespace

const EcsService* Ecs::find_service(std::string_view cluster, std::string_view service) const {
  const auto found = state_.services.find(service_arn(cluster, service));
  return found == state_.services.end() ? nullptr : &found->second;
}

Answer<EcsService*> Ecs::active_service(std::string_view cluster, std::string_view service) {
  if (const auto name = active_cluster(cluster); !name) return Failure<Refusal>{name.error()};
  const auto found = state_.services.find(service_arn(cluster, service));
  if (found == state_.services.end())
    return refuse("ServiceNotFoundException", "Service not found.");
  if (found->second.status != EcsServiceStatus::active)
    return refuse("ServiceNotActiveException", "Service was not ACTIVE.");
  return &found->second;
}

void Ecs::add_event(EcsService& service, std::string message, Instant now) {
  service.events.push_front(
      ServiceEvent{identities_.uuid(), now, fmt::format("(service {}) {}", service.name, message)});
  if (service.events.size() > most_events) service.events.pop_back();
}

void Ecs::look_at(const EcsService& service, Instant now) {
  schedule(now + parameters_.reconcile_delay, Kind::reconcile, service.arn);
}

/// Begins a deployment of the service as it is now, in front of the others.
void Ecs::deploy(EcsService& service, Instant now) {
  constexpr std::size_t id_digits = 19;
  std::string id;
  while (id.size() < id_digits)
    id += static_cast<char>('0' + static_cast<int>(identities_.uniform() * 10.0));
  EcsDeployment deployment{.id = fmt::format("ecs-svc/{}", id),
                           .task_definition = service.task_definition,
                           .created_at = now,
                           .updated_at = now,
                           .documents = task_documents(service.documents)};
  deployment.rollout_reason = fmt::format("ECS deployment {} in progress.", deployment.id);
  service.deployments.insert(service.deployments.begin(), std::move(deployment));
  service.steady = false;
  service.failures_in_a_row = 0;
  service.starts_again_at = std::nullopt;
  look_at(service, now);
}

Answer<EcsService> Ecs::create_service(const CreateServiceRequest& request, Instant now) {
  const auto cluster = active_cluster(request.cluster);
  if (!cluster) return Failure<Refusal>{cluster.error()};
  if (!is_ecs_name(request.name))
    return invalid("Invalid service name: up to 255 letters, numbers, hyphens and underscores.");
  if (request.desired < 0) return invalid("desiredCount cannot be negative.");
  if (std::string problem = problem_of(request.deployment_configuration); !problem.empty())
    return invalid(std::move(problem));
  const auto definition = active_definition(request.task_definition);
  if (!definition) return Failure<Refusal>{definition.error()};
  if ((*definition)->awsvpc && request.network.subnets.empty())
    return invalid(
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const std::string arn = service_arn(*cluster, request.name);
  const EcsService* const before = find_service(*cluster, request.name);
  if (before != nullptr && before->status == EcsServiceStatus::active)
    return invalid("Creation of service was not idempotent.");
  if (before != nullptr && before->status == EcsServiceStatus::draining)
    return invalid("Unable to Start a service that is still Draining.");
  ++revision_;
  EcsService& service =
      state_.services
          .insert_or_assign(arn,
                            EcsService{.name = request.name,
                                       .arn = arn,
                                       .cluster = *cluster,
                                       .desired = request.desired,
                                       .task_definition = (*definition)->arn,
                                       .launch_type = request.launch_type,
                                       .deployment_configuration = request.deployment_configuration,
                                       .network = request.network,
                                       .documents = request.documents,
                                       .tags = request.tags,
                                       .propagate_service_tags = request.propagate_service_tags,
                                       .created_at = now})
          .first->second;
  deploy(service, now);
  return service;
}

Answer<EcsService> Ecs::update_service(const UpdateServiceRequest& request, Instant now) {
  const auto found = active_service(request.cluster, request.service);
  if (!found) return Failure<Refusal>{found.error()};
  EcsService& service = **found;
  if (request.desired.value_or(0) < 0) return invalid("desiredCount cannot be negative.");
  const auto configuration =
      request.deployment_configuration.value_or(service.deployment_configuration);
  if (std::string problem = problem_of(configuration); !problem.empty())
    return invalid(std::move(problem));
  const auto definition =
      request.task_definition
          ? active_definition(*request.task_definition)
          : Answer<const TaskDefinition*>{find_definition(service.task_definition)};
  if (!definition) return Failure<Refusal>{definition.error()};

  ++revision_;
  bool new_tasks = request.force_new_deployment ||
                   task_documents(merged(service.documents, request.documents)) !=
                       task_documents(service.documents);
  if (*definition != nullptr && (*definition)->arn != service.task_definition) {
    service.task_definition = (*definition)->arn;
    new_tasks = true;
  }
  if (request.network && *request.network != service.network) {
    service.network = *request.network;
    new_tasks = true;
  }
  service.deployment_configuration = configuration;
  service.documents = merged(service.documents, request.documents);
  if (request.desired) service.desired = *request.desired;
  if (new_tasks)
    deploy(service, now);
  else
    look_at(service, now);
  return service;
}

Answer<EcsService> Ecs::delete_service(std::string_view cluster, std::string_view name, Force force,
                                       Instant now) {
  const auto found = active_service(cluster, name);
  if (!found) return Failure<Refusal>{found.error()};
  EcsService& service = **found;
  if (force == Force::no && service.desired > 0)
    return invalid("The service cannot be stopped while it is scaled above 0.");
  ++revision_;
  service.status = EcsServiceStatus::draining;
  service.desired = 0;
  service.steady = false;
  const auto live = tasks_of_.find(service.arn);
  if (live != tasks_of_.end() && !live->second.empty()) {
    add_event(service,
              fmt::format("has begun draining connections on {} tasks.", live->second.size()), now);
  }
  look_at(service, now);
  return service;
}

Answer<Described<EcsService>> Ecs::describe_services(
    std::string_view cluster, const std::vector<std::string>& services) const {
  const auto name = active_cluster(cluster);
  if (!name) return Failure<Refusal>{name.error()};
  if (services.empty()) return invalid("Services cannot be empty.");
  if (services.size() > most_services_described)
    return invalid("Member must have length less than or equal to 10");
  Described<EcsService> described;
  for (const std::string& service : services) {
    const EcsService* const found = find_service(*name, service);
    if (found != nullptr)
      described.found.push_back(*found);
    else
      described.failures.push_back({service_arn(*name, service), "MISSING"});
  }
  return described;
}

Answer<std::vector<std::string>> Ecs::list_services(std::string_view cluster,
                                                    std::string_view launch_type) const {
  const auto name = active_cluster(cluster);
  if (!name) return Failure<Refusal>{name.error()};
  std::vector<std::string> arns;
  for (const auto& [arn, service] : state_.services) {
    if (service.cluster != *name || service.status == EcsServiceStatus::inactive) continue;
    if (launch_type.empty() || service.launch_type == launch_type) arns.push_back(arn);
  }
  return arns;
}

std::optional<ServiceCapacity> Ecs::capacity(std::string_view cluster,
                                             std::string_view name) const {
  const EcsService* const service = find_service(cluster, name);
  if (service == nullptr || service->status != EcsServiceStatus::active) return std::nullopt;
  const TaskTally counts = tally(*service);
  return ServiceCapacity{
      .desired = service->desired,
      .running = counts.running,
      .pending = counts.pending,
      .deployment_in_progress = service->deployments.front().rollout == RolloutState::in_progress};
}

Answer<void> Ecs::set_desired_count(std::string_view cluster, std::string_view service,
                                    std::int64_t desired, Instant now) {
  const auto answer = update_service(
      {.cluster = std::string{cluster}, .service = std::string{service}, .desired = desired}, now);
  if (!answer) return Failure<Refusal>{answer.error()};
  return {};
}

void Ecs::add_service_event(std::string_view cluster, std::string_view service, std::string message,
                            Instant now) {
  const auto found = state_.services.find(service_arn(cluster, service));
  if (found == state_.services.end()) return;
  ++revision_;
  EcsService& named = found->second;
  named.events.push_front(ServiceEvent{identities_.uuid(), now, std::move(message)});
  if (named.events.size() > most_events) named.events.pop_back();
}

}  // namespace sluice::world
