#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scaling_loop.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

TEST(Scaling, AddsInProportionAndTellsItsStory) {
  ScalingLoop loop;
  loop.services.starts_at_once = false;
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  loop.high("backlog", 30);
  EXPECT_EQ(loop.desired(), 3);

  const std::string cause = "monitor alarm " + loop.policy("backlog").high_alarm +
                            " in state ALARM triggered policy backlog";
  const auto begun = loop.activities();
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].description, "Setting desired count to 3.");
  EXPECT_EQ(begun[0].cause, cause);
  EXPECT_EQ(begun[0].status, ActivityStatus::in_progress);
  EXPECT_EQ(begun[0].status_message,
            "Successfully set desired count to 3. Waiting for change to be fulfilled by ecs.");
  EXPECT_FALSE(begun[0].end);

  loop.pass(seconds{30});
  loop.services.worker->running = 3;
  loop.pass(seconds{5});
  const auto done = loop.activities();
  EXPECT_EQ(done[0].status, ActivityStatus::successful);
  EXPECT_EQ(done[0].status_message,
            "Successfully set desired count to 3. Change successfully fulfilled by ecs.");
  EXPECT_EQ(done[0].end, loop.now);
  EXPECT_THAT(loop.services.events,
              ElementsAre("Message: " + begun[0].status_message + " Cause: " + cause,
                          "Message: " + done[0].status_message + " Cause: " + cause));
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
}

TEST(Scaling, StartsFromTheRunningTasksNotTheDesired) {
  ScalingLoop loop;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 4, .pending = 6};
  loop.high("backlog", 40);  // 8 tasks by proportion
  EXPECT_EQ(loop.desired(), 10);
  EXPECT_EQ(loop.reason(), "AlreadyAtDesiredCapacity");
}

TEST(Scaling, MultipliesADatapointByTheTasksOfItsMinute) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 41, .running = 41, .pending = 0};
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.newest_began = loop.now - minutes{1};
  loop.high("backlog", 30);
  EXPECT_EQ(loop.desired(), 62);
  loop.newest_began = loop.now;  // while 41 tasks still run
  loop.pass(minutes{1});
  loop.services.worker->running = 62;
  loop.pass(minutes{1});
  loop.high("backlog", 33);
  EXPECT_EQ(loop.desired(), 68) << "41 x 33 / 20, as AWS did, and not 62 x 33 / 20";
  loop.services.worker->running = 68;
  loop.pass(seconds{5});
  loop.newest_began = loop.now;
  loop.high("backlog", 25);
  EXPECT_EQ(loop.desired(), 85) << "of now: 68 x 25 / 20";
}

TEST(Scaling, RemovesNoTaskThatTheBacklogOfTheDatapointNeeded) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 20, .running = 20, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 19);
  loop.newest_began = loop.now - minutes{1};
  loop.pass(minutes{6});
  loop.services.worker->running = 12;
  loop.services.worker->desired = 14;
  loop.low("backlog", 14);
  EXPECT_EQ(loop.desired(), 14) << "20 x 14 / 20";
}

TEST(Scaling, MayMultiplyByTheTasksOfTheDecision) {
  ScalingLoop loop{{.multiplied = MultipliedTasks::of_the_decision}};
  loop.services.worker = ServiceCapacity{.desired = 41, .running = 41, .pending = 0};
  loop.register_target(1, 200);
  loop.track("backlog", 20);
  loop.newest_began = loop.now - minutes{1};
  loop.high("backlog", 30);
  loop.pass(minutes{1});
  loop.high("backlog", 33);
  EXPECT_EQ(loop.desired(), 103);
}

TEST(Scaling, ForgetsHowManyTasksRanLongAgo) {
  ScalingLoop loop;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  for (int hour = 0; hour < 24; ++hour) {
    loop.high("backlog", 40);
    loop.pass(minutes{30});
    loop.services.worker = ServiceCapacity{.desired = 2, .running = 2, .pending = 0};
    loop.low("backlog", 40);
    loop.pass(minutes{30});
  }
  EXPECT_LE(loop.scaling.state().targets.at(ScalingLoop::key().resource_id).running.size(), 3U);
}

