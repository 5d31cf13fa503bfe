#include "world/events/event_bridge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant start{std::chrono::seconds{1'712'883'600}};  // 2024-04-12T01:00:00Z
constexpr const char* function = "arn:aws:lambda:us-east-1:123456789012:function:orders";

/// Documents that show what was asked for; a pattern matches its own detail type.
class PlainDocuments final : public EventDocuments {
 public:
  std::string write(const BusEvent& event, const Location&) const override {
    return event.detail_type + " from " + event.source + " at " + iso8601(event.time);
  }
  bool is_object(std::string_view text) const override { return text.starts_with("{"); }
  Answer<void> check_pattern(std::string_view pattern) const override {
    if (pattern == "wrong") return refuse("InvalidEventPatternException", "wrong");
    return {};
  }
  bool matches(std::string_view pattern, std::string_view event) const override {
    return event.starts_with(pattern);
  }
  Answer<void> check_target(const RuleTarget&) const override { return {}; }
  std::string input(const RuleTarget& target, std::string_view event,
                    std::string_view) const override {
    return target.input.value_or(std::string{event});
  }
};

class FakeTargets final : public EventTargets, public MetricSink {
 public:
  Answer<void> deliver(std::string_view target, std::string input, std::string_view rule,
                       Instant now) override {
    delivered.push_back({std::string{target}, std::move(input), std::string{rule}, now});
    if (refuses) return refuse("ResourceNotFoundException", "Function not found", 404);
    return {};
  }
  void observe(const Metric& metric, double value, std::string_view, Instant) override {
    sums[metric.name] += value;
  }

  struct Delivered {
    std::string target;
    std::string input;
    std::string rule;
    Instant at;
  };
  std::vector<Delivered> delivered;
  std::map<std::string, double, std::less<>> sums;
  bool refuses = false;
};

class EventBridgeTest : public testing::Test {
 protected:
  explicit EventBridgeTest(EventBridgeParameters parameters = {})
      : bridge_{Location{}, {identities_, targets_, documents_, targets_}, parameters} {}

  void put(std::string expression, Instant now = start) {
    ASSERT_TRUE(
        bridge_.put_rule({.name = "publish", .schedule_expression = std::move(expression)}, now));
    ASSERT_TRUE(bridge_.put_targets("publish", {{.id = "1", .arn = function}}));
  }
  /// Runs everything due until `end`, as the owner does.
  void run_until(Instant end) {
    while (bridge_.due() && *bridge_.due() <= end) bridge_.run(*bridge_.due());
  }

  Random random_{1};
  Identities identities_{random_};
  PlainDocuments documents_;
  FakeTargets targets_;
  EventBridge bridge_;
};

TEST_F(EventBridgeTest, ARateFiresFromTheRulesCreationOn) {
  put("rate(1 minute)", start + 10s);
  EXPECT_EQ(bridge_.due(), start + 70s);
  run_until(start + 3min);
  ASSERT_THAT(targets_.delivered, SizeIs(2));
  EXPECT_EQ(targets_.delivered[0].target, function);
  EXPECT_EQ(targets_.delivered[0].rule, "arn:aws:events:us-east-1:123456789012:rule/publish");
  EXPECT_EQ(targets_.delivered[0].input, "Scheduled Event from aws.events at 2024-04-12T01:01:10Z");
  EXPECT_EQ(targets_.delivered[1].at, start + 130s);
  EXPECT_EQ(targets_.sums["Invocations"], 2);
}

TEST_F(EventBridgeTest, ACronFiresAtItsMinutes) {
  put("cron(0/5 * * * ? *)", start + 10s);
  EXPECT_EQ(bridge_.due(), start + 5min);
}

TEST_F(EventBridgeTest, TheSameRuleAgainDoesNotBeginItsRateAnew) {
  put("rate(5 minutes)");
  put("rate(5 minutes)", start + 1min);
  EXPECT_EQ(bridge_.due(), start + 5min);
  put("rate(10 minutes)", start + 2min);
  EXPECT_EQ(bridge_.due(), start + 12min);
}

TEST_F(EventBridgeTest, ADisabledRuleIsSilentUntilItIsEnabled) {
  put("rate(1 minute)");
  ASSERT_TRUE(bridge_.disable_rule("publish"));
  EXPECT_EQ(bridge_.due(), std::nullopt);
  ASSERT_TRUE(bridge_.enable_rule("publish", start + 30s));
  EXPECT_EQ(bridge_.due(), start + 90s);
}

TEST_F(EventBridgeTest, RefusesARuleInAwsWords) {
  EXPECT_EQ(bridge_.put_rule({.name = "none"}, start).error(),
            (Refusal{"ValidationException",
                     "Parameter(s) EventPattern or ScheduleExpression must be specified."}));
  EXPECT_EQ(
      bridge_.put_rule({.name = "r", .schedule_expression = "rate(1 minutes)"}, start).error().code,
      "ValidationException");
  EXPECT_EQ(bridge_.put_rule({.name = "r", .event_pattern = "wrong"}, start).error().code,
            "InvalidEventPatternException");
  EXPECT_EQ(
      bridge_.describe_rule("none").error(),
      (Refusal{"ResourceNotFoundException", "Rule none does not exist on EventBus default."}));
}

