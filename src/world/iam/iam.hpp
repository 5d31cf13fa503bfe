#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/iam/messages.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// AWS Identity and Access Management: roles and policies, which are stored and
/// shown and never enforced. Of one account, for all its regions. The methods are
/// named after the operations of
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
/// Whether a document is JSON is checked by whoever can read JSON.
/// `identities` must outlive it.
class Iam {
 public:
  Iam(Location where, Identities& identities);

  Answer<IamRole> create_role(CreateRoleRequest request, Instant now);
  [[nodiscard]] Answer<IamRole> get_role(std::string_view name) const;
  [[nodiscard]] IamPage<IamRole> list_roles(std::string_view path_prefix,
                                            const IamPageRequest& page) const;
  Answer<void> update_role(const UpdateRoleRequest& request);
  Answer<void> update_assume_role_policy(std::string_view name, std::string document);
  Answer<void> delete_role(std::string_view name);
  Answer<void> tag_role(std::string_view name, const IamTags& tags);
  Answer<void> untag_role(std::string_view name, const std::vector<std::string>& keys);
  Answer<void> put_role_permissions_boundary(const RoleAttachment& boundary);
  Answer<void> delete_role_permissions_boundary(std::string_view name);

  Answer<IamRole> create_service_linked_role(const CreateServiceLinkedRoleRequest& request,
                                             Instant now);
  /// Gives the deletion's task; the role is gone at once.
  Answer<std::string> delete_service_linked_role(std::string_view name);
  /// An answer where there was such a task: it has succeeded.
  [[nodiscard]] Answer<void> get_service_linked_role_deletion_status(std::string_view task) const;

  Answer<void> put_role_policy(const RolePolicyName& name, std::string document);
  /// The document.
  [[nodiscard]] Answer<std::string> get_role_policy(const RolePolicyName& name) const;
  [[nodiscard]] Answer<IamPage<std::string>> list_role_policies(std::string_view role,
                                                                const IamPageRequest& page) const;
  Answer<void> delete_role_policy(const RolePolicyName& name);

  Answer<void> attach_role_policy(const RoleAttachment& attachment);
  Answer<void> detach_role_policy(const RoleAttachment& attachment);
  [[nodiscard]] Answer<IamPage<IamPolicy>> list_attached_role_policies(
      std::string_view role, const IamPageRequest& page) const;
  /// The roles to which it is attached, or (`usage`) whose boundary it is.
  [[nodiscard]] Answer<IamPage<IamRole>> list_entities_for_policy(std::string_view policy_arn,
                                                                  ListPoliciesRequest::Usage usage,
                                                                  const IamPageRequest& page) const;

  Answer<IamPolicySummary> create_policy(CreatePolicyRequest request, Instant now);
  [[nodiscard]] Answer<IamPolicySummary> get_policy(std::string_view arn) const;
  [[nodiscard]] IamPage<IamPolicySummary> list_policies(const ListPoliciesRequest& request,
                                                        const IamPageRequest& page) const;
  Answer<void> delete_policy(std::string_view arn);
  Answer<void> tag_policy(std::string_view arn, const IamTags& tags);
  Answer<void> untag_policy(std::string_view arn, const std::vector<std::string>& keys);

  enum class Default { stays, becomes };
  Answer<IamPolicyVersion> create_policy_version(std::string_view arn, std::string document,
                                                 Default which, Instant now);
  [[nodiscard]] Answer<IamPolicyVersion> get_policy_version(const PolicyVersionName& name) const;
  Answer<void> set_default_policy_version(const PolicyVersionName& name, Instant now);
  Answer<void> delete_policy_version(const PolicyVersionName& name);

  /// Whoever calls: requests are not told apart by their credentials.
  [[nodiscard]] IamUser caller() const;
  /// An empty name: the caller.
  [[nodiscard]] Answer<IamUser> get_user(std::string_view name) const;

  /// Nothing happens by itself.
  [[nodiscard]] static std::optional<Instant> due() { return std::nullopt; }
  static void run(Instant /*now*/) {}

  [[nodiscard]] const Location& where() const { return where_; }
  [[nodiscard]] const IamState& state() const { return state_; }
  void restore(IamState state, Instant now);
  /// Grows with each change of the state.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  [[nodiscard]] Answer<const IamRole*> find_role(std::string_view name) const;
  /// One that may be changed: no service's own.
  Answer<IamRole*> own_role(std::string_view name);
  [[nodiscard]] const IamPolicy* find_policy(std::string_view arn) const;
  Answer<IamPolicy*> own_policy(std::string_view arn);
  [[nodiscard]] IamPolicySummary summary(const IamPolicy& policy) const;
  [[nodiscard]] std::optional<Refusal> wrong_new_role(const CreateRoleRequest& request) const;
  [[nodiscard]] std::optional<Refusal> unattachable(std::string_view arn) const;
  Answer<void> changed();

  Location where_;
  Identities& identities_;
  std::map<std::string, IamPolicy, std::less<>> aws_policies_;
  IamState state_;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
