#pragma once

#include "aws/credentials/link.hpp"
#include "aws/credentials/sources.hpp"

namespace sluice::aws {

/// A role assumed with the token in a file, which is read anew each time:
/// AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME, or the
/// keys of a profile (IAM roles for service accounts on EKS).
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
class WebIdentity final : public CredentialLink {
 public:
  /// A profile that another one names as its source is judged by itself.
  enum class Variables { used, ignored };

  /// `sources` and `profile` must outlive this.
  WebIdentity(const CredentialSources& sources, const Profile& profile, Variables variables);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  [[nodiscard]] std::optional<std::string> find(SettingName name) const;

  const CredentialSources& sources_;
  const Profile& profile_;
  Variables variables_;
};

}  // namespace sluice::aws
