#include "aws/credentials/sso.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"

namespace sluice::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The AWS CLI names the cached token after the SHA-1 of the session or start URL:
// printf corp | sha1sum; printf https://corp.awsapps.com/start | sha1sum
constexpr const char* session_token =
    ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
constexpr const char* start_url_token =
    ".aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json";

constexpr const char* with_session =
    "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = My Role\n"
    "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-west-2\n";
constexpr const char* without_session =
    "[default]\nsso_account_id = 123456789012\nsso_role_name = My Role\n"
    "sso_start_url = https://corp.awsapps.com/start\nsso_region = us-west-2\n";
constexpr const char* good_token =
    R"({"accessToken": "BEARER", "expiresAt": "2024-04-12T12:00:01Z"})";
constexpr const char* keys =
    R"({"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "secret",
        "sessionToken": "token", "expiration": 1712926800000}})";

class SsoTest : public CredentialWorld {
 protected:
  Result<Credentials, Error> credentials() {
    Sso sso{sources(), sources().profiles.selected()};
    EXPECT_TRUE(sso.configured());
    return run(sso.credentials());
  }

  std::string failure() {
    const auto answer = credentials();
    EXPECT_FALSE(answer);
    if (answer) return {};
    EXPECT_EQ(answer.error().operation, "credentials:sso");
    EXPECT_THAT(answer.error().message, Not(HasSubstr("BEARER")));
    return answer.error().message;
  }

  void log_in() {
    write_config(with_session);
    home.write(session_token, good_token);
  }
};

TEST_F(SsoTest, DoesNotApplyWithoutAccountAndRole) {
  write_config("[default]\nsso_start_url = https://corp.awsapps.com/start\n");
  EXPECT_FALSE((Sso{sources(), sources().profiles.selected()}.configured()));
}

TEST_F(SsoTest, GetsTheKeysOfTheRoleForTheCachedToken) {
  log_in();
  http_answers(200, keys);
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  const Credentials expected{.access_key_id = "ASIA",
                             .secret_access_key = "secret",
                             .session_token = "token",
                             .expires = parse_iso8601("2024-04-12T13:00:00Z")};
  EXPECT_EQ(*answer, expected);
  const http::Request& request = http.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url.origin() + request.url.target,
            "https://portal.sso.us-west-2.amazonaws.com/federation/credentials?"
            "role_name=My%20Role&account_id=123456789012");
  EXPECT_EQ(request.headers.find("x-amz-sso_bearer_token"), "BEARER");
  EXPECT_EQ(request.headers.find("Authorization"), std::nullopt);
}

TEST_F(SsoTest, TheOldFormHasNoSession) {
  write_config(without_session);
  home.write(start_url_token,
             R"({"accessToken": "BEARER", "expiresAt": "2024-04-12T12:30:00UTC"})");
  http_answers(200, keys);
  EXPECT_TRUE(credentials());
}

TEST_F(SsoTest, AnExpiredLoginSaysHowToLogInAgain) {
  log_in();
  clock.advance(std::chrono::seconds{1});
  EXPECT_THAT(failure(), AllOf(HasSubstr("corp expired at 2024-04-12T12:00:01Z"),
                               HasSubstr("`aws sso login --profile default`")));
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(SsoTest, NoLoginSaysHowToLogIn) {
  write_config(with_session);
  EXPECT_THAT(failure(), AllOf(HasSubstr("nobody is logged in to corp"),
                               HasSubstr("aws sso login --profile default")));
}

TEST_F(SsoTest, AGarbledTokenFileIsNamed) {
  log_in();
  for (const char* const garbage : {"", "[]", "{}", R"({"accessToken": "BEARER"})",
                                    R"({"accessToken": "BEARER", "expiresAt": "soon"})"}) {
    home.write(session_token, garbage);
    EXPECT_THAT(failure(), HasSubstr(session_token)) << garbage;
  }
}

TEST_F(SsoTest, WhatIsMissingInTheProfileIsNamed) {
  write_config(
      "[default]\nsso_account_id = 1\nsso_session = corp\n[sso-session corp]\n"
      "sso_start_url = u\nsso_region = us-west-2\n");
  EXPECT_THAT(failure(), HasSubstr("profile default has no sso_role_name"));
  write_config("[default]\nsso_account_id = 1\nsso_role_name = r\nsso_start_url = u\n");
  EXPECT_THAT(failure(), HasSubstr("no sso_region"));
}

TEST_F(SsoTest, ASessionThatIsNotThereIsNamed) {
  write_config("[default]\nsso_account_id = 1\nsso_session = crop\n[sso-session corp]\n");
  EXPECT_THAT(failure(), HasSubstr("[sso-session crop]"));
}

TEST_F(SsoTest, AProfileMustNotContradictItsSession) {
  write_config(std::string{with_session} + "[default]\nsso_region = eu-west-1\n");
  EXPECT_THAT(failure(), AllOf(HasSubstr("sso_region is eu-west-1"), HasSubstr("us-west-2")));
}

TEST_F(SsoTest, ARejectedLoginSaysHowToLogInAgain) {
  log_in();
  http_answers(401, R"({"message": "Session token not found or invalid"})");
  EXPECT_THAT(failure(), HasSubstr("aws sso login --profile default"));
}

TEST_F(SsoTest, OtherRefusalsAreQuoted) {
  log_in();
  http_answers(403, R"({"message": "No access"})");
  EXPECT_THAT(failure(), AllOf(HasSubstr("role My Role of account 123456789012"), HasSubstr("403"),
                               HasSubstr("No access")));
}

TEST_F(SsoTest, IsTriedAgainWhereThatCanHelp) {
  log_in();
  http_answers(429, "");
  http.then(http::TransportError::Kind::closed);
  http_answers(200, keys);
  EXPECT_TRUE(credentials());
  EXPECT_THAT(http.requests(), SizeIs(3));
}

TEST_F(SsoTest, GarbageIsAnError) {
  log_in();
  for (const char* const garbage :
       {"", "{}", R"({"roleCredentials": 1})", R"({"roleCredentials": {"accessKeyId": "A"}})"}) {
    http_answers(200, garbage);
    EXPECT_THAT(failure(), HasSubstr("the answer")) << garbage;
  }
}

}  // namespace
}  // namespace sluice::aws
