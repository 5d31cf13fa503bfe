#include "sim/simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <functional>

#include "sim/policy/settings.hpp"

namespace sluice::sim {
namespace {

using namespace std::chrono_literals;

/// Keeps what a run shows.
class Kept final : public Observer {
 public:
  void second(const PlantSecond& one) override { seconds.push_back(one); }
  void decided(const Decision& decision) override { decisions.push_back(decision); }
  void metric(Second, double value) override { metrics.push_back(value); }
  void alarm(Second, std::string_view name, world::AlarmState state) override {
    if (state == world::AlarmState::alarm) alarms.emplace_back(name);
  }

  std::vector<PlantSecond> seconds;
  std::vector<Decision> decisions;
  std::vector<double> metrics;
  std::vector<std::string> alarms;
};

/// Does one thing at one time.
class Once final : public Policy {
 public:
  Once(Second at, std::int64_t tasks) : at_{at}, tasks_{tasks} {}
  void begin(Agenda& agenda, ControlledService& service) override {
    agenda.after(std::chrono::seconds{at_},
                 [this, &service](Instant) { service.set_desired(TaskCount{tasks_}, "told"); });
  }

 private:
  Second at_;
  std::int64_t tasks_;
};

/// `minutes` of `rate` messages a second, then as many of `then`.
Trace step_trace(double rate, double then, std::size_t minutes) {
  Trace trace{.bin_seconds = 60, .arrivals = std::vector<double>(minutes, rate * 60)};
  trace.arrivals.insert(trace.arrivals.end(), minutes, then * 60);
  return trace;
}

Numbers run(const Scenario& scenario, const PolicySettings& settings,
            Observer* observer = nullptr) {
  const PolicyContext context{.bounds = scenario.bounds, .seed = scenario.seed};
  return simulate(scenario, *make_policy(settings, context), observer);
}

/// Everything that a page does not need to watch for.
class Blind final : public Observer {
 public:
  void second(const PlantSecond&) override {}
  void decided(const Decision&) override {}
  void metric(Second, double) override {}
  void alarm(Second, std::string_view, world::AlarmState) override {}
};

/// All numbers of a run, side by side.
std::vector<double> all(const Numbers& one) {
  const auto number = [](auto value) { return static_cast<double>(value); };
  return {number(one.messages),
          number(one.seconds),
          number(one.wait.p50),
          number(one.wait.p95),
          number(one.wait.p99),
          number(one.wait.p999),
          number(one.wait.max),
          one.slo_miss,
          one.mean_excess,
          number(one.violation_minutes),
          number(one.oldest_age_p99),
          number(one.oldest_age_max),
          one.task_hours,
          one.billed_hours,
          one.utilisation,
          number(one.actions),
          number(one.churn),
          one.starts_per_day,
          number(one.reversals),
          number(one.peak_tasks),
          one.elasticity.under_accuracy,
          one.elasticity.over_accuracy,
          one.elasticity.under_timeshare,
          one.elasticity.over_timeshare,
          one.elasticity.instability};
}

/// Ends a run at a second, or only looks at it.
class Looker final : public Supervisor {
 public:
  explicit Looker(std::optional<Second> ends_at) : ends_at_{ends_at} {}
  [[nodiscard]] Second first_look() const override { return 61; }
  std::optional<Second> look(const Progress& progress) override {
    looks.push_back(progress.passed);
    if (ends_at_ && progress.passed >= *ends_at_) return std::nullopt;
    return progress.passed + 61;
  }
  std::vector<Second> looks;

