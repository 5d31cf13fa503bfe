#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "publish/aws_sources.hpp"
#include "publish/sinks.hpp"
#include "support/run.hpp"
#include "support/scripted_aws.hpp"

namespace sluice::publish {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr Instant start{1712883723s};
constexpr Instant deadline = start + 60s;
const std::string url = "http://localhost:4566/123456789012/orders-queue";

/// AWS's clients over a script.
struct Bench : aws::ScriptedAws {
  Bench(std::initializer_list<ScriptedService::Answer> script) : ScriptedAws{start, script} {}

  aws::SqsClient sqs{connection(aws::sqs)};
  aws::EcsClient ecs{connection(aws::ecs)};
  aws::CloudWatchClient cloudwatch{connection(aws::cloudwatch)};
  AwsSources sources{sqs, ecs};
};

http::Response answer(std::string body, int status = 200) {
  return {.status = status, .body = std::move(body)};
}

http::Response depth(std::string visible) {
  const json attributes{{"ApproximateNumberOfMessages", visible},
                        {"ApproximateNumberOfMessagesNotVisible", "5"},
                        {"ApproximateNumberOfMessagesDelayed", "7"}};
  return answer(json{{"Attributes", attributes}}.dump());
}

TEST(AwsSources, ReadsAQueuesThreeCountsInOneCall) {
  Bench bench{depth("60")};
  const auto got = run(bench.sources.depth_of(url, deadline));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(*got, (core::QueueDepth{MessageCount{60}, MessageCount{5}, MessageCount{7}}));
  EXPECT_EQ(bench.sent(0).at("QueueUrl"), url);
  EXPECT_EQ(bench.sent(0).at("AttributeNames").size(), 3U);
}

TEST(AwsSources, WhatIsNoCountIsAnErrorAndNeverZero) {
  for (const char* text : {"", "NaN", "-5", "1e3", "60 ", "0x10", "99999999999999999999"}) {
    Bench bench{depth(text)};
    const auto got = run(bench.sources.depth_of(url, deadline));
    ASSERT_FALSE(got) << text;
    EXPECT_NE(got.error().message.find("ApproximateNumberOfMessages"), std::string::npos);
  }
  for (const char* body : {"{}", "", "garbage", R"({"Attributes":{}})"}) {
    Bench bench{answer(body)};
    EXPECT_FALSE(run(bench.sources.depth_of(url, deadline))) << body;
  }
}

TEST(AwsSources, AsksForTheUrlOfANamedQueueOnce) {
  Bench bench{answer(json{{"QueueUrl", url}}.dump()), depth("1"), depth("2")};
  ASSERT_TRUE(run(bench.sources.depth_of("orders-queue", deadline)));
  ASSERT_TRUE(run(bench.sources.depth_of("orders-queue", deadline)));
  EXPECT_EQ(bench.http.requests().size(), 3U);
  EXPECT_EQ(bench.sent(0).at("QueueName"), "orders-queue");
}

TEST(AwsSources, AsksForTheUrlOfAnArnInItsAccountAndAgainAfterAFailure) {
  const std::string gone =
      R"({"__type":"QueueDoesNotExist","message":"The specified queue does not exist."})";
  Bench bench{answer(json{{"QueueUrl", url}}.dump()), answer(gone, 400),
              answer(json{{"QueueUrl", url}}.dump()), depth("2")};
  const std::string arn = "arn:aws:sqs:ap-southeast-2:123456789012:orders-queue";
  const auto failed = run(bench.sources.depth_of(arn, deadline));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(),
            (record::Failure{"QueueDoesNotExist", "The specified queue does not exist.",
                             "sqs:GetQueueAttributes"}));
  EXPECT_TRUE(run(bench.sources.depth_of(arn, deadline)));
  EXPECT_EQ(bench.sent(0).at("QueueOwnerAWSAccountId"), "123456789012");
}

json service(const char* name, std::int64_t running, const char* status = "ACTIVE") {
  return {{"serviceName", name},
          {"status", status},
          {"runningCount", running},
          {"pendingCount", 1},
          {"desiredCount", 3}};
}

