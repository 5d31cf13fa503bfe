#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "aws/application_auto_scaling/client.hpp"
#include "checkup/report.hpp"
#include "checkup/survey.hpp"
#include "publish/statistics.hpp"
#include "sluice/commands.hpp"
#include "sluice/configuration.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/printing.hpp"
#include "sluice/publishing.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using Findings = std::vector<checkup::Finding>;

/// Where all that is looked at is called.
struct Places {
  Endpoints endpoints;
  http::Url scaling;
};

Result<Places, std::string> places_of(const aws::EndpointRules& rules) {
  auto endpoints = resolve_endpoints(rules);
  if (!endpoints) return Failure<std::string>{endpoints.error()};
  auto scaling = aws::resolve_endpoint(aws::application_auto_scaling, rules);
  if (!scaling) return Failure<std::string>{scaling.error()};
  return Places{std::move(*endpoints), std::move(*scaling)};
}

Findings look(const publish::Plan& plan, const Places& places, AwsSettings settings,
              const Lent& lent) {
  asio::io_context loop{1};  // outlives the connections that are kept open
  publish::Statistics statistics;
  AwsAccess access{std::move(settings), lent, statistics};
  const Endpoints& at = places.endpoints;
  aws::SqsClient sqs{access.connect(aws::sqs, at.sqs, at.region)};
  aws::EcsClient ecs{access.connect(aws::ecs, at.ecs, at.region)};
  aws::CloudWatchClient cloudwatch{access.connect(aws::cloudwatch, at.cloudwatch, at.region)};
  aws::ApplicationAutoScalingClient scaling{
      access.connect(aws::application_auto_scaling, places.scaling, at.region)};
  publish::AwsSources sources{sqs, ecs};
  checkup::Survey survey{sources, cloudwatch, scaling, lent.clock};
  Findings found;
  asio::co_spawn(loop, survey.take(plan),
                 [&](const std::exception_ptr& thrown, const checkup::Evidence& evidence) {
                   if (thrown) std::rethrow_exception(thrown);
                   found = checkup::findings(plan, evidence);
                 });
  loop.run();
  return found;
}

Result<Findings, std::string> check(const ConfigCheckOptions& options, const Lent& lent,
                                    const Config& config) {
  auto settings = load_aws_settings(lent);
  if (!settings) return Failure<std::string>{settings.error()};
  const auto rules =
      endpoints_for(config, settings->settings.endpoints, options.endpoint_url.value_or(""));
  if (!rules) return Failure<std::string>{rules.error()};
  const auto places = places_of(*rules);
  if (!places) return Failure<std::string>{places.error()};
  if (!options.live) return Findings{};
  if (settings->settings.endpoints.region.empty())
    settings->settings.endpoints.region = rules->region;
  return look(config.plan, *places, std::move(*settings), lent);
}

}  // namespace

int run_config_check(const ConfigCheckOptions& options, const Lent& lent) {
  const auto config = load_config(options.config, lent.environment, lent.files);
  if (!config) return refused(config.error());
  const auto findings = check(options, lent, *config);
  if (!findings) return refused(findings.error());
  const checkup::Checked checked{.config = config->name,
                                 .services = config->plan.services.size(),
                                 .queues = config->plan.queues.size(),
                                 .live = options.live};
  print_line(options.output == Output::json ? checkup::to_json(checked, *findings)
                                            : checkup::to_text(checked, *findings));
  return findings->empty() ? exit_codes::done : exit_codes::failed;
}

}  // namespace sluice::apps
