#include "aws/credentials/web_identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"
#include "support/sts_answers.hpp"

namespace sluice::aws {
namespace {

using Variables = WebIdentity::Variables;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class WebIdentityTest : public CredentialWorld {
 protected:
  Result<Credentials, Error> credentials() {
    WebIdentity identity{sources(), sources().profiles.selected(), Variables::used};
    EXPECT_TRUE(identity.configured());
    return run(identity.credentials());
  }

  std::string failure() {
    const auto answer = credentials();
    EXPECT_FALSE(answer);
    if (answer) return {};
    EXPECT_EQ(answer.error().operation, "credentials:web-identity");
    EXPECT_EQ(answer.error().remedy, Remedy::give_up);
    return answer.error().message;
  }
};

TEST_F(WebIdentityTest, DoesNotApplyWithoutATokenFile) {
  set("AWS_ROLE_ARN", "arn:aws:iam::1:role/r");
  const Profile& profile = sources().profiles.selected();
  EXPECT_FALSE((WebIdentity{sources(), profile, Variables::used}.configured()));
}

TEST_F(WebIdentityTest, AssumesTheRoleOfTheEnvironmentUnsigned) {
  set("AWS_WEB_IDENTITY_TOKEN_FILE", home.write("token", "ey.J.x\n").string());
  set("AWS_ROLE_ARN", "arn:aws:iam::1:role/r");
  set("AWS_ROLE_SESSION_NAME", "mine");
  http.then(web_identity_answer("ASIA1"));
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->access_key_id, "ASIA1");
  EXPECT_EQ(answer->expires, parse_iso8601("2024-04-12T13:00:00Z"));
  const http::Request& request = http.requests().at(0);
  EXPECT_EQ(request.url.origin(), "https://sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&"
            "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=mine&"
            "WebIdentityToken=ey.J.x");
  EXPECT_EQ(request.headers.find("Authorization"), std::nullopt);
}

TEST_F(WebIdentityTest, ReadsTheTokenEachTimeAndNamesTheSessionAfterTheTime) {
  write_config("[default]\nrole_arn = r\nweb_identity_token_file = " +
               home.write("token", "first").string() + "\n");
  http.then(web_identity_answer("ASIA1"));
  http.then(web_identity_answer("ASIA2"));
  WebIdentity identity{sources(), sources().profiles.selected(), Variables::used};
  ASSERT_TRUE(run(identity.credentials()));
  home.write("token", "second");
  ASSERT_TRUE(run(identity.credentials()));
  EXPECT_THAT(http.requests()[0].body, HasSubstr("WebIdentityToken=first"));
  EXPECT_THAT(http.requests()[0].body, HasSubstr("RoleSessionName=sluice-1712923200&"));
  EXPECT_THAT(http.requests()[1].body, HasSubstr("WebIdentityToken=second"));
}

TEST_F(WebIdentityTest, OfASourceProfileIgnoresTheEnvironment) {
  set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  write_config("[profile base]\nregion = eu-west-1\n");
  EXPECT_FALSE((WebIdentity{sources(), profile("base"), Variables::ignored}.configured()));
}

TEST_F(WebIdentityTest, NeedsARole) {
  set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  EXPECT_THAT(failure(), AllOf(HasSubstr("AWS_ROLE_ARN"), HasSubstr("profile default")));
}

TEST_F(WebIdentityTest, NeedsATokenInItsFile) {
  set("AWS_ROLE_ARN", "r");
  set("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/token");
  EXPECT_THAT(failure(), HasSubstr("/no/such/token"));
  const std::string empty = home.write("token", " \n").string();
  set("AWS_WEB_IDENTITY_TOKEN_FILE", empty);
  EXPECT_THAT(failure(), HasSubstr(empty + ": is empty"));
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(WebIdentityTest, QuotesWhatStsSaysAndNotTheToken) {
  set("AWS_ROLE_ARN", "arn:aws:iam::1:role/r");
  set("AWS_WEB_IDENTITY_TOKEN_FILE", home.write("token", "SECRET").string());
  http.then(sts_error(400, "InvalidIdentityToken", "No OpenIDConnect provider found"));
  EXPECT_THAT(failure(),
              AllOf(HasSubstr("arn:aws:iam::1:role/r"), HasSubstr("InvalidIdentityToken"),
                    HasSubstr("No OpenIDConnect provider found"), Not(HasSubstr("SECRET"))));
}

TEST_F(WebIdentityTest, AnAnswerThatIsNoneIsAnError) {
  set("AWS_ROLE_ARN", "r");
  set("AWS_WEB_IDENTITY_TOKEN_FILE", home.write("token", "t").string());
  http_answers(200, "<html>");
  EXPECT_THAT(failure(), HasSubstr("XML"));
}

TEST_F(WebIdentityTest, StsIsTriedAgainWhereThatCanHelp) {
  set("AWS_ROLE_ARN", "r");
  set("AWS_WEB_IDENTITY_TOKEN_FILE", home.write("token", "t").string());
  http_answers(503, "");
  http.then(web_identity_answer("ASIA1"));
  EXPECT_TRUE(credentials());
  EXPECT_THAT(http.requests(), SizeIs(2));
}

}  // namespace
}  // namespace sluice::aws
