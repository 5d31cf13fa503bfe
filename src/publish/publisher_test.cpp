#include "publish/publisher.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sluice::publish {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1712883720s};  // 2024-04-12T01:02:00Z
const record::Failure denied{"AccessDenied", "not authorized", "sqs:GetQueueAttributes"};

Plan one_service() {
  return Plan{.queues = {"orders-queue"},
              .services = {{.key = {"orders", "orders-service"}, .queues = {{.queue = 0}}}}};
}

Plan two_services_of_one_queue() {
  Plan plan = one_service();
  plan.services.push_back({.key = {"orders", "billing"}, .queues = {{.queue = 0}}});
  return plan;
}

template <class Kind>
std::vector<Kind> all(const std::vector<Action>& actions) {
  std::vector<Kind> found;
  for (const Action& action : actions)
    if (const auto* one = std::get_if<Kind>(&action)) found.push_back(*one);
  return found;
}

template <class Kind>
Kind only(const std::vector<Action>& actions) {
  const auto found = all<Kind>(actions);
  EXPECT_EQ(found.size(), 1U);
  return found.at(0);
}

core::QueueDepth visible(std::int64_t count) {
  return {.visible = MessageCount{count}};
}
core::TaskCounts running(std::int64_t count) {
  return {.running = TaskCount{count}};
}

QueueRead queue_read(TickNumber tick, std::int64_t messages) {
  return {tick, 0, visible(messages)};
}
ServicesRead tasks_read(TickNumber tick, std::vector<std::int64_t> counts) {
  ServicesRead read{.tick = tick, .batch = 0, .tasks = {}};
  for (const std::int64_t count : counts) read.tasks.emplace_back(running(count));
  return read;
}

TEST(Publisher, TheArticlesTick) {
  Publisher publisher{one_service(), Mode::publish, std::nullopt};
  const auto woken = publisher.next(Woke{}, start);
  EXPECT_EQ(only<ReadQueue>(woken).queue, 0U);
  EXPECT_EQ(publisher.batch(only<ReadServices>(woken).batch).cluster, "orders");

  EXPECT_TRUE(publisher.next(queue_read(1, 60), start + 1s).empty());
  const auto read = publisher.next(tasks_read(1, {2}), start + 2s);
  ASSERT_EQ(only<Publish>(read).datapoints.size(), 1U);
  EXPECT_EQ(only<Publish>(read).datapoints[0].value, 30.0);

  const auto done = publisher.next(Published{1, {std::nullopt}}, start + 3s);
  const record::TickRecord record = only<Report>(done).record;
  EXPECT_EQ(record.elapsed, 3s);
  EXPECT_EQ(record.count(record::PublishStatus::published), 1U);
  EXPECT_EQ(record.services[0].measured->backlog, 60.0);
  only<Finish>(done);
}

TEST(Publisher, AnUnreadableQueuePublishesNothingForItsServicesAndTheErrorIsKept) {
  Plan plan = one_service();
  plan.queues.emplace_back("other-queue");
  plan.services.push_back({.key = {"orders", "billing"}, .queues = {{.queue = 1}}});
  Publisher publisher{plan, Mode::publish, std::nullopt};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(QueueRead{1, 0, Failure<record::Failure>{denied}}, start);
  (void)publisher.next(QueueRead{1, 1, visible(7)}, start);
  const auto read = publisher.next(tasks_read(1, {2, 1}), start);
  ASSERT_EQ(only<Publish>(read).datapoints.size(), 1U) << "the other service is not affected";
  EXPECT_EQ(only<Publish>(read).datapoints[0].service, 1U);

  const auto done = publisher.next(Published{1, {std::nullopt}}, start);
  const auto services = only<Report>(done).record.services;
  EXPECT_EQ(services[0].status, record::PublishStatus::failed);
  EXPECT_EQ(services[0].error, denied);
  EXPECT_FALSE(services[0].measured);
  EXPECT_FALSE(services[0].depth) << "what was not read is not zero";
  EXPECT_EQ(services[1].status, record::PublishStatus::published);
}

