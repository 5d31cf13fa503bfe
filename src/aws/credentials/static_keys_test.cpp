#include "aws/credentials/static_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/run.hpp"

namespace sluice::aws {
namespace {

using From = StaticKeys::From;
using testing::AllOf;
using testing::HasSubstr;

IniSection keys(const std::string& id, const std::string& secret) {
  return {{"aws_access_key_id", {.text = id}}, {"aws_secret_access_key", {.text = secret}}};
}

TEST(StaticKeys, EachFileStandsForItself) {
  const Profile profile{.name = "dev", .config = keys("C", "c"), .credentials = keys("S", "s")};
  StaticKeys config{profile, From::config_file};
  StaticKeys credentials{profile, From::credentials_file};
  EXPECT_TRUE(config.configured());
  EXPECT_TRUE(credentials.configured());
  const Credentials from_config{.access_key_id = "C", .secret_access_key = "c"};
  const Credentials from_credentials{.access_key_id = "S", .secret_access_key = "s"};
  EXPECT_EQ(run(config.credentials()).value(), from_config);
  EXPECT_EQ(run(credentials.credentials()).value(), from_credentials);
}

TEST(StaticKeys, DoNotApplyWithoutAKeyId) {
  const Profile profile{.name = "dev", .config = keys("C", "c"), .credentials = {}};
  EXPECT_FALSE((StaticKeys{profile, From::credentials_file}.configured()));
  EXPECT_TRUE(has_static_keys(profile));
  EXPECT_FALSE(has_static_keys(Profile{.name = "dev"}));
}

TEST(StaticKeys, MayHaveAToken) {
  Profile profile{.name = "dev", .credentials = keys("S", "s")};
  profile.credentials["aws_session_token"].text = "token";
  StaticKeys keys{profile, From::credentials_file};
  EXPECT_EQ(run(keys.credentials())->session_token, "token");
}

TEST(StaticKeys, TheSecretMustStandInTheSameFile) {
  const Profile profile{.name = "dev", .config = keys("C", "c"), .credentials = keys("S", "")};
  StaticKeys keys{profile, From::credentials_file};
  const auto answer = run(keys.credentials());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().operation, "credentials:shared-credentials-file");
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("profile dev"), HasSubstr("aws_secret_access_key")));
}

}  // namespace
}  // namespace sluice::aws
