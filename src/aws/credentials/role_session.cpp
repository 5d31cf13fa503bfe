#include "aws/credentials/role_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "aws/credentials/fixed.hpp"
#include "aws/sts/client.hpp"

namespace sluice::aws {
namespace {

constexpr SettingName regional_endpoints{"AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints"};

/// How long a call of STS may take, its repetitions included.
constexpr Duration call_limit = std::chrono::seconds{30};

/// The regions whose "legacy" endpoint is the global one.
constexpr std::array<std::string_view, 16> legacy_regions{
    "ap-northeast-1", "ap-south-1",   "ap-southeast-1", "ap-southeast-2",
    "ca-central-1",   "eu-central-1", "eu-north-1",     "eu-west-1",
    "eu-west-2",      "eu-west-3",    "sa-east-1",      "us-east-1",
    "us-east-2",      "us-west-1",    "us-west-2",      "aws-global"};

bool has_own_endpoint(const EndpointRules& rules) {
  return rules.for_all.has_value() || rules.for_service.contains(sts.endpoint_variable);
}

Error no_place(std::string why) {
  return Error{.remedy = Remedy::fix_request, .operation = "sts", .message = std::move(why)};
}

}  // namespace

Result<StsPlace, std::string> sts_place(const CredentialSources& sources) {
  const EndpointRules& rules = sources.endpoints;
  const std::string mode = find_setting(sources, regional_endpoints).value_or("regional");
  if (mode != "regional" && mode != "legacy") {
    return Failure<std::string>{fmt::format("{} is {}; give regional or legacy",
                                            where_set(sources, regional_endpoints), mode)};
  }
  if (rules.region.empty())
    return Failure<std::string>{"no region is set; set AWS_REGION or region in the profile"};
  auto url = resolve_endpoint(sts, rules);
  if (!url) return Failure<std::string>{std::move(url.error())};
  const bool old = std::ranges::find(legacy_regions, rules.region) != legacy_regions.end();
  if (mode == "regional" || !old || has_own_endpoint(rules))
    return StsPlace{.url = *std::move(url), .region = rules.region};
  url->host = "sts.amazonaws.com";
  return StsPlace{.url = *std::move(url), .region = "us-east-1"};
}

std::string default_session_name(Instant now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  return fmt::format("sluice-{}", seconds.count());
}

asio::awaitable<Result<Credentials, Error>> role_session(const CredentialSources& sources,
                                                         AssumeRoleRequest request,
                                                         Credentials source) {
  const auto place = sts_place(sources);
  if (!place) co_return Failure<Error>{no_place(place.error())};
  FixedCredentials caller{std::move(source)};
  StsClient client{Connection{sts, place->url, place->region, &caller, sources.shared}};
  co_return co_await client.assume_role(request, sources.shared.clock.now() + call_limit);
}

asio::awaitable<Result<Credentials, Error>> role_session(const CredentialSources& sources,
                                                         AssumeRoleWithWebIdentityRequest request) {
  const auto place = sts_place(sources);
  if (!place) co_return Failure<Error>{no_place(place.error())};
  StsClient client{Connection{sts, place->url, place->region, nullptr, sources.shared}};
  co_return co_await client.assume_role_with_web_identity(request,
                                                          sources.shared.clock.now() + call_limit);
}

}  // namespace sluice::aws
