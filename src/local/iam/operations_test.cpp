#include "local/iam/operations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "aws/sts/codec.hpp"
#include "local/protocol/query_protocol.hpp"
#include "local/sts/operations.hpp"

namespace sluice::local {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

constexpr const char* trust =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":)"
    R"("lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
constexpr const char* permissions =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";

template <class Component>
Output call(Component& component, std::span<const Operation<Component>> operations,
            std::string_view name, const Json& members, const Call& call) {
  const auto operation = std::ranges::find(operations, name, &Operation<Component>::name);
  if (operation == operations.end()) return world::refuse("InvalidAction", std::string{name});
  Input input{members, Input::Wording{.code = "ValidationError"}, Input::Texts::convert};
  return operation->handle(component, input, call);
}

class IamFace : public testing::Test {
 protected:
  Random random{1};
  world::Identities identities{random};
  world::Iam iam{world::Location{}, identities};
  world::Sts sts{iam, identities};
  Call now{.now = Instant{hours{12}}, .where = {}, .host = "h", .request_id = "r"};

  Output ask(std::string_view name, const Json& members) {
    return call(iam, iam_operations(), name, members, now);
  }
  Output ask_sts(std::string_view name, const Json& members) {
    return call(sts, sts_operations(), name, members, now);
  }
  void make_role() {
    ASSERT_TRUE(ask("CreateRole", Json{{"RoleName", "r"}, {"AssumeRolePolicyDocument", trust}}));
  }
};

TEST_F(IamFace, ShowsARoleWithItsDocumentEncoded) {
  Json tag = Json::object();
  tag["Key"] = "team";
  tag["Value"] = "orders";
  const auto made = ask("CreateRole", Json{{"RoleName", "r"},
                                           {"AssumeRolePolicyDocument", trust},
                                           {"MaxSessionDuration", "7200"},
                                           {"Tags", Json::array({tag})}});
  ASSERT_TRUE(made) << made.error().message;
  const Json& role = (*made)["Role"];
  EXPECT_THAT(role["AssumeRolePolicyDocument"].get<std::string>(),
              testing::StartsWith("%7B%22Version%22%3A%222012-10-17%22%2C"));
  EXPECT_EQ(role["CreateDate"], "1970-01-01T12:00:00Z");
  EXPECT_EQ(role["MaxSessionDuration"], 7200);
  EXPECT_EQ(role["Tags"], Json::array({tag}));
  EXPECT_EQ(ask("GetRole", Json{{"RoleName", "r"}}).value(), *made);
}

// clang-format off
struct Document { const char* operation; const char* member; const char* text; const char* error; };
const Document wrong_documents[] = {
  {"CreateRole", "AssumeRolePolicyDocument", "{", "This policy contains invalid Json"},
  {"CreateRole", "AssumeRolePolicyDocument", R"({"Version":"2012-10-17"})", "Syntax errors in policy."},
  {"CreateRole", "AssumeRolePolicyDocument", R"({"Statement":[{"Effect":"Allow","Principal":"*","Action":"a","Resource":"*"}]})", "Has prohibited field Resource"},
  {"CreateRole", "AssumeRolePolicyDocument", R"({"Statement":[{"Effect":"Allow","Action":"a"}]})", "Missing required field Principal"},
  {"PutRolePolicy", "PolicyDocument", "no", "Syntax errors in policy."},
  {"PutRolePolicy", "PolicyDocument", R"({"Statement":[]})", "Policy document must be version 2012-10-17 or greater."},
  {"PutRolePolicy", "PolicyDocument", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*"}]})", "Policy statement must contain actions."},
  {"PutRolePolicy", "PolicyDocument", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a"}]})", "Policy statement must contain resources."},
  {"PutRolePolicy", "PolicyDocument", R"({"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"a","Resource":"*"}]})", "Syntax errors in policy."},
};
// clang-format on

