#include "aws/credentials/environment_keys.hpp"

#include "aws/credentials/from_json.hpp"

namespace sluice::aws {

EnvironmentKeys::EnvironmentKeys(const Environment& environment)
    : CredentialLink{{.name = "environment", .needed = "AWS_ACCESS_KEY_ID"}},
      environment_{environment} {}

bool EnvironmentKeys::configured() const {
  return environment_.find("AWS_ACCESS_KEY_ID").has_value();
}

asio::awaitable<Result<Credentials, Error>> EnvironmentKeys::credentials() {
  const auto secret = environment_.find("AWS_SECRET_ACCESS_KEY");
  if (!secret)
    co_return failed("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; set both or none");
  Credentials credentials{.access_key_id = environment_.find("AWS_ACCESS_KEY_ID").value_or(""),
                          .secret_access_key = *secret};
  const auto token = environment_.find("AWS_SESSION_TOKEN");
  credentials.session_token = token ? *token : environment_.find("AWS_SECURITY_TOKEN").value_or("");
  if (const auto expiration = environment_.find("AWS_CREDENTIAL_EXPIRATION")) {
    credentials.expires = parse_expiration(*expiration);
    if (!credentials.expires)
      co_return failed("AWS_CREDENTIAL_EXPIRATION is not a time such as 2030-01-31T12:00:00Z");
  }
  co_return credentials;
}

}  // namespace sluice::aws
