#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace sluice::aws {

// Named and spelled as in
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html

/// API_AssumeRole.
struct AssumeRoleRequest {
  std::string role_arn;
  std::string role_session_name;
  std::string external_id = {};                       ///< empty: not sent
  std::optional<std::chrono::seconds> duration = {};  ///< empty: the role's default
  friend bool operator==(const AssumeRoleRequest&, const AssumeRoleRequest&) = default;
};

/// API_AssumeRoleWithWebIdentity.
struct AssumeRoleWithWebIdentityRequest {
  std::string role_arn;
  std::string role_session_name;
  std::string web_identity_token;
  friend bool operator==(const AssumeRoleWithWebIdentityRequest&,
                         const AssumeRoleWithWebIdentityRequest&) = default;
};

/// API_GetCallerIdentity.
struct GetCallerIdentityResponse {
  std::string account;  ///< twelve digits
  std::string arn;
  std::string user_id;
  friend bool operator==(const GetCallerIdentityResponse&,
                         const GetCallerIdentityResponse&) = default;
};

}  // namespace sluice::aws
