#include "aws/credentials/sso.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "aws/credentials/ask.hpp"
#include "aws/json_reading.hpp"
#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

using nlohmann::json;

/// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
constexpr ServiceDescription portal{.id = "sso",
                                    .endpoint_prefix = "portal.sso",
                                    .signing_name = "awsssoportal",
                                    .endpoint_variable = "SSO"};

constexpr Tries portal_tries{.count = 3, .pause = std::chrono::seconds{1}};
constexpr Duration portal_time_limit = std::chrono::seconds{10};

bool portal_is_final(const http::Response& response) {
  return response.status < 500 && response.status != 429;
}

/// The name under which the AWS CLI keeps a token.
std::string sha1_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::string hex;
  for (unsigned int at = 0; at < size; ++at) hex += fmt::format("{:02x}", digest.at(at));
  return hex;
}

/// Earlier versions of the AWS CLI wrote UTC where others write Z.
std::optional<Instant> parse_cached_time(std::string text) {
  if (text.ends_with("UTC")) text.replace(text.size() - 3, 3, "Z");
  return parse_iso8601(text);
}

Result<Credentials, std::string> read_role_credentials(const std::string& body) {
  const auto document = read_object(body);
  if (!document) return Failure<std::string>{fmt::format("the answer: {}", document.error())};
  const json keys = document->value("roleCredentials", json::object());
  if (!keys.is_object()) return Failure<std::string>{"the answer lacks roleCredentials"};
  const std::int64_t expiration = whole_number(keys, "expiration").value_or(0);
  constexpr std::int64_t far_future = 9'000'000'000'000;  // 2255: an Instant holds it
  Credentials credentials{.access_key_id = text_or_empty(keys, "accessKeyId"),
                          .secret_access_key = text_or_empty(keys, "secretAccessKey"),
                          .session_token = text_or_empty(keys, "sessionToken")};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() ||
      credentials.session_token.empty() || expiration <= 0) {
    return Failure<std::string>{
        "the answer lacks one of accessKeyId, secretAccessKey, sessionToken, expiration"};
  }
  credentials.expires = Instant{std::chrono::milliseconds{std::min(expiration, far_future)}};
  return credentials;
}

/// The text of `key`, in the profile or in the session that it names.
Result<std::string, std::string> find_in(const Profile& profile, const IniSection& session,
                                         std::string_view key) {
  const std::string* const own = profile.find(key);
  const std::string* const shared = find_setting(session, key);
  if (own == nullptr && shared == nullptr)
    return Failure<std::string>{fmt::format("profile {} has no {}", profile.name, key)};
  if (own == nullptr || shared == nullptr || *own == *shared)
    return own != nullptr ? *own : *shared;
  return Failure<std::string>{fmt::format("{} is {} in profile {} but {} in its sso-session", key,
                                          *own, profile.name, *shared)};
}

}  // namespace

struct Sso::Settings {
  std::string login;  ///< the session, or start URL, that the cached token is named after
  std::string region;
  std::string account_id;
  std::string role_name;
};

Sso::Sso(const CredentialSources& sources, const Profile& profile)
    : CredentialLink{{.name = "sso", .needed = "sso_account_id"}},
      sources_{sources},
      profile_{profile} {}

bool Sso::configured() const {
  return profile_.find("sso_account_id") != nullptr || profile_.find("sso_role_name") != nullptr;
}

std::string Sso::advice() const {
  return fmt::format("run `aws sso login --profile {}`", profile_.name);
}

Result<Sso::Settings, std::string> Sso::settings() const {
  static const IniSection no_session;
  const std::string* const name = profile_.find("sso_session");
  const IniSection* const session =
      name == nullptr ? &no_session : sources_.profiles.sso_session(*name);
  if (session == nullptr) {
    return Failure<std::string>{
        fmt::format("profile {} has sso_session = {}, but there is no "
                    "[sso-session {}] in the config file",
                    profile_.name, *name, *name)};
  }
  std::vector<std::string> values;
  for (const char* const key : {"sso_start_url", "sso_region", "sso_account_id", "sso_role_name"}) {
    auto value = find_in(profile_, *session, key);
    if (!value) return Failure<std::string>{std::move(value.error())};
    values.push_back(*std::move(value));
  }
  return Settings{.login = name == nullptr ? values[0] : *name,
                  .region = values[1],
                  .account_id = values[2],
                  .role_name = values[3]};
}

Result<std::string, std::string> Sso::token(const Settings& settings) const {
  const auto home = sources_.environment.find("HOME");
  if (!home) return Failure<std::string>{"HOME is not set, so ~/.aws/sso/cache cannot be found"};
  const std::string path =
      fmt::format("{}/.aws/sso/cache/{}.json", *home, sha1_hex(settings.login));
  const auto text = sources_.files.read(path);
  if (!text && text.error().kind == FileError::Kind::missing) {
    return Failure<std::string>{
        fmt::format("nobody is logged in to {}; {}", settings.login, advice())};
  }
  if (!text) return Failure<std::string>{text.error().message};
  const json cached = read_object(*text).value_or(json::object());
  std::string token = text_or_empty(cached, "accessToken");
  const auto expires = parse_cached_time(text_or_empty(cached, "expiresAt"));
  if (token.empty() || !expires) {
    return Failure<std::string>{
        fmt::format("{}: lacks accessToken or expiresAt; {}", path, advice())};
  }
  if (*expires > sources_.shared.clock.now()) return token;
  return Failure<std::string>{fmt::format("the login to {} expired at {}; {}", settings.login,
                                          iso8601(*expires), advice())};
}

Result<http::Request, std::string> Sso::request(const Settings& settings, std::string token) const {
  EndpointRules rules = sources_.endpoints;
  rules.region = settings.region;
  auto url = resolve_endpoint(portal, rules);
  if (!url) return Failure<std::string>{std::move(url.error())};
  if (url->target.ends_with('/')) url->target.pop_back();
  url->target += fmt::format("/federation/credentials?role_name={}&account_id={}",
                             http::percent_encoded(settings.role_name),
                             http::percent_encoded(settings.account_id));
  return http::Request{.url = *std::move(url),
                       .headers = {{"x-amz-sso_bearer_token", std::move(token)}},
                       .time_limit = portal_time_limit};
}

asio::awaitable<Result<Credentials, Error>> Sso::credentials() {
  const auto set = settings();
  if (!set) co_return failed(set.error());
  auto bearer = token(*set);
  if (!bearer) co_return failed(std::move(bearer.error()));
  auto question = request(*set, *std::move(bearer));
  if (!question) co_return failed(std::move(question.error()));
  const std::string what = fmt::format("role {} of account {} from {}", set->role_name,
                                       set->account_id, question->url.origin());
  const auto answer = co_await ask(sources_.shared.http, sources_.shared.sleeper,
                                   *std::move(question), portal_tries, portal_is_final);
  if (!answer) co_return failed(fmt::format("{}: {}", what, answer.error().message));
  if (answer->status == 401)
    co_return failed(fmt::format("{}: the login is no longer accepted; {}", what, advice()));
  if (answer->status != 200)
    co_return failed(
        fmt::format("{}: answered {}: {}", what, answer->status, excerpt(answer->body)));
  auto credentials = read_role_credentials(answer->body);
  if (!credentials) co_return failed(fmt::format("{}: {}", what, credentials.error()));
  co_return *std::move(credentials);
}

}  // namespace sluice::aws