TEST(Scaling, FromZeroGoesToOneOrTheMinimum) {
  ScalingLoop loop;
  loop.register_target(0, 100);
  loop.track("backlog", 20);
  loop.services.worker = ServiceCapacity{.desired = 0, .running = 0, .pending = 0};
  loop.high("backlog", 5000);
  EXPECT_EQ(loop.desired(), 1);
}

TEST(Scaling, NeverLeavesTheBounds) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  loop.high("backlog", 500);
  EXPECT_EQ(loop.desired(), 5);
  loop.pass(minutes{10});
  loop.high("backlog", 500);
  EXPECT_EQ(loop.reason(), "AlreadyAtMaxCapacity");
  EXPECT_EQ(loop.activities(true)[0].not_scaled_reasons[0].max_capacity, 5);
  for (int i = 0; i < 10; ++i) {
    loop.low("backlog", 0);
    loop.pass(minutes{6});
  }
  EXPECT_EQ(loop.desired(), 2);
  EXPECT_EQ(loop.reason(), "AlreadyAtMinCapacity");
  EXPECT_EQ(loop.activities(true)[0].not_scaled_reasons[0].min_capacity, 2);
  EXPECT_EQ(loop.activities(true)[0].description, "Attempting to scale due to alarm triggered");
  EXPECT_EQ(loop.activities(true)[0].status, ActivityStatus::failed);
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
TEST(Scaling, ADesiredCountOutsideTheBoundsIsTreatedAsDocumented) {
  const auto after = [](std::int64_t desired, bool out) {
    ScalingLoop loop;
    loop.services.worker = ServiceCapacity{.desired = 4, .running = 4, .pending = 0};
    loop.register_target(4, 8);
    loop.track("backlog", 20);
    loop.services.worker = ServiceCapacity{.desired = desired, .running = desired, .pending = 0};
    if (out) loop.high("backlog", 21);
    if (!out) loop.low("backlog", 0);
    return loop.desired();
  };
  EXPECT_EQ(after(2, true), 4);
  EXPECT_EQ(after(2, false), 2);
  EXPECT_EQ(after(20, false), 8);
  EXPECT_EQ(after(20, true), 20);
}

TEST(Scaling, AStillCooldownAllowsOnlyALargerScaleOut) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.high("backlog", 24);
  EXPECT_EQ(loop.desired(), 12);
  loop.pass(minutes{1});
  loop.services.worker->desired = 11;  // the user takes one away, and it is not given back
  loop.services.worker->running = 11;
  loop.high("backlog", 21);
  EXPECT_EQ(loop.desired(), 11);
  loop.high("backlog", 30);
  EXPECT_EQ(loop.desired(), 17);
}

// "+2, then +3 within the cooldown: one more":
// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
TEST(Scaling, WhatAStepAddedCountsForTheNextStepWithinTheCooldown) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.steps("out",
             {.adjustment_type = AdjustmentType::change_in_capacity,
              .step_adjustments = {{.lower_bound = 0, .upper_bound = 10, .scaling_adjustment = 2},
                                   {.lower_bound = 10, .scaling_adjustment = 3}}});
  loop.step("out", 55, 50);
  EXPECT_EQ(loop.desired(), 12);
  loop.pass(minutes{1});
  loop.step("out", 55, 50);  // the same again: nothing
  EXPECT_EQ(loop.desired(), 12);
  loop.step("out", 60, 50);
  EXPECT_EQ(loop.desired(), 13);
  loop.pass(minutes{6});
  loop.step("out", 55, 50);
  EXPECT_EQ(loop.desired(), 15);
}

TEST(Scaling, TheNextScaleInWaitsUntilTheLastOneIsDoneAndCooled) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.low("backlog", 1);
  EXPECT_EQ(loop.desired(), 9);
  loop.pass(seconds{59});
  loop.low("backlog", 1);  // the tenth task still runs
  EXPECT_EQ(loop.desired(), 9);
  loop.services.worker->running = 9;
  loop.pass(seconds{60});
  const Instant done = *loop.activities()[0].end;
  while (loop.now < done + minutes{5} - seconds{1}) {
    loop.low("backlog", 1);
    EXPECT_EQ(loop.desired(), 9);
    loop.pass(seconds{20});
  }
  loop.pass(seconds{21});
  loop.low("backlog", 1);
  EXPECT_EQ(loop.desired(), 8);
}

