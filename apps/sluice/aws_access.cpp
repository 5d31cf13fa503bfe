#include "sluice/aws_access.hpp"

#include <utility>

namespace sluice::apps {

Result<AwsSettings, std::string> load_aws_settings(const Lent& lent) {
  auto profiles = aws::Profiles::load(lent.files, lent.environment);
  if (!profiles) return Failure<std::string>{profiles.error()};
  auto settings = aws::load_settings(lent.environment, *profiles);
  if (!settings) return Failure<std::string>{settings.error()};
  auto proxy = http::proxy_from(lent.environment);
  if (!proxy) return Failure<std::string>{proxy.error()};
  const http::ClientOptions client{.ca_bundle = settings->ca_bundle, .proxy = std::move(*proxy)};
  return AwsSettings{std::move(*profiles), std::move(*settings), client};
}

AwsAccess::AwsAccess(AwsSettings settings, const Lent& lent, aws::CallObserver& observer)
    : settings_{std::move(settings)},
      http_{settings_.client, lent.clock},
      processes_{lent.sleeper},
      shared_{.http = http_,
              .clock = lent.clock,
              .sleeper = lent.sleeper,
              .random = lent.random,
              .quota = quota_,
              .pacer = pacer_,
              .observer = observer,
              .plan = settings_.settings.retry,
              .compression_floor = settings_.settings.compression_floor},
      sources_{.shared = shared_,
               .files = lent.files,
               .environment = lent.environment,
               .profiles = settings_.profiles,
               .endpoints = settings_.settings.endpoints,
               .processes = processes_,
               .log = lent.log},
      chain_{aws::default_chain(sources_)},
      credentials_{*chain_, lent.clock, lent.log} {}

AwsAccess::~AwsAccess() = default;

aws::Connection AwsAccess::connect(const aws::ServiceDescription& service,
                                   const http::Url& endpoint, const std::string& region) {
  return aws::Connection{service, endpoint, region, &credentials_, shared_};
}

Result<Endpoints, std::string> resolve_endpoints(const aws::EndpointRules& rules) {
  const auto sqs = aws::resolve_endpoint(aws::sqs, rules);
  const auto ecs = aws::resolve_endpoint(aws::ecs, rules);
  const auto cloudwatch = aws::resolve_endpoint(aws::cloudwatch, rules);
  for (const auto* endpoint : {&sqs, &ecs, &cloudwatch})
    if (!*endpoint) return Failure<std::string>{endpoint->error()};
  return Endpoints{rules.region, *sqs, *ecs, *cloudwatch};
}

}  // namespace sluice::apps
