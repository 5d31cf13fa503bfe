#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sluice::world {

// Named as in https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html

/// Tags of one resource.
using IamTags = std::map<std::string, std::string, std::less<>>;

/// API_Role, with what hangs on it.
struct IamRole {
  std::string name;
  std::string path;
  std::string id;  ///< "AROA…"
  std::string arn;
  std::string trust_policy;  ///< AssumeRolePolicyDocument, as it was sent
  Instant created;
  std::string description = {};
  std::chrono::seconds max_session = std::chrono::hours{1};
  std::string permissions_boundary = {};  ///< a policy's ARN; empty: none
  IamTags tags = {};
  std::map<std::string, std::string, std::less<>> inline_policies = {};  ///< name to document
  std::set<std::string, std::less<>> attached_policies = {};             ///< ARNs

  friend bool operator==(const IamRole&, const IamRole&) = default;
};

/// API_PolicyVersion.
struct IamPolicyVersion {
  std::int64_t number;  ///< 3 is "v3"
  std::string document;
  Instant created;

  friend bool operator==(const IamPolicyVersion&, const IamPolicyVersion&) = default;
};

/// API_Policy: a managed policy, the customer's or AWS's.
struct IamPolicy {
  std::string name;
  std::string path;
  std::string id;  ///< "ANPA…"
  std::string arn;
  Instant created;
  Instant updated;
  std::vector<IamPolicyVersion> versions;  ///< oldest first; never empty
  std::int64_t default_version = 1;
  std::int64_t next_version = 2;
  std::string description = {};
  IamTags tags = {};

  friend bool operator==(const IamPolicy&, const IamPolicy&) = default;
};

/// A policy and how it is used now.
struct IamPolicySummary {
  IamPolicy policy;
  std::int64_t attachments = 0;
  std::int64_t boundaries = 0;  ///< PermissionsBoundaryUsageCount
};

/// API_User: the caller, who is the only one there is.
struct IamUser {
  std::string name;
  std::string path;
  std::string id;  ///< "AIDA…"
  std::string arn;
  Instant created;
};

/// How much of a list is wanted, and from where.
struct IamPageRequest {
  std::string marker = {};  ///< of the answer before; empty: from the beginning
  std::int64_t max_items = 100;
};

/// A part of a list.
template <class Item>
struct IamPage {
  std::vector<Item> items = {};
  std::string marker = {};  ///< where the next part begins; empty: this was the last
};

/// API_CreateRole.
struct CreateRoleRequest {
  std::string name;
  std::string trust_policy;
  std::string path = "/";
  std::string description = {};
  std::chrono::seconds max_session = std::chrono::hours{1};
  std::string permissions_boundary = {};
  IamTags tags = {};
};

/// API_UpdateRole; what is empty stays as it is.
struct UpdateRoleRequest {
  std::string name;
  std::optional<std::string> description = {};
  std::optional<std::chrono::seconds> max_session = {};
};

/// API_CreateServiceLinkedRole.
struct CreateServiceLinkedRoleRequest {
  std::string service_name;  ///< "ecs.amazonaws.com"
  std::string description = {};
  std::string custom_suffix = {};
};

/// One inline policy of a role.
struct RolePolicyName {
  std::string role;
  std::string policy;
};

/// API_CreatePolicy.
struct CreatePolicyRequest {
  std::string name;
  std::string document;
  std::string path = "/";
  std::string description = {};
  IamTags tags = {};
};

/// API_ListPolicies.
struct ListPoliciesRequest {
  enum class Scope { all, aws, local };
  enum class Usage { any, permissions, boundary };
  Scope scope = Scope::all;
  Usage usage = Usage::any;
  bool only_attached = false;
  std::string path_prefix = "/";
};

/// One version of a managed policy.
struct PolicyVersionName {
  std::string policy_arn;
  std::string version;  ///< "v3"
};

/// A managed policy and the role that it is attached to.
struct RoleAttachment {
  std::string role;
  std::string policy_arn;
};

/// All that IAM remembers.
struct IamState {
  std::map<std::string, IamRole, std::less<>> roles = {};       ///< by name in lower case
  std::map<std::string, IamPolicy, std::less<>> policies = {};  ///< the customer's, by ARN
  std::set<std::string, std::less<>> deletions = {};  ///< tasks of DeleteServiceLinkedRole

  friend bool operator==(const IamState&, const IamState&) = default;
};

}  // namespace sluice::world
