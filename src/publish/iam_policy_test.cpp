#include "publish/iam_policy.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluice::publish {
namespace {

using nlohmann::json;

Plan plan_of(std::vector<std::string> queues) {
  Plan plan{.queues = std::move(queues), .services = {}};
  plan.services.push_back({.key = {"orders", "orders-service"}, .queues = {{.queue = 0}}});
  plan.services.push_back({.key = {"orders", "billing"}, .queues = {{.queue = 0}}});
  return plan;
}

const std::string url = "https://sqs.ap-southeast-2.amazonaws.com/123456789012/orders-queue";
const PolicyScope sydney{.region = "ap-southeast-2"};

/// The statement named `name`; null: there is none.
json statement(const Result<std::string, std::string>& policy, std::string_view name) {
  EXPECT_TRUE(policy) << policy.error();
  if (!policy) return {};
  const json document = json::parse(*policy);
  for (const json& found : document.at("Statement"))
    if (found.at("Sid") == name) return found;
  return {};
}

TEST(IamPolicy, AllowsThePublishersCallsOnWhatIsNamedAndNothingElse) {
  const auto policy = iam_policy(plan_of({url}), sydney);
  ASSERT_TRUE(policy) << policy.error();
  EXPECT_EQ(json::parse(*policy), json::parse(R"({"Version": "2012-10-17", "Statement": [
    {"Sid": "ReadQueues", "Effect": "Allow", "Action": ["sqs:GetQueueAttributes"],
     "Resource": ["arn:aws:sqs:ap-southeast-2:123456789012:orders-queue"]},
    {"Sid": "ReadServices", "Effect": "Allow", "Action": ["ecs:DescribeServices"],
     "Resource": ["arn:aws:ecs:ap-southeast-2:123456789012:service/orders/billing",
                  "arn:aws:ecs:ap-southeast-2:123456789012:service/orders/orders-service"]},
    {"Sid": "Publish", "Effect": "Allow", "Action": ["cloudwatch:PutMetricData"],
     "Resource": ["*"],
     "Condition": {"StringEquals": {"cloudwatch:namespace": "ECS/CustomMetrics"}}}]})"));
}

TEST(IamPolicy, AQueueWithoutItsUrlHasToBeFound) {
  const auto policy = iam_policy(plan_of({"arn:aws:sqs:eu-west-1:210987654321:far", url, "near"}),
                                 {.region = "ap-southeast-2", .account = "123456789012"});
  EXPECT_EQ(statement(policy, "FindQueues").at("Resource"),
            json::array({"arn:aws:sqs:ap-southeast-2:123456789012:near",
                         "arn:aws:sqs:eu-west-1:210987654321:far"}));
  EXPECT_EQ(statement(policy, "ReadQueues").at("Resource").size(), 3U);
  EXPECT_TRUE(statement(iam_policy(plan_of({url}), sydney), "FindQueues").is_null());
}

TEST(IamPolicy, ControllingAndLoggingAreForWhoAsks) {
  PolicyScope scope = sydney;
  scope.update_services = true;
  scope.function_name = "sluice";
  const auto policy = iam_policy(plan_of({url}), scope);
  EXPECT_EQ(statement(policy, "ScaleServices").at("Action"),
            json::array({"ecs:DescribeServices", "ecs:UpdateService"}));
  EXPECT_EQ(
      statement(policy, "Log").at("Resource"),
      json::array({"arn:aws:logs:ap-southeast-2:123456789012:log-group:/aws/lambda/sluice:*"}));
  EXPECT_EQ(statement(policy, "Log").at("Action"),
            json::array({"logs:CreateLogStream", "logs:PutLogEvents"}));
}

TEST(IamPolicy, KnowsThePartitions) {
  const auto in = [](const std::string& region) {
    const auto policy = iam_policy(plan_of({"q"}), {.region = region, .account = "1"});
    return statement(policy, "ReadQueues").at("Resource").at(0).get<std::string>();
  };
  EXPECT_EQ(in("cn-north-1"), "arn:aws-cn:sqs:cn-north-1:1:q");
  EXPECT_EQ(in("us-gov-west-1"), "arn:aws-us-gov:sqs:us-gov-west-1:1:q");
  EXPECT_EQ(in("us-isof-south-1"), "arn:aws-iso-f:sqs:us-isof-south-1:1:q");
  EXPECT_EQ(in("us-iso-east-1"), "arn:aws-iso:sqs:us-iso-east-1:1:q");
  EXPECT_EQ(in("us-isob-east-1"), "arn:aws-iso-b:sqs:us-isob-east-1:1:q");
}

TEST(IamPolicy, AnAccountThatNothingTellsIsAskedFor) {
  EXPECT_EQ(iam_policy(plan_of({"q"}), sydney).error(),
            "no queue says which account this is; give --account with its twelve digits");
  EXPECT_EQ(iam_policy(plan_of({url, "arn:aws:sqs:eu-west-1:210987654321:far"}), sydney).error(),
            "the queues are of several accounts; give --account with that of the services");
}

TEST(IamPolicy, CountsAsIamDoes) {
  EXPECT_EQ(counted_characters("{ \"a\":\n\t1 }\r\n"), 7U);
}

}  // namespace
}  // namespace sluice::publish
