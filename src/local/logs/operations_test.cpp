#include "local/logs/operations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

constexpr std::int64_t start = 1'712'883'600'000;  // milliseconds, as the API has it

class LogsOperations : public testing::Test {
 protected:
  Output ask(std::string_view name, const Json& body) {
    const auto operations = logs_operations();
    const auto found = std::ranges::find(operations, name, &Operation<world::Logs>::name);
    Input input{body, logs_wording(), Input::Texts::stay};
    const Instant now{std::chrono::milliseconds{start}};
    return found->handle(logs_, input, {.now = now, .where = {}, .host = {}, .request_id = {}});
  }

  world::Logs logs_{world::Location{}};
};

TEST_F(LogsOperations, EventsComeBackWithTheirTimes) {
  ASSERT_TRUE(ask("CreateLogGroup", {{"logGroupName", "/ecs/orders"}, {"tags", {{"a", "b"}}}}));
  ASSERT_TRUE(ask("CreateLogStream", {{"logGroupName", "/ecs/orders"}, {"logStreamName", "s"}}));
  const Json event = {{"timestamp", start - 5}, {"message", "hello"}};
  const auto put = ask("PutLogEvents", {{"logGroupName", "/ecs/orders"},
                                        {"logStreamName", "s"},
                                        {"logEvents", Json::array({event})}});
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_EQ((*put)["nextSequenceToken"].get<std::string>().size(), 56);
  const auto got = ask("GetLogEvents", {{"logGroupName", "/ecs/orders"}, {"logStreamName", "s"}});
  ASSERT_TRUE(got);
  EXPECT_EQ(
      (*got)["events"],
      Json::array({{{"timestamp", start - 5}, {"message", "hello"}, {"ingestionTime", start}}}));
  const auto found =
      ask("FilterLogEvents", {{"logGroupIdentifier", "/ecs/orders"}, {"filterPattern", "hello"}});
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)["events"][0]["logStreamName"], "s");
  const auto streams = ask("DescribeLogStreams", {{"logGroupName", "/ecs/orders"}});
  ASSERT_TRUE(streams);
  EXPECT_EQ((*streams)["logStreams"][0]["lastEventTimestamp"], start - 5);
}

TEST_F(LogsOperations, TerraformReadsItsGroupBack) {
  ASSERT_TRUE(ask("CreateLogGroup", {{"logGroupName", "/ecs/orders"}, {"tags", {{"a", "b"}}}}));
  ASSERT_TRUE(ask("PutRetentionPolicy", {{"logGroupName", "/ecs/orders"}, {"retentionInDays", 7}}));
  const auto groups = ask("DescribeLogGroups", {{"logGroupNamePrefix", "/ecs"}});
  ASSERT_TRUE(groups);
  const Json& group = (*groups)["logGroups"][0];
  EXPECT_EQ(group["retentionInDays"], 7);
  EXPECT_EQ(group["arn"], "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/orders:*");
  const auto tags = ask("ListTagsForResource", {{"resourceArn", group["logGroupArn"]}});
  ASSERT_TRUE(tags);
  EXPECT_EQ((*tags)["tags"], (Json{{"a", "b"}}));
  ASSERT_TRUE(ask("UntagResource", {{"resourceArn", group["logGroupArn"]}, {"tagKeys", {"a"}}}));
  EXPECT_TRUE((*ask("ListTagsLogGroup", {{"logGroupName", "/ecs/orders"}}))["tags"].empty());
}

TEST_F(LogsOperations, WhatIsNotModelledIsRefused) {
  EXPECT_EQ(ask("CreateLogGroup", {{"logGroupName", "g"}, {"kmsKeyId", "k"}}).error().code,
            "InvalidParameterException");
  EXPECT_EQ(ask("GetLogEvents", {{"logGroupName", "g"}, {"logStreamName", "s"}}).error().code,
            "ResourceNotFoundException");
}

}  // namespace
}  // namespace sluice::local
