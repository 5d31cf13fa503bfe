#pragma once

#include "aws/credentials/link.hpp"
#include "aws/credentials/sources.hpp"

namespace sluice::aws {

/// The keys that IAM Identity Center gives for the token that `aws sso login`
/// left in ~/.aws/sso/cache. The token is not renewed here: when it has expired,
/// a person has to log in again.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
class Sso final : public CredentialLink {
 public:
  /// Both must outlive this.
  Sso(const CredentialSources& sources, const Profile& profile);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  struct Settings;

  [[nodiscard]] Result<Settings, std::string> settings() const;
  [[nodiscard]] Result<std::string, std::string> token(const Settings& settings) const;
  [[nodiscard]] Result<http::Request, std::string> request(const Settings& settings,
                                                           std::string token) const;
  [[nodiscard]] std::string advice() const;

  const CredentialSources& sources_;
  const Profile& profile_;
};

}  // namespace sluice::aws
