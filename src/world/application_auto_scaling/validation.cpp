#include "world/application_auto_scaling/validation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
constexpr std::array<std::string_view, 15> service_namespaces{
    "ecs",         "elasticmapreduce", "ec2",        "appstream", "dynamodb",  "rds",
    "sagemaker",   "custom-resource",  "comprehend", "lambda",    "cassandra", "kafka",
    "elasticache", "neptune",          "workspaces"};
constexpr std::array<std::string_view, 24> scalable_dimensions{
    "ecs:service:DesiredCount",
    "ec2:spot-fleet-request:TargetCapacity",
    "elasticmapreduce:instancegroup:InstanceCount",
    "appstream:fleet:DesiredCapacity",
    "dynamodb:table:ReadCapacityUnits",
    "dynamodb:table:WriteCapacityUnits",
    "dynamodb:index:ReadCapacityUnits",
    "dynamodb:index:WriteCapacityUnits",
    "rds:cluster:ReadReplicaCount",
    "sagemaker:variant:DesiredInstanceCount",
    "custom-resource:ResourceType:Property",
    "comprehend:document-classifier-endpoint:DesiredInferenceUnits",
    "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
    "lambda:function:ProvisionedConcurrency",
    "cassandra:table:ReadCapacityUnits",
    "cassandra:table:WriteCapacityUnits",
    "kafka:broker-storage:VolumeSize",
    "elasticache:cache-cluster:Nodes",
    "elasticache:replication-group:NodeGroups",
    "elasticache:replication-group:Replicas",
    "neptune:cluster:ReadReplicaCount",
    "sagemaker:variant:DesiredProvisionedConcurrency",
    "sagemaker:inference-component:DesiredCopyCount",
    "workspaces:workspacespool:DesiredUserSessions"};

template <std::size_t size>
void note_unknown(std::vector<std::string>& problems, std::string_view value,
                  std::string_view member, const std::array<std::string_view, size>& known) {
  if (std::ranges::find(known, value) != known.end()) return;
  problems.push_back(
      fmt::format("Value '{}' at '{}' failed to satisfy constraint: Member must satisfy enum "
                  "value set: [{}]",
                  value, member, fmt::join(known, ", ")));
}

Failure<Refusal> unsupported() {
  return invalid(
      "Unsupported service namespace, resource type or scalable dimension (Sluice models the "
      "namespace ecs with resources service/<cluster>/<service> and the dimension "
      "ecs:service:DesiredCount)");
}

}  // namespace

Failure<Refusal> invalid(std::string message) {
  return refuse("ValidationException", std::move(message));
}

std::optional<ServiceName> parse_resource_id(std::string_view resource_id) {
  constexpr std::string_view type = "service/";
  if (!resource_id.starts_with(type)) return std::nullopt;
  resource_id.remove_prefix(type.size());
  const std::size_t slash = resource_id.find('/');
  if (slash == 0 || slash == std::string_view::npos) return std::nullopt;
  const std::string_view service = resource_id.substr(slash + 1);
  if (service.empty() || service.find('/') != std::string_view::npos) return std::nullopt;
  return ServiceName{std::string{resource_id.substr(0, slash)}, std::string{service}};
}

Answer<void> check_filter(const TargetFilter& filter) {
  std::vector<std::string> problems;
  if (!filter.scalable_dimension.empty())
    note_unknown(problems, filter.scalable_dimension, "scalableDimension", scalable_dimensions);
  note_unknown(problems, filter.service_namespace, "serviceNamespace", service_namespaces);
  if (!problems.empty())
    return invalid(fmt::format("{} validation error{} detected: {}", problems.size(),
                               problems.size() == 1 ? "" : "s", fmt::join(problems, "; ")));
  if (filter.resource_id.empty() && !filter.scalable_dimension.empty())
    return invalid("Resource ID must be specified when scalable dimension is specified");
  const bool is_ecs = filter.service_namespace == "ecs" &&
                      (filter.scalable_dimension.empty() ||
                       filter.scalable_dimension == "ecs:service:DesiredCount");
  const bool is_service = filter.resource_id.empty() || parse_resource_id(filter.resource_id);
  if (!is_ecs || !is_service) return unsupported();
  return {};
}

Answer<void> check_target(const TargetKey& key) {
  const TargetFilter filter{.service_namespace = key.service_namespace,
                            .resource_id = key.resource_id,
                            .scalable_dimension = key.scalable_dimension};
  if (auto checked = check_filter(filter); !checked) return checked;
  if (key.resource_id.empty() || key.scalable_dimension.empty()) return unsupported();
  return {};
}

std::string described(const TargetKey& key) {
  return fmt::format("service namespace: {}, resource ID: {}, scalable dimension: {}",
                     key.service_namespace, key.resource_id, key.scalable_dimension);
}

Failure<Refusal> no_target(const TargetKey& key) {
  return refuse("ObjectNotFoundException",
                fmt::format("No scalable target registered for {}", described(key)));
}

Failure<Refusal> not_found(const TargetKey& key, const MissingThing& missing) {
  return refuse("ObjectNotFoundException",
                fmt::format("No {} found for {}, {}: {}", missing.kind, described(key),
                            missing.label, missing.name));
}

Answer<void> check_capacities(std::optional<std::int64_t> min, std::optional<std::int64_t> max) {
  constexpr std::string_view negative =
      "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member must "
      "have value greater than or equal to 0";
  if (min && *min < 0) return invalid(fmt::format(negative, *min, "minCapacity"));
  if (max && *max < 0) return invalid(fmt::format(negative, *max, "maxCapacity"));
  if (min && max && *min > *max)
    return invalid("Maximum capacity cannot be less than minimum capacity");
  return {};
}

Answer<void> check_tags(const ScalingTags& tags) {
  constexpr std::size_t longest_key = 128;
  constexpr std::size_t longest_value = 256;
  for (const auto& [key, value] : tags) {
    if (key.empty() || key.size() > longest_key || value.size() > longest_value)
      return invalid(
          fmt::format("The tag '{}' must have a key of 1 to 128 and a value of at most 256 "
                      "characters",
                      key));
    if (key.starts_with("aws:"))
      return invalid("Tag keys that begin with aws: are reserved for AWS's own use");
  }
  return {};
}

}  // namespace sluice::world
