#pragma once

#include "aws/credentials/sources.hpp"
#include "aws/sts/messages.hpp"

namespace sluice::aws {

/// Where STS is called, and the region that its signatures name.
struct StsPlace {
  http::Url url;
  std::string region;
  friend bool operator==(const StsPlace&, const StsPlace&) = default;
};

/// The regional endpoint of STS, or the global one where AWS_STS_REGIONAL_ENDPOINTS
/// (sts_regional_endpoints of the profile) is "legacy" and the region is one that
/// existed then.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
[[nodiscard]] Result<StsPlace, std::string> sts_place(const CredentialSources& sources);

/// What a session of a role is called where nobody named it.
[[nodiscard]] std::string default_session_name(Instant now);

/// Asks STS for the keys of a role, on behalf of `source`.
asio::awaitable<Result<Credentials, Error>> role_session(const CredentialSources& sources,
                                                         AssumeRoleRequest request,
                                                         Credentials source);

/// Asks STS for the keys of a role, on behalf of whom the token names.
asio::awaitable<Result<Credentials, Error>> role_session(const CredentialSources& sources,
                                                         AssumeRoleWithWebIdentityRequest request);

}  // namespace sluice::aws
