#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/scripted_tasks.hpp"

namespace sluice::world {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

TEST(EcsServices, AClustersNameHasLettersNumbersHyphensAndUnderscores) {
  EcsCloud cloud;
  EXPECT_TRUE(cloud.ecs.create_cluster({.name = "Orders_1-b"}));
  EXPECT_TRUE(cloud.ecs.create_cluster({.name = std::string(255, 'a')}));
  for (const std::string& name : {std::string{"a b"}, std::string{"a/b"}, std::string(256, 'a')}) {
    const auto made = cloud.ecs.create_cluster({.name = name});
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().code, "InvalidParameterException");
    EXPECT_EQ(made.error().message,
              R"(Cluster must match ^[a-zA-Z0-9\-_]{1,255}$, but was )" + name);
  }
}

TEST(EcsServices, AServiceStartsItsTasksAndBecomesSteady) {
  EcsCloud cloud;
  cloud.create(2);
  EXPECT_EQ(cloud.counts().running, 2);
  const EcsService service = cloud.service();
  EXPECT_EQ(service.deployments.size(), 1U);
  EXPECT_EQ(service.deployments.front().rollout, RolloutState::completed);
  EXPECT_THAT(
      cloud.events(),
      ElementsAre(MatchesRegex("\\(service orders-service\\) has started 2 tasks: \\(task "
                               "[0-9a-f]+\\) \\(task [0-9a-f]+\\)\\."),
                  MatchesRegex("\\(service orders-service\\) \\(deployment ecs-svc/[0-9]+\\) "
                               "deployment completed\\."),
                  "(service orders-service) has reached a steady state."));
}

TEST(EcsServices, TheStartDelayPassesThroughTheStates) {
  EcsCloud cloud{{.least_start_delay = 30s, .most_start_delay = 30s}};
  cloud.create(1);
  const std::string arn = cloud.running().at(0);
  EXPECT_EQ(cloud.task(arn).status, TaskStatus::provisioning);
  EXPECT_EQ(cloud.counts().pending, 1);
  cloud.pass(10s);
  EXPECT_EQ(cloud.task(arn).status, TaskStatus::pending);
  cloud.pass(19s);
  EXPECT_TRUE(cloud.tasks.launches.empty());
  cloud.tasks.starts = false;
  cloud.pass(1s);
  EXPECT_EQ(cloud.task(arn).status, TaskStatus::activating);
  cloud.ecs.container_started(arn, "app", cloud.now);
  EXPECT_EQ(cloud.task(arn).status, TaskStatus::running);
  EXPECT_EQ(cloud.task(arn).started_at, cloud.now);
  EXPECT_EQ(cloud.counts().running, 1);
  EXPECT_EQ(cloud.counts().pending, 0);
}

TEST(EcsServices, ADelayThatIsADistributionIsDrawnWithinItsBounds) {
  EcsCloud cloud{{.least_start_delay = 20s, .most_start_delay = 60s}};
  cloud.create(50);
  cloud.pass(19s);
  EXPECT_EQ(cloud.counts().running, 0);
  cloud.pass(21s);
  EXPECT_GT(cloud.counts().running, 10);
  EXPECT_LT(cloud.counts().running, 40);
  cloud.pass(20s);
  EXPECT_EQ(cloud.counts().running, 50);
}

TEST(EcsServices, ADesiredCountStartsNoDeployment) {
  EcsCloud cloud;
  cloud.create(2);
  cloud.desire(5);
  EXPECT_EQ(cloud.counts().running, 5);
  EXPECT_EQ(cloud.service().deployments.size(), 1U);
  EXPECT_FALSE(cloud.ecs.capacity("orders", "orders-service")->deployment_in_progress);
  cloud.desire(2);
  EXPECT_EQ(cloud.counts().running, 2);
  EXPECT_EQ(cloud.tasks.stopped.size(), 3U);
  EXPECT_THAT(cloud.events().at(cloud.events().size() - 2),
              HasSubstr("has stopped 3 running tasks: (task "));
  const EcsTask gone = cloud.task(cloud.tasks.stopped.front());
  EXPECT_EQ(gone.stop_code, "ServiceSchedulerInitiated");
  EXPECT_THAT(gone.stopped_reason, HasSubstr("Scaling activity initiated by (deployment ecs-svc/"));
  EXPECT_EQ(gone.containers.front().exit_code, 143);
}

TEST(EcsServices, ScaleInTakesStartingTasksFirstAndKeepsTheZonesEven) {
  EcsCloud cloud;
  cloud.create(6);
  cloud.desire(3);
  std::map<std::string, int> zones;
  for (const std::string& arn : cloud.running()) ++zones[cloud.task(arn).availability_zone];
  EXPECT_EQ(zones.size(), 3U);
  cloud.tasks.starts = false;
  const auto before = cloud.running();
  cloud.desire(5);
  cloud.desire(3);
  EXPECT_EQ(cloud.running(), before);
}

