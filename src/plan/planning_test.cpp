#include "plan/planning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "plan/text_report.hpp"

namespace sluice::plan {
namespace {

/// Nobody listens.
class Nobody final : public Audience {
 public:
  void progressed(std::size_t, std::size_t) override {}
};

/// One job after the other, on the thread of the caller.
class InTurn final : public Executor {
 public:
  void run(std::size_t count, const std::function<void(std::size_t)>& job) override {
    for (std::size_t i = 0; i < count; ++i) job(i);
  }
};

/// Carries jobs out on several threads, the last one first.
class Crew final : public Executor {
 public:
  explicit Crew(std::size_t threads) : threads_{threads} {}
  void run(std::size_t count, const std::function<void(std::size_t)>& job) override {
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> crew;
    for (std::size_t i = 0; i < threads_; ++i)
      crew.emplace_back([&] {
        for (std::size_t at = next++; at < count; at = next++) job(count - 1 - at);
      });
  }

 private:
  std::size_t threads_;
};

/// Hours of `low` messages a second, each begun by ten minutes of `high`.
sim::Trace bursts(double low, double high, std::size_t hours) {
  sim::Trace trace{.bin_seconds = 60, .arrivals = {}};
  for (std::size_t minute = 0; minute < hours * 60; ++minute)
    trace.arrivals.push_back(60 * (minute >= 60 && minute % 60 < 10 ? high : low));
  return trace;
}

Setting article(const world::CapacityBounds& bounds) {
  return {.policy = sim::TargetTrackingSettings{}, .bounds = bounds};
}

Problem problem(const sim::Trace& trace, std::string_view objective) {
  const world::CapacityBounds bounds{.min = 1, .max = 30};
  const auto read = parse_objective(objective);
  EXPECT_TRUE(read.has_value());
  return {.loads = {{.name = "trace.csv",
                     .scenario = {.trace = &trace, .bounds = bounds, .slo = read->longest_wait}}},
          .objective = *read,
          .today = article(bounds),
          .bounds = bounds,
          .search = {.settings = 48}};
}

Plan planned(const Problem& problem) {
  InTurn alone;
  Nobody nobody;
  return make_plan(problem, alone, nobody);
}

std::string told(const Plan& plan) {
  return report_text(plan, {}, Page::Form::terminal);
}

TEST(Plan, RecommendsTheCheapestThatMeetsTheObjective) {
  const sim::Trace trace = bursts(3, 6, 4);
  const Plan plan = planned(problem(trace, "p99 < 120s"));
  ASSERT_TRUE(plan.recommendation);
  EXPECT_FALSE(plan.impossibility);
  const Outcome& chosen = plan.recommendation->chosen.outcome;
  EXPECT_TRUE(is_met(plan.objective, chosen.all.value));
  for (const Tried& one : plan.front) {
    if (is_met(plan.objective, one.outcome.all.value) &&
        plan.recommendation->draws_met == plan.recommendation->draws) {
      EXPECT_LE(one.outcome.all.value, 120);
    }
  }
  EXPECT_EQ(plan.settings, 48U);
  ASSERT_TRUE(plan.bound_hours);
  EXPECT_GE(*plan.cost_ratio(plan.today.outcome), 1);
}

TEST(Plan, HasTheNumbersThatASimulationHas) {
  const sim::Trace trace = bursts(3, 6, 4);
  const Problem asked = problem(trace, "p99 < 120s");
  const Plan plan = planned(asked);
  ASSERT_FALSE(plan.front.empty());
  for (const Tried& one : plan.front) {
    sim::Scenario scenario = asked.loads.front().scenario;
    scenario.bounds = one.setting.bounds;
    const sim::Comparison simulated =
        sim::compare(scenario, {{"target-tracking", one.setting.policy}}, {.bound = false});
    const sim::Numbers& numbers = simulated.runs.front().numbers;
    ASSERT_EQ(one.outcome.runs.size(), 1U);
    const sim::Numbers& own = one.outcome.runs.front();
    EXPECT_EQ(own.wait.p99, numbers.wait.p99);
    EXPECT_EQ(own.wait.max, numbers.wait.max);
    EXPECT_EQ(own.slo_miss, numbers.slo_miss);
    EXPECT_EQ(own.task_hours, numbers.task_hours);
    EXPECT_EQ(own.billed_hours, numbers.billed_hours);
    EXPECT_EQ(own.actions, numbers.actions);
  }
}

TEST(Plan, IsTheSameHoweverManyCarryItOut) {
  const sim::Trace trace = bursts(3, 6, 4);
  for (const std::string_view objective : {"p99 < 120s", "p99 < 5s"}) {
    const Problem asked = problem(trace, objective);
    const std::string alone = told(planned(asked));
    for (const std::size_t threads : {2U, 5U}) {
      Crew crew{threads};
      Nobody nobody;
      EXPECT_EQ(told(make_plan(asked, crew, nobody)), alone) << threads;
    }
  }
}

TEST(Plan, IsTheSameWhetherBeatenRunsAreEndedOrNot) {
  const sim::Trace trace = bursts(3, 6, 4);
  Problem asked = problem(trace, "p99 < 120s");
  const Plan quick = planned(asked);
  asked.search.ends_beaten_runs = false;
  const Plan slow = planned(asked);
  EXPECT_GT(quick.ended, 0U);
  EXPECT_EQ(slow.ended, 0U);
  ASSERT_EQ(quick.front.size(), slow.front.size());
  for (std::size_t i = 0; i < quick.front.size(); ++i) {
    EXPECT_EQ(setting_text(quick.front[i].setting), setting_text(slow.front[i].setting));
    EXPECT_EQ(quick.front[i].outcome.all.task_seconds, slow.front[i].outcome.all.task_seconds);
    EXPECT_EQ(quick.front[i].outcome.all.value, slow.front[i].outcome.all.value);
  }
  ASSERT_TRUE(quick.recommendation && slow.recommendation);
  EXPECT_EQ(setting_text(quick.recommendation->chosen.setting),
            setting_text(slow.recommendation->chosen.setting));
}

TEST(Plan, HoldsOnEveryTrace) {
  const sim::Trace calm = bursts(3, 4, 4);
  const sim::Trace wild = bursts(3, 8, 4);
  Problem asked = problem(calm, "p99 < 150s");
  asked.loads.push_back(asked.loads.front());
  asked.loads.back().name = "wild.csv";
  asked.loads.back().scenario.trace = &wild;
  const Plan plan = planned(asked);
  ASSERT_TRUE(plan.recommendation);
  const Outcome& chosen = plan.recommendation->chosen.outcome;
  ASSERT_EQ(chosen.runs.size(), 2U);
  for (const sim::Numbers& one : chosen.runs) EXPECT_LT(one.wait.p99, 150);
  EXPECT_NEAR(chosen.task_hours(), chosen.runs[0].task_hours + chosen.runs[1].task_hours, 1e-9);
}

TEST(Plan, IsRehearsedUnderOtherCircumstancesAndOnHeldBackDays) {
  const sim::Trace trace = bursts(3, 4, 12);
  Problem asked = problem(trace, "p95 < 100s");
  asked.search.settings = 30;
  asked.loads.front().divided_at = 6 * 3600;
  const Plan plan = planned(asked);
  ASSERT_TRUE(plan.recommendation);
  const auto& rehearsals = plan.recommendation->rehearsals;
  ASSERT_EQ(rehearsals.size(), 10U);
  EXPECT_EQ(rehearsals[0].what, "seed 102");
  const std::int64_t messages = plan.loads.front().messages;
  const auto arrived = [&](std::size_t i) {
    return static_cast<double>(rehearsals[i].outcome.runs.front().messages) /
           static_cast<double>(messages);
  };
  EXPECT_NEAR(arrived(5), 1.2, 0.01);
  EXPECT_NEAR(arrived(6), 0.8, 0.01);
  EXPECT_EQ(rehearsals[7].what, "start delay 90 s");
  EXPECT_NEAR(arrived(8), 0.5, 0.01);
  for (const Rehearsal& one : rehearsals)
    EXPECT_EQ(one.is_met, is_met(plan.objective, one.outcome.all.value)) << one.what;
}

TEST(Plan, OfTheImpossibleSaysWhyAndWhatWouldDo) {
  const sim::Trace trace = bursts(0, 12, 4);
  const Plan plan = planned(problem(trace, "p99 < 20s"));
  EXPECT_FALSE(plan.recommendation);
  ASSERT_TRUE(plan.impossibility);
  const Impossibility& why = *plan.impossibility;
  EXPECT_FALSE(why.max_is_too_low);
  ASSERT_TRUE(why.rise);
  EXPECT_EQ(why.rise->at % 3600, 0) << "each hour begins with a burst";
  EXPECT_NEAR(why.rise->after, 12, 1);
  EXPECT_GT(why.rise->least_wait, 20);
  EXPECT_LE(why.rise->least_wait, why.rise->most_wait);
  EXPECT_EQ(why.rise->rises, 3U);
  ASSERT_TRUE(why.best && why.fixed && why.higher_min);
  EXPECT_FALSE(is_met(plan.objective, why.best->outcome.all.value));
  EXPECT_TRUE(is_met(plan.objective, why.fixed->outcome.all.value));
  EXPECT_TRUE(is_met(plan.objective, why.higher_min->outcome.all.value));
  EXPECT_GT(why.higher_min->setting.bounds.min, why.highest_min);
  EXPECT_THAT(told(plan), testing::HasSubstr("law of detection delay"));
}

TEST(Plan, SaysWhereMaxIsTooLow) {
  const sim::Trace trace = bursts(2, 12, 4);
  Problem asked = problem(trace, "p99 < 20s");
  asked.bounds.max = 5;
  asked.today.bounds.max = 5;
  asked.loads.front().scenario.bounds.max = 5;
  const Plan plan = planned(asked);
  ASSERT_TRUE(plan.impossibility);
  EXPECT_TRUE(plan.impossibility->max_is_too_low);
  EXPECT_FALSE(plan.bound_hours);
  ASSERT_TRUE(plan.impossibility->fixed);
  EXPECT_GT(plan.impossibility->fixed->setting.bounds.min, 5);
  EXPECT_THAT(told(plan), testing::HasSubstr("max is too low"));
}

TEST(LeastFixed, IsTheLeast) {
  const sim::Trace trace = bursts(0, 12, 3);
  const Problem asked = problem(trace, "p99 < 20s");
  const Plan plan = planned(asked);
  ASSERT_TRUE(plan.impossibility && plan.impossibility->fixed);
  const std::int64_t least = plan.impossibility->fixed->setting.bounds.min;
  const auto value = [&](std::int64_t tasks) {
    const Setting fixed{.policy = sim::StaticSettings{.tasks = tasks},
                        .bounds = {.min = tasks, .max = tasks}};
    return try_out({.loads = asked.loads, .objective = asked.objective, .runs = asked.runs}, fixed)
        .all.value;
  };
  EXPECT_TRUE(is_met(asked.objective, value(least)));
  EXPECT_FALSE(is_met(asked.objective, value(least - 1)));
}

TEST(Files, AreWhatTheModuleAndThePublisherTake) {
  const Setting setting = article({.min = 2, .max = 40});
  EXPECT_EQ(terraform_variables(setting, {.cluster = "c", .service = "s", .queue = "q"}),
            "services = [{\n"
            "  cluster            = \"c\"\n"
            "  service            = \"s\"\n"
            "  queues             = [\"q\"]\n"
            "  target             = 20\n"
            "  min                = 2\n"
            "  max                = 40\n"
            "  scale_out_cooldown = 300\n"
            "  scale_in_cooldown  = 300\n"
            "}]\n");
  EXPECT_EQ(sluice_yaml(setting, {}),
            "region: us-east-1\n"
            "services:\n"
            "  - cluster: orders\n"
            "    service: orders-service\n"
            "    queues: [\"arn:aws:sqs:us-east-1:123456789012:orders-queue\"]\n"
            "    target: 20\n");
}

}  // namespace
}  // namespace sluice::plan
