#include "history/cloudwatch_reader.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/run.hpp"
#include "support/scripted_aws.hpp"

namespace sluice::history {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::Each;
using Values = std::vector<std::optional<double>>;

constexpr std::int64_t noon_seconds = 1712923200;
constexpr Instant noon{std::chrono::seconds{noon_seconds}};
constexpr Bins four_minutes{.start = noon, .length = 60s, .count = 4};

/// A result of the metric `id` with a datapoint of `value` in each of `minutes`.
json result(const char* id, std::initializer_list<int> minutes, const char* status = "Complete",
            double value = 5) {
  json timestamps = json::array();
  for (const int minute : minutes) timestamps.push_back(noon_seconds + (std::int64_t{60} * minute));
  return {{"Id", id},
          {"Timestamps", std::move(timestamps)},
          {"Values", std::vector<double>(minutes.size(), value)},
          {"StatusCode", status}};
}

http::Response page(const std::vector<json>& results, const char* next_token = nullptr) {
  json body{{"MetricDataResults", results}, {"Messages", json::array()}};
  if (next_token != nullptr) body["NextToken"] = next_token;
  return {.status = 200, .body = body.dump()};
}

/// A reader over a script.
struct Bench : aws::ScriptedAws {
  Bench(std::initializer_list<ScriptedService::Answer> script)
      : ScriptedAws{noon + 1h, script, {.attempts = 1}} {}

  Result<Recordings, aws::Error> read(std::optional<core::ServiceKey> service = {},
                                      Bins bins = four_minutes) {
    return run(reader.read("orders-queue", std::move(service), bins));
  }

  aws::CloudWatchClient cloudwatch{connection(aws::cloudwatch)};
  CloudWatchReader reader{cloudwatch, clock, sleeper};
};

TEST(CloudWatchReader, AsksForTheSumOfTheQueueAndTheAverageOfTheService) {
  Bench bench{page({result("sent", {0, 1, 2, 3}), result("running", {0, 1, 2, 3}, "Complete", 2)})};
  const auto read = bench.read(core::ServiceKey{"orders", "orders-service"});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->sent.values, Each(5));
  EXPECT_THAT(read->sent.answered, Each(true));
  EXPECT_THAT(read->running->values, Each(2));
  EXPECT_EQ(bench.sent(0), json::parse(R"({"MetricDataQueries":[
    {"Id":"sent","MetricStat":{"Metric":{"Namespace":"AWS/SQS","MetricName":"NumberOfMessagesSent",
      "Dimensions":[{"Name":"QueueName","Value":"orders-queue"}]},"Period":60,"Stat":"Sum"}},
    {"Id":"running","MetricStat":{"Metric":{"Namespace":"ECS/ContainerInsights",
      "MetricName":"RunningTaskCount","Dimensions":[{"Name":"ClusterName","Value":"orders"},
      {"Name":"ServiceName","Value":"orders-service"}]},"Period":60,"Stat":"Average"}}],
    "StartTime":1712923200.0,"EndTime":1712923440.0,"ScanBy":"TimestampAscending"})"));
}

TEST(CloudWatchReader, TurnsPagesUntilTheLast) {
  Bench bench{page({result("sent", {0, 1}, "PartialData")}, "more"),
              page({result("sent", {3, 2})})};
  const auto read = bench.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->sent.values, Each(5));
  EXPECT_THAT(read->sent.answered, Each(true));
  EXPECT_EQ(bench.sent(1)["NextToken"], "more");
  EXPECT_FALSE(read->running);
}

TEST(CloudWatchReader, ADayIsAQuestion) {
  Bench bench{page({result("sent", {0})}), page({result("sent", {1441})}),
              page({result("sent", {})})};
  const auto read = bench.read({}, {.start = noon, .length = 60s, .count = 2 * 1440 + 1});
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(bench.http.requests().size(), 3U);
  EXPECT_EQ(bench.sent(0)["EndTime"], bench.sent(1)["StartTime"]);
  EXPECT_EQ(bench.sent(1)["StartTime"], noon_seconds + 86'400.0);
  EXPECT_EQ(bench.sent(2)["EndTime"], noon_seconds + 2 * 86'400.0 + 60);
  EXPECT_EQ(read->sent.values.at(1441), 5);
}

TEST(CloudWatchReader, WhatIsNotWholeIsAskedForAgain) {
  Bench bench{page({result("sent", {0, 1}, "InternalError")}),
              page({result("sent", {0, 1, 2, 3})})};
  const auto read = bench.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(bench.http.left(), 0U);
  EXPECT_THAT(read->sent.values, Each(5));
  EXPECT_THAT(read->sent.answered, Each(true));
}

TEST(CloudWatchReader, WhatStaysPartialIsUnanswered) {
  Bench bench{page({result("sent", {0}, "PartialData")}),
              page({result("sent", {2}, "PartialData")}),
              page({result("sent", {0}, "PartialData")})};
  const auto read = bench.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(bench.http.left(), 0U);
  EXPECT_EQ(read->sent.values, (Values{5, std::nullopt, 5, std::nullopt})) << "what came is kept";
  EXPECT_THAT(read->sent.answered, Each(false));
}

TEST(CloudWatchReader, AnErrorOnOnePageIsNotForgottenByTheNext) {
  const auto ill = page({result("sent", {0}, "InternalError")}, "more");
  const auto rest = page({result("sent", {3})});
  Bench bench{ill, rest, ill, rest, ill, rest};
  const auto read = bench.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->sent.answered, Each(false));
}

TEST(CloudWatchReader, AMetricThatIsNotInTheAnswerIsUnanswered) {
  Bench bench{page({}), page({}), page({})};
  const auto read = bench.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->sent.answered, Each(false));
}

TEST(CloudWatchReader, ACallThatFailsIsTheError) {
  Bench bench{http::Response{
      .status = 403,
      .body = R"({"__type":"AccessDenied","Message":"not authorized to perform this"})"}};
  const auto read = bench.read();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().operation, "cloudwatch:GetMetricData");
  EXPECT_EQ(read.error().code, "AccessDenied");
}

TEST(CloudWatchReader, AMetricThatMayNotBeReadIsAnErrorInAWSsWords) {
  json denied = result("sent", {}, "Forbidden");
  denied["Messages"] = {{{"Code", "Forbidden"}, {"Value", "Authentication too complex"}}};
  Bench bench{page({denied})};
  const auto read = bench.read();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "Forbidden");
  EXPECT_EQ(read.error().message, "Authentication too complex");
}

TEST(CloudWatchReader, PagesWithoutEndAreAnError) {
  Bench bench{};
  for (int i = 0; i < 300; ++i) bench.http.then(page({}, "more"));
  const auto read = bench.read();
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, testing::HasSubstr("more than 200 pages"));
}

}  // namespace
}  // namespace sluice::history
