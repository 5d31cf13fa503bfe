#include "local/faults/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

FaultPlan plan(std::string_view text) {
  auto read = read_fault_plan(text);
  if (!read) throw std::logic_error{read.error()};
  return *read;
}

TEST(FaultPlan, ReadsEveryKindOfFault) {
  const FaultPlan read = plan(R"({"seed": 7, "rules": [
      {"service": "sqs", "operation": "ReceiveMessage", "rate": 0.1,
       "error": {"code": "InternalError", "message": "down", "status": 500}},
      {"service": "ecs", "throttle": true}, {"latency": "200ms"}, {"drop_connection": true},
      {"service": "sqs", "stale_counts": "60s"}]})");
  EXPECT_EQ(read.seed, 7);
  ASSERT_EQ(read.rules.size(), 5);
  EXPECT_EQ(read.rules[0].service, "sqs");
  EXPECT_EQ(read.rules[0].operation, "ReceiveMessage");
  EXPECT_EQ(read.rules[0].rate, 0.1);
  EXPECT_EQ(read.rules[0].error,
            (world::Refusal{.code = "InternalError", .message = "down", .status = 500}));
  EXPECT_TRUE(read.rules[1].throttle);
  EXPECT_EQ(read.rules[2].latency, 200ms);
  EXPECT_TRUE(read.rules[3].drop_connection);
  EXPECT_EQ(read.rules[4].stale_counts, 60s);
}

TEST(FaultPlan, NamesKeyValueAndWhatWouldBeRight) {
  // clang-format off
  const std::pair<const char*, const char*> rows[] = {
      {"[", "the body is no JSON object"},
      {"{}", "rules is missing; it is a list of faults"},
      {R"({"rules": 5})", "rules is 5, but should be a list of 100 faults at most"},
      {R"({"sed": 7, "rules": []})", "sed is unknown; did you mean seed?"},
      {R"({"seed": -1, "rules": []})", "seed is -1, but should be a whole number, 0 or above"},
      {R"({"rules": [1]})", "rules[0] is no object"},
      {R"({"rules": [{"latncy": "1s"}]})", "rules[0].latncy is unknown; did you mean latency?"},
      {R"({"rules": [{"latency": "1s"}, {"latency": 5}]})", "rules[1].latency is 5, but should be a time up to 5m, such as \"200ms\" or \"60s\""},
      {R"({"rules": [{"latency": "10m"}]})", "rules[0].latency is \"10m\", but should be a time up to 5m"},
      {R"({"rules": [{"throttle": true, "rate": 2}]})", "rules[0].rate is 2, but should be a number above 0 and up to 1"},
      {R"({"rules": [{"throttle": "yes"}]})", "rules[0].throttle is \"yes\", but should be true or false"},
      {R"({"rules": [{"service": "s3", "throttle": true}]})", "rules[0].service is \"s3\", but should be one of sqs, ecs"},
      {R"({"rules": [{"service": "sqs"}]})", "rules[0] does nothing; give it throttle, error"},
      {R"({"rules": [{"error": {"status": 200, "code": "A"}}]})", "rules[0].error.status is 200, but should be a status of HTTP from 400 to 599"},
      {R"({"rules": [{"error": {}}]})", "rules[0].error.code is missing"},
      {R"({"rules": [{"error": "A"}]})", "rules[0].error is \"A\", but should be an object"},
      {R"({"rules": [{"service": "ecs", "stale_counts": "60s"}]})", "rules[0].stale_counts is for the counts of all of SQS's queues"}};
  // clang-format on
  for (const auto& [body, message] : rows) {
    const auto read = read_fault_plan(body);
    ASSERT_FALSE(read) << body;
    EXPECT_THAT(read.error(), HasSubstr(message));
  }
}

TEST(Faults, MeetWhatTheyNameAndNothingElse) {
  Faults faults;
  EXPECT_FALSE(faults.active());
  faults.set(plan(R"({"rules": [{"service": "sqs", "operation": "SendMessage", "throttle": true},
                                {"service": "ecs", "throttle": true},
                                {"operation": "GetMetricData", "throttle": true}]})"));
  EXPECT_TRUE(faults.active());
  EXPECT_EQ(faults.strike(sqs_service, "SendMessage").refusal->code, "RequestThrottled");
  EXPECT_EQ(faults.strike(ecs_service, "ListTasks").refusal->code, "ThrottlingException");
  EXPECT_EQ(faults.strike(cloudwatch_service, "GetMetricData").refusal->code, "Throttling");
  EXPECT_FALSE(faults.strike(sqs_service, "ReceiveMessage").refusal);
  EXPECT_FALSE(faults.strike(iam_service, "GetRole").refusal);
  EXPECT_EQ(faults.shown().at("rules")[1].at("hits"), 1);
  faults.clear();
  EXPECT_FALSE(faults.strike(ecs_service, "ListTasks").refusal);
}

TEST(Faults, AddDelaysAndTakeTheFirstError) {
  Faults faults;
  faults.set(plan(R"({"rules": [{"latency": "1s"}, {"latency": "2s", "error": {"code": "A"}},
                                {"error": {"code": "B"}, "drop_connection": true}]})"));
  const Mishap mishap = faults.strike(ecs_service, "ListTasks");
  EXPECT_EQ(mishap.latency, 3s);
  EXPECT_EQ(mishap.refusal->code, "A");
  EXPECT_TRUE(mishap.drop_connection);
}

std::string pattern(Faults& faults) {
  std::string hits;
  for (int i = 0; i < 1000; ++i)
    hits += faults.strike(sqs_service, "SendMessage").refusal ? 'x' : '.';
  return hits;
}

TEST(Faults, AreTheSameForTheSameSeedAndAsOftenAsTheirRateSays) {
  Faults faults;
  const FaultPlan seven = plan(R"({"seed": 7, "rules": [{"rate": 0.1, "throttle": true}]})");
  faults.set(seven);
  const std::string first = pattern(faults);
  faults.set(seven);
  EXPECT_EQ(pattern(faults), first);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, 'x')), 100, 30);
  faults.set(plan(R"({"seed": 8, "rules": [{"rate": 0.1, "throttle": true}]})"));
  EXPECT_NE(pattern(faults), first);
}

TEST(Faults, TellHowOldCountsShallBeWheneverThatChanges) {
  std::vector<Duration> told;
  Faults faults{[&](Duration age) { told.push_back(age); }};
  faults.set(plan(R"({"rules": [{"stale_counts": "60s"}]})"));
  faults.set(plan(R"({"rules": [{"stale_counts": "60s"}, {"throttle": true}]})"));
  EXPECT_EQ(faults.stale_counts(), 60s);
  EXPECT_FALSE(faults.strike(sqs_service, "A").drop_connection);
  faults.clear();
  EXPECT_EQ(told, (std::vector<Duration>{60s, 0s}));
}

TEST(Faults, ShowWhatWasAskedFor) {
  Faults faults;
  faults.set(plan(R"({"seed": 3, "rules": [{"service": "sqs", "latency": "1s"},
                                          {"stale_counts": "1m"}]})"));
  EXPECT_EQ(faults.strike(sqs_service, "SendMessage").latency, 1s);
  EXPECT_EQ(faults.shown(), Json::parse(R"({"seed": 3, "rules": [
      {"service": "sqs", "rate": 1.0, "latency": "1000ms", "hits": 1},
      {"stale_counts": "60000ms"}]})"));
}

}  // namespace
}  // namespace sluice::local
