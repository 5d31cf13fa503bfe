#include <array>

#include "local/iam/shapes.hpp"
#include "local/iam/themes.hpp"

namespace sluice::local {
namespace {

using world::Iam;
using Refused = Failure<world::Refusal>;

Output create_service_linked_role(Iam& iam, Input& input, const Call& call) {
  world::CreateServiceLinkedRoleRequest request{.service_name =
                                                    input.required_text("AWSServiceName")};
  request.description = input.text("Description").value_or("");
  request.custom_suffix = input.text("CustomSuffix").value_or("");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto role = iam.create_service_linked_role(request, call.now);
  if (!role) return Refused{role.error()};
  Json output = Json::object();
  output["Role"] = shown(*role, IamDetail::full);
  return output;
}

Output delete_service_linked_role(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto task = iam.delete_service_linked_role(name);
  if (!task) return Refused{task.error()};
  Json output = Json::object();
  output["DeletionTaskId"] = *task;
  return output;
}

Output get_deletion_status(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string task = input.required_text("DeletionTaskId");
  if (auto refused = input.refusal()) return Refused{*refused};
  if (const auto known = iam.get_service_linked_role_deletion_status(task); !known)
    return Refused{known.error()};
  Json output = Json::object();
  output["Status"] = "SUCCEEDED";
  return output;
}

constexpr std::array operations{
    Operation<Iam>{"CreateServiceLinkedRole", create_service_linked_role},
    Operation<Iam>{"DeleteServiceLinkedRole", delete_service_linked_role},
    Operation<Iam>{"GetServiceLinkedRoleDeletionStatus", get_deletion_status},
};

}  // namespace

std::span<const Operation<Iam>> iam_service_linked_role_operations() {
  return operations;
}

}  // namespace sluice::local
