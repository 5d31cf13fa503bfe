#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/scripted_tasks.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Answer<Described<ProtectedTask>> protect(EcsCloud& cloud, const std::string& task,
                                         std::int64_t minutes = 120, bool enabled = true) {
  auto answer = cloud.ecs.update_task_protection(
      {.cluster = "orders", .tasks = {task}, .enabled = enabled, .expires_in_minutes = minutes},
      cloud.now);
  cloud.settle();
  return answer;
}

TEST(EcsTasks, AProtectedTaskOutlivesScaleInUntilItsProtectionEnds) {
  EcsCloud cloud;
  cloud.create(3);
  const auto tasks = cloud.running();
  for (const std::string& task : tasks) ASSERT_TRUE(protect(cloud, task, 10)->failures.empty());
  cloud.desire(1);
  EXPECT_EQ(cloud.counts().running, 3) << "above desired";
  protect(cloud, tasks[1], 10, false);
  EXPECT_THAT(cloud.tasks.stopped, ElementsAre(tasks[1]));
  EXPECT_EQ(cloud.counts().running, 2);
  cloud.pass(10min);
  EXPECT_EQ(cloud.counts().running, 1);
  EXPECT_FALSE(cloud.task(cloud.running().front()).protected_until);
}

TEST(EcsTasks, AProtectedTaskHoldsADeploymentUp) {
  EcsCloud cloud;
  cloud.create(2);
  const std::string busy = cloud.running().at(0);
  ASSERT_TRUE(protect(cloud, busy, 30));
  cloud.register_worker("two");
  ASSERT_TRUE(cloud.ecs.update_service(
      {.cluster = "orders", .service = "orders-service", .task_definition = "worker:2"},
      cloud.now));
  cloud.pass(5min);
  EXPECT_EQ(cloud.counts().running, 3);
  EXPECT_EQ(cloud.service().deployments.size(), 2U);
  cloud.pass(25min);
  EXPECT_EQ(cloud.counts().running, 2);
  EXPECT_EQ(cloud.service().deployments.size(), 1U);
}

TEST(EcsTasks, MoreProtectedTasksThanDesiredAreRefused) {
  EcsCloud cloud;
  cloud.create(2);
  const auto tasks = cloud.running();
  protect(cloud, tasks[0]);
  protect(cloud, tasks[1]);
  cloud.desire(1);
  const auto again = protect(cloud, tasks[0]);
  ASSERT_EQ(again->failures.size(), 1U);
  EXPECT_EQ(again->failures.front().reason, "DEPLOYMENT_BLOCKED");
}

TEST(EcsTasks, OnlyTasksOfServicesAreProtected) {
  EcsCloud cloud;
  const auto alone =
      cloud.ecs.run_task({.cluster = "orders", .task_definition = "worker"}, cloud.now);
  cloud.settle();
  EXPECT_EQ(protect(cloud, alone->at(0).id)->failures.front().reason, "TASK_NOT_VALID");
  EXPECT_EQ(protect(cloud, "0123")->failures.front().reason, "MISSING");
  EXPECT_EQ(protect(cloud, alone->at(0).id, 0).error().code, "InvalidParameterException");
  EXPECT_EQ(protect(cloud, alone->at(0).id, 2881).error().code, "InvalidParameterException");
}

TEST(EcsTasks, RunTaskRunsOnceWithItsOverrides) {
  EcsCloud cloud;
  const auto tasks = cloud.ecs.run_task(
      {.cluster = "orders",
       .task_definition = "worker",
       .count = 2,
       .started_by = "me",
       .overrides = {{.name = "app", .command = {"sh"}, .environment = {{"A", "1"}}}}},
      cloud.now);
  ASSERT_TRUE(tasks);
  cloud.settle();
  ASSERT_EQ(cloud.tasks.launches.size(), 2U);
  EXPECT_THAT(cloud.tasks.launches[0].containers[0].command, ElementsAre("sh"));
  EXPECT_EQ(cloud.tasks.launches[0].containers[0].environment.at("A"), "1");
  cloud.tasks.end(tasks->at(0).arn, 0, cloud.now);
  cloud.pass(1min);
  EXPECT_EQ(cloud.tasks.launches.size(), 2U) << "nobody replaces it";
  EXPECT_EQ(cloud.task(tasks->at(0).arn).containers.front().exit_code, 0);
  EXPECT_EQ(cloud.ecs.list_tasks({.cluster = "orders", .started_by = "me"})->size(), 1U);
  EXPECT_EQ(
      cloud.ecs.list_tasks({.cluster = "orders", .family = "worker", .stopped = true})->size(), 1U);
}