TEST_F(EventBridgeTest, ARuleWithTargetsIsNotDeleted) {
  put("rate(1 minute)");
  EXPECT_EQ(bridge_.delete_rule("publish").error(),
            (Refusal{"ValidationException", "Rule can't be deleted since it has targets."}));
  const auto removed = bridge_.remove_targets("publish", {"1", "2"});
  ASSERT_TRUE(removed);
  ASSERT_THAT(*removed, SizeIs(1)) << "what is not there fails alone";
  EXPECT_EQ((*removed)[0].target_id, "2");
  EXPECT_TRUE(bridge_.delete_rule("publish"));
  EXPECT_TRUE(bridge_.delete_rule("publish")) << "again: as AWS, no error";
  EXPECT_EQ(bridge_.due(), std::nullopt);
}

TEST_F(EventBridgeTest, OnlyFunctionsAreTargets) {
  put("rate(1 minute)");
  EXPECT_EQ(bridge_.put_targets("publish", {{.id = "2", .arn = "orders"}}).error().message,
            "Parameter orders is not valid. Reason: Provided Arn is not in correct format.");
  EXPECT_EQ(
      bridge_
          .put_targets("publish", {{.id = "2", .arn = "arn:aws:sqs:us-east-1:123456789012:queue"}})
          .error()
          .code,
      "ValidationException");
}

TEST_F(EventBridgeTest, CountsATargetThatIsNotThere) {
  put("rate(1 minute)");
  targets_.refuses = true;
  run_until(start + 1min);
  EXPECT_EQ(targets_.sums["FailedInvocations"], 1);
}

TEST_F(EventBridgeTest, AnEventReachesTheRulesWhosePatternItMatches) {
  ASSERT_TRUE(bridge_.put_rule({.name = "placed", .event_pattern = "Order Placed"}, start));
  ASSERT_TRUE(bridge_.put_targets("placed", {{.id = "1", .arn = function, .input = "{}"}}));
  const auto results =
      bridge_.put_events({{.source = "shop", .detail_type = "Order Placed", .detail = "{}"},
                          {.source = "shop", .detail_type = "Order Sent", .detail = "{}"},
                          {.source = "shop", .detail_type = "Order Placed", .detail = "none"},
                          {.source = "aws.ec2", .detail_type = "Order Placed", .detail = "{}"},
                          {.detail_type = "Order Placed", .detail = "{}"}},
                         start);
  ASSERT_TRUE(results);
  ASSERT_THAT(*results, SizeIs(5));
  EXPECT_TRUE((*results)[0]);
  EXPECT_TRUE((*results)[1]);
  EXPECT_EQ((*results)[2].error(), (Refusal{"MalformedDetail", "Detail is malformed."}));
  EXPECT_EQ((*results)[3].error().code, "NotAuthorizedForSourceException");
  EXPECT_EQ((*results)[4].error().code, "InvalidArgument");
  ASSERT_THAT(targets_.delivered, SizeIs(1));
  EXPECT_EQ(targets_.delivered[0].input, "{}") << "the target's own input";
}

TEST_F(EventBridgeTest, ListsRulesByPagesAndByTarget) {
  put("rate(1 minute)");
  ASSERT_TRUE(bridge_.put_rule({.name = "purge", .schedule_expression = "rate(1 day)"}, start));
  const RulePage first = bridge_.list_rules("pu", {.limit = 1});
  ASSERT_THAT(first.rules, SizeIs(1));
  EXPECT_EQ(first.rules[0]->name, "publish");
  const RulePage second = bridge_.list_rules("pu", {.next_token = first.next_token, .limit = 1});
  EXPECT_EQ(second.rules.at(0)->name, "purge");
  EXPECT_THAT(bridge_.rule_names_by_target(function, {}).names, ElementsAre("publish"));
}

TEST_F(EventBridgeTest, ComesBackWithItsRatesWhereTheyWere) {
  put("rate(5 minutes)");
  EventBridge other{Location{}, {identities_, targets_, documents_, targets_}};
  other.restore(bridge_.state(), start + 12min);
  EXPECT_EQ(other.due(), start + 15min) << "what was missed is not made up for";
  other.restore(bridge_.state(), start + 1min);
  EXPECT_EQ(other.due(), start + 5min);
}

class WithOffset : public EventBridgeTest {
 protected:
  WithOffset() : EventBridgeTest{{.offset = 13s}} {}
};

TEST_F(WithOffset, FiresSoMuchIntoTheMinute) {
  put("cron(0/5 * * * ? *)", start + 10s);
  EXPECT_EQ(bridge_.due(), start + 5min + 13s);
  run_until(start + 5min + 13s);
  ASSERT_THAT(targets_.delivered, SizeIs(1));
  EXPECT_EQ(targets_.delivered[0].input, "Scheduled Event from aws.events at 2024-04-12T01:05:00Z");
  EXPECT_EQ(targets_.delivered[0].at, start + 5min + 13s);
  EXPECT_EQ(bridge_.due(), start + 10min + 13s);
}

}  // namespace
}  // namespace sluice::world
