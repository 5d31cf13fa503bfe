#pragma once

#include "aws/credentials/link.hpp"
#include "aws/credentials/sources.hpp"

namespace sluice::aws {

/// Asks EC2's instance metadata service for the keys of the instance's role:
/// with a token (IMDSv2), or without where it gives none and that is not
/// forbidden. Applies unless AWS_EC2_METADATA_DISABLED is true.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
class InstanceMetadata final : public CredentialLink {
 public:
  /// `sources` must outlive this.
  explicit InstanceMetadata(const CredentialSources& sources);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  struct Settings;
  using Text = Result<std::string, std::string>;

  [[nodiscard]] Result<Settings, std::string> settings() const;
  [[nodiscard]] asio::awaitable<Text> token(const Settings& settings) const;
  [[nodiscard]] asio::awaitable<Text> get(const Settings& settings, std::string token,
                                          std::string path) const;
  [[nodiscard]] Credentials extended(Credentials credentials) const;

  const CredentialSources& sources_;
};

}  // namespace sluice::aws
