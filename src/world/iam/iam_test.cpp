#include "world/iam/iam.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/iam/managed_policies.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr Instant noon{hours{12}};
const std::string basic_execution =
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

class IamTest : public testing::Test {
 protected:
  Random random{1};
  Identities identities{random};
  Iam iam{Location{}, identities};

  IamRole role(const std::string& name) {
    return iam.create_role({.name = name, .trust_policy = "{}"}, noon).value();
  }
  std::string policy(const std::string& name) {
    return iam.create_policy({.name = name, .document = "{}"}, noon)->policy.arn;
  }
};

template <class Value>
std::string code_of(const Answer<Value>& answer) {
  return answer ? "" : fmt::format("{} {}", answer.error().code, answer.error().status);
}

TEST_F(IamTest, ANewRoleIsShownAsItWasMade) {
  const auto made = iam.create_role({.name = "orders-task",
                                     .trust_policy = R"({"Version":"2012-10-17"})",
                                     .path = "/orders/",
                                     .description = "of the orders",
                                     .max_session = hours{2},
                                     .tags = {{"team", "orders"}}},
                                    noon);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->arn, "arn:aws:iam::123456789012:role/orders/orders-task");
  EXPECT_THAT(made->id, MatchesRegex("AROA[A-Z2-7]{17}"));
  EXPECT_EQ(made->created, noon);
  EXPECT_EQ(iam.get_role("orders-task").value(), *made);
}

TEST_F(IamTest, NamesAreUniqueWithoutRegardToCase) {
  role("Orders");
  const auto second = iam.create_role({.name = "orders", .trust_policy = "{}"}, noon);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "EntityAlreadyExists");
  EXPECT_EQ(second.error().status, 409);
  EXPECT_EQ(second.error().message, "Role with name orders already exists.");
}

TEST_F(IamTest, WhatIsNotThereIsNoSuchEntity) {
  role("there");
  EXPECT_EQ(iam.get_role("x").error().message, "The role with name x cannot be found.");
  EXPECT_EQ(code_of(iam.get_role("x")), "NoSuchEntity 404");
  EXPECT_EQ(code_of(iam.delete_role("x")), "NoSuchEntity 404");
  EXPECT_EQ(code_of(iam.get_role_policy({.role = "there", .policy = "x"})), "NoSuchEntity 404");
  EXPECT_EQ(code_of(iam.delete_role_policy({.role = "there", .policy = "x"})), "NoSuchEntity 404");
  EXPECT_EQ(iam.get_policy("arn:aws:iam::123456789012:policy/x").error().message,
            "Policy arn:aws:iam::123456789012:policy/x was not found.");
  EXPECT_EQ(code_of(iam.detach_role_policy({.role = "there", .policy_arn = basic_execution})),
            "NoSuchEntity 404");
  EXPECT_EQ(code_of(iam.get_user("nobody")), "NoSuchEntity 404");
}

// clang-format off
struct WrongRole { const char* name; CreateRoleRequest request; const char* code; const char* text; };
const std::string sixty_five(65, 'r');
const WrongRole wrong_roles[] = {
  {"blank_in_name", {.name = "a b", .trust_policy = "{}"}, "ValidationError 400", "+=,.@_-"},
  {"no_name", {.name = "", .trust_policy = "{}"}, "ValidationError 400", "greater than or equal to 1"},
  {"long_name", {.name = sixty_five, .trust_policy = "{}"}, "ValidationError 400", "less than or equal to 64"},
  {"path_without_end", {.name = "r", .trust_policy = "{}", .path = "/a"}, "ValidationError 400", "begin and end with /"},
  {"short_session", {.name = "r", .trust_policy = "{}", .max_session = std::chrono::seconds{3599}}, "ValidationError 400", "equal to 3600"},
  {"long_session", {.name = "r", .trust_policy = "{}", .max_session = hours{13}}, "ValidationError 400", "equal to 43200"},
  {"large_trust", {.name = "r", .trust_policy = std::string(2049, 'x')}, "LimitExceeded 409", "ACLSizePerRole: 2048"},
  {"no_boundary", {.name = "r", .trust_policy = "{}", .permissions_boundary = "arn:aws:iam::aws:policy/x"}, "NoSuchEntity 404", "not attachable"},
};
// clang-format on