TEST(Scaling, AScaleOutEndsTheCooldownOfAScaleIn) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  auto request = ScalingLoop::tracking("backlog", 20);
  request.target_tracking->scale_out_cooldown = 0;
  loop.put(request);
  loop.low("backlog", 1);
  loop.pass(seconds{10});
  loop.high("backlog", 24);
  EXPECT_EQ(loop.desired(), 11);
  loop.pass(seconds{10});
  loop.low("backlog", 1);
  EXPECT_EQ(loop.desired(), 10);
}

TEST(Scaling, AMetricThatWouldSoonBeHighAgainIsAnticipated) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.low("backlog", 15);
  EXPECT_EQ(loop.desired(), 10);
  EXPECT_EQ(loop.reason(), "AutoScalingAnticipatedFlapping");
}

TEST(Scaling, TheSameReasonAgainIsOneActivityThatLasts) {
  ScalingLoop loop;
  loop.register_target(2, 5);
  loop.track("backlog", 20);
  const Instant first = loop.now + seconds{1};
  for (int i = 0; i < 100; ++i) {
    loop.low("backlog", 0);
    loop.pass(seconds{59});
  }
  EXPECT_TRUE(loop.activities().empty());
  const auto all = loop.activities(true);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].start, first);
  EXPECT_EQ(all[0].end, first + minutes{99});
}

TEST(Scaling, ScaleInWaitsForADeploymentAndScaleOutDoesNot) {
  ScalingLoop loop;
  loop.services.worker =
      ServiceCapacity{.desired = 10, .running = 10, .pending = 0, .deployment_in_progress = true};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 10);
  EXPECT_EQ(loop.reason(), "TargetServicePutResourceAsUnscalable");
  loop.high("backlog", 40);
  EXPECT_EQ(loop.desired(), 20);
}

TEST(SeveralPolicies, AnyOfThemScalesOutAndTheLargestWins) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.track("age", 60);
  loop.high("backlog", 30);
  EXPECT_EQ(loop.desired(), 15);
  loop.high("age", 180);
  EXPECT_EQ(loop.desired(), 30);
  loop.high("backlog", 30);
  EXPECT_EQ(loop.desired(), 30);
  const auto all = loop.activities();
  EXPECT_EQ(all[0].status, ActivityStatus::in_progress);
  EXPECT_EQ(all[1].status, ActivityStatus::overridden);
}

TEST(SeveralPolicies, AllThatMayScaleInHaveToBeReady) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.track("age", 60);
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 10);
  loop.low("age", 0);
  EXPECT_EQ(loop.desired(), 9);
}

TEST(SeveralPolicies, TheOneThatNeedsMostDecidesTheScaleIn) {
  ScalingLoop loop{{.scale_in_percent = 50}};
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.track("age", 60);
  loop.low("age", 42);  // 7 tasks
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 7);
}

TEST(SeveralPolicies, OneThatDisablesScaleInHasNoVoteOnIt) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  auto request = ScalingLoop::tracking("age", 60);
  request.target_tracking->disable_scale_in = true;
  loop.put(request);
  loop.low("age", 0);
  EXPECT_EQ(loop.desired(), 10);
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 9);
}

TEST(SeveralPolicies, AStepScaleInIsNotHeldBack) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.steps("in", {.adjustment_type = AdjustmentType::change_in_capacity,
                    .step_adjustments = {{.upper_bound = 0, .scaling_adjustment = -2}}});
  loop.step("in", 1, 5);
  EXPECT_EQ(loop.desired(), 8);
}

