#pragma once

#include <memory>
#include <string>

#include "aws/connection.hpp"
#include "aws/credentials/cache.hpp"
#include "aws/credentials/chain.hpp"
#include "aws/settings.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "http/client.hpp"

namespace sluice::apps {

/// What `main` lends to everything below it.
struct Lent {
  const Environment& environment;
  const Files& files;
  const Clock& clock;
  Random& random;
  http::Sleeper& sleeper;
  Log& log;
};

/// AWS's settings as this process finds them.
struct AwsSettings {
  aws::Profiles profiles;
  aws::Settings settings;
  http::ClientOptions client;
};

/// Reads them. The error is one line.
[[nodiscard]] Result<AwsSettings, std::string> load_aws_settings(const Lent& lent);

/// The way to AWS: one HTTP client, one chain of credentials, one quota of
/// retries and one pacer for all services. Stays where it is made.
class AwsAccess {
 public:
  /// `observer` and what is lent must outlive this.
  AwsAccess(AwsSettings settings, const Lent& lent, aws::CallObserver& observer);
  AwsAccess(const AwsAccess&) = delete;
  AwsAccess& operator=(const AwsAccess&) = delete;
  ~AwsAccess();

  /// The connection to `service` at its endpoint; valid as long as this is.
  [[nodiscard]] aws::Connection connect(const aws::ServiceDescription& service,
                                        const http::Url& endpoint, const std::string& region);

 private:
  AwsSettings settings_;
  http::Client http_;
  aws::RetryQuota quota_;
  aws::Pacer pacer_;
  aws::SystemProcesses processes_;
  aws::Shared shared_;
  aws::CredentialSources sources_;
  std::unique_ptr<aws::CredentialsProvider> chain_;
  aws::CachedCredentials credentials_;
};

/// Where the publisher's services are called.
struct Endpoints {
  std::string region;
  http::Url sqs;
  http::Url ecs;
  http::Url cloudwatch;
  friend bool operator==(const Endpoints&, const Endpoints&) = default;
};

/// Finds them. The error names the setting that is wrong.
[[nodiscard]] Result<Endpoints, std::string> resolve_endpoints(const aws::EndpointRules& rules);

}  // namespace sluice::apps
