#include "aws/credentials/assume_role.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"
#include "support/sts_answers.hpp"

namespace sluice::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* role_of_base =
    "[default]\nrole_arn = arn:aws:iam::1:role/worker\nsource_profile = base\n";
constexpr const char* base_keys =
    "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = SECRET\n";

class AssumeRoleTest : public CredentialWorld {
 protected:
  Result<Credentials, Error> credentials() {
    AssumeRole role{sources(), sources().profiles.selected()};
    EXPECT_TRUE(role.configured());
    return run(role.credentials());
  }

  std::string failure() {
    const auto answer = credentials();
    EXPECT_FALSE(answer);
    if (answer) return {};
    EXPECT_EQ(answer.error().operation, "credentials:assume-role");
    EXPECT_EQ(answer.error().remedy, Remedy::give_up);
    EXPECT_THAT(answer.error().message, Not(HasSubstr("SECRET")));
    return answer.error().message;
  }

  /// Who signed a request: the key id of its signature.
  std::string signer(std::size_t request) {
    const std::string line{http.requests().at(request).headers.find("Authorization").value_or("")};
    const std::size_t start = line.find("Credential=") + 11;
    return line.substr(start, line.find('/', start) - start);
  }
};

TEST_F(AssumeRoleTest, AppliesToARoleWithoutAWebIdentity) {
  write_config(
      "[default]\nregion = eu-west-1\n"
      "[profile web]\nrole_arn = r\nweb_identity_token_file = t\n");
  EXPECT_FALSE((AssumeRole{sources(), sources().profiles.selected()}.configured()));
  EXPECT_FALSE((AssumeRole{sources(), profile("web")}.configured()));
}

TEST_F(AssumeRoleTest, AssumesItWithTheKeysOfTheSourceProfile) {
  write_config(std::string{role_of_base} +
               "external_id = x\nrole_session_name = mine\nduration_seconds = 900\n");
  write_credentials(base_keys);
  http.then(assume_role_answer("ASIAROLE"));
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  const Credentials expected{.access_key_id = "ASIAROLE",
                             .secret_access_key = "secret",
                             .session_token = "token of ASIAROLE",
                             .expires = parse_iso8601("2024-04-12T13:00:00Z")};
  EXPECT_EQ(*answer, expected);
  EXPECT_EQ(http.requests().at(0).url.origin(), "https://sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(http.requests().at(0).body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fworker&"
            "RoleSessionName=mine&ExternalId=x&DurationSeconds=900");
  EXPECT_EQ(signer(0), "AKIABASE");
}

TEST_F(AssumeRoleTest, ASessionWithoutANameIsNamedAfterTheTime) {
  write_config(role_of_base);
  write_credentials(base_keys);
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_THAT(http.requests().at(0).body, HasSubstr("RoleSessionName=sluice-1712923200"));
}

TEST_F(AssumeRoleTest, TheSourceMayBeARoleItself) {
  write_config(std::string{role_of_base} +
               "[profile base]\nrole_arn = arn:aws:iam::1:role/door\nsource_profile = keys\n");
  write_credentials("[keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = SECRET\n");
  http.then(assume_role_answer("ASIADOOR"));
  http.then(assume_role_answer("ASIAROLE"));
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->access_key_id, "ASIAROLE");
  EXPECT_THAT(http.requests().at(0).body, HasSubstr("door"));
  EXPECT_EQ(signer(0), "AKIAKEYS");
  EXPECT_THAT(http.requests().at(1).body, HasSubstr("worker"));
  EXPECT_EQ(signer(1), "ASIADOOR");
  EXPECT_EQ(http.requests().at(1).headers.find("X-Amz-Security-Token"), "token of ASIADOOR");
}

TEST_F(AssumeRoleTest, StaticKeysOfTheSourceWinOverItsRole) {
  write_config(std::string{role_of_base} + "[profile base]\nrole_arn = x\nsource_profile = none\n");
  write_credentials(base_keys);
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_EQ(signer(0), "AKIABASE");
}

TEST_F(AssumeRoleTest, TheSourceMayBeAProgram) {
  write_config(std::string{role_of_base} + "[profile base]\ncredential_process = keys\n");
  processes.answer(R"({"Version": 1, "AccessKeyId": "AKIAPROG", "SecretAccessKey": "s"})");
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_EQ(signer(0), "AKIAPROG");
}

TEST_F(AssumeRoleTest, AProfileMayNameItselfForItsKeys) {
  write_config(
      "[default]\nrole_arn = r\nsource_profile = default\n"
      "aws_access_key_id = AKIASELF\naws_secret_access_key = SECRET\n");
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_EQ(signer(0), "AKIASELF");
}

