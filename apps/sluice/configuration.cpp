#include "sluice/configuration.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/base64.hpp"
#include "local/protocol/gzip.hpp"
#include "publish/queue_reference.hpp"

namespace sluice::apps {
namespace {

Result<Config, std::string> from_file(const std::string& path, std::string_view named_by,
                                      const Files& files) {
  const auto text = files.read(path);
  if (!text) return Failure<std::string>{fmt::format("{}: {}", named_by, text.error().message)};
  return parse_config(*text, path);
}

/// How base64 of gzip begins: 1f 8b, and deflate (RFC 1952, section 2.3.1).
constexpr std::string_view packed_beginning = "H4sI";

/// No honest config is larger.
constexpr std::size_t largest_config = std::size_t{8} << 20U;

/// A config packed by gzip and base64, as Terraform's base64gzip writes it: more
/// services fit into the 4 KB that Lambda has for variables.
/// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
Result<Config, std::string> from_packed(const std::string& text) {
  const auto packed = parse_base64(text);
  const auto plain = packed ? local::unpack_gzip(*packed, largest_config) : std::nullopt;
  if (plain) return parse_config(*plain, "SLUICE_CONFIG");
  return Failure<std::string>{fmt::format(
      "SLUICE_CONFIG: begins as base64 of gzip, but is {}; pack it with gzip -c | base64 -w0, or "
      "give a path or the YAML itself",
      packed ? "no whole gzip" : "no base64")};
}

bool looks_like_yaml(const std::string& text) {
  return text.find('\n') != std::string::npos || text.find(": ") != std::string::npos ||
         text.starts_with('{');
}

/// The article's variables: nothing where none is set.
Result<std::optional<Config>, std::string> from_variables(const Environment& environment) {
  const auto queue = environment.find("QUEUE_URL");
  const auto cluster = environment.find("ECS_CLUSTER_NAME");
  const auto service = environment.find("ECS_SERVICE_NAME");
  std::string set;
  std::string missing;
  const auto note = [&](std::string_view name, const std::optional<std::string>& value) {
    std::string& list = value ? set : missing;
    list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
  };
  note("QUEUE_URL", queue);
  note("ECS_CLUSTER_NAME", cluster);
  note("ECS_SERVICE_NAME", service);
  if (set.empty()) return std::nullopt;
  if (!queue || !cluster || !service) {
    return Failure<std::string>{
        fmt::format("{} is set, but {} is missing; set all three or none of them", set, missing)};
  }
  const ArticleVariables variables{*queue, *cluster, *service};
  auto config = article_config(variables);
  if (!config) return Failure<std::string>{config.error()};
  return std::optional{std::move(*config)};
}

/// The address that all queue URLs share which are not AWS's; empty where all
/// are AWS's. Several are a mistake: SQS is called at one address.
Result<std::string, std::string> common_origin(const publish::Plan& plan) {
  std::string origin;
  bool first = true;
  for (const std::string& queue : plan.queues) {
    const auto reference = publish::parse_queue_reference(queue);
    if (!reference) return Failure<std::string>{reference.error()};
    if (reference->url.empty()) continue;
    if (!first && reference->origin != origin) {
      return Failure<std::string>{fmt::format(
          "the queue '{}' is at another address than the queues before it; give --endpoint-url or "
          "AWS_ENDPOINT_URL_SQS, or run one sluice an address",
          queue)};
    }
    origin = reference->origin;
    first = false;
  }
  return origin;
}

Result<void, std::string> check_regions(const Config& config, const aws::EndpointRules& rules) {
  for (const std::string& queue : config.plan.queues) {
    const auto reference = publish::parse_queue_reference(queue);
    if (!reference || reference->region.empty() || reference->region == rules.region) continue;
    return Failure<std::string>{fmt::format(
        "{}: the queue '{}' is in {}, but the region is {} (set by {}); make both the same",
        config.name, queue, reference->region, rules.region,
        config.region.empty() ? "AWS_REGION or the AWS profile" : "its region key")};
  }
  return {};
}

std::string region_advice(const publish::Plan& plan) {
  for (const std::string& queue : plan.queues) {
    const auto reference = publish::parse_queue_reference(queue);
    if (reference && !reference->region.empty())
      return fmt::format(" (the queue '{}' is in {})", queue, reference->region);
  }
  return {};
}

}  // namespace

Result<Config, std::string> load_config(const std::string& flag, const Environment& environment,
                                        const Files& files) {
  if (!flag.empty()) return from_file(flag, "--config", files);
  auto variables = from_variables(environment);
  if (!variables) return Failure<std::string>{variables.error()};
  const auto setting = environment.find("SLUICE_CONFIG");
  if (setting && *variables) {
    return Failure<std::string>{
        "SLUICE_CONFIG and QUEUE_URL both say what to measure; unset one of them"};
  }
  if (setting && setting->starts_with(packed_beginning)) return from_packed(*setting);
  if (setting)
    return looks_like_yaml(*setting) ? parse_config(*setting, "SLUICE_CONFIG")
                                     : from_file(*setting, "SLUICE_CONFIG", files);
  if (std::optional<Config>& config = *variables) return std::move(*config);
  // A function's package is unpacked there, whatever its working folder is.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  const auto package = environment.find("LAMBDA_TASK_ROOT");
  const std::string path = package ? *package + "/sluice.yaml" : "sluice.yaml";
  auto text = files.read(path);
  if (text) return parse_config(*text, path);
  if (text.error().kind != FileError::Kind::missing)
    return Failure<std::string>{text.error().message};
  return Failure<std::string>{
      "nothing says what to measure: give --config FILE, set SLUICE_CONFIG, set QUEUE_URL, "
      "ECS_CLUSTER_NAME and ECS_SERVICE_NAME, or put a sluice.yaml here"};
}

Result<aws::EndpointRules, std::string> endpoints_for(const Config& config,
                                                      const aws::EndpointRules& settings,
                                                      const std::string& endpoint_url) {
  aws::EndpointRules rules = settings;
  if (!config.region.empty()) rules.region = config.region;
  if (rules.region.empty()) {
    return Failure<std::string>{
        fmt::format("no region: set AWS_REGION, region in the config or in the AWS profile{}",
                    region_advice(config.plan))};
  }
  if (!endpoint_url.empty()) {
    rules.for_service.clear();
    rules.for_all = aws::ConfiguredUrl{endpoint_url, "--endpoint-url"};
  }
  if (rules.for_all || rules.for_service.contains(aws::sqs.endpoint_variable)) return rules;
  auto origin = common_origin(config.plan);
  if (!origin) return Failure<std::string>{origin.error()};
  if (!origin->empty()) {
    rules.for_service.emplace(aws::sqs.endpoint_variable,
                              aws::ConfiguredUrl{*origin, "the queue's URL"});
    return rules;
  }
  auto fits = check_regions(config, rules);
  if (!fits) return Failure<std::string>{fits.error()};
  return rules;
}

}  // namespace sluice::apps
