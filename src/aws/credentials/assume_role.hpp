#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "aws/credentials/link.hpp"
#include "aws/credentials/sources.hpp"

namespace sluice::aws {

/// The role_arn of a profile, assumed with the credentials of its source_profile
/// (which may again be a role) or of its credential_source.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
class AssumeRole final : public CredentialLink {
 public:
  /// `sources` and `profile` must outlive this. `on_the_way` are the profiles
  /// that led here, each through the source_profile of the one before.
  AssumeRole(const CredentialSources& sources, const Profile& profile,
             std::vector<std::string> on_the_way = {});

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  using Source = std::unique_ptr<CredentialsProvider>;

  [[nodiscard]] Result<Source, std::string> source() const;
  [[nodiscard]] Result<Source, std::string> named_source(const std::string& name) const;
  [[nodiscard]] Result<Source, std::string> profile_source(const std::string& name) const;
  [[nodiscard]] Result<std::optional<std::chrono::seconds>, std::string> duration() const;
  [[nodiscard]] std::string text(std::string_view key) const;

  const CredentialSources& sources_;
  const Profile& profile_;
  std::vector<std::string> on_the_way_;
};

}  // namespace sluice::aws
