#include <fmt/format.h>

#include "local/ecs/handlers.hpp"
#include "local/ecs/rendering.hpp"

namespace sluice::local::ecs {
namespace {

/// Lists that would change what a service does, and are not modelled.
void refuse_what_is_not_modelled(Input& input) {
  for (const char* list :
       {"loadBalancers", "serviceRegistries", "volumeConfigurations", "vpcLatticeConfigurations"})
    refuse_members_of(input, list);
}

world::DeploymentConfiguration read_deployment(Input& input,
                                               world::DeploymentConfiguration configuration) {
  if (const auto most = input.integer("maximumPercent")) configuration.maximum_percent = *most;
  if (const auto least = input.integer("minimumHealthyPercent"))
    configuration.minimum_healthy_percent = *least;
  if (auto breaker = input.structure("deploymentCircuitBreaker")) {
    configuration.circuit_breaker = breaker->flag("enable").value_or(false);
    configuration.rollback = breaker->flag("rollback").value_or(false);
  }
  input.one_of("strategy", {"ROLLING"});
  if (auto alarms = input.structure("alarms")) {
    if (alarms->flag("enable").value_or(false))
      alarms->refuse({.code = "InvalidParameterException",
                      .message = "Sluice does not model the parameter deploymentConfiguration."
                                 "alarms"});
    alarms->ignore("alarmNames");
    alarms->ignore("rollback");
  }
  input.ignore("bakeTimeInMinutes");  // of the blue/green strategy
  refuse_members_of(input, "lifecycleHooks");
  return configuration;
}

Json to_json(const world::DeploymentConfiguration& configuration) {
  Json breaker = Json::object();
  breaker["enable"] = configuration.circuit_breaker;
  breaker["rollback"] = configuration.rollback;
  Json shown = Json::object();
  shown["deploymentCircuitBreaker"] = std::move(breaker);
  shown["maximumPercent"] = configuration.maximum_percent;
  shown["minimumHealthyPercent"] = configuration.minimum_healthy_percent;
  shown["strategy"] = "ROLLING";
  return shown;
}

std::string_view text_of(world::RolloutState state) {
  switch (state) {
    case world::RolloutState::in_progress:
      return "IN_PROGRESS";
    case world::RolloutState::completed:
      return "COMPLETED";
    case world::RolloutState::failed:
      return "FAILED";
  }
  return "";
}

Json deployments_of(const world::Ecs& ecs, const world::EcsService& service) {
  Json list = Json::array();
  for (const world::EcsDeployment& deployment : service.deployments) {
    const bool primary = list.empty();
    const world::TaskTally counts = ecs.tally(service, deployment);
    Json shown = Json::object();
    show(deployment.documents, shown);
    shown["id"] = deployment.id;
    shown["status"] = primary ? "PRIMARY" : "ACTIVE";
    shown["taskDefinition"] = deployment.task_definition;
    shown["desiredCount"] = primary ? service.desired : 0;
    shown["pendingCount"] = counts.pending;
    shown["runningCount"] = counts.running;
    shown["failedTasks"] = deployment.failed_tasks;
    shown["createdAt"] = timestamp(deployment.created_at);
    shown["updatedAt"] = timestamp(deployment.updated_at);
    if (!service.launch_type.empty()) shown["launchType"] = service.launch_type;
    shown["rolloutState"] = text_of(deployment.rollout);
    shown["rolloutStateReason"] = deployment.rollout_reason;
    list.push_back(std::move(shown));
  }
  return list;
}

Json events_of(const world::EcsService& service) {
  Json list = Json::array();
  for (const world::ServiceEvent& event : service.events) {
    Json shown = Json::object();
    shown["id"] = event.id;
    shown["createdAt"] = timestamp(event.created_at);
    shown["message"] = event.message;
    list.push_back(std::move(shown));
  }
  return list;
}

/// Members that AWS shows whether or not they were sent.
void fill_defaults(const world::EcsService& service, const Call& call, Json& shown) {
  for (const char* list :
       {"loadBalancers", "serviceRegistries", "placementConstraints", "placementStrategy"})
    if (!shown.contains(list)) shown[list] = Json::array();
  for (const char* flag : {"enableECSManagedTags", "enableExecuteCommand"})
    if (!shown.contains(flag)) shown[flag] = false;
  if (!shown.contains("propagateTags")) shown["propagateTags"] = "NONE";
  if (!shown.contains("availabilityZoneRebalancing"))
    shown["availabilityZoneRebalancing"] = "DISABLED";
  if (!shown.contains("schedulingStrategy")) shown["schedulingStrategy"] = "REPLICA";
  if (!shown.contains("deploymentController")) {
    shown["deploymentController"] = Json::object();
    shown["deploymentController"]["type"] = "ECS";
  }
  shown["roleArn"] =
      fmt::format("arn:{}:iam::{}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
                  call.where.partition, call.where.account);
  shown["createdBy"] = fmt::format("arn:{}:iam::{}:root", call.where.partition, call.where.account);
  if (!service.launch_type.empty()) shown["launchType"] = service.launch_type;
}

std::string_view text_of(world::EcsServiceStatus status) {
  switch (status) {
    case world::EcsServiceStatus::active:
      return "ACTIVE";
    case world::EcsServiceStatus::draining:
      return "DRAINING";
    case world::EcsServiceStatus::inactive:
      return "INACTIVE";
  }
  return "";
}

Json to_json(const world::Ecs& ecs, const world::EcsService& service, const Call& call) {
  const world::TaskTally counts = ecs.tally(service);
  Json shown = Json::object();
  show(service.documents, shown);
  fill_defaults(service, call, shown);
  shown["serviceArn"] = service.arn;
  shown["serviceName"] = service.name;
  shown["clusterArn"] = ecs.cluster_arn(service.cluster);
  shown["status"] = text_of(service.status);
  shown["desiredCount"] = service.desired;
  shown["runningCount"] = counts.running;
  shown["pendingCount"] = counts.pending;
  shown["taskDefinition"] = service.task_definition;
  shown["deploymentConfiguration"] = to_json(service.deployment_configuration);
  shown["deployments"] = deployments_of(ecs, service);
  shown["events"] = events_of(service);
  shown["createdAt"] = timestamp(service.created_at);
  shown["tags"] = ecs::to_json(service.tags);
  return shown;
}

Output service_output(const world::Ecs& ecs, const world::Answer<world::EcsService>& service,
                      const Call& call) {
  if (!service) return refused(service.error());
  Json output = Json::object();
  output["service"] = to_json(ecs, *service, call);
  return output;
}

/// What CreateService and UpdateService both only store.
void store_common(Input& input, world::Documents& documents) {
  store(input,
        {"capacityProviderStrategy", "placementConstraints", "placementStrategy", "platformVersion",
         "healthCheckGracePeriodSeconds", "enableECSManagedTags", "enableExecuteCommand",
         "availabilityZoneRebalancing", "propagateTags"},
        documents);
  if (auto controller = input.structure("deploymentController")) {
    controller->required_text("type");
    controller->one_of("type", {"ECS"});
  }
  refuse_what_is_not_modelled(input);
  if (auto connect = input.structure("serviceConnectConfiguration")) {
    if (connect->flag("enabled").value_or(false))
      connect->refuse({.code = "InvalidParameterException",
                       .message = "Sluice does not model the parameter "
                                  "serviceConnectConfiguration"});
  }
}

}  // namespace

Output create_service(world::Ecs& ecs, Input& input, const Call& call) {
  world::CreateServiceRequest request{
      .cluster = input.text("cluster").value_or(""),
      .name = input.required_text("serviceName"),
      .task_definition = input.required_text("taskDefinition"),
      .desired = input.integer("desiredCount").value_or(0),
      .launch_type = input.one_of("launchType", {"EC2", "FARGATE", "EXTERNAL"}).value_or(""),
      .tags = read_tags(input)};
  input.one_of("schedulingStrategy", {"REPLICA"});
  input.ignore("clientToken");
  input.ignore("role");  // of a load balancer
  if (auto deployment = input.structure("deploymentConfiguration"))
    request.deployment_configuration = read_deployment(*deployment, {});
  request.network = read_network(input, request.documents);
  request.propagate_service_tags = input.text("propagateTags") == "SERVICE";
  store_common(input, request.documents);
  const bool by_provider = request.documents.contains("capacityProviderStrategy");
  if (request.launch_type.empty() && !by_provider) request.launch_type = "EC2";
  if (request.launch_type != "EC2") {
    request.documents.emplace("platformVersion", R"("LATEST")");
    request.documents.emplace("platformFamily", R"("Linux")");
  }
  if (auto refusal = input.refusal()) return refused(*refusal);
  return service_output(ecs, ecs.create_service(request, call.now), call);
}

Output update_service(world::Ecs& ecs, Input& input, const Call& call) {
  world::UpdateServiceRequest request{
      .cluster = input.text("cluster").value_or(""),
      .service = input.required_text("service"),
      .desired = input.integer("desiredCount"),
      .task_definition = input.text("taskDefinition"),
      .force_new_deployment = input.flag("forceNewDeployment").value_or(false)};
  if (auto deployment = input.structure("deploymentConfiguration")) {
    world::DeploymentConfiguration before;
    const auto described = ecs.describe_services(request.cluster, {request.service});
    if (described && !described->found.empty())
      before = described->found.front().deployment_configuration;
    request.deployment_configuration = read_deployment(*deployment, before);
  }
  if (input.has("networkConfiguration")) request.network = read_network(input, request.documents);
  store_common(input, request.documents);
  if (auto refusal = input.refusal()) return refused(*refusal);
  return service_output(ecs, ecs.update_service(request, call.now), call);
}

Output delete_service(world::Ecs& ecs, Input& input, const Call& call) {
  const auto cluster = input.text("cluster").value_or("");
  const auto service = input.required_text("service");
  const auto force =
      input.flag("force").value_or(false) ? world::Ecs::Force::yes : world::Ecs::Force::no;
  if (auto refusal = input.refusal()) return refused(*refusal);
  return service_output(ecs, ecs.delete_service(cluster, service, force, call.now), call);
}

Output describe_services(world::Ecs& ecs, Input& input, const Call& call) {
  const auto cluster = input.text("cluster").value_or("");
  const auto names = input.texts("services");
  const auto include = input.texts("include");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto described = ecs.describe_services(cluster, names);
  if (!described) return refused(described.error());
  Json services = Json::array();
  for (const world::EcsService& service : described->found) {
    Json shown = to_json(ecs, service, call);
    if (!includes(include, "TAGS")) shown.erase("tags");
    services.push_back(std::move(shown));
  }
  Json output = Json::object();
  output["services"] = std::move(services);
  output["failures"] = ecs::to_json(described->failures);
  return output;
}

Output list_services(world::Ecs& ecs, Input& input, const Call&) {
  const auto cluster = input.text("cluster").value_or("");
  const auto type = input.one_of("launchType", {"EC2", "FARGATE", "EXTERNAL"}).value_or("");
  input.one_of("schedulingStrategy", {"REPLICA", "DAEMON"});
  PageRequest request = read_page(input);
  if (!input.has("maxResults")) request.most = 10;  // this operation's own default
  if (auto refusal = input.refusal()) return refused(*refusal);
  return page(request, "serviceArns", ecs.list_services(cluster, type));
}

}  // namespace sluice::local::ecs
