#include <fmt/format.h>

#include <algorithm>

#include "world/iam/iam.hpp"
#include "world/iam/names.hpp"
#include "world/iam/paging.hpp"
#include "world/iam/refusals.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr std::size_t longest_policy_name = 128;
constexpr std::size_t longest_description = 1000;
constexpr std::size_t largest_managed_policy = 6144;  // blanks not counted
constexpr std::size_t most_versions = 5;

std::optional<Refusal> wrong_document(std::string_view document) {
  if (size_without_blanks(document) <= largest_managed_policy) return std::nullopt;
  return limit_exceeded(
      fmt::format("Cannot exceed quota for PolicySize: {}", largest_managed_policy));
}

std::optional<Refusal> wrong_new_policy(const CreatePolicyRequest& request) {
  if (auto wrong = wrong_name({.member = "policyName", .value = request.name}, longest_policy_name))
    return wrong;
  if (auto wrong = wrong_path(request.path)) return wrong;
  if (auto wrong =
          too_long({.member = "description", .value = request.description}, longest_description))
    return wrong;
  if (auto wrong = wrong_tags(request.tags)) return wrong;
  return wrong_document(request.document);
}

/// Where this version is; the end where there is none.
auto version_of(auto& policy, std::string_view version) {
  return std::ranges::find_if(policy.versions, [version](const IamPolicyVersion& one) {
    return version == fmt::format("v{}", one.number);
  });
}

Refusal no_such_version(const PolicyVersionName& name) {
  return no_such_entity(fmt::format("Policy {} version {} does not exist or is not attachable.",
                                    name.policy_arn, name.version));
}

bool in_scope(const ListPoliciesRequest& request, const IamPolicySummary& summary) {
  using Usage = ListPoliciesRequest::Usage;
  if (!summary.policy.path.starts_with(request.path_prefix)) return false;
  if (request.usage == Usage::boundary) return summary.boundaries > 0;
  if (request.usage == Usage::permissions) return summary.attachments > 0;
  return !request.only_attached || summary.attachments > 0;
}

}  // namespace

const IamPolicy* Iam::find_policy(std::string_view arn) const {
  if (const auto found = state_.policies.find(arn); found != state_.policies.end())
    return &found->second;
  if (const auto found = aws_policies_.find(arn); found != aws_policies_.end())
    return &found->second;
  return nullptr;
}

Answer<IamPolicy*> Iam::own_policy(std::string_view arn) {
  if (const auto found = state_.policies.find(arn); found != state_.policies.end())
    return &found->second;
  if (aws_policies_.contains(arn))
    return refuse("AccessDenied",
                  fmt::format("User: {} is not authorized to perform this operation on resource: "
                              "policy {}",
                              caller().arn, arn),
                  403);
  return Failure<Refusal>{no_such_policy(arn)};
}

IamPolicySummary Iam::summary(const IamPolicy& policy) const {
  IamPolicySummary summary{.policy = policy};
  for (const auto& [key, role] : state_.roles) {
    summary.attachments += role.attached_policies.contains(policy.arn) ? 1 : 0;
    summary.boundaries += role.permissions_boundary == policy.arn ? 1 : 0;
  }
  return summary;
}

Answer<IamPolicySummary> Iam::create_policy(CreatePolicyRequest request, Instant now) {
  if (auto wrong = wrong_new_policy(request)) return Failure<Refusal>{*wrong};
  const std::string key = name_key(request.name);
  for (const auto& [other_arn, other] : state_.policies)
    if (name_key(other.name) == key)
      return Failure<Refusal>{entity_already_exists(fmt::format(
          "A policy called {} already exists. Duplicate names are not allowed.", request.name))};
  const IamPolicyVersion version{
      .number = 1, .document = std::move(request.document), .created = now};
  IamPolicy policy{.name = request.name,
                   .path = request.path,
                   .id = iam_id("ANPA", identities_),
                   .arn = iam_arn(where_, fmt::format("policy{}{}", request.path, request.name)),
                   .created = now,
                   .updated = now,
                   .versions = {version},
                   .description = std::move(request.description),
                   .tags = std::move(request.tags)};
  ++revision_;
  std::string arn = policy.arn;
  return summary(state_.policies.insert_or_assign(std::move(arn), std::move(policy)).first->second);
}