 private:
  std::optional<Second> ends_at_;
};

struct Law {
  double before;
  double after;
  Second detection;
  Second start;
};
class LawOfDetectionDelay : public testing::TestWithParam<Law> {};

/// With capacity matched before the step, the longest wait is (detection + start) x
/// (1 - before / after): what has come in by the time that more tasks serve waits
/// for those that were there.
TEST_P(LawOfDetectionDelay, GivesTheLongestWait) {
  const Law& law = GetParam();
  // So many messages that chance does not show.
  const Trace trace = step_trace(law.before, law.after, 60);
  const auto tasks = [](double rate) { return static_cast<std::int64_t>(rate / 100); };
  const Scenario scenario{
      .trace = &trace,
      .service_rate = 100,
      .tasks = {.start_delay = {law.start, law.start}, .initial = tasks(law.before)},
      .bounds = {.min = 0, .max = 10'000}};
  Once policy{3600 + law.detection, tasks(law.after)};
  const Numbers numbers = simulate(scenario, policy);
  const double expected =
      static_cast<double>(law.detection + law.start) * (1 - (law.before / law.after));
  EXPECT_NEAR(static_cast<double>(numbers.wait.max), expected, 2 + (0.02 * expected));
}

INSTANTIATE_TEST_SUITE_P(Laws, LawOfDetectionDelay,
                         testing::Values(Law{50'000, 100'000, 195, 45},
                                         Law{50'000, 100'000, 255, 45},
                                         Law{50'000, 100'000, 20, 45},
                                         Law{20'000, 80'000, 60, 120}));

TEST(Simulation, KeepsLittlesLaw) {
  const Trace trace = step_trace(8, 15, 120);
  const Scenario scenario{.trace = &trace, .tasks = {.initial = 12}};
  Kept kept;
  Once idle{0, 12};
  const Numbers numbers = simulate(scenario, idle, &kept);
  double waiting = 0;
  double arrived = 0;
  for (const PlantSecond& one : kept.seconds) {
    waiting += static_cast<double>(one.backlog);
    arrived += static_cast<double>(one.arrived);
  }
  EXPECT_GT(numbers.wait.p95, 100) << "it was too much for them";
  EXPECT_EQ(arrived, static_cast<double>(numbers.messages)) << "none is lost";
  // Mean wait x rate = mean backlog, to the message: both are sums of seconds waited.
  Backlog backlog;
  double waited = 0;
  for (const PlantSecond& one : kept.seconds) {
    Histogram these;
    backlog.pass(one.at, one.arrived, one.started, these);
    waited += these.above(0).seconds;
  }
  EXPECT_EQ(waited, waiting);
}

TEST(Simulation, BillsAStaticServiceForEverySecond) {
  const Trace trace = step_trace(5, 5, 30);
  const Scenario scenario{.trace = &trace, .tasks = {.initial = 10}};
  const Numbers numbers = run(scenario, StaticSettings{10});
  EXPECT_EQ(numbers.seconds, 3600 + 300);
  EXPECT_DOUBLE_EQ(numbers.task_hours, 10 * 3900 / 3600.0);
  EXPECT_DOUBLE_EQ(numbers.billed_hours, numbers.task_hours);
  EXPECT_EQ(numbers.actions, 0);
  EXPECT_EQ(numbers.slo_miss, 0);
  EXPECT_NEAR(numbers.utilisation, 5.0 / 10 * 3600 / 3900, 0.02);
}

TEST(Simulation, DrainsWhatIsLeftWithWhatIsLeft) {
  const Trace trace{.bin_seconds = 60, .arrivals = {6000}};
  const Scenario scenario{.trace = &trace, .tasks = {.initial = 2}, .tail = 10};
  const Numbers numbers = run(scenario, StaticSettings{2});
  EXPECT_NEAR(static_cast<double>(numbers.messages), 6000, 500);
  EXPECT_EQ(numbers.seconds, (numbers.messages + 1) / 2);
  EXPECT_NEAR(static_cast<double>(numbers.wait.max), 3000 - 60, 300);
}

TEST(Simulation, ABillionMessagesCostWhatTheirSecondsCost) {
  const Trace trace{.bin_seconds = 60, .arrivals = std::vector<double>(60, 60e6)};
  const Scenario scenario{.trace = &trace,
                          .service_rate = 1e5,
                          .tasks = {.initial = 9},
                          .bounds = {.min = 9, .max = 9}};
  const Numbers numbers = run(scenario, StaticSettings{9});
  EXPECT_NEAR(static_cast<double>(numbers.messages), 3.6e9, 1e6);
  EXPECT_NEAR(static_cast<double>(numbers.wait.max), 400, 2) << "a tenth of an hour is left over";
}

TEST(Simulation, EqualSeedsGiveEqualRuns) {
  const Trace trace = step_trace(5, 30, 60);
  Scenario scenario{.trace = &trace, .tasks = {.start_delay = {20, 90}, .initial = 5}};
  scenario.counts.noise = 0.1;
  const auto decisions = [&](std::uint64_t seed) {
    scenario.seed = seed;
    Kept kept;
    run(scenario, TargetTrackingSettings{}, &kept);
    return kept.decisions;
  };
  EXPECT_EQ(decisions(4), decisions(4));
  EXPECT_NE(decisions(4), decisions(5));
}

TEST(TargetTracking, TakesThreeDatapointsAndScalesByTheMetric) {
  const Trace trace = step_trace(5, 30, 60);
  const Scenario scenario{
      .trace = &trace, .tasks = {.initial = 7}, .bounds = {.min = 7, .max = 100}};
  Kept kept;
  run(scenario, TargetTrackingSettings{}, &kept);
  const auto first =
      std::ranges::find_if(kept.decisions, [](const Decision& one) { return one.to > one.from; });
  ASSERT_NE(first, kept.decisions.end());
  EXPECT_GE(first->at, 3600 + 180);
  EXPECT_LE(first->at, 3600 + 300);
  EXPECT_THAT(first->reason, testing::HasSubstr("AlarmHigh in ALARM"));
  EXPECT_THAT(kept.alarms, testing::Contains("AlarmHigh"));
}

TEST(TargetTracking, RemovesFivePercentRoundedDownAndOneAtLeast) {
  const Trace trace = step_trace(90, 0.01, 60);
  const Scenario scenario{.trace = &trace, .tasks = {.initial = 100}};
  Kept kept;
  run(scenario, TargetTrackingSettings{}, &kept);
  int removals = 0;
  for (const Decision& one : kept.decisions) {
    if (one.to >= one.from) continue;
    ++removals;
    EXPECT_EQ(one.from - one.to, std::max<std::int64_t>(1, one.from / 20)) << "from " << one.from;
  }
  EXPECT_GE(removals, 6) << "one each six minutes, after a quarter of an hour";
}

/// The low alarm of 15 datapoints looks back 25 minutes where some are missing, so
/// it works on for a while with what it had; then nothing happens at all.
TEST(TargetTracking, FreezesWhileTheQueueCannotBeRead) {
  const Trace trace = step_trace(5, 60, 60);
  Scenario scenario{.trace = &trace, .tasks = {.initial = 7}, .bounds = {.min = 2, .max = 50}};
  constexpr Second from = 3590;
  constexpr Second until = from + 3000;
  scenario.disturbances = {
      {.at = from, .kind = Disturbance::Kind::unreadable, .amount = until - from}};
  Kept kept;
  run(scenario, TargetTrackingSettings{}, &kept);
  int afterwards = 0;
  for (const Decision& one : kept.decisions) {
    const bool meanwhile = one.at > from + 60 && one.at < until;
    EXPECT_FALSE(meanwhile && one.to > one.from) << one.reason;
    EXPECT_FALSE(meanwhile && one.at > from + 1600) << one.reason;
    if (one.at >= until && one.to > one.from) ++afterwards;
  }
  EXPECT_GT(afterwards, 0);
}

struct FromZero {
  const char* name;
  PolicySettings settings;
  bool wakes;
};
class WakingFromZero : public testing::TestWithParam<FromZero> {};

TEST_P(WakingFromZero, IsAsTheDocumentsSay) {
  const Trace trace{.bin_seconds = 60, .arrivals = {60, 60, 60, 60, 60, 60, 60, 60, 60, 60}};
  const Scenario scenario{
      .trace = &trace, .tasks = {.initial = 0}, .bounds = {.min = 0, .max = 10}};
  Kept kept;
  run(scenario, GetParam().settings, &kept);
  EXPECT_EQ(!kept.decisions.empty(), GetParam().wakes);
}

INSTANTIATE_TEST_SUITE_P(
    Policies, WakingFromZero,
    testing::Values(FromZero{"target_tracking", TargetTrackingSettings{}, true},
                    FromZero{"hpa", HpaSettings{}, true}, FromZero{"step", StepSettings{}, true},
                    // A division by zero is dropped, so the alarm has no data.
                    FromZero{"metric_math", MetricMathSettings{}, false},
                    FromZero{"copilot", CopilotSettings{}, true}),
    [](const auto& row) { return row.param.name; });

TEST(Copilot, NeverLeavesZeroForOneMessageAtATargetOfOne) {
  Trace trace{.bin_seconds = 60, .arrivals = std::vector<double>(60, 0.0)};
  trace.arrivals.front() = 1;
  Scenario scenario{.trace = &trace, .tasks = {.initial = 0}, .bounds = {.min = 0, .max = 10}};
  for (scenario.arrivals.seed = 1;; ++scenario.arrivals.seed) {
    Arrivals arrivals{trace, scenario.arrivals};
    std::int64_t sum = 0;
    for (int i = 0; i < 60; ++i) sum += arrivals.next();
    if (sum == 1) break;
  }
  Kept copilot;
  run(scenario, CopilotSettings{.target = 1}, &copilot);
  EXPECT_TRUE(copilot.decisions.empty());
  Kept ours;
  run(scenario, TargetTrackingSettings{.target = 1}, &ours);
  EXPECT_FALSE(ours.decisions.empty()) << "the publisher says a little more than the target";
}

TEST(Disturbances, CrashesAreReplacedAndCost) {
  const Trace trace = step_trace(8, 8, 60);
  Scenario scenario{.trace = &trace, .tasks = {.initial = 10}};
  const Numbers calm = run(scenario, StaticSettings{10});
  scenario.disturbances = {{.at = 600, .kind = Disturbance::Kind::crash, .amount = 8}};
  const Numbers hit = run(scenario, StaticSettings{10});
  EXPECT_LT(calm.wait.max, 5);
  EXPECT_GT(hit.wait.max, 30);
  EXPECT_EQ(hit.churn, 8);
}

TEST(Simulation, IsTheSameWatchedOrNotAndDrawnBeforehandOrNot) {
  const Trace trace = step_trace(7, 19.5, 45);
  for (const double rate : {1.0, 0.3, 2.5}) {
    for (const Second drain : {0, 20}) {
      Scenario scenario{
          .trace = &trace,
          .service_rate = rate,
          .tasks = {.start_delay = {.least = 20, .most = 70}, .drain = drain},
          .disturbances = {{.at = 1000, .kind = Disturbance::Kind::crash, .amount = 3}}};
      Blind blind;
      const auto watched = all(run(scenario, TargetTrackingSettings{}, &blind));
      EXPECT_EQ(all(run(scenario, TargetTrackingSettings{})), watched) << rate;
      const DrawnArrivals drawn = draw_arrivals(trace, scenario.arrivals);
      scenario.drawn = &drawn;
      EXPECT_EQ(all(run(scenario, TargetTrackingSettings{})), watched) << rate;
      EXPECT_EQ(drawn.total, static_cast<std::int64_t>(watched.front()));
      Looker looker{std::nullopt};
      const auto policy = make_policy(TargetTrackingSettings{}, {.bounds = scenario.bounds});
      const auto supervised = simulate(scenario, *policy, looker);
      ASSERT_TRUE(supervised);
      EXPECT_EQ(all(*supervised), watched) << rate;
      EXPECT_EQ(looker.looks.front(), 61);
      EXPECT_EQ(looker.looks.back() % 61, 0);
    }
  }
}

TEST(Simulation, EndsWhereItsSupervisorSaysSo) {
  const Trace trace = step_trace(7, 19.5, 45);
  const Scenario scenario{.trace = &trace};
  Looker looker{200};
  const auto policy = make_policy(TargetTrackingSettings{}, {.bounds = scenario.bounds});
  EXPECT_FALSE(simulate(scenario, *policy, looker));
  EXPECT_THAT(looker.looks, testing::ElementsAre(61, 122, 183, 244));
}

}  // namespace
}  // namespace sluice::sim
