#include "aws/credentials/credential_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"
#include "support/run.hpp"
#include "support/scripted_processes.hpp"

namespace sluice::aws {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CredentialProcessTest : public testing::Test {
 protected:
  Result<Credentials, Error> credentials(const std::string& command) {
    profile_.config["credential_process"].text = command;
    CredentialProcess process{profile_, processes};
    EXPECT_TRUE(process.configured());
    return run(process.credentials());
  }

  std::string failure_of(const std::string& output) {
    processes.answer(output);
    const auto answer = credentials("/bin/keys --password hunter2");
    EXPECT_FALSE(answer);
    EXPECT_EQ(answer.error().operation, "credentials:credential-process");
    EXPECT_THAT(answer.error().message, Not(HasSubstr("hunter2")));
    EXPECT_THAT(answer.error().message, AllOf(HasSubstr("profile dev"), HasSubstr("/bin/keys")));
    return answer.error().message;
  }

  ScriptedProcesses processes;

 private:
  Profile profile_{.name = "dev"};
};

TEST_F(CredentialProcessTest, DoesNotApplyWithoutTheSetting) {
  const Profile profile{.name = "dev"};
  EXPECT_FALSE((CredentialProcess{profile, processes}.configured()));
}

TEST_F(CredentialProcessTest, RunsTheCommandAndReadsWhatItPrints) {
  processes.answer(R"({"Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": "secret",
                       "SessionToken": "token", "Expiration": "2024-04-12T13:00:00+00:00"})");
  const auto answer = credentials("\"/opt/my keys\" --for 'a b'");
  ASSERT_TRUE(answer) << answer.error().message;
  const Credentials expected{.access_key_id = "ASIA",
                             .secret_access_key = "secret",
                             .session_token = "token",
                             .expires = parse_iso8601("2024-04-12T13:00:00Z")};
  EXPECT_EQ(*answer, expected);
  EXPECT_THAT(processes.commands(), ElementsAre(ElementsAre("/opt/my keys", "--for", "a b")));
}

TEST_F(CredentialProcessTest, LongTermKeysNeedNoTokenAndNoEnd) {
  processes.answer(R"({"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "secret",
                       "SessionToken": null})");
  const auto answer = credentials("keys");
  ASSERT_TRUE(answer) << answer.error().message;
  const Credentials expected{.access_key_id = "AKIA", .secret_access_key = "secret"};
  EXPECT_EQ(*answer, expected);
}

TEST_F(CredentialProcessTest, AnEndInTheYear9999IsAsGoodAsNever) {
  processes.answer(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S",
                       "Expiration": "9999-12-31T23:59:59Z"})");
  const auto answer = credentials("keys");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->expires, parse_iso8601("2261-12-31T23:59:59Z"));
}

TEST_F(CredentialProcessTest, WhatIsNotVersionOneIsRefused) {
  EXPECT_THAT(failure_of(R"({"AccessKeyId": "A", "SecretAccessKey": "S"})"), HasSubstr("Version"));
  EXPECT_THAT(failure_of(R"({"Version": 2, "AccessKeyId": "A", "SecretAccessKey": "S"})"),
              HasSubstr("Version"));
}

TEST_F(CredentialProcessTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(failure_of(R"({"Version": 1, "SecretAccessKey": "S"})"), HasSubstr("AccessKeyId"));
  EXPECT_THAT(failure_of(R"({"Version": 1, "AccessKeyId": "A"})"), HasSubstr("SecretAccessKey"));
  EXPECT_THAT(failure_of(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S",
                             "Expiration": "soon"})"),
              HasSubstr("Expiration"));
}

TEST_F(CredentialProcessTest, GarbageIsNeverQuoted) {
  EXPECT_THAT(failure_of("my secret is S3CRET"), Not(HasSubstr("S3CRET")));
  EXPECT_THAT(failure_of(""), HasSubstr("JSON"));
  EXPECT_THAT(failure_of("[1]"), HasSubstr("JSON"));
}

TEST_F(CredentialProcessTest, AProgramThatFailsIsNamedWithItsEnd) {
  processes.answer(Failure<std::string>{"ended with status 3"});
  const auto answer = credentials("keys --password hunter2");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("keys ended with status 3"));
}

TEST_F(CredentialProcessTest, ACommandThatIsNoneIsNotRun) {
  EXPECT_THAT(credentials("keys 'open").error().message, HasSubstr("not closed"));
  EXPECT_THAT(credentials("''").error().message, HasSubstr("names no program"));
  EXPECT_THAT(processes.commands(), IsEmpty());
}

}  // namespace
}  // namespace sluice::aws
