#include <fmt/format.h>

#include "world/iam/iam.hpp"
#include "world/iam/managed_policies.hpp"
#include "world/iam/names.hpp"
#include "world/iam/paging.hpp"
#include "world/iam/refusals.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr std::size_t longest_role_name = 64;
constexpr std::size_t longest_description = 1000;
constexpr std::size_t longest_trust_policy = 2048;

std::optional<Refusal> wrong_trust_policy(std::string_view document) {
  if (size_without_blanks(document) <= longest_trust_policy) return std::nullopt;
  return limit_exceeded("Cannot exceed quota for ACLSizePerRole: 2048");
}

std::optional<Refusal> wrong_description(std::string_view description) {
  return too_long({.member = "description", .value = description}, longest_description);
}

}  // namespace

Iam::Iam(Location where, Identities& identities)
    : where_{std::move(where)},
      identities_{identities},
      aws_policies_{aws_managed_policies(where_.partition)} {}

void Iam::restore(IamState state, Instant /*now*/) {
  state_ = std::move(state);
  ++revision_;
}

Answer<void> Iam::changed() {
  ++revision_;
  return {};
}

Answer<const IamRole*> Iam::find_role(std::string_view name) const {
  if (auto wrong = wrong_name({.member = "roleName", .value = name}, longest_role_name))
    return Failure<Refusal>{*wrong};
  const auto found = state_.roles.find(name_key(name));
  if (found == state_.roles.end())
    return Failure<Refusal>{
        no_such_entity(fmt::format("The role with name {} cannot be found.", name))};
  return &found->second;
}

Answer<IamRole*> Iam::own_role(std::string_view name) {
  if (const auto found = find_role(name); !found) return Failure<Refusal>{found.error()};
  IamRole& role = state_.roles.find(name_key(name))->second;
  if (role.path.starts_with("/aws-service-role/"))
    return refuse("UnmodifiableEntity",
                  fmt::format("Cannot perform the operation on the protected role '{}' - this role "
                              "is only modifiable by AWS",
                              role.name));
  return &role;
}

std::optional<Refusal> Iam::wrong_new_role(const CreateRoleRequest& request) const {
  if (auto wrong = wrong_name({.member = "roleName", .value = request.name}, longest_role_name))
    return wrong;
  if (auto wrong = wrong_path(request.path)) return wrong;
  if (request.path.starts_with("/aws-service-role/"))
    return Refusal{.code = "ValidationError",
                   .message =
                       "The specified value for path is invalid: /aws-service-role/ is "
                       "reserved for service-linked roles."};
  if (auto wrong = wrong_description(request.description)) return wrong;
  if (auto wrong = wrong_session(request.max_session)) return wrong;
  if (auto wrong = wrong_tags(request.tags)) return wrong;
  if (auto wrong = wrong_trust_policy(request.trust_policy)) return wrong;
  if (state_.roles.contains(name_key(request.name)))
    return entity_already_exists(fmt::format("Role with name {} already exists.", request.name));
  if (!request.permissions_boundary.empty()) return unattachable(request.permissions_boundary);
  return std::nullopt;
}

Answer<IamRole> Iam::create_role(CreateRoleRequest request, Instant now) {
  if (auto wrong = wrong_new_role(request)) return Failure<Refusal>{*wrong};
  IamRole role{.name = request.name,
               .path = request.path,
               .id = iam_id("AROA", identities_),
               .arn = iam_arn(where_, fmt::format("role{}{}", request.path, request.name)),
               .trust_policy = std::move(request.trust_policy),
               .created = now,
               .description = std::move(request.description),
               .max_session = request.max_session,
               .permissions_boundary = std::move(request.permissions_boundary),
               .tags = std::move(request.tags)};
  ++revision_;
  return state_.roles.insert_or_assign(name_key(request.name), std::move(role)).first->second;
}

Answer<IamRole> Iam::get_role(std::string_view name) const {
  const auto role = find_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  return **role;
}

IamPage<IamRole> Iam::list_roles(std::string_view path_prefix, const IamPageRequest& page) const {
  std::vector<std::pair<std::string, IamRole>> roles;
  for (const auto& [key, role] : state_.roles)
    if (role.path.starts_with(path_prefix)) roles.emplace_back(key, role);
  return page_of(std::move(roles), page);
}

Answer<void> Iam::update_role(const UpdateRoleRequest& request) {
  const auto role = own_role(request.name);
  if (!role) return Failure<Refusal>{role.error()};
  if (request.description)
    if (auto wrong = wrong_description(*request.description)) return Failure<Refusal>{*wrong};
  if (request.max_session)
    if (auto wrong = wrong_session(*request.max_session)) return Failure<Refusal>{*wrong};
  if (request.description) (*role)->description = *request.description;
  if (request.max_session) (*role)->max_session = *request.max_session;
  return changed();
}

Answer<void> Iam::update_assume_role_policy(std::string_view name, std::string document) {
  const auto role = own_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  if (auto wrong = wrong_trust_policy(document)) return Failure<Refusal>{*wrong};
  (*role)->trust_policy = std::move(document);
  return changed();
}

Answer<void> Iam::delete_role(std::string_view name) {
  const auto role = own_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  if (!(*role)->attached_policies.empty())
    return Failure<Refusal>{
        delete_conflict("Cannot delete entity, must detach all policies first.")};
  if (!(*role)->inline_policies.empty())
    return Failure<Refusal>{delete_conflict("Cannot delete entity, must delete policies first.")};
  state_.roles.erase(name_key(name));
  return changed();
}

Answer<void> Iam::tag_role(std::string_view name, const IamTags& tags) {
  const auto role = own_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  IamTags all = tags;
  all.insert((*role)->tags.begin(), (*role)->tags.end());
  if (auto wrong = wrong_tags(all)) return Failure<Refusal>{*wrong};
  (*role)->tags = std::move(all);
  return changed();
}

Answer<void> Iam::untag_role(std::string_view name, const std::vector<std::string>& keys) {
  const auto role = own_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  for (const std::string& key : keys) (*role)->tags.erase(key);
  return changed();
}

Answer<void> Iam::put_role_permissions_boundary(const RoleAttachment& boundary) {
  const auto role = own_role(boundary.role);
  if (!role) return Failure<Refusal>{role.error()};
  if (auto wrong = unattachable(boundary.policy_arn)) return Failure<Refusal>{*wrong};
  (*role)->permissions_boundary = boundary.policy_arn;
  return changed();
}

Answer<void> Iam::delete_role_permissions_boundary(std::string_view name) {
  const auto role = own_role(name);
  if (!role) return Failure<Refusal>{role.error()};
  if ((*role)->permissions_boundary.empty())
    return Failure<Refusal>{no_such_entity(
        fmt::format("Role {} does not have an associated permissions boundary.", name))};
  (*role)->permissions_boundary.clear();
  return changed();
}

IamUser Iam::caller() const {
  constexpr std::chrono::seconds beginning_of_2024{1704067200};
  return {.name = "sluice",
          .path = "/",
          .id = iam_id_of("AIDA", where_.account),
          .arn = iam_arn(where_, "user/sluice"),
          .created = Instant{beginning_of_2024}};
}

Answer<IamUser> Iam::get_user(std::string_view name) const {
  IamUser user = caller();
  if (name.empty() || name_key(name) == user.name) return user;
  return Failure<Refusal>{
      no_such_entity(fmt::format("The user with name {} cannot be found.", name))};
}

}  // namespace sluice::world
