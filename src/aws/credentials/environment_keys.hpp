#pragma once

#include "aws/credentials/link.hpp"
#include "base/environment.hpp"

namespace sluice::aws {

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (or
/// AWS_SECURITY_TOKEN) and AWS_CREDENTIAL_EXPIRATION.
/// https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
class EnvironmentKeys final : public CredentialLink {
 public:
  /// `environment` must outlive this.
  explicit EnvironmentKeys(const Environment& environment);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  const Environment& environment_;
};

}  // namespace sluice::aws
