#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "world/iam/iam.hpp"
#include "world/iam/names.hpp"
#include "world/iam/refusals.hpp"

namespace sluice::world {
namespace {

struct Template {
  std::string_view service;
  std::string_view role;
  std::string_view policy;  // AWS's own, below aws-service-role/; empty: we do not have it
};

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-service-linked-roles.html
constexpr std::array templates{
    Template{"ecs.amazonaws.com", "AWSServiceRoleForECS", ""},
    Template{"ecs.application-autoscaling.amazonaws.com",
             "AWSServiceRoleForApplicationAutoScaling_ECSService",
             "AWSApplicationAutoscalingECSServicePolicy"},
    Template{"events.amazonaws.com", "AWSServiceRoleForCloudWatchEvents", ""},
};

std::string trust_policy_for(std::string_view service) {
  return fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{}"}},)"
      R"("Action":"sts:AssumeRole"}}]}})",
      service);
}

}  // namespace

Answer<IamRole> Iam::create_service_linked_role(const CreateServiceLinkedRoleRequest& request,
                                                Instant now) {
  const auto* const known = std::ranges::find(templates, request.service_name, &Template::service);
  if (known == templates.end())
    return Failure<Refusal>{invalid_input(
        fmt::format("Cannot find Service Linked Role template for {}", request.service_name))};
  if (!request.custom_suffix.empty())
    return Failure<Refusal>{
        invalid_input(fmt::format("Custom suffix is not allowed for {}", request.service_name))};
  std::string key = name_key(known->role);
  if (state_.roles.contains(key))
    return Failure<Refusal>{invalid_input(fmt::format(
        "Service role name {} has been taken in this account, please try a different suffix.",
        known->role))};
  const std::string path = fmt::format("/aws-service-role/{}/", known->service);
  IamRole role{.name = std::string{known->role},
               .path = path,
               .id = iam_id("AROA", identities_),
               .arn = iam_arn(where_, fmt::format("role{}{}", path, known->role)),
               .trust_policy = trust_policy_for(known->service),
               .created = now,
               .description = request.description};
  if (!known->policy.empty())
    role.attached_policies.insert(
        fmt::format("arn:{}:iam::aws:policy/aws-service-role/{}", where_.partition, known->policy));
  ++revision_;
  return state_.roles.insert_or_assign(std::move(key), std::move(role)).first->second;
}

Answer<std::string> Iam::delete_service_linked_role(std::string_view name) {
  const auto role = find_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  if (!(*role)->path.starts_with("/aws-service-role/"))
    return Failure<Refusal>{
        no_such_entity(fmt::format("Service linked role {} cannot be found.", name))};
  std::string task = fmt::format("task{}{}/{}", (*role)->path, (*role)->name, identities_.uuid());
  state_.roles.erase(name_key(name));
  state_.deletions.insert(task);
  ++revision_;
  return task;
}

Answer<void> Iam::get_service_linked_role_deletion_status(std::string_view task) const {
  if (state_.deletions.contains(task)) return {};
  return Failure<Refusal>{no_such_entity(fmt::format("Deletion task {} cannot be found.", task))};
}

}  // namespace sluice::world
