#include "aws/sts/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace sluice::aws {
namespace {

using testing::HasSubstr;

TEST(StsCodec, WritesAssumeRoleAsAForm) {
  EXPECT_EQ(encode(AssumeRoleRequest{.role_arn = "arn:aws:iam::123456789012:role/a b",
                                     .role_session_name = "s",
                                     .external_id = "x&y=z",
                                     .duration = std::chrono::minutes{15}}),
            "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa%20b&RoleSessionName=s&"
            "ExternalId=x%26y%3Dz&DurationSeconds=900");
}

TEST(StsCodec, LeavesOutWhatIsNotSet) {
  EXPECT_EQ(encode(AssumeRoleRequest{.role_arn = "r", .role_session_name = "s"}),
            "RoleArn=r&RoleSessionName=s");
}

TEST(StsCodec, WritesAWebIdentityAsAForm) {
  EXPECT_EQ(encode(AssumeRoleWithWebIdentityRequest{
                .role_arn = "r", .role_session_name = "s", .web_identity_token = "ey.J+/="}),
            "RoleArn=r&RoleSessionName=s&WebIdentityToken=ey.J%2B%2F%3D");
}

// The sample of https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
constexpr std::string_view assume_role_answer = R"(
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
  <SourceIdentity>Alice</SourceIdentity>
    <AssumedRoleUser>
      <Arn>arn:aws:sts::123456789012:assumed-role/demo/TestAR</Arn>
      <AssumedRoleId>ARO123EXAMPLE123:TestAR</AssumedRoleId>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
      <SessionToken>AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQW==</SessionToken>
      <Expiration>2019-11-09T13:34:41Z</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</AssumeRoleResponse>)";

TEST(StsCodec, ReadsTheSampleOfAwsPage) {
  const auto credentials = decode_assume_role(assume_role_answer);
  ASSERT_TRUE(credentials) << credentials.error();
  const Credentials expected{
      .access_key_id = "ASIAIOSFODNN7EXAMPLE",
      .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
      .session_token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQW==",
      .expires = parse_iso8601("2019-11-09T13:34:41Z")};
  EXPECT_EQ(*credentials, expected);
}

TEST(StsCodec, OneOperationsAnswerIsNotAnothers) {
  EXPECT_FALSE(decode_assume_role_with_web_identity(assume_role_answer));
}

std::string web_identity_answer(std::string_view credentials) {
  return std::string{"<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>"}
      .append("<Credentials>")
      .append(credentials)
      .append("</Credentials></AssumeRoleWithWebIdentityResult>")
      .append("</AssumeRoleWithWebIdentityResponse>");
}

TEST(StsCodec, SaysWhatIsMissing) {
  const auto without_secret = decode_assume_role_with_web_identity(
      web_identity_answer("<AccessKeyId>A</AccessKeyId><SessionToken>T</SessionToken>"));
  ASSERT_FALSE(without_secret);
  EXPECT_THAT(without_secret.error(), HasSubstr("SecretAccessKey"));
  const auto without_time = decode_assume_role_with_web_identity(
      web_identity_answer("<AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey>"
                          "<SessionToken>T</SessionToken><Expiration>soon</Expiration>"));
  ASSERT_FALSE(without_time);
  EXPECT_THAT(without_time.error(), HasSubstr("Expiration"));
}

TEST(StsCodec, GarbageIsNoAnswer) {
  for (const char* const garbage : {"", "{}", "<AssumeRoleResponse>", "<html/>", "\xff\xfe"})
    EXPECT_FALSE(decode_assume_role(garbage)) << garbage;
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
TEST(StsCodec, ReadsWhoCalls) {
  const auto response = decode_get_caller_identity(R"(
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
   <Arn>arn:aws:iam::123456789012:user/Alice</Arn>
    <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
    <Account>123456789012</Account>
  </GetCallerIdentityResult>
</GetCallerIdentityResponse>)");
  ASSERT_TRUE(response) << response.error();
  const GetCallerIdentityResponse expected{.account = "123456789012",
                                           .arn = "arn:aws:iam::123456789012:user/Alice",
                                           .user_id = "AIDACKCEVSQ6C2EXAMPLE"};
  EXPECT_EQ(*response, expected);
  EXPECT_FALSE(decode_get_caller_identity("<GetCallerIdentityResponse/>"));
}

}  // namespace
}  // namespace sluice::aws