Answer<IamPolicySummary> Iam::get_policy(std::string_view arn) const {
  const IamPolicy* const policy = find_policy(arn);
  if (policy == nullptr) return Failure<Refusal>{no_such_policy(arn)};
  return summary(*policy);
}

IamPage<IamPolicySummary> Iam::list_policies(const ListPoliciesRequest& request,
                                             const IamPageRequest& page) const {
  using Scope = ListPoliciesRequest::Scope;
  std::vector<std::pair<std::string, IamPolicySummary>> found;
  const auto add = [&](const auto& policies) {
    for (const auto& [arn, policy] : policies)
      if (IamPolicySummary one = summary(policy); in_scope(request, one))
        found.emplace_back(arn, std::move(one));
  };
  if (request.scope != Scope::aws) add(state_.policies);
  if (request.scope != Scope::local) add(aws_policies_);
  std::ranges::sort(found, {}, [](const auto& one) -> const std::string& { return one.first; });
  return page_of(std::move(found), page);
}

Answer<void> Iam::delete_policy(std::string_view arn) {
  const auto policy = own_policy(arn);
  if (!policy) return Failure<Refusal>{policy.error()};
  const IamPolicySummary use = summary(**policy);
  if (use.attachments > 0 || use.boundaries > 0)
    return Failure<Refusal>{delete_conflict("Cannot delete a policy attached to entities.")};
  if ((*policy)->versions.size() > 1)
    return Failure<Refusal>{delete_conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy.")};
  state_.policies.erase(state_.policies.find(arn));
  return changed();
}

Answer<void> Iam::tag_policy(std::string_view arn, const IamTags& tags) {
  const auto policy = own_policy(arn);
  if (!policy) return Failure<Refusal>{policy.error()};
  IamTags all = tags;
  all.insert((*policy)->tags.begin(), (*policy)->tags.end());
  if (auto wrong = wrong_tags(all)) return Failure<Refusal>{*wrong};
  (*policy)->tags = std::move(all);
  return changed();
}

Answer<void> Iam::untag_policy(std::string_view arn, const std::vector<std::string>& keys) {
  const auto policy = own_policy(arn);
  if (!policy) return Failure<Refusal>{policy.error()};
  for (const std::string& key : keys) (*policy)->tags.erase(key);
  return changed();
}

Answer<IamPolicyVersion> Iam::create_policy_version(std::string_view arn, std::string document,
                                                    Default which, Instant now) {
  const auto policy = own_policy(arn);
  if (!policy) return Failure<Refusal>{policy.error()};
  if (auto wrong = wrong_document(document)) return Failure<Refusal>{*wrong};
  if ((*policy)->versions.size() >= most_versions)
    return Failure<Refusal>{limit_exceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version.")};
  const std::int64_t number = (*policy)->next_version++;
  (*policy)->versions.push_back(
      {.number = number, .document = std::move(document), .created = now});
  (*policy)->updated = now;
  if (which == Default::becomes) (*policy)->default_version = number;
  ++revision_;
  return (*policy)->versions.back();
}

Answer<IamPolicyVersion> Iam::get_policy_version(const PolicyVersionName& name) const {
  const IamPolicy* const policy = find_policy(name.policy_arn);
  if (policy == nullptr) return Failure<Refusal>{no_such_policy(name.policy_arn)};
  const auto version = version_of(*policy, name.version);
  if (version == policy->versions.end()) return Failure<Refusal>{no_such_version(name)};
  return *version;
}

Answer<void> Iam::set_default_policy_version(const PolicyVersionName& name, Instant now) {
  const auto policy = own_policy(name.policy_arn);
  if (!policy) return Failure<Refusal>{policy.error()};
  const auto version = version_of(**policy, name.version);
  if (version == (*policy)->versions.end()) return Failure<Refusal>{no_such_version(name)};
  (*policy)->default_version = version->number;
  (*policy)->updated = now;
  return changed();
}

Answer<void> Iam::delete_policy_version(const PolicyVersionName& name) {
  const auto policy = own_policy(name.policy_arn);
  if (!policy) return Failure<Refusal>{policy.error()};
  const auto version = version_of(**policy, name.version);
  if (version == (*policy)->versions.end()) return Failure<Refusal>{no_such_version(name)};
  if (version->number == (*policy)->default_version)
    return Failure<Refusal>{delete_conflict("Cannot delete the default version of a policy.")};
  (*policy)->versions.erase(version);
  return changed();
}

}  // namespace sluice::world
