#include "aws/credentials/instance_metadata.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/credential_world.hpp"

namespace sluice::aws {
namespace {

using Kind = http::TransportError::Kind;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view roles = "/latest/meta-data/iam/security-credentials/";

std::string keys_until(std::string_view expiration) {
  return std::string{R"({"Code": "Success", "AccessKeyId": "ASIA", "SecretAccessKey": "secret",
                         "Token": "token", "Expiration": ")"}
      .append(expiration)
      .append("\"}");
}

class InstanceMetadataTest : public CredentialWorld {
 protected:
  Result<Credentials, Error> credentials() {
    InstanceMetadata metadata{sources()};
    EXPECT_TRUE(metadata.configured());
    return run(metadata.credentials());
  }

  std::string failure() {
    const auto answer = credentials();
    EXPECT_FALSE(answer);
    if (answer) return {};
    EXPECT_EQ(answer.error().operation, "credentials:instance-metadata");
    return answer.error().message;
  }

  void answers_as_an_instance(std::string_view expiration = "2024-04-12T18:00:00Z") {
    http_answers(200, "TOKEN");
    http_answers(200, "worker-role");
    http_answers(200, keys_until(expiration));
  }
};

TEST_F(InstanceMetadataTest, AsksWithAToken) {
  answers_as_an_instance();
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  const Credentials expected{.access_key_id = "ASIA",
                             .secret_access_key = "secret",
                             .session_token = "token",
                             .expires = parse_iso8601("2024-04-12T18:00:00Z")};
  EXPECT_EQ(*answer, expected);
  ASSERT_THAT(http.requests(), SizeIs(3));
  const auto& [token, role, keys] =
      std::tie(http.requests()[0], http.requests()[1], http.requests()[2]);
  EXPECT_EQ(token.method + " " + token.url.origin() + token.url.target,
            "PUT http://169.254.169.254/latest/api/token");
  EXPECT_EQ(token.headers.find("x-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(role.method + " " + role.url.target, std::string{"GET "}.append(roles));
  EXPECT_EQ(keys.url.target, std::string{roles} + "worker-role");
  EXPECT_EQ(role.headers.find("x-aws-ec2-metadata-token"), "TOKEN");
  EXPECT_EQ(keys.headers.find("x-aws-ec2-metadata-token"), "TOKEN");
  EXPECT_EQ(token.time_limit, std::chrono::seconds{1});
}

TEST_F(InstanceMetadataTest, CanBeDisabled) {
  set("AWS_EC2_METADATA_DISABLED", "True");
  EXPECT_FALSE(InstanceMetadata{sources()}.configured());
  set("AWS_EC2_METADATA_DISABLED", "false");
  EXPECT_TRUE(InstanceMetadata{sources()}.configured());
}

TEST_F(InstanceMetadataTest, AsksWithoutATokenWhereThereIsNone) {
  for (const int status : {403, 404, 405}) {
    http_answers(status, "");
    http_answers(200, "worker-role");
    http_answers(200, keys_until("2024-04-12T18:00:00Z"));
    EXPECT_TRUE(credentials()) << status;
    EXPECT_EQ(http.requests().back().headers.find("x-aws-ec2-metadata-token"), std::nullopt);
  }
}

TEST_F(InstanceMetadataTest, AsksWithoutATokenWhereItIsLostOnTheWay) {
  http.then(Kind::timeout);
  http_answers(200, "worker-role");
  http_answers(200, keys_until("2024-04-12T18:00:00Z"));
  EXPECT_TRUE(credentials());
}

TEST_F(InstanceMetadataTest, AskingWithoutATokenCanBeForbidden) {
  set("AWS_EC2_METADATA_V1_DISABLED", "true");
  http_answers(403, "");
  EXPECT_THAT(failure(), HasSubstr("AWS_EC2_METADATA_V1_DISABLED"));
  EXPECT_THAT(http.requests(), SizeIs(1));
}

TEST_F(InstanceMetadataTest, ARefusedTokenIsAnError) {
  http_answers(400, "bad\nrequest");
  EXPECT_THAT(failure(), HasSubstr("bad request"));
}

TEST_F(InstanceMetadataTest, NobodyThereIsAnError) {
  http.then(Kind::connect);
  EXPECT_THAT(failure(),
              AllOf(HasSubstr("http://169.254.169.254"), HasSubstr("it is only a script")));
  EXPECT_THAT(http.requests(), SizeIs(1)) << "what cannot be reached is not asked again";
}

TEST_F(InstanceMetadataTest, AnInstanceWithoutARoleIsAnError) {
  http_answers(200, "TOKEN");
  http_answers(404, "");
  EXPECT_THAT(failure(), HasSubstr("no role"));
}

TEST_F(InstanceMetadataTest, AnErrorInTheAnswerIsQuoted) {
  http_answers(200, "TOKEN");
  http_answers(200, "worker-role\n");
  http_answers(200, R"({"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume"})");
  EXPECT_THAT(failure(), AllOf(HasSubstr("worker-role: "),
                               HasSubstr("AssumeRoleUnauthorizedAccess: EC2 cannot assume")));
}

TEST_F(InstanceMetadataTest, OtherStatusesAndGarbageAreErrors) {
  http_answers(200, "TOKEN");
  http_answers(503, "");
  EXPECT_THAT(failure(), HasSubstr("503"));
  http_answers(200, "TOKEN");
  http_answers(200, "worker-role");
  http_answers(200, "<html>");
  EXPECT_THAT(failure(), HasSubstr("JSON"));
}

TEST_F(InstanceMetadataTest, TriesAsOftenAndAsLongAsIsSet) {
  set("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3");
  set("AWS_METADATA_SERVICE_TIMEOUT", "5");
  http.then(Kind::timeout);
  http.then(Kind::closed);
  http_answers(200, "TOKEN");
  http_answers(500, "");
  http_answers(200, "");
  http_answers(200, "worker-role");
  http_answers(200, keys_until("2024-04-12T18:00:00Z"));
  EXPECT_TRUE(credentials());
  EXPECT_EQ(http.requests().front().time_limit, std::chrono::seconds{5});
}

TEST_F(InstanceMetadataTest, CanBeElsewhere) {
  set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338/base/");
  answers_as_an_instance();
  EXPECT_TRUE(credentials());
  EXPECT_EQ(http.requests()[0].url.authority(), "127.0.0.1:1338");
  EXPECT_EQ(http.requests()[0].url.target, "/base/latest/api/token");
}

TEST_F(InstanceMetadataTest, CanBeAskedOverIpv6) {
  write_config("[default]\nec2_metadata_service_endpoint_mode = IPv6\n");
  answers_as_an_instance();
  EXPECT_TRUE(credentials());
  EXPECT_EQ(http.requests()[0].url.authority(), "[fd00:ec2::254]");
}

struct SettingCase {
  std::string name;
  std::string variable;
  std::string value;
};

class InstanceMetadataSettings : public InstanceMetadataTest,
                                 public testing::WithParamInterface<SettingCase> {};

TEST_P(InstanceMetadataSettings, AreNamedWhereTheyAreWrong) {
  set(GetParam().variable, GetParam().value);
  EXPECT_THAT(failure(), HasSubstr(GetParam().variable));
  EXPECT_THAT(http.requests(), IsEmpty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, InstanceMetadataSettings, testing::Values(
    SettingCase{"endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT",      "169.254.169.254"},
    SettingCase{"mode",     "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "both"},
    SettingCase{"timeout",  "AWS_METADATA_SERVICE_TIMEOUT",           "0"},
    SettingCase{"attempts", "AWS_METADATA_SERVICE_NUM_ATTEMPTS",      "two"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(InstanceMetadataTest, AWrongSettingOfTheProfileIsNamedToo) {
  write_config("[default]\nmetadata_service_timeout = 1s\n");
  EXPECT_THAT(failure(), HasSubstr("metadata_service_timeout of profile default is 1s"));
}

TEST_F(InstanceMetadataTest, KeysPastTheirTimeAreUsedOn) {
  answers_as_an_instance("2024-04-12T11:00:00Z");
  const auto answer = credentials();
  ASSERT_TRUE(answer) << answer.error().message;
  const Duration longer = answer->expires.value_or(Instant{}) - clock.now();
  EXPECT_GE(longer, std::chrono::minutes{17});
  EXPECT_LE(longer, std::chrono::minutes{25});
  EXPECT_THAT(log.lines(), SizeIs(1));
}

TEST_F(InstanceMetadataTest, KeysWithTimeLeftAreTakenAsTheyAre) {
  answers_as_an_instance("2024-04-12T12:26:00Z");
  EXPECT_EQ(credentials()->expires, parse_iso8601("2024-04-12T12:26:00Z"));
  EXPECT_THAT(log.lines(), IsEmpty());
}

}  // namespace
}  // namespace sluice::aws
