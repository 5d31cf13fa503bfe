#include "aws/credentials/instance_metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "aws/credentials/ask.hpp"
#include "aws/credentials/from_json.hpp"
#include "base/ascii.hpp"
#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

constexpr SettingName endpoint{"AWS_EC2_METADATA_SERVICE_ENDPOINT",
                               "ec2_metadata_service_endpoint"};
constexpr SettingName endpoint_mode{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                                    "ec2_metadata_service_endpoint_mode"};
constexpr SettingName timeout{"AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"};
constexpr SettingName attempts{"AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                               "metadata_service_num_attempts"};
constexpr SettingName v1_disabled{"AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled"};

constexpr std::string_view token_path = "/latest/api/token";
constexpr std::string_view roles_path = "/latest/meta-data/iam/security-credentials/";
constexpr const char* six_hours = "21600";  // the longest life of a token, in seconds

/// A whole number from 1 on; 1 where it is not set.
Result<int, std::string> find_number(const CredentialSources& sources, SettingName name) {
  const std::string text = find_setting(sources, name).value_or("1");
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number >= 1) return number;
  return Failure<std::string>{
      fmt::format("{} is {}; give a whole number from 1 on", where_set(sources, name), text)};
}

Result<http::Url, std::string> find_endpoint(const CredentialSources& sources) {
  if (const auto own = find_setting(sources, endpoint)) {
    auto url = http::parse_url(*own);
    if (url) return url;
    return Failure<std::string>{fmt::format("{}: {}", where_set(sources, endpoint), url.error())};
  }
  const std::string mode = find_setting(sources, endpoint_mode).value_or("ipv4");
  if (lower_case(mode) == "ipv4") return http::Url{.host = "169.254.169.254"};
  if (lower_case(mode) == "ipv6") return http::Url{.host = "fd00:ec2::254"};
  return Failure<std::string>{
      fmt::format("{} is {}; give IPv4 or IPv6", where_set(sources, endpoint_mode), mode)};
}

http::Url below(http::Url base, std::string_view path) {
  if (base.target.ends_with('/')) base.target.pop_back();
  base.target += path;
  return base;
}

bool token_is_final(const http::Response& response) {
  return response.status < 500;
}
bool text_is_final(const http::Response& response) {
  return response.status == 200 && !response.body.empty();
}

}  // namespace

struct InstanceMetadata::Settings {
  http::Url base;
  Duration time_limit;
  Tries tries;
  bool v1_allowed;
};

InstanceMetadata::InstanceMetadata(const CredentialSources& sources)
    : CredentialLink{{.name = "instance-metadata", .needed = "an EC2 instance with a role"}},
      sources_{sources} {}

bool InstanceMetadata::configured() const {
  return lower_case(sources_.environment.find("AWS_EC2_METADATA_DISABLED").value_or("")) != "true";
}

Result<InstanceMetadata::Settings, std::string> InstanceMetadata::settings() const {
  auto base = find_endpoint(sources_);
  if (!base) return Failure<std::string>{std::move(base.error())};
  const auto seconds = find_number(sources_, timeout);
  if (!seconds) return Failure<std::string>{seconds.error()};
  const auto count = find_number(sources_, attempts);
  if (!count) return Failure<std::string>{count.error()};
  const std::string forbidden = find_setting(sources_, v1_disabled).value_or("false");
  return Settings{.base = *std::move(base),
                  .time_limit = std::chrono::seconds{*seconds},
                  .tries = {.count = *count},
                  .v1_allowed = lower_case(forbidden) != "true"};
}

/// A token; empty where the service is to be asked without.
asio::awaitable<InstanceMetadata::Text> InstanceMetadata::token(const Settings& settings) const {
  http::Request request{.method = "PUT",
                        .url = below(settings.base, token_path),
                        .headers = {{"x-aws-ec2-metadata-token-ttl-seconds", six_hours}},
                        .time_limit = settings.time_limit};
  const auto answer = co_await ask(sources_.shared.http, sources_.shared.sleeper,
                                   std::move(request), settings.tries, token_is_final);
  // In a container behind too few hops, the token's packets are lost on their way.
  const bool lost = !answer && answer.error().kind == http::TransportError::Kind::timeout;
  if (!answer && !lost) {
    co_return Failure<std::string>{fmt::format("no instance metadata at {}: {}",
                                               settings.base.origin(), answer.error().message)};
  }
  if (answer && answer->status == 200) co_return answer->body;
  if (answer && answer->status == 400) {
    co_return Failure<std::string>{
        fmt::format("instance metadata at {} refused to give a token: {}", settings.base.origin(),
                    excerpt(answer->body))};
  }
  if (settings.v1_allowed) co_return std::string{};
  co_return Failure<std::string>{
      fmt::format("instance metadata at {} gave no token, and {} forbids to ask without",
                  settings.base.origin(), where_set(sources_, v1_disabled))};
}

asio::awaitable<InstanceMetadata::Text> InstanceMetadata::get(const Settings& settings,
                                                              std::string token,
                                                              std::string path) const {
  http::Request request{.url = below(settings.base, path), .time_limit = settings.time_limit};
  if (!token.empty()) request.headers.add("x-aws-ec2-metadata-token", std::move(token));
  auto answer = co_await ask(sources_.shared.http, sources_.shared.sleeper, std::move(request),
                             settings.tries, text_is_final);
  const std::string where = fmt::format("instance metadata at {}", settings.base.origin());
  if (!answer) co_return Failure<std::string>{fmt::format("{}: {}", where, answer.error().message)};
  if (answer->status == 404) {
    co_return Failure<std::string>{
        fmt::format("{}: no role is attached to the instance; attach one", where)};
  }
  if (answer->status != 200) {
    co_return Failure<std::string>{
        fmt::format("{} answered {} to {}", where, answer->status, path)};
  }
  co_return std::move(answer->body);
}

/// When the metadata service cannot renew its keys it serves the old ones, which
/// AWS then goes on to accept for a while: they count as good until the next
/// look. The window is that of botocore, its jitter of 2 to 10 minutes included.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
Credentials InstanceMetadata::extended(Credentials credentials) const {
  using std::chrono::minutes;
  const Duration jitter{static_cast<Duration::rep>(
      sources_.shared.random.uniform() * static_cast<double>(Duration{minutes{8}}.count()))};
  const Duration window = minutes{15} + minutes{2} + jitter;
  const Instant now = sources_.shared.clock.now();
  if (now < credentials.expires.value_or(now) - window) return credentials;
  credentials.expires = now + window;
  sources_.log.info("instance metadata serves keys past their time: they are used on",
                    {{"until", iso8601(now + window)}});
  return credentials;
}

asio::awaitable<Result<Credentials, Error>> InstanceMetadata::credentials() {
  const auto set = settings();
  if (!set) co_return failed(set.error());
  const auto proof = co_await token(*set);
  if (!proof) co_return failed(proof.error());
  const auto roles = co_await get(*set, *proof, std::string{roles_path});
  if (!roles) co_return failed(roles.error());
  const std::string role = roles->substr(0, roles->find_first_of("\r\n"));
  const auto keys = co_await get(*set, *proof, std::string{roles_path} + role);
  if (!keys) co_return failed(keys.error());
  auto credentials = credentials_from_json(*keys, JsonForm::metadata);
  if (!credentials) {
    co_return failed(fmt::format("instance metadata at {}, role {}: {}", set->base.origin(), role,
                                 credentials.error()));
  }
  co_return extended(*std::move(credentials));
}

}  // namespace sluice::aws
