#include "aws/credentials/container.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"

namespace sluice::aws {
namespace {

using Kind = http::TransportError::Kind;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* keys = R"({"RoleArn": "arn:aws:iam::1:role/task", "AccessKeyId": "ASIA",
    "SecretAccessKey": "secret", "Token": "token", "Expiration": "2024-04-12T18:00:00Z"})";

class ContainerTest : public CredentialWorld {
 protected:
  Result<Credentials, Error> credentials() {
    Container container{sources()};
    EXPECT_TRUE(container.configured());
    return run(container.credentials());
  }

  std::string failure() {
    const auto answer = credentials();
    EXPECT_FALSE(answer);
    if (answer) return {};
    EXPECT_EQ(answer.error().operation, "credentials:container");
    EXPECT_EQ(answer.error().remedy, Remedy::give_up);
    return answer.error().message;
  }
};

TEST_F(ContainerTest, DoesNotApplyWithoutAnAddress) {
  EXPECT_FALSE(Container{sources()}.configured());
}

TEST_F(ContainerTest, AsksTheAgentOfEcs) {
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/11?x=1");
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/loses");
  http_answers(200, keys);
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  const Credentials expected{.access_key_id = "ASIA",
                             .secret_access_key = "secret",
                             .session_token = "token",
                             .expires = parse_iso8601("2024-04-12T18:00:00Z")};
  EXPECT_EQ(*answer, expected);
  const http::Request& request = http.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url.origin() + request.url.target,
            "http://169.254.170.2/v2/credentials/11?x=1");
  EXPECT_EQ(request.headers.find("Accept"), "application/json");
  EXPECT_EQ(request.headers.find("Authorization"), std::nullopt);
  EXPECT_EQ(request.time_limit, std::chrono::seconds{2});
}

TEST_F(ContainerTest, ShowsTheTokenOfTheEnvironment) {
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:8080/get");
  set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc");
  http_answers(200, keys);
  ASSERT_TRUE(credentials());
  EXPECT_EQ(http.requests().at(0).url.authority(), "localhost:8080");
  EXPECT_EQ(http.requests().at(0).headers.find("Authorization"), "Basic abc");
}

TEST_F(ContainerTest, ReadsTheTokenFileEachTime) {
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
  set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "loses");
  set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", home.write("token", "first").string());
  http_answers(200, keys);
  http_answers(200, keys);
  Container container{sources()};
  ASSERT_TRUE(run(container.credentials()));
  home.write("token", "second");
  ASSERT_TRUE(run(container.credentials()));
  EXPECT_EQ(http.requests().at(0).headers.find("Authorization"), "first");
  EXPECT_EQ(http.requests().at(1).headers.find("Authorization"), "second");
}

TEST_F(ContainerTest, ATokenWithALineBreakIsRefused) {
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
  set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", home.write("token", "SECRET\r\nX: y").string());
  EXPECT_THAT(failure(), AllOf(HasSubstr("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
                               HasSubstr("line break"), Not(HasSubstr("SECRET"))));
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(ContainerTest, AMissingTokenFileIsAnError) {
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
  set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/no/such/token");
  EXPECT_THAT(failure(), HasSubstr("/no/such/token"));
}

struct HostCase {
  std::string name;
  std::string uri;
  bool trusted;
};

class ContainerHosts : public ContainerTest, public testing::WithParamInterface<HostCase> {};

TEST_P(ContainerHosts, AreTrustedOrNot) {
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", GetParam().uri);
  http_answers(200, keys);
  EXPECT_EQ(credentials().has_value(), GetParam().trusted);
  EXPECT_EQ(http.requests().size(), GetParam().trusted ? 1U : 0U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ContainerHosts, testing::Values(
    HostCase{"https",                "https://keys.example.com/x",   true},
    HostCase{"localhost",            "http://localhost/x",           true},
    HostCase{"loopback",             "http://127.1.2.3:80/x",        true},
    HostCase{"loopback_v6",          "http://[::1]:8080/x",          true},
    HostCase{"ecs",                  "http://169.254.170.2/x",       true},
    HostCase{"eks",                  "http://169.254.170.23/x",      true},
    HostCase{"eks_v6",               "http://[fd00:ec2::23]/x",      true},
    HostCase{"another_host",         "http://keys.example.com/x",    false},
    HostCase{"another_address",      "http://10.0.0.1/x",            false},
    HostCase{"localhost_as_a_label", "http://localhost.example.com", false},
    HostCase{"no_url",               "localhost/x",                  false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(ContainerTest, ARelativeUriCannotNameAHost) {
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@example.com/x");
  EXPECT_THAT(failure(), HasSubstr("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
  EXPECT_THAT(http.requests(), IsEmpty());
}

TEST_F(ContainerTest, AsksThreeTimesASecondApart) {
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
  http.then(Kind::timeout);
  http_answers(200, "no JSON");
  http_answers(200, keys);
  EXPECT_TRUE(credentials());
  EXPECT_THAT(sleeper.slept(), ElementsAre(std::chrono::seconds{1}, std::chrono::seconds{1}));
}

TEST_F(ContainerTest, AfterThreeTriesTheLastAnswerIsTheError) {
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
  http_answers(500, "");
  http_answers(500, "");
  http_answers(403, "{\"code\":\n\"AccessDenied\"}");
  http_answers(200, keys);
  EXPECT_THAT(failure(), AllOf(HasSubstr("169.254.170.2"), HasSubstr("403"),
                               HasSubstr("AccessDenied"), Not(HasSubstr("\n"))));
  EXPECT_EQ(http.left(), 1U);
}

TEST_F(ContainerTest, ADeadAgentIsAnError) {
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
  for (int i = 0; i < 3; ++i) http.then(Kind::connect);
  EXPECT_THAT(failure(), HasSubstr("it is only a script"));
}

TEST_F(ContainerTest, WhatIsMissingIsNamed) {
  set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
  for (int i = 0; i < 3; ++i)
    http_answers(200, R"({"AccessKeyId": "A", "SecretAccessKey": "S", "Token": "T"})");
  EXPECT_THAT(failure(), HasSubstr("Expiration"));
  for (int i = 0; i < 3; ++i) http_answers(200, R"({"AccessKeyId": "A", "SecretAccessKey": "S"})");
  EXPECT_THAT(failure(), HasSubstr("Token"));
}

}  // namespace
}  // namespace sluice::aws
