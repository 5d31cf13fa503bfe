#include <fmt/format.h>

#include <array>

#include "base/calendar.hpp"
#include "http/url.hpp"
#include "local/iam/policy_document.hpp"
#include "local/iam/shapes.hpp"
#include "local/iam/themes.hpp"
#include "world/iam/paging.hpp"

namespace sluice::local {
namespace {

using world::Iam;
using world::ListPoliciesRequest;
using Refused = Failure<world::Refusal>;

enum class Document { shown, left_out };

Json shown_version(const world::IamPolicyVersion& version, std::int64_t default_version,
                   Document document) {
  Json shown = Json::object();
  shown["VersionId"] = fmt::format("v{}", version.number);
  shown["IsDefaultVersion"] = version.number == default_version;
  shown["CreateDate"] = iso8601(version.created);
  if (document == Document::shown) shown["Document"] = http::percent_encoded(version.document);
  return shown;
}

ListPoliciesRequest::Usage read_usage(Input& input) {
  using Usage = ListPoliciesRequest::Usage;
  const auto usage =
      input.one_of("PolicyUsageFilter", {"PermissionsPolicy", "PermissionsBoundary"});
  if (usage == "PermissionsPolicy") return Usage::permissions;
  return usage == "PermissionsBoundary" ? Usage::boundary : Usage::any;
}

ListPoliciesRequest::Scope read_scope(Input& input) {
  using Scope = ListPoliciesRequest::Scope;
  const auto scope = input.one_of("Scope", {"All", "AWS", "Local"});
  if (scope == "AWS") return Scope::aws;
  return scope == "Local" ? Scope::local : Scope::all;
}

world::PolicyVersionName read_version_name(Input& input) {
  return {.policy_arn = input.required_text("PolicyArn"),
          .version = input.required_text("VersionId")};
}

Output shown_policy(const world::Answer<world::IamPolicySummary>& policy) {
  if (!policy) return Refused{policy.error()};
  Json output = Json::object();
  output["Policy"] = shown(*policy, IamDetail::full);
  return output;
}

Output create_policy(Iam& iam, Input& input, const Call& call) {
  world::CreatePolicyRequest request{
      .name = input.required_text("PolicyName"),
      .document = read_policy_document(input, "PolicyDocument", PolicyKind::permissions)};
  request.path = input.text("Path").value_or(request.path);
  request.description = input.text("Description").value_or("");
  request.tags = read_tags(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return shown_policy(iam.create_policy(std::move(request), call.now));
}

Output get_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  if (auto refused = input.refusal()) return Refused{*refused};
  return shown_policy(iam.get_policy(arn));
}

Output list_policies(Iam& iam, Input& input, const Call& /*call*/) {
  const ListPoliciesRequest request{.scope = read_scope(input),
                                    .usage = read_usage(input),
                                    .only_attached = input.flag("OnlyAttached").value_or(false),
                                    .path_prefix = read_path_prefix(input)};
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return shown_page(
      "Policies", iam.list_policies(request, page),
      [](const world::IamPolicySummary& one) { return shown(one, IamDetail::in_list); });
}

Output delete_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.delete_policy(arn));
}

Output tag_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  const world::IamTags tags = read_tags(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.tag_policy(arn, tags));
}

Output untag_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  const std::vector<std::string> keys = read_tag_keys(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.untag_policy(arn, keys));
}

Output list_policy_tags(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto policy = iam.get_policy(arn);
  if (!policy) return Refused{policy.error()};
  return shown_tags(policy->policy.tags, page);
}

Output create_policy_version(Iam& iam, Input& input, const Call& call) {
  const std::string arn = input.required_text("PolicyArn");
  std::string document = read_policy_document(input, "PolicyDocument", PolicyKind::permissions);
  const auto which =
      input.flag("SetAsDefault").value_or(false) ? Iam::Default::becomes : Iam::Default::stays;
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto version = iam.create_policy_version(arn, std::move(document), which, call.now);
  if (!version) return Refused{version.error()};
  const std::int64_t default_version = iam.get_policy(arn)->policy.default_version;
  Json output = Json::object();
  output["PolicyVersion"] = shown_version(*version, default_version, Document::left_out);
  return output;
}