TEST(EcsTasks, StopTaskStopsAndAServiceReplaces) {
  EcsCloud cloud;
  cloud.create(1);
  const std::string arn = cloud.running().at(0);
  const auto stopped = cloud.ecs.stop_task("orders", arn, "", cloud.now);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->stop_code, "UserInitiated");
  EXPECT_EQ(stopped->stopped_reason, "Task stopped by user");
  cloud.settle();
  EXPECT_EQ(cloud.counts().running, 1);
  EXPECT_NE(cloud.running().at(0), arn);
  EXPECT_EQ(cloud.ecs.stop_task("orders", "none", "", cloud.now).error().message,
            "The referenced task was not found.");
}

TEST(EcsTasks, ATaskEndsWhenAnEssentialContainerDoesAndTakesTheOthersAlong) {
  EcsCloud cloud;
  ASSERT_TRUE(cloud.ecs.register_task_definition(
      {.family = "pair",
       .containers = {{.name = "app", .image = "a", .stop_timeout = 5s},
                      {.name = "side", .image = "b", .essential = false, .stop_timeout = 7s}}},
      cloud.now));
  cloud.tasks.heeds_sigterm = false;
  const auto task =
      cloud.ecs.run_task({.cluster = "orders", .task_definition = "pair"}, cloud.now)->front();
  cloud.settle();
  EXPECT_EQ(cloud.task(task.arn).status, TaskStatus::running);
  cloud.ecs.container_exited(task.arn, "app", 3, cloud.now);
  EXPECT_EQ(cloud.task(task.arn).status, TaskStatus::stopping);
  EXPECT_THAT(cloud.tasks.stopped, ElementsAre(task.arn));
  cloud.pass(7s);
  EXPECT_EQ(cloud.task(task.arn).status, TaskStatus::stopped);
  EXPECT_EQ(cloud.task(task.arn).containers[0].exit_code, 3);
  EXPECT_EQ(cloud.task(task.arn).containers[1].exit_code, 137);
}

TEST(EcsTasks, AContainerThatIsNotEssentialMayEndAlone) {
  EcsCloud cloud;
  ASSERT_TRUE(cloud.ecs.register_task_definition(
      {.family = "pair",
       .containers = {{.name = "app", .image = "a"},
                      {.name = "side", .image = "b", .essential = false}}},
      cloud.now));
  const auto task =
      cloud.ecs.run_task({.cluster = "orders", .task_definition = "pair"}, cloud.now)->front();
  cloud.settle();
  cloud.ecs.container_exited(task.arn, "side", 0, cloud.now);
  EXPECT_EQ(cloud.task(task.arn).status, TaskStatus::running);
}

TEST(EcsTasks, ATaskThatCannotStartSaysWhy) {
  EcsCloud cloud;
  cloud.tasks.refusal = "CannotPullContainerError: no such image";
  const auto task =
      cloud.ecs.run_task({.cluster = "orders", .task_definition = "worker"}, cloud.now)->front();
  cloud.settle();
  const EcsTask stopped = cloud.task(task.arn);
  EXPECT_EQ(stopped.status, TaskStatus::stopped);
  EXPECT_EQ(stopped.stop_code, "TaskFailedToStart");
  EXPECT_EQ(stopped.stopped_reason, "CannotPullContainerError: no such image");
  EXPECT_EQ(stopped.containers.front().reason, "CannotPullContainerError: no such image");
  EXPECT_FALSE(stopped.containers.front().exit_code);
}

