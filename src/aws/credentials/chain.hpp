#pragma once

#include <memory>
#include <string>
#include <vector>

#include "aws/credentials/link.hpp"
#include "aws/credentials/sources.hpp"

namespace sluice::aws {

/// Several places in their order: the first that somebody configured is asked,
/// and its answer stands. Where it fails there are no credentials: going on
/// would mean to act as somebody else than was meant.
class CredentialsChain final : public CredentialsProvider {
 public:
  using Links = std::vector<std::unique_ptr<CredentialLink>>;

  /// `subject` is whose chain it is, for messages ("profile dev"). `last_resort`
  /// is asked where nothing is configured; null: nothing is.
  CredentialsChain(std::string subject, Links links,
                   std::unique_ptr<CredentialLink> last_resort = nullptr);

  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  [[nodiscard]] std::string nothing_configured() const;

  std::string subject_;
  Links links_;
  std::unique_ptr<CredentialLink> last_resort_;
};

/// All places, in botocore's order: environment, role of the profile, web
/// identity, SSO, credentials file, credential_process, config file, container;
/// then the instance's metadata. `sources` must outlive it.
[[nodiscard]] std::unique_ptr<CredentialsProvider> default_chain(const CredentialSources& sources);

/// What a profile itself says, for a role that names it as its source_profile.
/// Both must outlive it.
[[nodiscard]] std::unique_ptr<CredentialsProvider> profile_chain(const CredentialSources& sources,
                                                                 const Profile& profile);

}  // namespace sluice::aws