TEST(EcsServices, ATaskThatIgnoresSigtermIsKilledAfterItsStopTimeout) {
  EcsCloud cloud;
  cloud.tasks.heeds_sigterm = false;
  cloud.create(1);
  const std::string arn = cloud.running().at(0);
  cloud.desire(0);
  EXPECT_EQ(cloud.task(arn).status, TaskStatus::stopping);
  EXPECT_EQ(cloud.counts().running, 0);
  cloud.pass(29s);
  EXPECT_TRUE(cloud.tasks.killed.empty());
  cloud.pass(1s);
  EXPECT_THAT(cloud.tasks.killed, ElementsAre(arn));
  EXPECT_EQ(cloud.task(arn).status, TaskStatus::stopped);
  EXPECT_EQ(cloud.task(arn).containers.front().exit_code, 137);
  cloud.pass(59min);
  EXPECT_TRUE(cloud.ecs.state().tasks.contains(arn)) << "stopped tasks are seen for an hour";
  cloud.pass(1min);
  EXPECT_FALSE(cloud.ecs.state().tasks.contains(arn));
}

TEST(EcsServices, ATaskThatEndsIsReplaced) {
  EcsCloud cloud;
  cloud.create(2);
  const std::string arn = cloud.running().at(0);
  cloud.pass(2min);
  cloud.tasks.end(arn, 1, cloud.now);
  EXPECT_EQ(cloud.counts().running, 1);
  cloud.settle();
  EXPECT_EQ(cloud.counts().running, 2);
  EXPECT_EQ(cloud.task(arn).stop_code, "EssentialContainerExited");
  EXPECT_EQ(cloud.task(arn).stopped_reason, "Essential container in task exited");
}

TEST(EcsServices, TasksThatKeepFailingAreStartedEverMoreSeldom) {
  EcsCloud cloud;
  cloud.tasks.refusal = "CannotPullContainerError: no";
  cloud.create(2);
  EXPECT_EQ(cloud.tasks.launches.size(), 4U) << "the second attempt follows at once";
  EXPECT_EQ(cloud.service().deployments.front().failed_tasks, 4);
  cloud.pass(9s);
  EXPECT_EQ(cloud.tasks.launches.size(), 4U);
  cloud.pass(1s);
  EXPECT_EQ(cloud.tasks.launches.size(), 6U);
  cloud.pass(20s);
  EXPECT_EQ(cloud.tasks.launches.size(), 8U);
  EXPECT_EQ(cloud.events().back(),
            "(service orders-service) is unable to consistently start tasks successfully.");
  cloud.pass(4h);
  const std::size_t before = cloud.tasks.launches.size();
  cloud.pass(1h);
  EXPECT_EQ(cloud.tasks.launches.size(), before + 8) << "each 15 minutes, two tasks";
  cloud.tasks.refusal.clear();
  cloud.pass(15min);
  EXPECT_EQ(cloud.counts().running, 2);
}

TEST(EcsServices, ANewTaskDefinitionReplacesTheTasksWithinItsPercentages) {
  struct Row {
    DeploymentConfiguration configuration;
    std::int64_t desired, least, most;
  };
  const std::vector<Row> rows{{{200, 100}, 4, 4, 8}, {{100, 50}, 4, 2, 4}, {{150, 75}, 4, 3, 6},
                              {{200, 0}, 3, 0, 6},   {{100, 0}, 1, 0, 1},  {{125, 100}, 4, 4, 5}};
  for (const Row& row : rows) {
    EcsCloud cloud{{.least_start_delay = 5s, .most_start_delay = 15s}};
    cloud.create(row.desired, row.configuration);
    cloud.pass(20s);
    ASSERT_EQ(cloud.counts().running, row.desired);
    const std::string second = cloud.register_worker("two");
    ASSERT_TRUE(cloud.ecs.update_service(
        {.cluster = "orders", .service = "orders-service", .task_definition = "worker:2"},
        cloud.now));
    cloud.settle();
    // Where none need stay healthy, the old ones are gone at once.
    EXPECT_EQ(cloud.service().deployments.size(), row.least == 0 ? 1U : 2U);
    EXPECT_TRUE(cloud.ecs.capacity("orders", "orders-service")->deployment_in_progress);
    for (int i = 0; i < 300; ++i) {
      cloud.pass(1s);
      const TaskTally counts = cloud.counts();
      ASSERT_GE(counts.running, row.least) << i;
      ASSERT_LE(counts.running + counts.pending, row.most) << i;
    }
    EXPECT_EQ(cloud.service().deployments.size(), 1U);
    EXPECT_EQ(cloud.counts().running, row.desired);
    for (const std::string& arn : cloud.running())
      EXPECT_EQ(cloud.task(arn).task_definition, second);
  }
}