TEST_F(IamFace, AMalformedDocumentIsRefusedInIamsWords) {
  for (const Document& row : wrong_documents) {
    Json members = Json{{"RoleName", "r"}, {row.member, row.text}};
    if (row.operation == std::string_view{"PutRolePolicy"}) members["PolicyName"] = "p";
    const auto answer = ask(row.operation, members);
    ASSERT_FALSE(answer) << row.text;
    EXPECT_EQ(answer.error().code, "MalformedPolicyDocument") << row.text;
    EXPECT_EQ(answer.error().message, row.error) << row.text;
  }
}

TEST_F(IamFace, DoesWhatTerraformDoesWithARole) {
  make_role();
  ASSERT_TRUE(
      ask("PutRolePolicy",
          Json{{"RoleName", "r"}, {"PolicyName", "inline"}, {"PolicyDocument", permissions}}));
  const std::string arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
  const Json attachment = Json{{"RoleName", "r"}, {"PolicyArn", arn}};
  ASSERT_TRUE(ask("AttachRolePolicy", attachment));
  const Json name = Json{{"RoleName", "r"}};
  EXPECT_EQ(ask("ListRolePolicies", name).value()["PolicyNames"], Json::array({"inline"}));
  EXPECT_EQ(ask("ListAttachedRolePolicies", name).value()["AttachedPolicies"][0]["PolicyName"],
            "AWSLambdaBasicExecutionRole");
  EXPECT_THAT(ask("GetRolePolicy", Json{{"RoleName", "r"}, {"PolicyName", "inline"}})
                  .value()["PolicyDocument"]
                  .get<std::string>(),
              HasSubstr("%22sqs%3A%2A%22"));
  EXPECT_EQ(ask("DeleteRole", name).error().code, "DeleteConflict");
  EXPECT_EQ(ask("ListInstanceProfilesForRole", name).value()["InstanceProfiles"], Json::array());
  ASSERT_TRUE(ask("DetachRolePolicy", attachment));
  ASSERT_TRUE(ask("DeleteRolePolicy", Json{{"RoleName", "r"}, {"PolicyName", "inline"}}));
  EXPECT_EQ(ask("DeleteRole", name).value(), Json{});
}

TEST_F(IamFace, DoesWhatTerraformDoesWithAPolicy) {
  const Json made =
      ask("CreatePolicy", Json{{"PolicyName", "p"}, {"PolicyDocument", permissions}}).value();
  const Json arn = Json{{"PolicyArn", made["Policy"]["Arn"]}};
  EXPECT_EQ(made["Policy"]["DefaultVersionId"], "v1");
  Json version = arn;
  version["PolicyDocument"] = permissions;
  version["SetAsDefault"] = "true";
  EXPECT_EQ(ask("CreatePolicyVersion", version).value()["PolicyVersion"]["IsDefaultVersion"], true);
  const Json versions = ask("ListPolicyVersions", arn).value()["Versions"];
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0]["VersionId"], "v2") << "newest first";
  Json first = arn;
  first["VersionId"] = "v1";
  ASSERT_TRUE(ask("DeletePolicyVersion", first));
  EXPECT_TRUE(ask("DeletePolicy", arn));
}

TEST_F(IamFace, PagesAreMarked) {
  make_role();
  for (const char* const policy : {"a", "b", "c"})
    ASSERT_TRUE(
        ask("PutRolePolicy",
            Json{{"RoleName", "r"}, {"PolicyName", policy}, {"PolicyDocument", permissions}}));
  const Json first = ask("ListRolePolicies", Json{{"RoleName", "r"}, {"MaxItems", "2"}}).value();
  EXPECT_EQ(first["IsTruncated"], true);
  const Json second =
      ask("ListRolePolicies", Json{{"RoleName", "r"}, {"Marker", first["Marker"]}}).value();
  EXPECT_EQ(second["PolicyNames"], Json::array({"c"}));
  EXPECT_EQ(second["IsTruncated"], false);
}

