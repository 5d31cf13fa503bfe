#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scaling_loop.hpp"

namespace sluice::world {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

RegisterScalableTargetRequest registration() {
  return {.target = ScalingLoop::key(), .min_capacity = 2, .max_capacity = 5};
}

Refusal refusal_of(ScalingLoop& loop, const RegisterScalableTargetRequest& request) {
  const auto answer = loop.scaling.register_scalable_target(request, loop.now);
  return answer ? Refusal{} : answer.error();
}

DescribeScalableTargetsRequest all_targets() {
  return {.service_namespace = "ecs", .page = {.max_results = 50}};
}

TEST(RegisterScalableTarget, GivesAnArnAndShowsTheTarget) {
  ScalingLoop loop;
  const auto arn = loop.scaling.register_scalable_target(registration(), loop.now);
  ASSERT_TRUE(arn);
  EXPECT_THAT(*arn, StartsWith("arn:aws:application-autoscaling:us-east-1:123456789012:"
                               "scalable-target/"));
  const auto page = loop.scaling.describe_scalable_targets(all_targets());
  ASSERT_EQ(page.value().items.size(), 1U);
  const ScalableTarget& target = *page->items[0];
  EXPECT_EQ(target.arn, *arn);
  EXPECT_EQ(target.bounds, (CapacityBounds{2, 5}));
  EXPECT_EQ(target.created, loop.now);
  EXPECT_EQ(target.suspended, SuspendedState{});
  EXPECT_EQ(target.role_arn,
            "arn:aws:iam::123456789012:role/aws-service-role/"
            "ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService");
}

TEST(RegisterScalableTarget, ChangesOnlyWhatIsSent) {
  ScalingLoop loop;
  const auto first = loop.scaling.register_scalable_target(registration(), loop.now);
  const auto second = loop.scaling.register_scalable_target(
      {.target = ScalingLoop::key(), .max_capacity = 9}, loop.now);
  EXPECT_EQ(first.value(), second.value());
  EXPECT_EQ(loop.scaling.state().targets.at("service/orders/worker").bounds,
            (CapacityBounds{2, 9}));
}

TEST(RegisterScalableTarget, PullsTheServiceIntoTheBoundsAtOnce) {
  ScalingLoop loop;
  loop.register_target(4, 8);
  EXPECT_EQ(loop.desired(), 4);
  EXPECT_EQ(loop.activities()[0].cause, "minimum capacity was set to 4");
  EXPECT_EQ(loop.activities()[0].description, "Setting desired count to 4.");
  loop.services.worker->desired = 20;
  EXPECT_EQ(loop.desired(), 20);
  // "even when MinCapacity and MaxCapacity are not in the request"
  EXPECT_TRUE(loop.scaling.register_scalable_target({.target = ScalingLoop::key()}, loop.now));
  EXPECT_EQ(loop.desired(), 8);
  EXPECT_EQ(loop.activities()[0].cause, "maximum capacity was set to 8");
}

TEST(RegisterScalableTarget, RefusesWhatAwsRefuses) {
  ScalingLoop loop;
  auto request = registration();
  request.min_capacity.reset();
  EXPECT_EQ(refusal_of(loop, request).code, "ValidationException");
  request = registration();
  request.min_capacity = 6;
  EXPECT_THAT(refusal_of(loop, request).message, HasSubstr("cannot be less than minimum"));
  request.min_capacity = -1;
  EXPECT_THAT(refusal_of(loop, request).message,
              HasSubstr("Value '-1' at 'minCapacity' failed to satisfy constraint"));
  request = registration();
  request.target.resource_id = "service/orders/nobody";
  EXPECT_EQ(refusal_of(loop, request).message, "ECS service doesn't exist: service/orders/nobody");
  for (const std::string id : {"service/orders", "service//worker", "service/orders/worker/x",
                               "table/orders", "worker", ""}) {
    request.target.resource_id = id;
    EXPECT_THAT(refusal_of(loop, request).message, HasSubstr(id.empty() ? "" : "Unsupported"))
        << id;
  }
  request = registration();
  request.target.scalable_dimension = "dynamodb:table:ReadCapacityUnits";
  EXPECT_THAT(refusal_of(loop, request).message,
              StartsWith("Unsupported service namespace, resource type or scalable dimension"));
  request.target.service_namespace = "foo";
  request.target.scalable_dimension = "bar";
  EXPECT_THAT(refusal_of(loop, request).message,
              StartsWith("2 validation errors detected: Value 'bar' at 'scalableDimension' failed "
                         "to satisfy constraint: Member must satisfy enum value set: [ecs:"));
  EXPECT_TRUE(loop.scaling.state().targets.empty());
}

TEST(DeregisterScalableTarget, TakesPoliciesAlarmsAndScheduledActionsWithIt) {
  ScalingLoop loop;
  loop.services.starts_at_once = false;
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  loop.high("backlog", 100);
  ASSERT_TRUE(loop.scaling.put_scheduled_action({.target = ScalingLoop::key(),
                                                 .name = "morning",
                                                 .schedule = "rate(1 minute)",
                                                 .action = ScalableTargetAction{.min_capacity = 3}},
                                                loop.now));
  ASSERT_TRUE(loop.scaling.deregister_scalable_target(ScalingLoop::key(), loop.now));
  EXPECT_TRUE(loop.alarms.alarms.empty());
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
  EXPECT_EQ(loop.activities().size(), 1U);
  const auto again = loop.scaling.deregister_scalable_target(ScalingLoop::key(), loop.now);
  EXPECT_EQ(again.error().code, "ObjectNotFoundException");
  EXPECT_EQ(again.error().message,
            "No scalable target found for service namespace: ecs, resource ID: "
            "service/orders/worker, scalable dimension: ecs:service:DesiredCount");
}

TEST(DescribeScalableTargets, FiltersAndRefuses) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  auto request = all_targets();
  request.resource_ids = {"service/orders/other", "service/orders/worker"};
  request.scalable_dimension = "ecs:service:DesiredCount";
  EXPECT_EQ(loop.scaling.describe_scalable_targets(request).value().items.size(), 1U);
  request.resource_ids = {"service/orders/other"};
  EXPECT_TRUE(loop.scaling.describe_scalable_targets(request).value().items.empty());
  request.resource_ids.clear();
  EXPECT_EQ(loop.scaling.describe_scalable_targets(request).error().code, "ValidationException");
  request = all_targets();
  request.page.next_token = "x";
  EXPECT_EQ(loop.scaling.describe_scalable_targets(request).error().code,
            "InvalidNextTokenException");
}

