#pragma once

#include "aws/credentials/link.hpp"
#include "aws/credentials/process_runner.hpp"
#include "aws/profile/profiles.hpp"

namespace sluice::aws {

/// Runs the profile's credential_process, which prints credentials. No shell is
/// involved.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
class CredentialProcess final : public CredentialLink {
 public:
  /// Both must outlive this.
  CredentialProcess(const Profile& profile, ProcessRunner& processes);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  const Profile& profile_;
  ProcessRunner& processes_;
};

}  // namespace sluice::aws
