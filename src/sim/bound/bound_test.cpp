#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/random.hpp"
#include "sim/bound/clairvoyant.hpp"
#include "sim/bound/interior_point.hpp"
#include "sim/simulation.hpp"

namespace sluice::sim {
namespace {

BoundProgramme random_programme(std::uint64_t seed, std::size_t steps, double start_cost) {
  Random random{seed};
  BoundProgramme programme{.step_seconds = 10,
                           .start_cost = start_cost,
                           .n_min = 1,
                           .n_max = 12,
                           .arrived = {},
                           .window = {}};
  for (std::size_t i = 0; i < steps; ++i) {
    const bool busy = i + 4 < steps && random.uniform() < 0.6;
    programme.arrived.push_back(busy ? std::floor(random.uniform() * 10) : 0);
    double window = 0;
    for (std::size_t back = i >= 2 ? i - 2 : 0; back <= i; ++back)
      window += programme.arrived[back];
    programme.window.push_back(window);
  }
  return programme;
}

/// The least cost with whole tasks, by trying everything that can still be best:
/// after each step what counts is the backlog and the tasks alone.
double best_of_all(const BoundProgramme& p) {
  std::map<std::pair<double, int>, double> reached;
  for (int n = static_cast<int>(p.n_min); n <= static_cast<int>(p.n_max); ++n)
    reached[{0.0, n}] = 0;  // the first step's tasks start for nothing
  for (std::size_t i = 0; i < p.steps(); ++i) {
    std::map<std::pair<double, int>, double> next;
    for (const auto& [state, cost] : reached) {
      for (int n = static_cast<int>(p.n_min); n <= static_cast<int>(p.n_max); ++n) {
        if (i == 0 && n != state.second) continue;
        const double left = std::max(0.0, state.first + p.arrived[i] - n);
        if (left > p.window[i]) continue;
        const double all = cost + n + (p.start_cost * std::max(0, n - state.second));
        const auto [entry, is_new] = next.try_emplace({left, n}, all);
        if (!is_new) entry->second = std::min(entry->second, all);
      }
    }
    reached = std::move(next);
  }
  double best = 1e300;
  for (const auto& [state, cost] : reached) best = std::min(best, cost);
  return best;
}

class SmallProgramme : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SmallProgramme, IsSolvedAndWholeTasksCostNoLess) {
  const BoundProgramme programme = random_programme(GetParam(), 20, GetParam() % 2 == 0 ? 4.5 : 1);
  ASSERT_EQ(first_hopeless_step(programme), -1);
  const BoundSolution solution = solve(programme);
  EXPECT_LE(solution.proven, solution.reached * (1 + 1e-12));
  EXPECT_NEAR(solution.proven, solution.reached, 1e-5 * solution.reached)
      << "what is proven is what is reached: it is the least";
  const double whole = best_of_all(programme);
  EXPECT_LE(solution.proven, whole + 1e-9);
  EXPECT_GE(solution.proven, whole * 0.6) << "fractions save some, not most";
  double waiting = 0;
  for (std::size_t i = 0; i < programme.steps(); ++i) {
    EXPECT_GE(solution.tasks[i], programme.n_min - 1e-9);
    EXPECT_LE(solution.tasks[i], programme.n_max + 1e-6);
    waiting = std::max(0.0, waiting + programme.arrived[i] - solution.tasks[i]);
    EXPECT_LE(waiting, programme.window[i] + 1e-6) << "in step " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SmallProgramme, testing::Range<std::uint64_t>(1, 41));

TEST(Bound, OfASteadyLoadIsTheLoad) {
  BoundProgramme programme{.step_seconds = 10,
                           .start_cost = 4.5,
                           .n_min = 0,
                           .n_max = 100,
                           .arrived = std::vector<double>(100, 7.25),
                           .window = std::vector<double>(100, 7.25 * 6)};
  programme.window.back() = 0;
  EXPECT_NEAR(solve(programme).proven, 725, 0.1);
}

TEST(Bound, OfALullIsBridgedWhereAStartCostsMore) {
  // No window: the work of a step is done in it. Two busy steps, a lull of `lull`.
  const auto cost = [](std::size_t lull) {
    std::vector<double> arrived(lull + 2, 0.0);
    arrived.front() = arrived.back() = 10;
    const BoundProgramme programme{.step_seconds = 10,
                                   .start_cost = 4.5,
                                   .n_min = 0,
                                   .n_max = 100,
                                   .arrived = arrived,
                                   .window = std::vector<double>(arrived.size(), 0.0)};
    return solve(programme).proven;
  };
  EXPECT_NEAR(cost(4), 20 + 40, 1e-3) << "held";
  EXPECT_NEAR(cost(5), 20 + 45, 1e-3) << "stopped and started again";
}

TEST(Bound, AnyPricesProveSomethingTrue) {
  const BoundProgramme programme = random_programme(3, 20, 4.5);
  const double least = solve(programme).reached;
  Random random{5};
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> price(20);
    std::vector<double> start_price(20);
    for (double& one : price) one = random.uniform() * 3 - 0.5;
    for (double& one : start_price) one = random.uniform() * 8 - 1;
    EXPECT_LE(dual_value(programme, price, start_price), least * (1 + 1e-9));
  }
}

TEST(Bound, IsRefusedWhereTheMostTasksAreTooFew) {
  const Trace trace{.bin_seconds = 60, .arrivals = {6000, 60}};
  const Scenario scenario{.trace = &trace, .bounds = {.min = 1, .max = 10}};
  EXPECT_FALSE(bound_of(scenario).has_value());
}

class Ordered : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Ordered, BoundIsBelowTheClairvoyantAndThatBelowEveryPolicyInTime) {
  Random random{GetParam()};
  Trace trace{.bin_seconds = 60, .arrivals = {}};
  double level = 600;
  for (int i = 0; i < 240; ++i) {
    level = std::clamp(level * (0.8 + (0.4 * random.uniform())), 60.0, 3000.0);
    trace.arrivals.push_back(random.uniform() < 0.03 ? level * 3 : level);
  }
  Scenario scenario{.trace = &trace, .bounds = {.min = 2, .max = 200}};
  const auto bound = bound_of(scenario);
  ASSERT_TRUE(bound);
  EXPECT_NEAR(bound->reached / bound->hours, 1, 1e-5);
  const PolicyContext context{.bounds = scenario.bounds};
  const auto run = [&](const PolicySettings& settings) {
    scenario.tasks.initial = initial_tasks(settings, context, 10);
    return simulate(scenario, *make_policy(settings, context));
  };
  const Numbers clairvoyant = run(bound->schedule);
  EXPECT_EQ(clairvoyant.slo_miss, 0) << "max wait " << clairvoyant.wait.max;
  EXPECT_LE(clairvoyant.wait.max, 60);
  EXPECT_GE(clairvoyant.task_hours, bound->hours);
  EXPECT_LE(clairvoyant.task_hours, bound->hours * 1.2);
  int in_time = 0;
  for (const PolicySettings& settings :
       {PolicySettings{StaticSettings{200}},
        PolicySettings{
            StaticSettings{static_cast<std::int64_t>(std::ceil(static_peak(scenario))) + 1}},
        PolicySettings{TargetTrackingSettings{.target = 2}},
        PolicySettings{HpaSettings{.queue_length = 1}}, PolicySettings{StepSettings{}}}) {
    const Numbers numbers = run(settings);
    if (numbers.slo_miss > 0) continue;
    ++in_time;
    EXPECT_GE(numbers.task_hours, clairvoyant.task_hours) << settings.index();
  }
  EXPECT_GE(in_time, 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Ordered, testing::Range<std::uint64_t>(1, 7));

}  // namespace
}  // namespace sluice::sim