TEST(Publisher, OneOfSeveralQueuesUnreadableIsNoDatapointEither) {
  Plan plan = one_service();
  plan.queues.emplace_back("other-queue");
  plan.services[0].queues.push_back({.queue = 1});
  Publisher publisher{plan, Mode::publish, std::nullopt};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(QueueRead{1, 0, visible(7)}, start);
  (void)publisher.next(QueueRead{1, 1, Failure<record::Failure>{denied}}, start);
  const auto read = publisher.next(tasks_read(1, {2}), start);
  EXPECT_TRUE(all<Publish>(read).empty());
  EXPECT_EQ(only<Report>(read).record.services[0].error, denied);
}

TEST(Publisher, AServiceThatCannotBeReadLeavesItsNeighbourInTheBatchAlone) {
  Publisher publisher{two_services_of_one_queue(), Mode::publish, std::nullopt};
  const auto woken = publisher.next(Woke{}, start);
  only<ReadQueue>(woken);
  only<ReadServices>(woken);
  (void)publisher.next(queue_read(1, 60), start);
  const record::Failure missing{"MISSING", "no such service", "ecs:DescribeServices"};
  const auto read =
      publisher.next(ServicesRead{1, 0, {Failure<record::Failure>{missing}, running(3)}}, start);
  ASSERT_EQ(only<Publish>(read).datapoints.size(), 1U);
  EXPECT_EQ(only<Publish>(read).datapoints[0].value, 20.0);
  const auto done = publisher.next(Published{1, {std::nullopt}}, start);
  EXPECT_EQ(only<Report>(done).record.services[0].error, missing);
}

TEST(Publisher, AsksForTenServicesOfOneClusterAtOnce) {
  Plan plan{.queues = {"q"}, .services = {}};
  for (int i = 0; i < 25; ++i)
    plan.services.push_back(
        {.key = {i % 5 == 0 ? "small" : "large", fmt::format("s{}", i)}, .queues = {{.queue = 0}}});
  Publisher publisher{plan, Mode::publish, std::nullopt};
  const auto batches = all<ReadServices>(publisher.next(Woke{}, start));
  ASSERT_EQ(batches.size(), 3U) << "5 of one cluster; 10 and 10 of the other";
  std::size_t asked = 0;
  for (const ReadServices& read : batches) {
    const ServiceBatch& batch = publisher.batch(read.batch);
    EXPECT_LE(batch.services.size(), 10U);
    for (const std::size_t i : batch.services)
      EXPECT_EQ(plan.services[i].key.cluster, batch.cluster);
    asked += batch.services.size();
  }
  EXPECT_EQ(asked, 25U);
}

TEST(Publisher, ADryRunReadsAndComputesAndPublishesNothing) {
  Publisher publisher{one_service(), Mode::dry_run, std::nullopt};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(queue_read(1, 60), start);
  const auto read = publisher.next(tasks_read(1, {2}), start);
  EXPECT_TRUE(all<Publish>(read).empty());
  const auto service = only<Report>(read).record.services[0];
  EXPECT_EQ(service.status, record::PublishStatus::dry_run);
  EXPECT_EQ(service.measured->value, 30.0);
}

TEST(Publisher, WhatIsNotReadInTimeFailsAndTheRestIsPublished) {
  Plan plan = two_services_of_one_queue();
  plan.queues.emplace_back("slow-queue");
  plan.services[1].queues = {{.queue = 1}};
  Publisher publisher{plan, Mode::publish, 60s};
  const Instant deadline = only<WatchDeadline>(publisher.next(Woke{}, start)).deadline;
  EXPECT_LT(deadline, start + 60s);
  (void)publisher.next(queue_read(1, 60), start);
  (void)publisher.next(tasks_read(1, {2, 2}), start);
  const auto late = publisher.next(DeadlinePassed{1, Phase::reading}, deadline);
  ASSERT_EQ(only<Publish>(late).datapoints.size(), 1U);
  EXPECT_TRUE(publisher.next(QueueRead{1, 1, visible(9)}, deadline + 1s).empty())
      << "too late to count";
  const auto done = publisher.next(Published{1, {std::nullopt}}, deadline + 2s);
  EXPECT_FALSE(only<Report>(done).record.services[1].measured);
}

TEST(Publisher, TheDeadlineOfReadingDoesNotEndPublishing) {
  Publisher publisher{one_service(), Mode::publish, 60s};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(queue_read(1, 60), start);
  (void)publisher.next(tasks_read(1, {2}), start);
  EXPECT_TRUE(publisher.next(DeadlinePassed{1, Phase::reading}, start + 33s).empty());
  const auto done = publisher.next(DeadlinePassed{1, Phase::publishing}, start + 48s);
  EXPECT_EQ(only<Report>(done).record.services[0].status, record::PublishStatus::failed);
}

