#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scaling_loop.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

PutScheduledActionRequest morning() {
  return {.target = ScalingLoop::key(),
          .name = "morning",
          .schedule = "cron(0 10 * * ? *)",
          .action = ScalableTargetAction{.min_capacity = 4}};
}

void put(ScalingLoop& loop, const PutScheduledActionRequest& request) {
  const auto answer = loop.scaling.put_scheduled_action(request, loop.now);
  ASSERT_TRUE(answer) << answer.error().message;
}

std::string message_of(ScalingLoop& loop, const PutScheduledActionRequest& request) {
  const auto answer = loop.scaling.put_scheduled_action(request, loop.now);
  return answer ? "" : answer.error().code + ": " + answer.error().message;
}

CapacityBounds bounds(const ScalingLoop& loop) {
  return loop.scaling.state().targets.at("service/orders/worker").bounds;
}

TEST(ScheduledActions, SetTheBoundsAndThenTheCapacity) {
  ScalingLoop loop;  // at 09:00
  loop.register_target(2, 5);
  put(loop, morning());
  loop.pass(hours{1} - seconds{1});
  EXPECT_EQ(loop.desired(), 2);
  loop.pass(seconds{1});
  EXPECT_EQ(loop.desired(), 4);
  EXPECT_EQ(bounds(loop), (CapacityBounds{4, 5}));
  const auto all = loop.activities();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].description, "Setting min capacity to 4 and max capacity to 5");
  EXPECT_EQ(all[1].cause, "scheduled action name morning was triggered");
  EXPECT_EQ(all[1].status_message, "Successfully set min capacity to 4 and max capacity to 5");
  EXPECT_EQ(all[1].status, ActivityStatus::successful);
  EXPECT_EQ(all[0].description, "Setting desired count to 4.");
  EXPECT_EQ(all[0].cause, "minimum capacity was set to 4");
}

TEST(ScheduledActions, OfOneTimeRunOnce) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  auto request = morning();
  request.schedule = "at(2024-12-26T12:00:00)";
  request.action = ScalableTargetAction{.min_capacity = 0, .max_capacity = 1};
  put(loop, request);
  loop.pass(hours{3});
  EXPECT_EQ(loop.desired(), 1);
  EXPECT_EQ(loop.activities()[0].description, "Setting desired count to 1.");
  EXPECT_EQ(loop.activities()[0].cause, "maximum capacity was set to 1");
  loop.pass(minutes{1});
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
}

TEST(ScheduledActions, RunOnlyBetweenTheirStartAndEnd) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  auto request = morning();
  request.schedule = "rate(1 hour)";
  request.start_time = loop.now + hours{3};
  request.end_time = loop.now + hours{4};
  put(loop, request);
  EXPECT_EQ(loop.scaling.due(), loop.now + hours{3});
  loop.pass(hours{3});
  loop.pass(minutes{1});
  EXPECT_EQ(loop.scaling.due(), loop.now - minutes{1} + hours{1});
  loop.pass(hours{1});
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
  EXPECT_EQ(loop.activities().size(), 3U);
}

TEST(ScheduledActions, AnUpdateKeepsWhatIsNotSentButTheTimes) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  auto request = morning();
  request.end_time = loop.now + hours{2};
  put(loop, request);
  put(loop, {.target = ScalingLoop::key(), .name = "morning", .timezone = "UTC"});
  const ScheduledAction& action =
      loop.scaling.state().targets.at("service/orders/worker").scheduled_actions.at("morning");
  EXPECT_EQ(action.schedule, "cron(0 10 * * ? *)");
  EXPECT_EQ(action.action.min_capacity, 4);
  EXPECT_EQ(action.end_time, std::nullopt);
  EXPECT_EQ(action.timezone, "UTC");
}

TEST(ScheduledActions, AreNotMadeUpForAfterASuspension) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  put(loop, morning());
  const auto suspend = [&](bool suspended) {
    ASSERT_TRUE(loop.scaling.register_scalable_target(
        {.target = ScalingLoop::key(), .suspended_state = {.scheduled_scaling = suspended}},
        loop.now));
  };
  suspend(true);
  loop.pass(hours{2});
  suspend(false);
  loop.pass(hours{1});
  EXPECT_EQ(loop.desired(), 2);
  loop.pass(hours{24});
  EXPECT_EQ(loop.desired(), 4);
}

