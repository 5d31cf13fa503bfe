#pragma once

#include "aws/credentials/link.hpp"
#include "aws/credentials/sources.hpp"

namespace sluice::aws {

/// Asks the container agent that AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or
/// AWS_CONTAINER_CREDENTIALS_FULL_URI names (Amazon ECS, EKS Pod Identity).
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
class Container final : public CredentialLink {
 public:
  /// `sources` must outlive this.
  explicit Container(const CredentialSources& sources);

  [[nodiscard]] bool configured() const override;
  asio::awaitable<Result<Credentials, Error>> credentials() override;

 private:
  [[nodiscard]] Result<http::Url, std::string> place() const;
  [[nodiscard]] Result<http::Headers, std::string> headers() const;

  const CredentialSources& sources_;
};

}  // namespace sluice::aws