TEST(Publisher, ARefusedDatapointIsAFailedService) {
  Publisher publisher{two_services_of_one_queue(), Mode::publish, std::nullopt};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(queue_read(1, 60), start);
  (void)publisher.next(tasks_read(1, {2, 3}), start);
  const auto done = publisher.next(Published{1, {std::nullopt, denied}}, start);
  const auto record = only<Report>(done).record;
  EXPECT_EQ(record.count(record::PublishStatus::published), 1U);
  EXPECT_EQ(record.services[1].error, denied);
}

TEST(Publisher, TheDaemonWakesAtMultiplesOfItsInterval) {
  Publisher publisher{one_service(), Mode::dry_run, 60s};
  (void)publisher.next(Woke{}, start + 7s);
  (void)publisher.next(queue_read(1, 60), start + 8s);
  auto done = publisher.next(tasks_read(1, {2}), start + 9s);
  EXPECT_EQ(only<Sleep>(done).until, start + 60s);
  (void)publisher.next(Woke{}, start + 60s);
  (void)publisher.next(queue_read(2, 60), start + 60s);
  done = publisher.next(tasks_read(2, {2}), start + 60s);
  EXPECT_EQ(only<Sleep>(done).until, start + 120s) << "never twice for one multiple";
}

TEST(Publisher, AnswersOfAnEarlierTickDoNotCount) {
  Publisher publisher{one_service(), Mode::publish, 60s};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(DeadlinePassed{1, Phase::reading}, start + 40s);
  (void)publisher.next(Woke{}, start + 60s);
  EXPECT_TRUE(publisher.next(queue_read(1, 999), start + 61s).empty());
  (void)publisher.next(queue_read(2, 60), start + 62s);
  const auto read = publisher.next(tasks_read(2, {2}), start + 62s);
  EXPECT_EQ(only<Publish>(read).datapoints.at(0).value, 30.0);
}

TEST(Publisher, AStopWhileAsleepFinishesAtOnce) {
  Publisher publisher{one_service(), Mode::publish, 60s};
  only<Finish>(publisher.next(StopAsked{}, start));
}

TEST(Publisher, AStopLetsTheRunningTickEndWithinItsGrace) {
  Publisher publisher{one_service(), Mode::publish, 60s};
  (void)publisher.next(Woke{}, start);
  (void)publisher.next(queue_read(1, 60), start);
  const auto asked = publisher.next(StopAsked{}, start + 1s);
  EXPECT_LE(only<WatchDeadline>(asked).deadline, start + 6s);
  const auto read = publisher.next(tasks_read(1, {2}), start + 2s);
  EXPECT_LE(only<Publish>(read).deadline, start + 6s);
  const auto done = publisher.next(Published{1, {std::nullopt}}, start + 3s);
  EXPECT_EQ(only<Report>(done).record.count(record::PublishStatus::published), 1U);
  only<Finish>(done);
}

TEST(Publisher, ANewPlanTakesEffectWithTheNextTick) {
  Publisher publisher{one_service(), Mode::dry_run, 60s};
  (void)publisher.next(Woke{}, start);
  EXPECT_TRUE(publisher.next(Replanned{two_services_of_one_queue()}, start).empty());
  (void)publisher.next(queue_read(1, 60), start);
  const auto first = publisher.next(tasks_read(1, {2}), start);
  EXPECT_EQ(only<Report>(first).record.services.size(), 1U);
  (void)publisher.next(Woke{}, start + 60s);
  (void)publisher.next(queue_read(2, 60), start + 60s);
  const auto second = publisher.next(tasks_read(2, {2, 3}), start + 60s);
  EXPECT_EQ(only<Report>(second).record.services.size(), 2U);
}

TEST(Publisher, ALambdaInvocationBringsItsOwnTimeLimit) {
  Publisher publisher{one_service(), Mode::publish, std::nullopt};
  const auto woken = publisher.next(Woke{.limit = 10s}, start);
  EXPECT_EQ(only<WatchDeadline>(woken).deadline, start + 7s);
  (void)publisher.next(queue_read(1, 60), start);
  EXPECT_EQ(only<Publish>(publisher.next(tasks_read(1, {2}), start)).deadline, start + 10s);
}

}  // namespace
}  // namespace sluice::publish
