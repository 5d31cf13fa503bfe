#include "publish/iam_policy.hpp"
#include "sluice/commands.hpp"
#include "sluice/configuration.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/printing.hpp"
#include "sluice/publishing.hpp"

namespace sluice::apps {
namespace {

Result<std::string, std::string> policy_for(const IamOptions& options, const Lent& lent) {
  const auto config = load_config(options.config, lent.environment, lent.files);
  if (!config) return Failure<std::string>{config.error()};
  const auto settings = load_aws_settings(lent);
  if (!settings) return Failure<std::string>{settings.error()};
  const auto rules = endpoints_for(*config, settings->settings.endpoints, "");
  if (!rules) return Failure<std::string>{rules.error()};
  return publish::iam_policy(config->plan, {.region = rules->region,
                                            .account = options.account,
                                            .update_services = options.update_services,
                                            .function_name = options.function_name});
}

}  // namespace

int run_iam(const IamOptions& options, const Lent& lent) {
  const auto policy = policy_for(options, lent);
  if (!policy) return refused(policy.error());
  const std::size_t size = publish::counted_characters(*policy);
  if (size > publish::most_inline_characters)
    lent.log.warning(
        "a role's inline policies take fewer characters than this policy has: name "
        "queues and services by patterns, or split the config",
        {{"characters", static_cast<std::int64_t>(size)},
         {"most", static_cast<std::int64_t>(publish::most_inline_characters)}});
  print_line(*policy);
  return exit_codes::done;
}

}  // namespace sluice::apps