TEST_F(AssumeRoleTest, ACircleIsNamed) {
  write_config(
      "[default]\nrole_arn = r\nsource_profile = a\n"
      "[profile a]\nrole_arn = r\nsource_profile = b\n"
      "[profile b]\nrole_arn = r\nsource_profile = a\n");
  EXPECT_THAT(failure(), HasSubstr("default -> a -> b -> a"));
  write_config("[default]\nrole_arn = r\nsource_profile = default\n");
  EXPECT_THAT(failure(), HasSubstr("default -> default"));
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(AssumeRoleTest, ASourceProfileThatIsNotThereIsNamed) {
  write_config("[default]\nrole_arn = r\nsource_profile = bas\n[profile base]\nregion = x\n");
  EXPECT_THAT(failure(),
              AllOf(HasSubstr("profile bas does not exist"), HasSubstr("did you mean base?")));
}

TEST_F(AssumeRoleTest, ASourceProfileWithoutCredentialsIsNamed) {
  write_config(std::string{role_of_base} + "[profile base]\nregion = x\n");
  EXPECT_THAT(failure(), HasSubstr("profile base has no credentials"));
}

TEST_F(AssumeRoleTest, TheSourceMayBeTheEnvironment) {
  write_config("[default]\nrole_arn = r\ncredential_source = Environment\n");
  set("AWS_ACCESS_KEY_ID", "AKIAENV");
  set("AWS_SECRET_ACCESS_KEY", "SECRET");
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_EQ(signer(0), "AKIAENV");
}

TEST_F(AssumeRoleTest, TheSourceMayBeTheContainer) {
  write_config("[default]\nrole_arn = r\ncredential_source = EcsContainer\n");
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
  http_answers(200, R"({"AccessKeyId": "ASIATASK", "SecretAccessKey": "s", "Token": "t",
                        "Expiration": "2024-04-12T13:00:00Z"})");
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_EQ(signer(1), "ASIATASK");
}

TEST_F(AssumeRoleTest, TheSourceMayBeTheInstance) {
  write_config("[default]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n");
  http_answers(200, "TOKEN");
  http_answers(200, "role");
  http_answers(200, R"({"AccessKeyId": "ASIAINST", "SecretAccessKey": "s", "Token": "t",
                        "Expiration": "2024-04-12T18:00:00Z"})");
  http.then(assume_role_answer("ASIAROLE"));
  ASSERT_TRUE(credentials());
  EXPECT_EQ(signer(3), "ASIAINST");
}

TEST_F(AssumeRoleTest, ANamedSourceMustBeThere) {
  write_config("[default]\nrole_arn = r\ncredential_source = Environment\n");
  EXPECT_THAT(failure(), AllOf(HasSubstr("Environment"), HasSubstr("AWS_ACCESS_KEY_ID")));
}

struct FaultCase {
  std::string name;
  std::string settings;
  std::string words;
};

class AssumeRoleFaults : public AssumeRoleTest, public testing::WithParamInterface<FaultCase> {};

TEST_P(AssumeRoleFaults, AreNamed) {
  write_config("[default]\nrole_arn = r\n" + GetParam().settings);
  EXPECT_THAT(failure(), AllOf(HasSubstr("profile default"), HasSubstr(GetParam().words)));
  EXPECT_THAT(http.requests(), IsEmpty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, AssumeRoleFaults, testing::Values(
    FaultCase{"no_source",      "",                                                      "neither"},
    FaultCase{"two_sources",    "source_profile = a\ncredential_source = Environment\n", "both"},
    FaultCase{"unknown_source", "credential_source = Sun\n",         "Ec2InstanceMetadata"},
    FaultCase{"mfa",            "source_profile = a\nmfa_serial = arn:x\n", "mfa_serial = arn:x"},
    FaultCase{"duration",       "source_profile = a\nduration_seconds = 1h\n",    "1h"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(AssumeRoleTest, QuotesWhatStsSays) {
  write_config(role_of_base);
  write_credentials(base_keys);
  http.then(sts_error(403, "AccessDenied", "not authorized to perform: sts:AssumeRole"));
  const auto answer = credentials();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "AccessDenied");
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("arn:aws:iam::1:role/worker of profile default"),
                    HasSubstr("not authorized to perform: sts:AssumeRole")));
  EXPECT_THAT(http.requests(), SizeIs(1));
}

TEST_F(AssumeRoleTest, NeedsARegionForSts) {
  write_config(role_of_base);
  write_credentials(base_keys);
  endpoints.region.clear();
  EXPECT_THAT(failure(), HasSubstr("AWS_REGION"));
}

}  // namespace
}  // namespace sluice::aws
