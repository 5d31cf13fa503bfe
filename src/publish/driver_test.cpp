#include "publish/driver.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <set>

#include "base/system_clock.hpp"

namespace sluice::publish {
namespace {

using namespace std::chrono_literals;

const record::Failure broken{"InternalFailure", "AWS is ill", "sqs:GetQueueAttributes"};

/// Answers at once, but for the queues that it never answers for.
class FakeSources final : public Sources {
 public:
  asio::awaitable<Result<core::QueueDepth, record::Failure>> depth_of(std::string queue,
                                                                      Instant) override {
    ++under_way;
    most_under_way = std::max(most_under_way, under_way);
    ++queue_reads;
    if (on_read) on_read();
    if (silent.contains(queue)) co_await sleeper.sleep(24h);
    co_await sleeper.sleep(0s);
    --under_way;
    if (queue == "broken") co_return Failure<record::Failure>{broken};
    co_return core::QueueDepth{.visible = MessageCount{60}};
  }
  asio::awaitable<std::vector<Result<core::TaskCounts, record::Failure>>> tasks_of(
      std::string, std::vector<std::string> services, Instant) override {
    ++service_reads;
    const core::TaskCounts two{.running = TaskCount{2}};
    co_return std::vector<Result<core::TaskCounts, record::Failure>>(services.size(), two);
  }

  std::set<std::string> silent;
  std::function<void()> on_read;
  http::TimerSleeper sleeper;
  std::size_t under_way = 0;
  std::size_t most_under_way = 0;
  int queue_reads = 0;
  int service_reads = 0;
};

/// Keeps what is published.
class FakeSink final : public Sink {
 public:
  asio::awaitable<std::vector<std::optional<record::Failure>>> publish(
      MetricName, std::vector<ServiceValue> values, Instant) override {
    published.push_back(values);
    co_return std::vector<std::optional<record::Failure>>(values.size());
  }
  std::vector<std::vector<ServiceValue>> published;
};

Plan plan_of(const std::vector<std::string>& queues) {
  Plan plan{.queues = queues, .services = {}};
  for (std::size_t i = 0; i < queues.size(); ++i)
    plan.services.push_back({.key = {"orders", fmt::format("s{}", i)}, .queues = {{.queue = i}}});
  return plan;
}

struct Bench {
  Bench(const Plan& plan, std::optional<Duration> every)
      : publisher{plan, Mode::publish, every},
        driver{loop.get_executor(),
               publisher,
               sources,
               sink,
               clock,
               sleeper,
               [this](const record::TickRecord& tick) {
                 ticks.push_back(tick);
                 if (on_tick) on_tick();
               }} {}

  void run(Woke woke = {}) {
    asio::co_spawn(loop, driver.run(woke), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    loop.run();
    loop.restart();
  }

  asio::io_context loop{1};
  SystemClock clock;
  http::TimerSleeper sleeper;
  FakeSources sources;
  FakeSink sink;
  Publisher publisher;
  std::vector<record::TickRecord> ticks;
  std::function<void()> on_tick;
  Driver driver;
};

TEST(Driver, CarriesATickOut) {
  Bench bench{plan_of({"a", "b"}), std::nullopt};
  bench.run();
  ASSERT_EQ(bench.sink.published.size(), 1U);
  ASSERT_EQ(bench.sink.published[0].size(), 2U);
  EXPECT_EQ(bench.sink.published[0][1].key, (core::ServiceKey{"orders", "s1"}));
  EXPECT_EQ(bench.sink.published[0][1].value, 30.0);
  EXPECT_EQ(bench.ticks.at(0).count(record::PublishStatus::published), 2U);
}

TEST(Driver, RunsAgain) {
  Bench bench{plan_of({"a"}), std::nullopt};
  bench.run();
  bench.run();
  EXPECT_EQ(bench.ticks.size(), 2U);
}

TEST(Driver, AThousandQueuesAreReadAFewAtATime) {
  std::vector<std::string> queues;
  for (int i = 0; i < 1000; ++i) queues.push_back(fmt::format("q{}", i));
  Bench bench{plan_of(queues), std::nullopt};
  bench.run();
  EXPECT_EQ(bench.sources.queue_reads, 1000);
  EXPECT_EQ(bench.sources.service_reads, 100);
  EXPECT_LE(bench.sources.most_under_way, 64U);
  EXPECT_GT(bench.sources.most_under_way, 1U);
  EXPECT_EQ(bench.ticks.at(0).count(record::PublishStatus::published), 1000U);
}

TEST(Driver, ASilentQueueHoldsNobodyUpPastTheDeadline) {
  Bench bench{plan_of({"silent", "fine", "broken"}), std::nullopt};
  bench.sources.silent = {"silent"};
  bench.run(Woke{.limit = 50ms});
  const record::TickRecord& tick = bench.ticks.at(0);
  EXPECT_EQ(tick.services[0].status, record::PublishStatus::failed);
  EXPECT_EQ(tick.services[1].status, record::PublishStatus::published);
  EXPECT_EQ(tick.services[2].error, broken);
}

TEST(Driver, TheDaemonGoesOnUntilItIsStopped) {
  Bench bench{plan_of({"a"}), 20ms};
  bench.on_tick = [&] {
    if (bench.ticks.size() == 3) bench.driver.tell(StopAsked{});
  };
  bench.run();
  EXPECT_EQ(bench.ticks.size(), 3U);
}

TEST(Driver, AStopInTheMiddleOfATickEndsItCleanly) {
  Bench bench{plan_of({"silent", "fine"}), 1h};
  bench.sources.silent = {"silent"};
  bench.sources.on_read = [&] {
    bench.driver.tell(StopAsked{});
    bench.driver.tell(DeadlinePassed{1, Phase::reading});  // the grace is over
  };
  bench.run();
  EXPECT_EQ(bench.ticks.at(0).services[0].status, record::PublishStatus::failed);
}

TEST(Driver, ANewPlanIsMeasuredFromTheNextTickOn) {
  Bench bench{plan_of({"a", "b", "c"}), 20ms};
  bench.on_tick = [&] {
    if (bench.ticks.size() == 1) bench.driver.tell(Replanned{plan_of({"d"})});
    if (bench.ticks.size() == 2) bench.driver.tell(StopAsked{});
  };
  bench.run();
  EXPECT_EQ(bench.ticks.at(0).services.size(), 3U);
  EXPECT_EQ(bench.ticks.at(1).services.size(), 1U);
}

}  // namespace
}  // namespace sluice::publish