TEST_F(IamTest, RefusesWhatIsNoRole) {
  for (const WrongRole& row : wrong_roles) {
    const auto answer = iam.create_role(row.request, noon);
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(code_of(answer), row.code) << row.name;
    EXPECT_THAT(answer.error().message, HasSubstr(row.text)) << row.name;
  }
  EXPECT_EQ(iam.revision(), 0U);
}

TEST_F(IamTest, ARoleInUseIsNotDeleted) {
  role("r");
  ASSERT_TRUE(iam.attach_role_policy({.role = "r", .policy_arn = basic_execution}));
  ASSERT_TRUE(iam.put_role_policy({.role = "r", .policy = "p"}, "{}"));
  EXPECT_EQ(iam.delete_role("r").error().message,
            "Cannot delete entity, must detach all policies first.");
  ASSERT_TRUE(iam.detach_role_policy({.role = "r", .policy_arn = basic_execution}));
  EXPECT_EQ(iam.delete_role("r").error().message,
            "Cannot delete entity, must delete policies first.");
  ASSERT_TRUE(iam.delete_role_policy({.role = "r", .policy = "p"}));
  EXPECT_TRUE(iam.delete_role("r"));
  EXPECT_FALSE(iam.get_role("r"));
}

TEST_F(IamTest, RolesChangeInPlace) {
  role("r");
  ASSERT_TRUE(iam.update_role({.name = "r", .description = "new"}));
  ASSERT_TRUE(iam.update_role({.name = "r", .max_session = hours{3}}));
  ASSERT_TRUE(iam.update_assume_role_policy("r", "{\"a\":1}"));
  ASSERT_TRUE(iam.tag_role("r", {{"a", "1"}, {"b", "2"}}));
  ASSERT_TRUE(iam.tag_role("r", {{"a", "3"}}));
  ASSERT_TRUE(iam.untag_role("r", {"b", "never"}));
  const IamRole seen = iam.get_role("r").value();
  EXPECT_EQ(seen.description, "new");
  EXPECT_EQ(seen.max_session, hours{3});
  EXPECT_EQ(seen.trust_policy, "{\"a\":1}");
  EXPECT_EQ(seen.tags, (IamTags{{"a", "3"}}));
}

TEST_F(IamTest, ManagedPoliciesOfAwsAreThere) {
  const auto basic = iam.get_policy(basic_execution);
  ASSERT_TRUE(basic);
  EXPECT_EQ(basic->policy.versions.back().document,
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":)"
            R"(["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],)"
            R"("Resource":"*"}]})");
  EXPECT_TRUE(
      iam.get_policy("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"));
  EXPECT_EQ(code_of(iam.delete_policy(basic_execution)), "AccessDenied 403");
  EXPECT_EQ(code_of(iam.attach_role_policy({.role = role("r").name, .policy_arn = "short"})),
            "ValidationError 400");
  EXPECT_EQ(code_of(iam.attach_role_policy(
                {.role = "r", .policy_arn = "arn:aws:iam::aws:policy/NoSuchPolicy"})),
            "NoSuchEntity 404");
}

TEST_F(IamTest, APolicyHasAtMostFiveVersionsAndKeepsItsDefault) {
  const std::string arn = policy("p");
  for (int i = 2; i <= 5; ++i)
    ASSERT_TRUE(iam.create_policy_version(arn, fmt::format("{{\"v\":{}}}", i),
                                          i == 3 ? Iam::Default::becomes : Iam::Default::stays,
                                          noon));
  EXPECT_EQ(code_of(iam.create_policy_version(arn, "{}", Iam::Default::stays, noon)),
            "LimitExceeded 409");
  EXPECT_EQ(iam.get_policy(arn)->policy.default_version, 3);
  EXPECT_EQ(iam.delete_policy_version({.policy_arn = arn, .version = "v3"}).error().message,
            "Cannot delete the default version of a policy.");
  EXPECT_EQ(code_of(iam.delete_policy(arn)), "DeleteConflict 409");
  for (const char* const version : {"v1", "v2", "v4", "v5"})
    ASSERT_TRUE(iam.delete_policy_version({.policy_arn = arn, .version = version})) << version;
  EXPECT_EQ(code_of(iam.get_policy_version({.policy_arn = arn, .version = "v1"})),
            "NoSuchEntity 404");
  EXPECT_EQ(iam.create_policy_version(arn, "{}", Iam::Default::stays, noon)->number, 6);
  ASSERT_TRUE(iam.set_default_policy_version({.policy_arn = arn, .version = "v6"}, noon));
  ASSERT_TRUE(iam.delete_policy_version({.policy_arn = arn, .version = "v3"}));
  EXPECT_TRUE(iam.delete_policy(arn));
}

