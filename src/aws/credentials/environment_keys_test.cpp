#include "aws/credentials/environment_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"
#include "support/run.hpp"

namespace sluice::aws {
namespace {

using testing::HasSubstr;
using testing::Not;
using Variables = std::map<std::string, std::string, std::less<>>;

Result<Credentials, Error> keys_of(Variables variables) {
  const Environment environment{std::move(variables)};
  EnvironmentKeys keys{environment};
  EXPECT_TRUE(keys.configured());
  return run(keys.credentials());
}

TEST(EnvironmentKeys, ApplyWhereAKeyIdIsSet) {
  const Environment empty;
  EXPECT_FALSE(EnvironmentKeys{empty}.configured());
  const Environment secret_only{{{"AWS_SECRET_ACCESS_KEY", "s"}}};
  EXPECT_FALSE(EnvironmentKeys{secret_only}.configured());
}

TEST(EnvironmentKeys, LongTermKeysNeedNoToken) {
  const auto keys = keys_of({{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "secret"}});
  ASSERT_TRUE(keys) << keys.error().message;
  const Credentials expected{.access_key_id = "AKIA", .secret_access_key = "secret"};
  EXPECT_EQ(*keys, expected);
}

TEST(EnvironmentKeys, HaveATokenAndAnEnd) {
  const auto keys = keys_of({{"AWS_ACCESS_KEY_ID", "ASIA"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_SESSION_TOKEN", "token"},
                             {"AWS_SECURITY_TOKEN", "the old name"},
                             {"AWS_CREDENTIAL_EXPIRATION", "2024-04-12T13:00:00Z"}});
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->session_token, "token");
  EXPECT_EQ(keys->expires, parse_iso8601("2024-04-12T13:00:00Z"));
}

TEST(EnvironmentKeys, TheOldNameOfTheTokenWillDo) {
  const auto keys = keys_of({{"AWS_ACCESS_KEY_ID", "ASIA"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_SECURITY_TOKEN", "token"}});
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->session_token, "token");
}

TEST(EnvironmentKeys, HalfAPairIsAnError) {
  const auto keys = keys_of({{"AWS_ACCESS_KEY_ID", "AKIAHALF"}});
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().remedy, Remedy::give_up);
  EXPECT_EQ(keys.error().operation, "credentials:environment");
  EXPECT_THAT(keys.error().message, HasSubstr("AWS_SECRET_ACCESS_KEY"));
  EXPECT_THAT(keys.error().message, Not(HasSubstr("AKIAHALF")));
}

TEST(EnvironmentKeys, AnEndThatIsNoTimeIsAnError) {
  const auto keys = keys_of({{"AWS_ACCESS_KEY_ID", "ASIA"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_CREDENTIAL_EXPIRATION", "tomorrow"}});
  ASSERT_FALSE(keys);
  EXPECT_THAT(keys.error().message, HasSubstr("AWS_CREDENTIAL_EXPIRATION"));
}

}  // namespace
}  // namespace sluice::aws
