#include "world/iam/sts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::MatchesRegex;

constexpr Instant noon{hours{12}};
const std::string role_arn = "arn:aws:iam::123456789012:role/orders";

class StsTest : public testing::Test {
 protected:
  Random random{1};
  Identities identities{random};
  Iam iam{Location{}, identities};
  Sts sts{iam, identities};

  void SetUp() override {
    ASSERT_TRUE(iam.create_role({.name = "orders", .trust_policy = "{}"}, noon));
  }
};

TEST_F(StsTest, AStrangerIsTheAccountsUser) {
  const CallerIdentity who = sts.get_caller_identity("test", noon);
  EXPECT_EQ(who.arn, "arn:aws:iam::123456789012:user/sluice");
  EXPECT_EQ(who.user_id, iam.caller().id);
}

TEST_F(StsTest, ASessionIsKnownUntilItExpires) {
  const auto session =
      sts.assume_role({.role_arn = role_arn, .session_name = "worker", .duration = hours{1}}, noon);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_THAT(session->credentials.access_key_id, MatchesRegex("ASIA[A-Z2-7]{16}"));
  EXPECT_EQ(session->credentials.expires, noon + hours{1});
  EXPECT_EQ(session->who.arn, "arn:aws:sts::123456789012:assumed-role/orders/worker");
  EXPECT_THAT(session->who.user_id, MatchesRegex("AROA[A-Z2-7]{17}:worker"));
  const std::string& key = session->credentials.access_key_id;
  EXPECT_EQ(sts.get_caller_identity(key, noon + hours{1} - seconds{1}), session->who);
  EXPECT_EQ(sts.get_caller_identity(key, noon + hours{1}).arn, iam.caller().arn);
}

TEST_F(StsTest, ARoleThatIsNotThereMayNotBeAssumed) {
  const auto answer = sts.assume_role(
      {.role_arn = "arn:aws:iam::123456789012:role/none", .session_name = "worker"}, noon);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "AccessDenied");
  EXPECT_EQ(answer.error().status, 403);
  EXPECT_EQ(answer.error().message,
            "User: arn:aws:iam::123456789012:user/sluice is not authorized to perform: "
            "sts:AssumeRole on resource: arn:aws:iam::123456789012:role/none");
}

TEST_F(StsTest, RefusesWhatIsOutOfBounds) {
  // clang-format off
  const AssumeRoleInput wrong[] = {
      {.role_arn = role_arn, .session_name = "w"},
      {.role_arn = role_arn, .session_name = std::string(65, 'w')},
      {.role_arn = role_arn, .session_name = "a b"},
      {.role_arn = "orders", .session_name = "worker"},
      {.role_arn = role_arn, .session_name = "worker", .duration = seconds{899}},
      {.role_arn = role_arn, .session_name = "worker", .duration = seconds{3601}},
      {.role_arn = role_arn, .session_name = "worker", .duration = hours{13}},
  };
  // clang-format on
  for (const AssumeRoleInput& input : wrong) {
    const auto answer = sts.assume_role(input, noon);
    ASSERT_FALSE(answer) << input.session_name << ' ' << input.duration.count();
    EXPECT_EQ(answer.error().code, "ValidationError");
    EXPECT_FALSE(sts.assume_role_with_web_identity(input, noon));
  }
}

TEST_F(StsTest, SessionsSurviveASaveAndTheExpiredDoNot) {
  const auto first = sts.assume_role({.role_arn = role_arn, .session_name = "one"}, noon);
  ASSERT_TRUE(sts.get_session_token(hours{12}, noon));
  Sts other{iam, identities};
  other.restore(sts.state(), noon + hours{2});
  EXPECT_EQ(other.state().sessions.size(), 1U);
  EXPECT_FALSE(other.state().sessions.contains(first->credentials.access_key_id));
}

}  // namespace
}  // namespace sluice::world
