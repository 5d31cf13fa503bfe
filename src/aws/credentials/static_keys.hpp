#pragma once

#include "aws/credentials/link.hpp"
#include "aws/profile/profiles.hpp"

namespace sluice::aws {

/// aws_access_key_id, aws_secret_access_key and aws_session_token of a profile,
/// as one of the two files has them.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
class StaticKeys final : public CredentialLink {
 public:
  enum class From { credentials_file, config_file };

  /// `profile` must outlive this.
  StaticKeys(const Profile& profile, From from);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  const Profile& profile_;
  const IniSection& settings_;
};

/// Whether the profile has such keys, or a part of them, in either file.
[[nodiscard]] bool has_static_keys(const Profile& profile);

}  // namespace sluice::aws