TEST(ScheduledActions, AMinimumAboveTheMaximumFailsWhenItsTimeComes) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  auto request = morning();
  request.action = ScalableTargetAction{.min_capacity = 9};
  put(loop, request);
  loop.pass(hours{1});
  EXPECT_EQ(loop.desired(), 2);
  EXPECT_EQ(loop.activities()[0].status, ActivityStatus::failed);
  EXPECT_THAT(loop.activities()[0].status_message,
              HasSubstr("Failed to set min capacity to 9 and max capacity to 5. Reason: "));
}

TEST(ScheduledActions, IgnoreCooldowns) {
  ScalingLoop loop;
  loop.register_target(2, 50);
  loop.track("backlog", 20);
  loop.pass(minutes{59});
  loop.high("backlog", 40);
  auto request = morning();
  request.action = ScalableTargetAction{.min_capacity = 10};
  put(loop, request);
  loop.pass(minutes{1});
  EXPECT_EQ(loop.desired(), 10);
}

TEST(ScheduledActions, RefuseWhatAwsRefuses) {
  ScalingLoop loop;
  EXPECT_THAT(message_of(loop, morning()), HasSubstr("ObjectNotFoundException: No scalable target "
                                                     "registered for service namespace: ecs"));
  loop.register_target(2, 5);
  auto request = morning();
  request.schedule = "cron(0 16 * * MON-FRI *)";
  EXPECT_THAT(message_of(loop, request), HasSubstr("Invalid Month value: 'MON'"));
  request = morning();
  request.schedule.reset();
  EXPECT_THAT(message_of(loop, request), HasSubstr("ValidationException"));
  request = morning();
  request.action.reset();
  EXPECT_THAT(message_of(loop, request), HasSubstr("ValidationException"));
  request.action = ScalableTargetAction{};
  EXPECT_THAT(message_of(loop, request),
              HasSubstr("At least one of minimum capacity and maximum capacity"));
  request.action = ScalableTargetAction{.min_capacity = 3, .max_capacity = 2};
  EXPECT_THAT(message_of(loop, request), HasSubstr("Maximum capacity cannot be less"));
  request = morning();
  request.timezone = "Mars/Olympus_Mons";
  EXPECT_THAT(message_of(loop, request), HasSubstr("Mars/Olympus_Mons"));
  request = morning();
  request.start_time = request.end_time = loop.now;
  EXPECT_THAT(message_of(loop, request), HasSubstr("Start time must be before end time"));
  for (const std::string name : {"", " a", "a ", "a/b", "a:b", "a|b", "a\nb"}) {
    request = morning();
    request.name = name;
    EXPECT_THAT(message_of(loop, request), HasSubstr("scheduledActionName")) << name;
  }
}

TEST(ScheduledActions, AreListedAndDeleted) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  put(loop, morning());
  const auto page = loop.scaling.describe_scheduled_actions(
      {.target = {.service_namespace = "ecs"}, .names = {"morning"}, .page = {.max_results = 50}});
  ASSERT_EQ(page.value().items.size(), 1U);
  EXPECT_THAT(page->items[0]->arn,
              testing::MatchesRegex("arn:aws:autoscaling:us-east-1:123456789012:scheduledAction:"
                                    "[0-9a-f-]+:resource/ecs/service/orders/worker:"
                                    "scheduledActionName/morning"));
  EXPECT_TRUE(loop.scaling.delete_scheduled_action(ScalingLoop::key(), "morning"));
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
  EXPECT_EQ(loop.scaling.delete_scheduled_action(ScalingLoop::key(), "morning").error().message,
            "No scheduled action found for service namespace: ecs, resource ID: "
            "service/orders/worker, scalable dimension: ecs:service:DesiredCount, scheduled "
            "action name: morning");
}

}  // namespace
}  // namespace sluice::world
