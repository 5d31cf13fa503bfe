#include <fmt/format.h>

#include "local/ecs/handlers.hpp"
#include "local/ecs/rendering.hpp"

namespace sluice::local::ecs {
namespace {

std::string_view text_of(world::TaskStatus status) {
  switch (status) {
    case world::TaskStatus::provisioning:
      return "PROVISIONING";
    case world::TaskStatus::pending:
      return "PENDING";
    case world::TaskStatus::activating:
      return "ACTIVATING";
    case world::TaskStatus::running:
      return "RUNNING";
    case world::TaskStatus::deactivating:
      return "DEACTIVATING";
    case world::TaskStatus::stopping:
      return "STOPPING";
    case world::TaskStatus::deprovisioning:
      return "DEPROVISIONING";
    case world::TaskStatus::stopped:
      return "STOPPED";
  }
  return "";
}

Json detail(std::string_view name, std::string_view value) {
  Json shown = Json::object();
  shown["name"] = name;
  shown["value"] = value;
  return shown;
}

Json attachments_of(const world::EcsTask& task) {
  Json list = Json::array();
  if (!task.interface) return list;
  const world::TaskInterface& interface = *task.interface;
  Json details = Json::array();
  details.push_back(detail("subnetId", interface.subnet));
  details.push_back(detail("networkInterfaceId", interface.interface_id));
  details.push_back(detail("macAddress", interface.mac));
  details.push_back(detail("privateIPv4Address", interface.private_ip));
  Json shown = Json::object();
  shown["id"] = interface.attachment_id;
  shown["type"] = "ElasticNetworkInterface";
  const bool attached = task.status > world::TaskStatus::provisioning;
  shown["status"] = task.status == world::TaskStatus::stopped ? "DELETED"
                    : attached                                ? "ATTACHED"
                                                              : "PRECREATED";
  shown["details"] = std::move(details);
  list.push_back(std::move(shown));
  return list;
}

Json containers_of(const world::EcsTask& task) {
  Json list = Json::array();
  for (const world::TaskContainer& container : task.containers) {
    Json interfaces = Json::array();
    if (task.interface) {
      Json interface = Json::object();
      interface["attachmentId"] = task.interface->attachment_id;
      interface["privateIpv4Address"] = task.interface->private_ip;
      interfaces.push_back(std::move(interface));
    }
    Json shown = Json::object();
    shown["containerArn"] = container.arn;
    shown["taskArn"] = task.arn;
    shown["name"] = container.name;
    shown["image"] = container.image;
    if (!container.runtime_id.empty()) shown["runtimeId"] = container.runtime_id;
    shown["lastStatus"] = text_of(container.status);
    if (container.exit_code) shown["exitCode"] = *container.exit_code;
    if (!container.reason.empty()) shown["reason"] = container.reason;
    shown["networkBindings"] = Json::array();
    shown["networkInterfaces"] = std::move(interfaces);
    shown["healthStatus"] = "UNKNOWN";
    list.push_back(std::move(shown));
  }
  return list;
}

void show_times(const world::EcsTask& task, Json& shown) {
  const auto put = [&shown](const char* member, const std::optional<Instant>& at) {
    if (at) shown[member] = timestamp(*at);
  };
  shown["createdAt"] = timestamp(task.created_at);
  put("pullStartedAt", task.pull_started_at);
  put("startedAt", task.started_at);
  put("stoppingAt", task.stopping_at);
  put("executionStoppedAt", task.execution_stopped_at);
  put("stoppedAt", task.stopped_at);
  if (task.launched) {
    const Instant pulled = task.created_at + task.start_delay;
    shown["pullStoppedAt"] = timestamp(pulled);
    shown["connectivityAt"] = timestamp(task.pull_started_at.value_or(pulled));
    shown["connectivity"] = "CONNECTED";
  }
}

Json to_json(const world::Ecs& ecs, const world::EcsTask& task) {
  Json shown = Json::object();
  show(task.documents, shown);
  if (!shown.contains("overrides")) {
    Json overrides = Json::array();
    for (const world::TaskContainer& container : task.containers) {
      Json one = Json::object();
      one["name"] = container.name;
      overrides.push_back(std::move(one));
    }
    shown["overrides"] = Json::object();
    shown["overrides"]["containerOverrides"] = std::move(overrides);
  }
  const auto definition = ecs.describe_task_definition(task.task_definition);
  if (definition && !definition->cpu.empty()) shown["cpu"] = definition->cpu;
  if (definition && !definition->memory.empty()) shown["memory"] = definition->memory;
  shown["taskArn"] = task.arn;
  shown["clusterArn"] = ecs.cluster_arn(task.cluster);
  shown["taskDefinitionArn"] = task.task_definition;
  shown["group"] = task.group;
  if (!task.started_by.empty()) shown["startedBy"] = task.started_by;
  if (!task.launch_type.empty()) shown["launchType"] = task.launch_type;
  shown["availabilityZone"] = task.availability_zone;
  shown["attachments"] = attachments_of(task);
  shown["containers"] = containers_of(task);
  shown["desiredStatus"] = task.wanted ? "RUNNING" : "STOPPED";
  shown["lastStatus"] = text_of(task.status);
  shown["healthStatus"] = "UNKNOWN";
  shown["version"] = task.version;
  show_times(task, shown);
  if (!task.stop_code.empty()) shown["stopCode"] = task.stop_code;
  if (!task.stopped_reason.empty()) shown["stoppedReason"] = task.stopped_reason;
  shown["tags"] = ecs::to_json(task.tags);
  return shown;
}

void read_overrides(Input& input, world::RunTaskRequest& request) {
  auto overrides = input.structure("overrides");
  if (!overrides) return;
  store(input, {"overrides"}, request.documents);
  for (const char* stored : {"cpu", "memory", "taskRoleArn", "executionRoleArn"})
    overrides->ignore(stored);
  for (Input& container : overrides->structures("containerOverrides")) {
    world::ContainerOverride changes{.name = container.required_text("name"),
                                     .command = container.texts("command")};
    for (Input& variable : container.structures("environment"))
      changes.environment.insert_or_assign(variable.required_text("name"),
                                           variable.text("value").value_or(""));
    for (const char* stored : {"cpu", "memory", "memoryReservation"}) container.ignore(stored);
    request.overrides.push_back(std::move(changes));
  }
}

Json protected_json(const world::Described<world::ProtectedTask>& described) {
  Json tasks = Json::array();
  for (const world::ProtectedTask& task : described.found) {
    Json shown = Json::object();
    shown["taskArn"] = task.task_arn;
    shown["protectionEnabled"] = task.expires_at.has_value();
    if (task.expires_at) shown["expirationDate"] = timestamp(*task.expires_at);
    tasks.push_back(std::move(shown));
  }
  Json output = Json::object();
  output["protectedTasks"] = std::move(tasks);
  output["failures"] = ecs::to_json(described.failures);
  return output;
}

}  // namespace

Output run_task(world::Ecs& ecs, Input& input, const Call& call) {
  world::RunTaskRequest request{
      .cluster = input.text("cluster").value_or(""),
      .task_definition = input.required_text("taskDefinition"),
      .count = input.integer("count").value_or(1),
      .launch_type = input.one_of("launchType", {"EC2", "FARGATE", "EXTERNAL"}).value_or(""),
      .group = input.text("group").value_or(""),
      .started_by = input.text("startedBy").value_or(""),
      .tags = read_tags(input)};
  world::Documents network;
  request.network = read_network(input, network);
  read_overrides(input, request);
  store(input, {"enableExecuteCommand"}, request.documents);
  for (const char* harmless :
       {"clientToken", "enableECSManagedTags", "platformVersion", "propagateTags", "referenceId",
        "placementConstraints", "placementStrategy", "capacityProviderStrategy"})
    input.ignore(harmless);
  refuse_members_of(input, "volumeConfigurations");
  if (request.launch_type.empty() && !input.has("capacityProviderStrategy"))
    request.launch_type = "EC2";
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto started = ecs.run_task(request, call.now);
  if (!started) return refused(started.error());
  Json tasks = Json::array();
  for (const world::EcsTask& task : *started) tasks.push_back(to_json(ecs, task));
  Json output = Json::object();
  output["tasks"] = std::move(tasks);
  output["failures"] = Json::array();
  return output;
}

/// There are no container instances that it could place a task on.
Output start_task(world::Ecs&, Input&, const Call&) {
  return refused({.code = "InvalidParameterException",
                  .message = "Sluice does not model container instances: use RunTask"});
}

Output stop_task(world::Ecs& ecs, Input& input, const Call& call) {
  const auto cluster = input.text("cluster").value_or("");
  const auto name = input.required_text("task");
  const auto reason = input.text("reason").value_or("");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto task = ecs.stop_task(cluster, name, reason, call.now);
  if (!task) return refused(task.error());
  Json output = Json::object();
  output["task"] = to_json(ecs, *task);
  return output;
}

Output list_tasks(world::Ecs& ecs, Input& input, const Call&) {
  world::ListTasksRequest request{
      .cluster = input.text("cluster").value_or(""),
      .family = input.text("family").value_or(""),
      .service = input.text("serviceName").value_or(""),
      .started_by = input.text("startedBy").value_or(""),
      .launch_type = input.one_of("launchType", {"EC2", "FARGATE", "EXTERNAL"}).value_or("")};
  const auto status = input.one_of("desiredStatus", {"RUNNING", "PENDING", "STOPPED"});
  request.stopped = status == "STOPPED";
  const PageRequest wanted = read_page(input);
  if (auto refusal = input.refusal()) return refused(*refusal);
  auto arns = ecs.list_tasks(request);
  // "PENDING does not return any results: ECS never sets the desired status to it."
  if (arns && status == "PENDING") arns->clear();
  return page(wanted, "taskArns", arns);
}

Output describe_tasks(world::Ecs& ecs, Input& input, const Call&) {
  const auto cluster = input.text("cluster").value_or("");
  const auto names = input.texts("tasks");
  const auto include = input.texts("include");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto described = ecs.describe_tasks(cluster, names);
  if (!described) return refused(described.error());
  Json tasks = Json::array();
  for (const world::EcsTask& task : described->found) {
    Json shown = to_json(ecs, task);
    if (!includes(include, "TAGS")) shown["tags"] = Json::array();
    tasks.push_back(std::move(shown));
  }
  Json output = Json::object();
  output["tasks"] = std::move(tasks);
  output["failures"] = ecs::to_json(described->failures);
  return output;
}

Output update_task_protection(world::Ecs& ecs, Input& input, const Call& call) {
  constexpr std::int64_t longest = 2880;
  world::UpdateTaskProtectionRequest request{
      .cluster = input.required_text("cluster"), .tasks = input.texts("tasks"), .enabled = false};
  const auto enabled = input.flag("protectionEnabled");
  if (!enabled)
    input.refuse(
        {.code = "InvalidParameterException", .message = "protectionEnabled cannot be null."});
  request.enabled = enabled.value_or(false);
  if (const auto minutes = input.integer_within("expiresInMinutes", 1, longest))
    request.expires_in_minutes = *minutes;
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto described = ecs.update_task_protection(request, call.now);
  if (!described) return refused(described.error());
  return protected_json(*described);
}

Output get_task_protection(world::Ecs& ecs, Input& input, const Call& call) {
  const auto cluster = input.required_text("cluster");
  const auto tasks = input.texts("tasks");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto described = ecs.task_protection(cluster, tasks, call.now);
  if (!described) return refused(described.error());
  return protected_json(*described);
}

}  // namespace sluice::local::ecs
