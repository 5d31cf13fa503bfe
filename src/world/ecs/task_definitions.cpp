#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "world/ecs/ecs.hpp"
#include "world/ecs/names.hpp"

namespace sluice::world {
namespace {

Failure<Refusal> client_error(std::string message) {
  return refuse("ClientException", std::move(message));
}

/// What is wrong with what a container of these waits for; empty: nothing.
std::string problem_of_order(const ContainerDefinition& container,
                             const std::vector<ContainerDefinition>& containers) {
  for (const std::string& before : container.starts_after) {
    const auto named = [&](const auto& other) { return other.name == before; };
    if (before == container.name || std::ranges::none_of(containers, named))
      return fmt::format("The container {} depends on a container that does not exist: {}",
                         container.name, before);
  }
  return "";
}

/// What is wrong with the containers of a task definition; empty: nothing.
std::string problem_of(const std::vector<ContainerDefinition>& containers) {
  if (containers.empty()) return "Container list cannot be empty.";
  bool essential = false;
  for (const ContainerDefinition& container : containers) {
    if (!is_ecs_name(container.name)) return "Container.name should not be null or empty.";
    if (container.image.empty()) return "Container.image should not be null or empty.";
    const auto same = [&](const auto& other) { return other.name == container.name; };
    if (std::ranges::count_if(containers, same) > 1)
      return fmt::format("Container names must be unique: {}", container.name);
    if (std::string problem = problem_of_order(container, containers); !problem.empty())
      return problem;
    essential = essential || container.essential;
  }
  return essential ? "" : "Invalid 'essential' setting: at least one container must be essential.";
}

/// "family:revision" in two; a revision of 0: the latest active one.
std::pair<std::string_view, std::int64_t> split_name(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {name, 0};
  const std::string_view digits = name.substr(colon + 1);
  std::int64_t revision = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), revision);
  if (error != std::errc{} || end != digits.data() + digits.size()) revision = -1;
  return {name.substr(0, colon), revision};
}

}  // namespace

Answer<TaskDefinition> Ecs::register_task_definition(const RegisterTaskDefinitionRequest& request,
                                                     Instant now) {
  if (!is_ecs_name(request.family))
    return client_error(
        "Family contains invalid characters or is too long: up to 255 letters, numbers, hyphens "
        "and underscores are allowed.");
  if (std::string problem = problem_of(request.containers); !problem.empty())
    return client_error(std::move(problem));
  if (request.fargate && (request.cpu.empty() || request.memory.empty()))
    return client_error(fmt::format("Fargate requires that '{}' be defined at the task level.",
                                    request.cpu.empty() ? "cpu" : "memory"));
  if (request.fargate && !request.awsvpc)
    return client_error("Fargate only supports network mode 'awsvpc'.");
  ++revision_;
  std::vector<TaskDefinition>& revisions = state_.families[request.family];
  const auto revision = static_cast<std::int64_t>(revisions.size()) + 1;
  revisions.push_back(TaskDefinition{
      .family = request.family,
      .revision = revision,
      .arn = arn(where_, "ecs", fmt::format("task-definition/{}:{}", request.family, revision)),
      .cpu = request.cpu,
      .memory = request.memory,
      .awsvpc = request.awsvpc,
      .fargate = request.fargate,
      .containers = request.containers,
      .documents = request.documents,
      .tags = request.tags,
      .registered_at = now});
  return revisions.back();
}

const TaskDefinition* Ecs::find_definition(std::string_view name) const {
  const auto [family, revision] = split_name(name);
  const auto found = state_.families.find(family);
  if (found == state_.families.end() || revision < 0) return nullptr;
  const std::vector<TaskDefinition>& revisions = found->second;
  if (revision > static_cast<std::int64_t>(revisions.size())) return nullptr;
  if (revision > 0) return &revisions[static_cast<std::size_t>(revision) - 1];
  for (std::size_t i = revisions.size(); i > 0; --i)
    if (revisions[i - 1].status == TaskDefinitionStatus::active) return &revisions[i - 1];
  return nullptr;
}

Answer<const TaskDefinition*> Ecs::active_definition(std::string_view name) const {
  const TaskDefinition* const found = find_definition(name);
  if (found == nullptr) return client_error("TaskDefinition not found.");
  if (found->status != TaskDefinitionStatus::active)
    return client_error("TaskDefinition is inactive");
  return found;
}

Answer<TaskDefinition> Ecs::describe_task_definition(std::string_view name) const {
  const TaskDefinition* const found = find_definition(name);
  if (found == nullptr) return client_error("Unable to describe task definition.");
  return *found;
}

Answer<TaskDefinition> Ecs::deregister_task_definition(std::string_view name, Instant now) {
  const auto [family, revision] = split_name(name);
  if (revision == 0) return client_error("Invalid revision number. Number: null");
  const TaskDefinition* const found = find_definition(name);
  if (found == nullptr) return client_error("The specified task definition does not exist.");
  ++revision_;
  TaskDefinition& definition =
      state_.families.find(family)->second[static_cast<std::size_t>(revision) - 1];
  if (definition.status == TaskDefinitionStatus::active) {
    definition.status = TaskDefinitionStatus::inactive;
    definition.deregistered_at = now;
  }
  return definition;
}

Described<TaskDefinition> Ecs::delete_task_definitions(const std::vector<std::string>& names,
                                                       Instant now) {
  Described<TaskDefinition> described;
  for (const std::string& name : names) {
    const auto [family, revision] = split_name(name);
    const TaskDefinition* const found = revision == 0 ? nullptr : find_definition(name);
    if (found == nullptr) {
      described.failures.push_back({name, "MISSING", "The specified task definition is missing"});
    } else if (found->status == TaskDefinitionStatus::active) {
      described.failures.push_back(
          {found->arn, "TASK_DEFINITION_ACTIVE",
           "The specified task definition is still in ACTIVE status. Please deregister the target "
           "and try again."});
    } else {
      ++revision_;
      TaskDefinition& definition =
          state_.families.find(family)->second[static_cast<std::size_t>(revision) - 1];
      definition.status = TaskDefinitionStatus::delete_in_progress;
      definition.delete_requested_at = now;
      described.found.push_back(definition);
    }
  }
  return described;
}

std::vector<std::string> Ecs::list_task_definitions(std::string_view family,
                                                    TaskDefinitionStatus status) const {
  std::vector<std::string> arns;
  for (const auto& [name, revisions] : state_.families) {
    if (!family.empty() && name != family) continue;
    for (const TaskDefinition& definition : revisions)
      if (definition.status == status) arns.push_back(definition.arn);
  }
  return arns;
}

std::vector<std::string> Ecs::list_families(std::string_view prefix,
                                            std::optional<bool> active) const {
  std::vector<std::string> families;
  for (const auto& [name, revisions] : state_.families) {
    const bool is_active = std::ranges::any_of(revisions, [](const TaskDefinition& definition) {
      return definition.status == TaskDefinitionStatus::active;
    });
    if (std::string_view{name}.starts_with(prefix) && active.value_or(is_active) == is_active)
      families.push_back(name);
  }
  return families;
}

}  // namespace sluice::world
