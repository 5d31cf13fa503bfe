#include <array>

#include "http/url.hpp"
#include "local/iam/policy_document.hpp"
#include "local/iam/shapes.hpp"
#include "local/iam/themes.hpp"

namespace sluice::local {
namespace {

using world::Iam;
using Refused = Failure<world::Refusal>;

world::RolePolicyName read_name(Input& input) {
  return {.role = input.required_text("RoleName"), .policy = input.required_text("PolicyName")};
}

world::RoleAttachment read_attachment(Input& input) {
  return {.role = input.required_text("RoleName"), .policy_arn = input.required_text("PolicyArn")};
}

Output put_role_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const world::RolePolicyName name = read_name(input);
  std::string document = read_policy_document(input, "PolicyDocument", PolicyKind::permissions);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.put_role_policy(name, std::move(document)));
}

Output get_role_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const world::RolePolicyName name = read_name(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto document = iam.get_role_policy(name);
  if (!document) return Refused{document.error()};
  Json output = Json::object();
  output["RoleName"] = name.role;
  output["PolicyName"] = name.policy;
  output["PolicyDocument"] = http::percent_encoded(*document);
  return output;
}

Output list_role_policies(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string role = input.required_text("RoleName");
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto names = iam.list_role_policies(role, page);
  if (!names) return Refused{names.error()};
  return shown_page("PolicyNames", *names, [](const std::string& name) { return Json(name); });
}

Output delete_role_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const world::RolePolicyName name = read_name(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.delete_role_policy(name));
}

Output attach_role_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const world::RoleAttachment attachment = read_attachment(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.attach_role_policy(attachment));
}

Output detach_role_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const world::RoleAttachment attachment = read_attachment(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.detach_role_policy(attachment));
}

Output list_attached_role_policies(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string role = input.required_text("RoleName");
  const std::string prefix = read_path_prefix(input);
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  auto policies = iam.list_attached_role_policies(role, page);
  if (!policies) return Refused{policies.error()};
  std::erase_if(policies->items,
                [&](const world::IamPolicy& one) { return !one.path.starts_with(prefix); });
  return shown_page("AttachedPolicies", *policies, [](const world::IamPolicy& policy) {
    Json attached = Json::object();
    attached["PolicyName"] = policy.name;
    attached["PolicyArn"] = policy.arn;
    return attached;
  });
}

constexpr std::array operations{
    Operation<Iam>{"PutRolePolicy", put_role_policy},
    Operation<Iam>{"GetRolePolicy", get_role_policy},
    Operation<Iam>{"ListRolePolicies", list_role_policies},
    Operation<Iam>{"DeleteRolePolicy", delete_role_policy},
    Operation<Iam>{"AttachRolePolicy", attach_role_policy},
    Operation<Iam>{"DetachRolePolicy", detach_role_policy},
    Operation<Iam>{"ListAttachedRolePolicies", list_attached_role_policies},
};

}  // namespace

std::span<const Operation<Iam>> iam_role_policy_operations() {
  return operations;
}

}  // namespace sluice::local
