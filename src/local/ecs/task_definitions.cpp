#include <fmt/format.h>

#include <algorithm>

#include "local/ecs/handlers.hpp"
#include "local/ecs/rendering.hpp"

namespace sluice::local::ecs {
namespace {

constexpr std::int64_t longest_stop_timeout = 120;  ///< seconds, on Fargate

/// Members of a container that are stored and shown, and change nothing for a
/// process on this machine.
const std::initializer_list<std::string_view> container_documents = {"portMappings",
                                                                     "mountPoints",
                                                                     "volumesFrom",
                                                                     "ulimits",
                                                                     "healthCheck",
                                                                     "linuxParameters",
                                                                     "hostname",
                                                                     "user",
                                                                     "disableNetworking",
                                                                     "privileged",
                                                                     "readonlyRootFilesystem",
                                                                     "dnsServers",
                                                                     "dnsSearchDomains",
                                                                     "extraHosts",
                                                                     "dockerSecurityOptions",
                                                                     "interactive",
                                                                     "pseudoTerminal",
                                                                     "dockerLabels",
                                                                     "systemControls",
                                                                     "resourceRequirements",
                                                                     "startTimeout",
                                                                     "links",
                                                                     "repositoryCredentials",
                                                                     "versionConsistency",
                                                                     "credentialSpecs",
                                                                     "cpu",
                                                                     "memory",
                                                                     "memoryReservation"};

/// Members that AWS shows whether or not they were sent.
void fill_defaults(Json& container) {
  for (const char* list :
       {"portMappings", "environment", "mountPoints", "volumesFrom", "systemControls"})
    if (!container.contains(list)) container[list] = Json::array();
  if (!container.contains("cpu")) container["cpu"] = 0;
  if (!container.contains("essential")) container["essential"] = true;
}

world::LogConfiguration read_log(Input& log) {
  world::LogConfiguration configuration{.driver = log.required_text("logDriver"),
                                        .options = log.text_map("options")};
  if (configuration.driver == "awslogs" && !configuration.options.contains("awslogs-group"))
    log.refuse({.code = "ClientException",
                .message = "Log driver awslogs requires options: awslogs-group"});
  return configuration;
}

void read_dependencies(Input& input, world::ContainerDefinition& container) {
  for (Input& dependency : input.structures("dependsOn")) {
    container.starts_after.push_back(dependency.required_text("containerName"));
    const std::string condition = dependency.required_text("condition");
    if (condition != "START")
      dependency.refuse({.code = "ClientException",
                         .message = fmt::format(
                             "Sluice models the condition START of dependsOn, not {}", condition)});
  }
}

/// One container, and how it is shown.
world::ContainerDefinition read_container(Input& input, Json& shown) {
  world::Documents documents;
  store(input, container_documents, documents);
  store(input,
        {"name", "image", "essential", "entryPoint", "command", "environment", "workingDirectory",
         "stopTimeout", "logConfiguration", "dependsOn"},
        documents);
  show(documents, shown);
  fill_defaults(shown);
  world::ContainerDefinition container{
      .name = input.text("name").value_or(""),
      .image = input.text("image").value_or(""),
      .essential = input.flag("essential").value_or(true),
      .entry_point = input.texts("entryPoint"),
      .command = input.texts("command"),
      .working_directory = input.text("workingDirectory").value_or("")};
  for (Input& variable : input.structures("environment"))
    container.environment.insert_or_assign(variable.required_text("name"),
                                           variable.text("value").value_or(""));
  if (const auto seconds = input.integer_within("stopTimeout", 0, longest_stop_timeout))
    container.stop_timeout = std::chrono::seconds{*seconds};
  if (auto log = input.structure("logConfiguration")) container.log = read_log(*log);
  read_dependencies(input, container);
  return container;
}

Json to_json(const world::TaskDefinition& definition, const Call& call) {
  Json shown = Json::object();
  show(definition.documents, shown);
  shown["taskDefinitionArn"] = definition.arn;
  shown["family"] = definition.family;
  shown["revision"] = definition.revision;
  shown["status"] = definition.status == world::TaskDefinitionStatus::active ? "ACTIVE"
                    : definition.status == world::TaskDefinitionStatus::inactive
                        ? "INACTIVE"
                        : "DELETE_IN_PROGRESS";
  if (!definition.cpu.empty()) shown["cpu"] = definition.cpu;
  if (!definition.memory.empty()) shown["memory"] = definition.memory;
  for (const char* list : {"volumes", "placementConstraints", "requiresAttributes"})
    if (!shown.contains(list)) shown[list] = Json::array();
  Json compatibilities = Json::array();
  compatibilities.push_back("EC2");
  if (definition.fargate) compatibilities.push_back("FARGATE");
  shown["compatibilities"] = std::move(compatibilities);
  shown["registeredAt"] = timestamp(definition.registered_at);
  shown["registeredBy"] =
      fmt::format("arn:{}:iam::{}:root", call.where.partition, call.where.account);
  if (definition.deregistered_at) shown["deregisteredAt"] = timestamp(*definition.deregistered_at);
  if (definition.delete_requested_at)
    shown["deleteRequestedAt"] = timestamp(*definition.delete_requested_at);
  return shown;
}

}  // namespace

Output register_task_definition(world::Ecs& ecs, Input& input, const Call& call) {
  world::RegisterTaskDefinitionRequest request{.family = input.required_text("family"),
                                               .cpu = input.text("cpu").value_or(""),
                                               .memory = input.text("memory").value_or(""),
                                               .containers = {},
                                               .tags = read_tags(input)};
  const auto mode = input.one_of("networkMode", {"bridge", "host", "awsvpc", "none"});
  request.awsvpc = mode == "awsvpc";
  const auto compatibilities = input.texts("requiresCompatibilities");
  request.fargate = includes(compatibilities, "FARGATE");
  store(input,
        {"taskRoleArn", "executionRoleArn", "networkMode", "volumes", "placementConstraints",
         "requiresCompatibilities", "pidMode", "ipcMode", "proxyConfiguration",
         "inferenceAccelerators", "ephemeralStorage", "runtimePlatform", "enableFaultInjection"},
        request.documents);
  Json containers = Json::array();
  for (Input& container : input.structures("containerDefinitions")) {
    Json shown = Json::object();
    request.containers.push_back(read_container(container, shown));
    containers.push_back(std::move(shown));
  }
  request.documents.insert_or_assign("containerDefinitions", containers.dump());
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto definition = ecs.register_task_definition(request, call.now);
  if (!definition) return refused(definition.error());
  Json output = Json::object();
  output["taskDefinition"] = to_json(*definition, call);
  if (!definition->tags.empty()) output["tags"] = ecs::to_json(definition->tags);
  return output;
}

Output describe_task_definition(world::Ecs& ecs, Input& input, const Call& call) {
  const std::string name = input.required_text("taskDefinition");
  const auto include = input.texts("include");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto definition = ecs.describe_task_definition(name);
  if (!definition) return refused(definition.error());
  Json output = Json::object();
  output["taskDefinition"] = to_json(*definition, call);
  output["tags"] = includes(include, "TAGS") ? ecs::to_json(definition->tags) : Json::array();
  return output;
}

Output deregister_task_definition(world::Ecs& ecs, Input& input, const Call& call) {
  const std::string name = input.required_text("taskDefinition");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto definition = ecs.deregister_task_definition(name, call.now);
  if (!definition) return refused(definition.error());
  Json output = Json::object();
  output["taskDefinition"] = to_json(*definition, call);
  return output;
}

Output delete_task_definitions(world::Ecs& ecs, Input& input, const Call& call) {
  const auto names = input.texts("taskDefinitions");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto described = ecs.delete_task_definitions(names, call.now);
  Json definitions = Json::array();
  for (const world::TaskDefinition& definition : described.found)
    definitions.push_back(to_json(definition, call));
  Json output = Json::object();
  output["taskDefinitions"] = std::move(definitions);
  output["failures"] = ecs::to_json(described.failures);
  return output;
}

Output list_task_definitions(world::Ecs& ecs, Input& input, const Call&) {
  const auto family = input.text("familyPrefix").value_or("");
  const auto status = input.one_of("status", {"ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"});
  const auto sort = input.one_of("sort", {"ASC", "DESC"});
  const PageRequest request = read_page(input);
  if (auto refusal = input.refusal()) return refused(*refusal);
  using Status = world::TaskDefinitionStatus;
  const Status wanted = status == "INACTIVE"             ? Status::inactive
                        : status == "DELETE_IN_PROGRESS" ? Status::delete_in_progress
                                                         : Status::active;
  auto arns = ecs.list_task_definitions(family, wanted);
  if (sort == "DESC") std::ranges::reverse(arns);
  return page(request, "taskDefinitionArns", std::move(arns));
}

Output list_task_definition_families(world::Ecs& ecs, Input& input, const Call&) {
  const auto prefix = input.text("familyPrefix").value_or("");
  const auto status = input.one_of("status", {"ACTIVE", "INACTIVE", "ALL"});
  const PageRequest request = read_page(input);
  if (auto refusal = input.refusal()) return refused(*refusal);
  std::optional<bool> active;
  if (status.value_or("ALL") != "ALL") active = status == "ACTIVE";
  return page(request, "families", ecs.list_families(prefix, active));
}

}  // namespace sluice::local::ecs
