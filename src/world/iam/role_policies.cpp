#include <fmt/format.h>

#include "world/iam/iam.hpp"
#include "world/iam/names.hpp"
#include "world/iam/paging.hpp"
#include "world/iam/refusals.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr std::size_t longest_policy_name = 128;
constexpr std::size_t largest_inline_policies = 10240;  // of one role, blanks not counted
constexpr std::size_t most_attached_policies = 10;      // unless more are asked for

std::optional<Refusal> wrong_policy_name(std::string_view name) {
  return wrong_name({.member = "policyName", .value = name}, longest_policy_name);
}

Refusal no_such_role_policy(std::string_view name) {
  return no_such_entity(fmt::format("The role policy with name {} cannot be found.", name));
}

std::size_t size_of_others(const IamRole& role, std::string_view but) {
  std::size_t size = 0;
  for (const auto& [name, document] : role.inline_policies)
    if (name != but) size += size_without_blanks(document);
  return size;
}

}  // namespace

Answer<void> Iam::put_role_policy(const RolePolicyName& name, std::string document) {
  const auto role = own_role(name.role);
  if (!role) return Failure<Refusal>{role.error()};
  if (auto wrong = wrong_policy_name(name.policy)) return Failure<Refusal>{*wrong};
  const std::size_t size = size_of_others(**role, name.policy) + size_without_blanks(document);
  if (size > largest_inline_policies)
    return Failure<Refusal>{
        limit_exceeded(fmt::format("Maximum policy size of {} bytes exceeded for role {}",
                                   largest_inline_policies, (*role)->name))};
  (*role)->inline_policies.insert_or_assign(name.policy, std::move(document));
  return changed();
}

Answer<std::string> Iam::get_role_policy(const RolePolicyName& name) const {
  const auto role = find_role(name.role);
  if (!role) return Failure<Refusal>{role.error()};
  const auto found = (*role)->inline_policies.find(name.policy);
  if (found == (*role)->inline_policies.end())
    return Failure<Refusal>{no_such_role_policy(name.policy)};
  return found->second;
}

Answer<IamPage<std::string>> Iam::list_role_policies(std::string_view role,
                                                     const IamPageRequest& page) const {
  const auto found = find_role(role);
  if (!found) return Failure<Refusal>{found.error()};
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [name, document] : (*found)->inline_policies) names.emplace_back(name, name);
  return page_of(std::move(names), page);
}

Answer<void> Iam::delete_role_policy(const RolePolicyName& name) {
  const auto role = own_role(name.role);
  if (!role) return Failure<Refusal>{role.error()};
  const auto found = (*role)->inline_policies.find(name.policy);
  if (found == (*role)->inline_policies.end())
    return Failure<Refusal>{no_such_role_policy(name.policy)};
  (*role)->inline_policies.erase(found);
  return changed();
}

std::optional<Refusal> Iam::unattachable(std::string_view arn) const {
  constexpr std::size_t shortest_arn = 20;
  if (arn.size() < shortest_arn)
    return Refusal{.code = "ValidationError",
                   .message = fmt::format(
                       "1 validation error detected: Value '{}' at 'policyArn' failed to satisfy "
                       "constraint: Member must have length greater than or equal to 20",
                       arn)};
  if (!arn.starts_with("arn:")) return invalid_input(fmt::format("ARN {} is not valid.", arn));
  if (find_policy(arn) != nullptr) return std::nullopt;
  return no_such_entity(fmt::format("Policy {} does not exist or is not attachable.", arn));
}

Answer<void> Iam::attach_role_policy(const RoleAttachment& attachment) {
  const auto role = own_role(attachment.role);
  if (!role) return Failure<Refusal>{role.error()};
  if (auto wrong = unattachable(attachment.policy_arn)) return Failure<Refusal>{*wrong};
  auto& attached = (*role)->attached_policies;
  if (attached.contains(attachment.policy_arn)) return {};
  if (attached.size() >= most_attached_policies)
    return Failure<Refusal>{limit_exceeded(
        fmt::format("Cannot exceed quota for PoliciesPerRole: {}", most_attached_policies))};
  attached.insert(attachment.policy_arn);
  return changed();
}

Answer<void> Iam::detach_role_policy(const RoleAttachment& attachment) {
  const auto role = own_role(attachment.role);
  if (!role) return Failure<Refusal>{role.error()};
  if ((*role)->attached_policies.erase(attachment.policy_arn) == 0)
    return Failure<Refusal>{no_such_policy(attachment.policy_arn)};
  return changed();
}

Answer<IamPage<IamPolicy>> Iam::list_attached_role_policies(std::string_view role,
                                                            const IamPageRequest& page) const {
  const auto found = find_role(role);
  if (!found) return Failure<Refusal>{found.error()};
  std::vector<std::pair<std::string, IamPolicy>> policies;
  for (const std::string& arn : (*found)->attached_policies)
    if (const IamPolicy* const policy = find_policy(arn); policy != nullptr)
      policies.emplace_back(arn, *policy);
  return page_of(std::move(policies), page);
}

Answer<IamPage<IamRole>> Iam::list_entities_for_policy(std::string_view policy_arn,
                                                       ListPoliciesRequest::Usage usage,
                                                       const IamPageRequest& page) const {
  using Usage = ListPoliciesRequest::Usage;
  if (find_policy(policy_arn) == nullptr) return Failure<Refusal>{no_such_policy(policy_arn)};
  std::vector<std::pair<std::string, IamRole>> roles;
  for (const auto& [key, role] : state_.roles) {
    const bool attached = usage != Usage::boundary && role.attached_policies.contains(policy_arn);
    const bool bounded = usage != Usage::permissions && role.permissions_boundary == policy_arn;
    if (attached || bounded) roles.emplace_back(key, role);
  }
  return page_of(std::move(roles), page);
}

}  // namespace sluice::world
