#include "local/events/operations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "local/events/documents.hpp"

namespace sluice::local {
namespace {

constexpr Instant start{std::chrono::seconds{1'712'883'600}};
constexpr const char* function = "arn:aws:lambda:us-east-1:123456789012:function:orders";

class Nobody final : public world::EventTargets, public world::MetricSink {
 public:
  world::Answer<void> deliver(std::string_view, std::string input, std::string_view,
                              Instant) override {
    inputs.push_back(std::move(input));
    return {};
  }
  void observe(const world::Metric&, double, std::string_view, Instant) override {}
  std::vector<std::string> inputs;
};

class EventsOperations : public testing::Test {
 protected:
  Output ask(std::string_view name, const Json& body) {
    const auto operations = events_operations();
    const auto found = std::ranges::find(operations, name, &Operation<world::EventBridge>::name);
    Input input{body, {}, Input::Texts::stay};
    return found->handle(bridge_, input, {.now = start, .where = {}, .host = {}, .request_id = {}});
  }

  Random random_{1};
  world::Identities identities_{random_};
  Nobody nobody_;
  JsonEventDocuments documents_;
  world::EventBridge bridge_{{}, {identities_, nobody_, documents_, nobody_}};
};

TEST_F(EventsOperations, ARuleAndItsTargetsComeBackAsTheyWerePut) {
  const auto put = ask("PutRule", {{"Name", "publish"},
                                   {"ScheduleExpression", "rate(1 minute)"},
                                   {"State", "ENABLED"},
                                   {"Description", "each minute"},
                                   {"Tags", {{{"Key", "team"}, {"Value", "shop"}}}}});
  ASSERT_TRUE(put);
  EXPECT_EQ((*put)["RuleArn"], "arn:aws:events:us-east-1:123456789012:rule/publish");
  const Json target = {{"Id", "1"},
                       {"Arn", function},
                       {"Input", R"({"a":1})"},
                       {"RetryPolicy", {{"MaximumRetryAttempts", 2}}}};
  const auto added = ask("PutTargets", {{"Rule", "publish"}, {"Targets", Json::array({target})}});
  ASSERT_TRUE(added);
  EXPECT_EQ((*added)["FailedEntryCount"], 0);
  EXPECT_EQ((*ask("ListTargetsByRule", {{"Rule", "publish"}}))["Targets"], Json::array({target}));
  const auto rule = ask("DescribeRule", {{"Name", "publish"}, {"EventBusName", "default"}});
  ASSERT_TRUE(rule);
  EXPECT_EQ((*rule)["State"], "ENABLED");
  EXPECT_EQ((*rule)["ScheduleExpression"], "rate(1 minute)");
  EXPECT_EQ((*ask("ListTagsForResource", {{"ResourceARN", (*put)["RuleArn"]}}))["Tags"][0]["Value"],
            "shop");
  EXPECT_EQ((*ask("ListRuleNamesByTarget", {{"TargetArn", function}}))["RuleNames"][0], "publish");
  bridge_.run(start + std::chrono::minutes{1});
  ASSERT_EQ(nobody_.inputs.size(), 1);
  EXPECT_EQ(nobody_.inputs[0], R"({"a":1})");
}

TEST_F(EventsOperations, WhatIsNotModelledIsRefused) {
  EXPECT_EQ(ask("PutRule", {{"Name", "r"}, {"ScheduleExpression", "rate(1 minute)"}, {"New", 1}})
                .error()
                .code,
            "ValidationException");
  EXPECT_EQ(ask("DescribeRule", {{"Name", "r"}, {"EventBusName", "own"}}).error().code,
            "ResourceNotFoundException");
}

TEST_F(EventsOperations, APartOfTheEventsCanFail) {
  const auto put =
      ask("PutEvents", {{"Entries",
                         {{{"Source", "shop"}, {"DetailType", "Placed"}, {"Detail", "{}"}},
                          {{"Source", "shop"}, {"Detail", "{}"}}}}});
  ASSERT_TRUE(put);
  EXPECT_EQ((*put)["FailedEntryCount"], 1);
  EXPECT_TRUE((*put)["Entries"][0].contains("EventId"));
  EXPECT_EQ((*put)["Entries"][1]["ErrorCode"], "InvalidArgument");
}

}  // namespace
}  // namespace sluice::local