TEST(Suspension, StopsEachKindByItself) {
  ScalingLoop loop;
  loop.services.worker = ServiceCapacity{.desired = 10, .running = 10, .pending = 0};
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  const auto suspend = [&](const SuspensionChange& change) {
    ASSERT_TRUE(loop.scaling.register_scalable_target(
        {.target = ScalingLoop::key(), .suspended_state = change}, loop.now));
  };
  suspend({.dynamic_scaling_in = true, .dynamic_scaling_out = true});
  loop.high("backlog", 100);
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 10);
  suspend({.dynamic_scaling_out = false});
  loop.high("backlog", 100);
  EXPECT_EQ(loop.desired(), 50);
  loop.pass(hours{1});
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 50);
  suspend({.dynamic_scaling_in = false});
  loop.low("backlog", 0);
  EXPECT_EQ(loop.desired(), 48);
}

TEST(Changes, WhatTheServiceRefusesIsAFailedActivity) {
  ScalingLoop loop;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.services.refusal = Refusal{.code = "ThrottlingException", .message = "Rate exceeded"};
  loop.high("backlog", 100);
  const auto all = loop.activities();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].status, ActivityStatus::failed);
  EXPECT_EQ(all[0].status_message,
            "Failed to set desired count to 10. Reason: Rate exceeded (Service: AmazonECS; Status "
            "Code: 400; Error Code: ThrottlingException)");
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
}

TEST(Changes, WhatIsNeverReachedIsGivenUp) {
  ScalingLoop loop;
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.high("backlog", 100);
  loop.pass(minutes{31});
  EXPECT_EQ(loop.activities()[0].status, ActivityStatus::unfulfilled);
  EXPECT_EQ(loop.scaling.due(), std::nullopt);
}

TEST(Changes, SomebodyElsesDesiredCountEndsThem) {
  ScalingLoop loop;
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.high("backlog", 100);
  loop.services.worker->desired = 1;
  loop.pass(seconds{5});
  EXPECT_EQ(loop.activities()[0].status, ActivityStatus::overridden);
  loop.services.worker.reset();
  loop.pass(hours{1});
}

TEST(Changes, AServiceThatIsGoneEndsThem) {
  ScalingLoop loop;
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.high("backlog", 100);
  loop.services.worker.reset();
  loop.pass(seconds{5});
  EXPECT_EQ(loop.activities()[0].status, ActivityStatus::failed);
  loop.high("backlog", 100);  // and its alarms are not answered
  EXPECT_EQ(loop.activities().size(), 1U);
}

TEST(Alarms, OthersThanThePolicysOwnDoNothing) {
  ScalingLoop loop;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.call("arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:none", "x", 100, 20);
  loop.call(loop.policy("backlog").alarm_action, "somebody's", 100, 20);
  EXPECT_EQ(loop.desired(), 2);
}

TEST(State, IsSavedAndRestoredInTheMiddleOfAChange) {
  ScalingLoop loop;
  loop.services.starts_at_once = false;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  loop.high("backlog", 100);
  const std::uint64_t revision = loop.scaling.revision();
  ApplicationAutoScaling again{{}, loop.identities, loop.alarms, loop.services, loop.zones};
  again.restore(loop.scaling.state(), loop.now);
  EXPECT_EQ(again.due(), loop.scaling.due());
  loop.services.worker->running = 10;
  loop.pass(seconds{5});
  EXPECT_GT(loop.scaling.revision(), revision);
  again.run(loop.now);
  EXPECT_EQ(again.state().activities.back().status, ActivityStatus::successful);
  again.act({.action = loop.policy("backlog").alarm_action,
             .alarm_name = loop.policy("backlog").high_alarm,
             .state = AlarmState::alarm,
             .threshold = 20,
             .recent_datapoints = {40}},
            loop.now);
  again.run(loop.now + seconds{1});
  EXPECT_EQ(loop.desired(), 20);
}

TEST(Speed, AMonthOfOneServiceLeavesAFewActivities) {
  ScalingLoop loop;
  loop.register_target(1, 100);
  loop.track("backlog", 20);
  for (int minute = 0; minute < 43'200; ++minute) {
    const bool busy = minute % 240 < 60;
    if (busy) loop.high("backlog", 22);
    if (!busy) loop.low("backlog", 0);
    loop.pass(seconds{59});
  }
  EXPECT_LT(loop.scaling.state().activities.size(), 20'000U);
  EXPECT_GT(loop.scaling.state().activities.size(), 100U);
}

}  // namespace
}  // namespace sluice::world