TEST(AwsSources, KeepsTheOrderOfTheServicesAndTellsTheMissingApart) {
  const json body{
      {"services", {service("b", 2), service("a", 1), service("old", 0, "INACTIVE")}},
      {"failures", {{{"arn", "arn:aws:ecs:x:1:service/orders/gone"}, {"reason", "MISSING"}}}}};
  Bench bench{answer(body.dump())};
  const auto got = run(bench.sources.tasks_of("orders", {"a", "gone", "b", "old"}, deadline));
  ASSERT_EQ(got.size(), 4U);
  EXPECT_EQ(got[0]->running, TaskCount{1});
  EXPECT_EQ(got[1].error().code, "MISSING");
  EXPECT_EQ(got[2]->running, TaskCount{2});
  EXPECT_EQ(got[3].error().code, "INACTIVE") << "a deleted service has no tasks to divide by";
}

TEST(AwsSources, AFailedCallFailsEachOfItsServices) {
  Bench bench{
      answer(R"({"__type":"ClusterNotFoundException","message":"Cluster not found."})", 400)};
  const auto got = run(bench.sources.tasks_of("nowhere", {"a", "b"}, deadline));
  ASSERT_EQ(got.size(), 2U);
  for (const auto& tasks : got) EXPECT_EQ(tasks.error().code, "ClusterNotFoundException");
}

TEST(AwsSources, ACountThatCannotBeIsAnError) {
  for (const std::int64_t count : {std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
    Bench bench{answer(json{{"services", {service("a", count)}}}.dump()),
                answer(json{{"QueueUrl", url}}.dump()), depth(std::to_string(count))};
    EXPECT_FALSE(run(bench.sources.tasks_of("orders", {"a"}, deadline)).at(0)) << count;
    EXPECT_FALSE(run(bench.sources.depth_of("orders-queue", deadline))) << count;
  }
}

TEST(CloudWatchSink, PublishesAThousandValuesACall) {
  Bench bench{answer("{}"), answer(R"({"__type":"InvalidParameterValue","message":"no"})", 400)};
  CloudWatchSink sink{bench.cloudwatch};
  const std::vector<ServiceValue> values(1001, {{"orders", "orders-service"}, 30});
  const auto failures = run(sink.publish({}, values, deadline));
  ASSERT_EQ(failures.size(), 1001U);
  EXPECT_FALSE(failures[999]);
  EXPECT_EQ(failures[1000]->code, "InvalidParameterValue");
}

TEST(EmbeddedMetricSink, WritesCopilotsForm) {
  std::vector<std::string> lines;
  const ManualClock clock{start};
  EmbeddedMetricSink sink{[&](std::string_view line) { lines.emplace_back(line); }, clock};
  const auto failures = run(sink.publish({}, {{{"orders", "orders-service"}, 30}}, deadline));
  EXPECT_FALSE(failures.at(0));
  EXPECT_EQ(lines.at(0),
            R"({"_aws":{"Timestamp":1712883723000,"CloudWatchMetrics":[{"Namespace":)"
            R"("ECS/CustomMetrics","Dimensions":[["ClusterName","ServiceName"]],"Metrics":)"
            R"([{"Name":"BacklogPerTask","Unit":"Count"}]}]},"ClusterName":"orders",)"
            R"("ServiceName":"orders-service","BacklogPerTask":30.0})");
}

TEST(LineSink, WritesTheDatum) {
  std::vector<std::string> lines;
  LineSink sink{[&](std::string_view line) { lines.emplace_back(line); }};
  (void)run(sink.publish({"Own", "Backlog"}, {{{"orders", "s"}, 0.5}}, deadline));
  EXPECT_EQ(json::parse(lines.at(0)), json::parse(R"({"namespace":"Own","metric":"Backlog",
    "dimensions":{"ClusterName":"orders","ServiceName":"s"},"unit":"Count","value":0.5})"));
}

}  // namespace
}  // namespace sluice::publish
