#include "aws/credentials/web_identity.hpp"

#include <fmt/format.h>

#include "aws/credentials/role_session.hpp"

namespace sluice::aws {
namespace {

constexpr SettingName token_file_setting{"AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file"};
constexpr SettingName role_arn{"AWS_ROLE_ARN", "role_arn"};
constexpr SettingName session_name{"AWS_ROLE_SESSION_NAME", "role_session_name"};

}  // namespace

WebIdentity::WebIdentity(const CredentialSources& sources, const Profile& profile,
                         Variables variables)
    : CredentialLink{{.name = "web-identity", .needed = "AWS_WEB_IDENTITY_TOKEN_FILE"}},
      sources_{sources},
      profile_{profile},
      variables_{variables} {}

std::optional<std::string> WebIdentity::find(SettingName name) const {
  if (variables_ == Variables::used)
    if (auto value = sources_.environment.find(name.variable)) return value;
  const std::string* value = profile_.find(name.key);
  return value == nullptr ? std::nullopt : std::optional{*value};
}

bool WebIdentity::configured() const {
  return find(token_file_setting).has_value();
}

asio::awaitable<Result<Credentials, Error>> WebIdentity::credentials() {
  const auto role = find(role_arn);
  if (!role) {
    co_return failed(
        fmt::format("there is a web identity token file but no role; set AWS_ROLE_ARN, or role_arn "
                    "in profile {}",
                    profile_.name));
  }
  const std::string path = find(token_file_setting).value_or("");
  auto token = sources_.files.read(path);
  if (!token) co_return failed(fmt::format("web identity token: {}", token.error().message));
  token->erase(token->find_last_not_of(" \t\r\n") + 1);
  if (token->empty()) co_return failed(fmt::format("web identity token: {}: is empty", path));

  AssumeRoleWithWebIdentityRequest request{
      .role_arn = *role,
      .role_session_name =
          find(session_name).value_or(default_session_name(sources_.shared.clock.now())),
      .web_identity_token = *std::move(token)};
  auto credentials = co_await role_session(sources_, std::move(request));
  if (!credentials) {
    co_return failed(fmt::format("role {} with the token in {}", *role, path), credentials.error());
  }
  co_return credentials;
}

}  // namespace sluice::aws