TEST(EcsTasks, WhateverIsAskedInWhateverOrderProtectedTasksLiveAndTheCountIsReached) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    EcsCloud cloud{{.least_start_delay = 1s, .most_start_delay = 20s}, seed};
    Random chance{seed};
    const auto upto = [&chance](double most) {
      return static_cast<std::int64_t>(chance.uniform() * (most + 1.0));
    };
    cloud.tasks.heeds_sigterm = seed % 2 == 0;
    cloud.create(upto(10));
    std::map<std::string, Instant> safe_until;
    for (int step = 0; step < 200; ++step) {
      const auto tasks = cloud.running();
      switch (upto(4)) {
        case 0:
          cloud.desire(upto(10));
          break;
        case 1:
          if (tasks.empty()) break;
          {
            const std::string& task = tasks[static_cast<std::size_t>(upto(100)) % tasks.size()];
            const auto answer = protect(cloud, task, 1);
            if (!answer->found.empty()) safe_until[task] = cloud.now + 1min;
          }
          break;
        case 2:
          cloud.register_worker("next");
          ASSERT_TRUE(cloud.ecs.update_service(
              {.cluster = "orders", .service = "orders-service", .task_definition = "worker"},
              cloud.now));
          break;
        default:
          cloud.pass(std::chrono::seconds{upto(15)});
      }
      for (const auto& [task, until] : safe_until)
        ASSERT_TRUE(until <= cloud.now || cloud.task(task).wanted) << "seed " << seed;
    }
    cloud.pass(1h);
    EXPECT_EQ(cloud.counts().running, cloud.service().desired) << "seed " << seed;
    EXPECT_EQ(cloud.service().deployments.size(), 1U);
    EXPECT_TRUE(cloud.service().steady);
  }
}

TEST(EcsTaskDefinitions, RevisionsCountUpAndAreNeverUsedAgain) {
  EcsCloud cloud;
  EXPECT_THAT(cloud.register_worker("two"), testing::EndsWith("task-definition/worker:2"));
  EXPECT_EQ(cloud.ecs.describe_task_definition("worker")->revision, 2);
  EXPECT_EQ(cloud.ecs.describe_task_definition("worker:1")->revision, 1);
  ASSERT_TRUE(cloud.ecs.deregister_task_definition("worker:2", cloud.now));
  EXPECT_EQ(cloud.ecs.describe_task_definition("worker")->revision, 1);
  EXPECT_EQ(cloud.ecs.describe_task_definition("worker:2")->status, TaskDefinitionStatus::inactive);
  EXPECT_THAT(cloud.register_worker("three"), testing::EndsWith("worker:3"));
  EXPECT_EQ(cloud.ecs.describe_task_definition("none").error().message,
            "Unable to describe task definition.");
  EXPECT_FALSE(cloud.ecs.describe_task_definition("worker:x"));
  EXPECT_FALSE(cloud.ecs.describe_task_definition("worker:9"));
  const auto deleted = cloud.ecs.delete_task_definitions({"worker:1", "worker:2"}, cloud.now);
  EXPECT_EQ(deleted.found.size(), 1U);
  EXPECT_EQ(deleted.failures.size(), 1U) << "it is active";
}

TEST(EcsTaskDefinitions, WhatIsNoTaskDefinitionIsRefused) {
  EcsCloud cloud;
  const ContainerDefinition app{.name = "app", .image = "a"};
  const auto refused = [&](RegisterTaskDefinitionRequest request) {
    const auto answer = cloud.ecs.register_task_definition(request, cloud.now);
    return answer ? "" : answer.error().message;
  };
  EXPECT_EQ(refused({.family = "x", .containers = {}}), "Container list cannot be empty.");
  EXPECT_EQ(refused({.family = "x", .fargate = true, .containers = {app}}),
            "Fargate requires that 'cpu' be defined at the task level.");
  EXPECT_EQ(
      refused({.family = "x", .cpu = "256", .memory = "512", .fargate = true, .containers = {app}}),
      "Fargate only supports network mode 'awsvpc'.");
  EXPECT_NE(refused({.family = "x y", .containers = {app}}), "");
  EXPECT_NE(refused({.family = "x", .containers = {app, app}}), "");
  EXPECT_NE(
      refused({.family = "x", .containers = {{.name = "a", .image = "a", .essential = false}}}),
      "");
}

}  // namespace
}  // namespace sluice::world