TEST_F(IamFace, WhatIsNotModelledIsRefused) {
  make_role();
  EXPECT_FALSE(ask("GetRole", Json{{"RoleName", "r"}, {"Colour", "red"}}));
  EXPECT_FALSE(ask("GetRole", Json::object()));
}

TEST_F(IamFace, NoOperationIsThereTwice) {
  std::set<std::string_view> names;
  for (const auto& operation : iam_operations())
    EXPECT_TRUE(names.insert(operation.name).second) << operation.name;
}

TEST_F(IamFace, SaysWhoCalls) {
  const Json stranger = ask_sts("GetCallerIdentity", Json::object()).value();
  EXPECT_EQ(stranger["Account"], "123456789012");
  EXPECT_EQ(stranger["Arn"], "arn:aws:iam::123456789012:user/sluice");
  make_role();
  const Json session = ask_sts("AssumeRole", Json{{"RoleArn", "arn:aws:iam::123456789012:role/r"},
                                                  {"RoleSessionName", "worker"},
                                                  {"DurationSeconds", "900"}})
                           .value();
  EXPECT_EQ(session["Credentials"]["Expiration"], "1970-01-01T12:15:00Z");
  const std::string key = session["Credentials"]["AccessKeyId"].get<std::string>();
  now.access_key = key;
  EXPECT_EQ(ask_sts("GetCallerIdentity", Json::object()).value()["Arn"],
            "arn:aws:sts::123456789012:assumed-role/r/worker");
}

http::Response answered(const ServiceDescription& service, std::string_view operation,
                        const Output& output) {
  return query_answer({.service = service, .operation = operation, .request_id = "r"}, output);
}

TEST_F(IamFace, OurOwnClientUnderstandsSts) {
  make_role();
  const Output session = ask_sts("AssumeRole", Json{{"RoleArn", "arn:aws:iam::123456789012:role/r"},
                                                    {"RoleSessionName", "worker"}});
  const auto credentials =
      aws::decode_assume_role(answered(sts_service, "AssumeRole", session).body);
  ASSERT_TRUE(credentials) << credentials.error();
  EXPECT_EQ(credentials->expires, Instant{hours{13}});
  EXPECT_TRUE(credentials->access_key_id.starts_with("ASIA"));
  const Output identity = ask_sts("GetCallerIdentity", Json::object());
  const auto who =
      aws::decode_get_caller_identity(answered(sts_service, "GetCallerIdentity", identity).body);
  ASSERT_TRUE(who) << who.error();
  EXPECT_EQ(who->account, "123456789012");
}

TEST_F(IamFace, IsXmlAsIamWritesIt) {
  make_role();
  ASSERT_TRUE(
      ask("PutRolePolicy",
          Json{{"RoleName", "r"}, {"PolicyName", "inline"}, {"PolicyDocument", permissions}}));
  const Json name = Json{{"RoleName", "r"}};
  const auto policies = answered(iam_service, "ListRolePolicies", ask("ListRolePolicies", name));
  EXPECT_EQ(policies.status, 200);
  EXPECT_THAT(policies.body, HasSubstr("<PolicyNames><member>inline</member></PolicyNames>"));
  EXPECT_THAT(policies.body, HasSubstr("<IsTruncated>false</IsTruncated>"));
  const auto role = answered(iam_service, "GetRole", ask("GetRole", name));
  EXPECT_THAT(role.body, HasSubstr("https://iam.amazonaws.com/doc/2010-05-08/"));
  EXPECT_THAT(role.body, HasSubstr("<CreateDate>1970-01-01T12:00:00Z</CreateDate>"));
  const auto missing = answered(iam_service, "GetRole", ask("GetRole", Json{{"RoleName", "none"}}));
  EXPECT_EQ(missing.status, 404);
  EXPECT_THAT(missing.body, HasSubstr("<Code>NoSuchEntity</Code>"));
}

}  // namespace
}  // namespace sluice::local
