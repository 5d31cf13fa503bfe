#include "aws/credentials/static_keys.hpp"

#include <fmt/format.h>

namespace sluice::aws {
namespace {

using From = StaticKeys::From;

CredentialLink::Title title_of(From from) {
  if (from == From::config_file)
    return {.name = "config-file", .needed = "aws_access_key_id in the config file"};
  return {.name = "shared-credentials-file", .needed = "aws_access_key_id in the credentials file"};
}

}  // namespace

StaticKeys::StaticKeys(const Profile& profile, From from)
    : CredentialLink{title_of(from)},
      profile_{profile},
      settings_{from == From::config_file ? profile.config : profile.credentials} {}

bool StaticKeys::configured() const {
  return find_setting(settings_, "aws_access_key_id") != nullptr;
}

asio::awaitable<Result<Credentials, Error>> StaticKeys::credentials() {
  const std::string* id = find_setting(settings_, "aws_access_key_id");
  const std::string* secret = find_setting(settings_, "aws_secret_access_key");
  if (id == nullptr || secret == nullptr) {
    co_return failed(
        fmt::format("profile {} has aws_access_key_id but no aws_secret_access_key in the same "
                    "file; put both there",
                    profile_.name));
  }
  Credentials credentials{.access_key_id = *id, .secret_access_key = *secret};
  // aws_security_token is the name that early SDKs had for it.
  for (const char* const key : {"aws_security_token", "aws_session_token"})
    if (const std::string* token = find_setting(settings_, key)) credentials.session_token = *token;
  co_return credentials;
}

bool has_static_keys(const Profile& profile) {
  return profile.find("aws_access_key_id") != nullptr ||
         profile.find("aws_secret_access_key") != nullptr;
}

}  // namespace sluice::aws