TEST(Tags, AreSetChangedListedAndRemoved) {
  ScalingLoop loop;
  auto request = registration();
  request.tags = {{"team", "orders"}};
  const std::string arn = loop.scaling.register_scalable_target(request, loop.now).value();
  EXPECT_TRUE(loop.scaling.tag_resource(arn, {{"team", "shop"}, {"cost", "1"}}));
  EXPECT_EQ(loop.scaling.list_tags_for_resource(arn).value(),
            (ScalingTags{{"cost", "1"}, {"team", "shop"}}));
  EXPECT_TRUE(loop.scaling.untag_resource(arn, {"cost", "none"}));
  EXPECT_EQ(loop.scaling.list_tags_for_resource(arn).value(), (ScalingTags{{"team", "shop"}}));
  EXPECT_EQ(loop.scaling.list_tags_for_resource("arn:x").error().code, "ResourceNotFoundException");
  EXPECT_EQ(loop.scaling.tag_resource(arn, {{"aws:x", ""}}).error().code, "ValidationException");
  ScalingTags many;
  for (int i = 0; i < 50; ++i) many["tag" + std::to_string(i)] = "";
  EXPECT_EQ(loop.scaling.tag_resource(arn, many).error().code, "TooManyTagsException");
}

TEST(Activities, ComeInPagesNewestFirstAndLastSixWeeks) {
  ScalingLoop loop;
  loop.register_target(1, 100);
  for (int i = 0; i < 5; ++i) {
    loop.pass(std::chrono::minutes{1});
    const std::int64_t count = 10 + i;
    ASSERT_TRUE(loop.scaling.register_scalable_target(
        {.target = ScalingLoop::key(), .min_capacity = count}, loop.now));
  }
  DescribeScalingActivitiesRequest request{.target = {.service_namespace = "ecs"},
                                           .page = {.max_results = 2}};
  std::vector<std::string> seen;
  while (true) {
    const auto page = loop.scaling.describe_scaling_activities(request, loop.now).value();
    for (const ScalingActivity* const one : page.items) seen.push_back(one->cause.substr(28));
    if (page.next_token.empty()) break;
    request.page.next_token = page.next_token;
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"14", "13", "12", "11", "10"}));
  loop.pass(std::chrono::weeks{6} - std::chrono::minutes{2});
  EXPECT_EQ(loop.activities().size(), 3U);
}

}  // namespace
}  // namespace sluice::world