TEST_F(IamTest, AnAttachedPolicyIsCountedAndKept) {
  const std::string arn = policy("p");
  role("a");
  role("b");
  ASSERT_TRUE(iam.attach_role_policy({.role = "a", .policy_arn = arn}));
  ASSERT_TRUE(iam.attach_role_policy({.role = "a", .policy_arn = arn})) << "again is no error";
  ASSERT_TRUE(iam.put_role_permissions_boundary({.role = "b", .policy_arn = arn}));
  EXPECT_EQ(iam.get_policy(arn)->attachments, 1);
  EXPECT_EQ(iam.get_policy(arn)->boundaries, 1);
  EXPECT_EQ(iam.delete_policy(arn).error().message, "Cannot delete a policy attached to entities.");
  const auto entities =
      iam.list_entities_for_policy(arn, ListPoliciesRequest::Usage::permissions, {});
  ASSERT_EQ(entities->items.size(), 1U);
  EXPECT_EQ(entities->items[0].name, "a");
}

TEST_F(IamTest, ARoleTakesTenManagedPolicies) {
  role("r");
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(iam.attach_role_policy({.role = "r", .policy_arn = policy(fmt::format("p{}", i))}));
  EXPECT_EQ(iam.attach_role_policy({.role = "r", .policy_arn = policy("p10")}).error().message,
            "Cannot exceed quota for PoliciesPerRole: 10");
}

TEST_F(IamTest, ListsComeInPages) {
  for (const char* const name : {"a", "b", "c", "d", "e"}) role(name);
  std::vector<std::string> seen;
  IamPageRequest next{.max_items = 2};
  for (int page = 0; page < 3; ++page) {
    const auto got = iam.list_roles("/", next);
    for (const IamRole& one : got.items) seen.push_back(one.name);
    EXPECT_EQ(got.marker.empty(), page == 2);
    next.marker = got.marker;
  }
  EXPECT_THAT(seen, ElementsAre("a", "b", "c", "d", "e"));
}

TEST_F(IamTest, ServiceLinkedRolesBelongToTheirService) {
  const auto made = iam.create_service_linked_role({.service_name = "ecs.amazonaws.com"}, noon);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->arn,
            "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/"
            "AWSServiceRoleForECS");
  EXPECT_EQ(code_of(iam.delete_role("AWSServiceRoleForECS")), "UnmodifiableEntity 400");
  EXPECT_THAT(
      iam.create_service_linked_role({.service_name = "ecs.amazonaws.com"}, noon).error().message,
      HasSubstr("has been taken in this account"));
  EXPECT_EQ(code_of(iam.create_service_linked_role({.service_name = "x.amazonaws.com"}, noon)),
            "InvalidInput 400");
  const auto task = iam.delete_service_linked_role("AWSServiceRoleForECS");
  ASSERT_TRUE(task);
  EXPECT_TRUE(iam.get_service_linked_role_deletion_status(*task));
  EXPECT_FALSE(iam.get_service_linked_role_deletion_status("task/x"));
  EXPECT_FALSE(iam.get_role("AWSServiceRoleForECS"));
}

TEST_F(IamTest, WhatWasSavedIsThereAgain) {
  role("r");
  policy("p");
  Random other_random{9};
  Identities other_identities{other_random};
  Iam other{Location{}, other_identities};
  other.restore(iam.state(), noon);
  EXPECT_EQ(other.state(), iam.state());
  EXPECT_TRUE(other.get_role("r"));
}

TEST_F(IamTest, EveryChangeIsCounted) {
  role("r");
  const std::uint64_t before = iam.revision();
  ASSERT_TRUE(iam.put_role_policy({.role = "r", .policy = "p"}, "{}"));
  EXPECT_GT(iam.revision(), before);
  const std::uint64_t after = iam.revision();
  EXPECT_FALSE(iam.delete_role("r"));
  EXPECT_EQ(iam.revision(), after);
}

}  // namespace
}  // namespace sluice::world
