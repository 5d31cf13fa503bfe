#include "aws/credentials/chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"
#include "support/sts_answers.hpp"

namespace sluice::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class ChainTest : public CredentialWorld {
 protected:
  Result<Credentials, Error> credentials() { return run(default_chain(sources())->credentials()); }

  /// Which place an answer or an error came from.
  std::string asked() {
    const auto answer = credentials();
    return answer ? answer->access_key_id : answer.error().operation;
  }

  /// Sets up every place there is; each test takes the first ones away.
  void SetUp() override {
    set("AWS_ACCESS_KEY_ID", "AKIAENV");
    set("AWS_SECRET_ACCESS_KEY", "s");
    set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
    set("AWS_PROFILE", "all");
    processes.answer(R"({"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "s"})");
    write_credentials("[all]\naws_access_key_id = AKIASHARED\naws_secret_access_key = s\n");
  }

  void profile_has(const std::string& settings) { write_config("[profile all]\n" + settings); }
};

constexpr const char* role = "role_arn = r\ncredential_source = EcsContainer\n";
constexpr const char* sso = "sso_account_id = 1\nsso_role_name = r\n";
constexpr const char* process = "credential_process = keys\n";
constexpr const char* config_keys = "aws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n";

TEST_F(ChainTest, TheEnvironmentComesFirst) {
  profile_has(std::string{role} + sso + process + config_keys);
  EXPECT_EQ(asked(), "AKIAENV");
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(ChainTest, ThenTheRoleOfTheProfile) {
  set("AWS_ACCESS_KEY_ID", "");
  set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  profile_has(std::string{role} + sso + process + config_keys);
  EXPECT_EQ(asked(), "credentials:assume-role");
}

TEST_F(ChainTest, ThenTheWebIdentity) {
  set("AWS_ACCESS_KEY_ID", "");
  set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  profile_has(std::string{sso} + process + config_keys);
  EXPECT_EQ(asked(), "credentials:web-identity");
}

TEST_F(ChainTest, ThenSso) {
  set("AWS_ACCESS_KEY_ID", "");
  profile_has(std::string{sso} + process + config_keys);
  EXPECT_EQ(asked(), "credentials:sso");
}

TEST_F(ChainTest, ThenTheCredentialsFile) {
  set("AWS_ACCESS_KEY_ID", "");
  profile_has(std::string{process} + config_keys);
  EXPECT_EQ(asked(), "AKIASHARED");
}

TEST_F(ChainTest, ThenAProgram) {
  set("AWS_ACCESS_KEY_ID", "");
  write_credentials("");
  profile_has(std::string{process} + config_keys);
  EXPECT_EQ(asked(), "AKIAPROCESS");
}

TEST_F(ChainTest, ThenTheConfigFile) {
  set("AWS_ACCESS_KEY_ID", "");
  write_credentials("");
  profile_has(config_keys);
  EXPECT_EQ(asked(), "AKIACONFIG");
}

TEST_F(ChainTest, ThenTheContainer) {
  set("AWS_ACCESS_KEY_ID", "");
  write_credentials("");
  profile_has("region = eu-west-1\n");
  EXPECT_EQ(asked(), "credentials:container");
  EXPECT_EQ(http.requests().front().url.host, "169.254.170.2");
}

class EmptyChain : public CredentialWorld {};

TEST_F(EmptyChain, AsksTheInstanceLast) {
  http_answers(200, "TOKEN");
  http_answers(200, "role");
  http_answers(200, R"({"AccessKeyId": "ASIAINST", "SecretAccessKey": "s", "Token": "t",
                        "Expiration": "2024-04-12T18:00:00Z"})");
  EXPECT_EQ(run(default_chain(sources())->credentials())->access_key_id, "ASIAINST");
}

TEST_F(EmptyChain, SaysAllThatWasLookedFor) {
  http.then(http::TransportError::Kind::connect);
  const auto answer = run(default_chain(sources())->credentials());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().remedy, Remedy::give_up);
  EXPECT_THAT(answer.error().message,
              AllOf(StartsWith("profile default has no credentials"),
                    HasSubstr("AWS_ACCESS_KEY_ID"), HasSubstr("role_arn"),
                    HasSubstr("AWS_WEB_IDENTITY_TOKEN_FILE"), HasSubstr("sso_account_id"),
                    HasSubstr("credentials file"), HasSubstr("credential_process"),
                    HasSubstr("config file"), HasSubstr("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
                    HasSubstr("no instance metadata at http://169.254.169.254")));
}

TEST_F(EmptyChain, DoesNotAskAnInstanceThatIsDisabled) {
  set("AWS_EC2_METADATA_DISABLED", "true");
  const auto answer = run(default_chain(sources())->credentials());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, StartsWith("profile default has no credentials"));
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(EmptyChain, AFailureIsNotAReasonToActAsSomebodyElse) {
  set("AWS_ACCESS_KEY_ID", "AKIAHALF");
  write_credentials("[default]\naws_access_key_id = AKIA\naws_secret_access_key = s\n");
  const auto answer = run(default_chain(sources())->credentials());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().operation, "credentials:environment");
}

}  // namespace
}  // namespace sluice::aws