TEST(EcsServices, TheCircuitBreakerFailsADeploymentAndRollsBack) {
  EcsCloud cloud;
  cloud.create(2, {.circuit_breaker = true, .rollback = true});
  cloud.register_worker("two");
  cloud.tasks.refusal = "CannotPullContainerError: no";
  ASSERT_TRUE(cloud.ecs.update_service(
      {.cluster = "orders", .service = "orders-service", .task_definition = "worker:2"},
      cloud.now));
  cloud.settle();
  EXPECT_EQ(cloud.counts().running, 2) << "the old ones stay";
  cloud.tasks.refusal.clear();
  cloud.pass(1min);
  EXPECT_THAT(cloud.service().task_definition, HasSubstr("worker:1"));
  EXPECT_EQ(cloud.service().deployments.front().rollout, RolloutState::completed);
  EXPECT_THAT(cloud.events(), testing::Contains(HasSubstr("deployment failed: tasks failed to "
                                                          "start.")));
}

TEST(EcsServices, ADeletedServiceDrainsAndIsInactiveAfterwards) {
  EcsCloud cloud;
  cloud.tasks.heeds_sigterm = false;
  cloud.create(2);
  const auto refused =
      cloud.ecs.delete_service("orders", "orders-service", Ecs::Force::no, cloud.now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "The service cannot be stopped while it is scaled above 0.");
  ASSERT_TRUE(cloud.ecs.delete_service("orders", "orders-service", Ecs::Force::yes, cloud.now));
  cloud.settle();
  EXPECT_EQ(cloud.service().status, EcsServiceStatus::draining);
  EXPECT_THAT(cloud.events(),
              testing::Contains("(service orders-service) has begun draining connections on 2 "
                                "tasks."));
  EXPECT_EQ(cloud.ecs.delete_cluster("orders").error().code, "ClusterContainsServicesException");
  cloud.pass(30s);
  EXPECT_EQ(cloud.service().status, EcsServiceStatus::inactive);
  EXPECT_FALSE(cloud.ecs.capacity("orders", "orders-service"));
  EXPECT_TRUE(cloud.ecs.list_services("orders", "")->empty());
  EXPECT_EQ(cloud.ecs
                .update_service({.cluster = "orders", .service = "orders-service", .desired = 1},
                                cloud.now)
                .error()
                .code,
            "ServiceNotActiveException");
  EXPECT_TRUE(cloud.ecs.delete_cluster("orders"));
}

TEST(EcsServices, WhatIsWrongIsSaidInAwssWords) {
  EcsCloud cloud;
  cloud.create(1);
  const auto code = [&](CreateServiceRequest request) {
    const auto made = cloud.ecs.create_service(request, cloud.now);
    return made ? "" : made.error().code + ": " + made.error().message;
  };
  EXPECT_EQ(code({.cluster = "none", .name = "a", .task_definition = "worker"}),
            "ClusterNotFoundException: Cluster not found.");
  EXPECT_EQ(code({.cluster = "orders", .name = "a", .task_definition = "none"}),
            "ClientException: TaskDefinition not found.");
  EXPECT_EQ(code({.cluster = "orders", .name = "orders-service", .task_definition = "worker"}),
            "InvalidParameterException: Creation of service was not idempotent.");
  EXPECT_EQ(cloud.ecs.set_desired_count("orders", "none", 1, cloud.now).error().code,
            "ServiceNotFoundException");
  const auto described = cloud.ecs.describe_services("orders", {"orders-service", "none"});
  ASSERT_TRUE(described);
  EXPECT_EQ(described->found.size(), 1U);
  EXPECT_THAT(described->failures,
              ElementsAre(EcsFailure{"arn:aws:ecs:ap-southeast-2:123456789012:service/orders/none",
                                     "MISSING"}));
}

TEST(EcsServices, TheHundredLatestEventsAreKept) {
  EcsCloud cloud;
  cloud.create(0);
  for (int i = 0; i < 150; ++i)
    cloud.ecs.add_service_event("orders", "orders-service", std::to_string(i), cloud.now);
  EXPECT_EQ(cloud.service().events.size(), 100U);
  EXPECT_EQ(cloud.service().events.front().message, "149");
}

TEST(EcsServices, AfterARestartTasksAreReplaced) {
  EcsCloud cloud;
  cloud.create(2);
  const auto before = cloud.running();
  const EcsState saved = cloud.ecs.state();
  EcsCloud after{{}, 8};
  after.now = cloud.now + 1h;
  after.ecs.restore(saved, after.now);
  EXPECT_EQ(after.counts().running, 0);
  after.settle();
  EXPECT_EQ(after.counts().running, 2);
  EXPECT_EQ(after.task(before.front()).status, TaskStatus::stopped);
  EXPECT_EQ(after.task(before.front()).stopped_reason,
            "The host of the task (sluice local) was stopped.");
  after.pass(1h);
  EXPECT_FALSE(after.ecs.state().tasks.contains(before.front()));
}

TEST(EcsServices, TheSameSeedGivesTheSameStory) {
  const auto story = [] {
    EcsCloud cloud{{.least_start_delay = 1s, .most_start_delay = 9s}};
    cloud.create(3);
    cloud.pass(5s);
    cloud.desire(7);
    cloud.pass(20s);
    cloud.desire(2);
    return cloud.events();
  };
  EXPECT_EQ(story(), story());
}

}  // namespace
}  // namespace sluice::world