Output get_policy_version(Iam& iam, Input& input, const Call& /*call*/) {
  const world::PolicyVersionName name = read_version_name(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto version = iam.get_policy_version(name);
  if (!version) return Refused{version.error()};
  const std::int64_t default_version = iam.get_policy(name.policy_arn)->policy.default_version;
  Json output = Json::object();
  output["PolicyVersion"] = shown_version(*version, default_version, Document::shown);
  return output;
}

/// By number, newest first: as IAM lists them.
std::vector<std::pair<std::string, world::IamPolicyVersion>> newest_first(
    const world::IamPolicy& policy) {
  constexpr std::int64_t beyond_every_version = 1'000'000'000;
  std::vector<std::pair<std::string, world::IamPolicyVersion>> versions;
  for (auto at = policy.versions.rbegin(); at != policy.versions.rend(); ++at)
    versions.emplace_back(fmt::format("{:010}", beyond_every_version - at->number), *at);
  return versions;
}

Output list_policy_versions(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto found = iam.get_policy(arn);
  if (!found) return Refused{found.error()};
  const world::IamPolicy& policy = found->policy;
  return shown_page("Versions", world::page_of(newest_first(policy), page),
                    [&policy](const world::IamPolicyVersion& version) {
                      return shown_version(version, policy.default_version, Document::left_out);
                    });
}

Output set_default_policy_version(Iam& iam, Input& input, const Call& call) {
  const world::PolicyVersionName name = read_version_name(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.set_default_policy_version(name, call.now));
}

Output delete_policy_version(Iam& iam, Input& input, const Call& /*call*/) {
  const world::PolicyVersionName name = read_version_name(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  return nothing_but(iam.delete_policy_version(name));
}

Output list_entities_for_policy(Iam& iam, Input& input, const Call& /*call*/) {
  const std::string arn = input.required_text("PolicyArn");
  const auto filter = input.one_of(
      "EntityFilter", {"User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"});
  const std::string prefix = read_path_prefix(input);
  const ListPoliciesRequest::Usage usage = read_usage(input);
  const world::IamPageRequest page = read_page(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  auto roles = iam.list_entities_for_policy(arn, usage, page);
  if (!roles) return Refused{roles.error()};
  std::erase_if(roles->items, [&](const world::IamRole& role) {
    return (filter && *filter != "Role") || !role.path.starts_with(prefix);
  });
  Json output = shown_page("PolicyRoles", *roles, [](const world::IamRole& role) {
    Json shown = Json::object();
    shown["RoleName"] = role.name;
    shown["RoleId"] = role.id;
    return shown;
  });
  output["PolicyGroups"] = Json::array();
  output["PolicyUsers"] = Json::array();
  return output;
}

constexpr std::array operations{
    Operation<Iam>{"CreatePolicy", create_policy},
    Operation<Iam>{"GetPolicy", get_policy},
    Operation<Iam>{"ListPolicies", list_policies},
    Operation<Iam>{"DeletePolicy", delete_policy},
    Operation<Iam>{"TagPolicy", tag_policy},
    Operation<Iam>{"UntagPolicy", untag_policy},
    Operation<Iam>{"ListPolicyTags", list_policy_tags},
    Operation<Iam>{"CreatePolicyVersion", create_policy_version},
    Operation<Iam>{"GetPolicyVersion", get_policy_version},
    Operation<Iam>{"ListPolicyVersions", list_policy_versions},
    Operation<Iam>{"SetDefaultPolicyVersion", set_default_policy_version},
    Operation<Iam>{"DeletePolicyVersion", delete_policy_version},
    Operation<Iam>{"ListEntitiesForPolicy", list_entities_for_policy},
};

}  // namespace

std::span<const Operation<Iam>> iam_policy_operations() {
  return operations;
}

}  // namespace sluice::local
