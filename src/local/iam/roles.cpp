#include <array>
#include <chrono>

#include "local/iam/policy_document.hpp"
#include "local/iam/shapes.hpp"
#include "local/iam/themes.hpp"

namespace sluice::local {
namespace {

using world::Iam;
using Refused = Failure<world::Refusal>;

Output shown_role(const world::Answer<world::IamRole>& role) {
  if (!role) return Refused{role.error()};
  Json output = Json::object();
  output["Role"] = shown(*role, IamDetail::full);
  return output;
}

Output create_role(Iam& iam, Input& input, const Call& call) {
  world::CreateRoleRequest request{
      .name = input.required_text("RoleName"),
      .trust_policy = read_policy_document(input, "AssumeRolePolicyDocument", PolicyKind::trust)};
  request.path = input.text("Path").value_or(request.path);
  request.description = input.text("Description").value_or("");
  request.permissions_boundary = input.text("PermissionsBoundary").value_or("");
  request.tags = read_tags(input);
  if (const auto longest = input.integer("MaxSessionDuration"))
    request.max_session = std::chrono::seconds{*longest};
  if (auto refused = input.refusal()) return Refused{*refused};
  return shown_role(iam.create_role(std::move(request), call.now));
}

Output get_role(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  if (auto refused = input.refusal()) return Refused{*refused};
  return shown_role(iam.get_role(name));
}

Output list_roles(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string prefix = read_path_prefix(input);
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return shown_page("Roles", iam.list_roles(prefix, page),
                    [](const world::IamRole& role) { return shown(role, IamDetail::in_list); });
}

Output update_role(Iam& iam, Input& input, const Call& /*call*/) {
  world::UpdateRoleRequest request{.name = input.required_text("RoleName"),
                                   .description = input.text("Description")};
  if (const auto longest = input.integer("MaxSessionDuration"))
    request.max_session = std::chrono::seconds{*longest};
  if (auto refused = input.refusal()) return Refused{*refused};
  if (const auto done = iam.update_role(request); !done) return Refused{done.error()};
  return Json::object();  // UpdateRoleResult, without members
}

Output update_role_description(Iam& iam, Input& input, const Call& /*call*/) {
  const world::UpdateRoleRequest request{.name = input.required_text("RoleName"),
                                         .description = input.required_text("Description")};
  if (auto refused = input.refusal()) return Refused{*refused};
  if (const auto done = iam.update_role(request); !done) return Refused{done.error()};
  return shown_role(iam.get_role(request.name));
}

Output update_assume_role_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  std::string document = read_policy_document(input, "PolicyDocument", PolicyKind::trust);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.update_assume_role_policy(name, std::move(document)));
}

Output delete_role(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.delete_role(name));
}

Output tag_role(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  const world::IamTags tags = read_tags(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.tag_role(name, tags));
}

Output untag_role(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  const std::vector<std::string> keys = read_tag_keys(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.untag_role(name, keys));
}

Output list_role_tags(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto role = iam.get_role(name);
  if (!role) return Refused{role.error()};
  return shown_tags(role->tags, page);
}

Output put_role_permissions_boundary(Iam& iam, Input& input, const Call& /*call*/) {
  const world::RoleAttachment boundary{.role = input.required_text("RoleName"),
                                       .policy_arn = input.required_text("PermissionsBoundary")};
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.put_role_permissions_boundary(boundary));
}

Output delete_role_permissions_boundary(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.delete_role_permissions_boundary(name));
}

Output list_instance_profiles_for_role(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("RoleName");
  static_cast<void>(read_page(input));  // there are none
  if (auto refused = input.refusal()) return Refused{*refused};
  if (const auto role = iam.get_role(name); !role) return Refused{role.error()};
  Json output = Json::object();
  output["InstanceProfiles"] = Json::array();
  output["IsTruncated"] = false;
  return output;
}

Output get_user(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string name = input.text("UserName").value_or("");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto user = iam.get_user(name);
  if (!user) return Refused{user.error()};
  Json output = Json::object();
  output["User"] = shown(*user);
  return output;
}

constexpr std::array operations{
    Operation<Iam>{"CreateRole", create_role},
    Operation<Iam>{"GetRole", get_role},
    Operation<Iam>{"ListRoles", list_roles},
    Operation<Iam>{"UpdateRole", update_role},
    Operation<Iam>{"UpdateRoleDescription", update_role_description},
    Operation<Iam>{"UpdateAssumeRolePolicy", update_assume_role_policy},
    Operation<Iam>{"DeleteRole", delete_role},
    Operation<Iam>{"TagRole", tag_role},
    Operation<Iam>{"UntagRole", untag_role},
    Operation<Iam>{"ListRoleTags", list_role_tags},
    Operation<Iam>{"PutRolePermissionsBoundary", put_role_permissions_boundary},
    Operation<Iam>{"DeleteRolePermissionsBoundary", delete_role_permissions_boundary},
    Operation<Iam>{"ListInstanceProfilesForRole", list_instance_profiles_for_role},
    Operation<Iam>{"GetUser", get_user},
};

}  // namespace

std::span<const Operation<Iam>> iam_role_operations() {
  return operations;
}

}  // namespace sluice::local
