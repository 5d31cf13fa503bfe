#include "world/application_auto_scaling/laws.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace sluice::world {
namespace {

TEST(ScaleOut, KeepsTheProportionAndRoundsUp) {
  // 1500 messages, 10 instances, 100 each: "scales out by five instances"
  // (https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html)
  EXPECT_EQ(scale_out_count(10, {.metric = 150, .target = 100}), 15);
  EXPECT_EQ(scale_out_count(2, {.metric = 30, .target = 20}), 3);
  EXPECT_EQ(scale_out_count(3, {.metric = 20.1, .target = 20}), 4);
  EXPECT_EQ(scale_out_count(4, {.metric = 20, .target = 20}), 4);
}

TEST(ScaleOut, TheRoundingOfADoubleIsNoTask) {
  for (std::int64_t running = 1; running <= 200; ++running)
    for (std::int64_t backlog = 1; backlog <= 200; ++backlog) {
      const double metric = static_cast<double>(backlog) / static_cast<double>(running);
      EXPECT_EQ(scale_out_count(running, {.metric = metric, .target = 1}), backlog);
    }
}

TEST(ScaleOut, FromNothingItIsOneWhateverTheMetric) {
  EXPECT_EQ(scale_out_count(0, {.metric = 5000, .target = 20}), 1);
  EXPECT_EQ(scale_out_count(0, {.metric = 0, .target = 20}), 0);
}

TEST(ScaleOut, TheLargestMetricOfCloudWatchStaysAnInteger) {
  EXPECT_GT(scale_out_count(100, {.metric = std::ldexp(1.0, 360), .target = 0.001}), 1'000'000);
}

struct ScaleInCase {
  std::int64_t running;
  double metric;  // of a target of 20
  std::int64_t left;
};

TEST(ScaleIn, RemovesFivePercentRoundedDownButOneAtLeast) {
  const std::array<ScaleInCase, 16> cases{{{100, 0, 95},
                                           {93, 0, 89},
                                           {81, 0, 77},
                                           {80, 0, 76},
                                           {79, 0, 76},
                                           {60, 0, 57},
                                           {59, 0, 57},
                                           {41, 0, 39},
                                           {40, 0, 38},
                                           {39, 0, 38},
                                           {20, 0, 19},
                                           {2, 0, 1},
                                           {1, 0, 0},
                                           {0, 0, 0},
                                           {10, 19.5, 10},  // 9.75 tasks are needed
                                           {2, 13, 2}}};
  for (const ScaleInCase& one : cases)
    EXPECT_EQ(scale_in_count(one.running, {.metric = one.metric, .target = 20}, {}), one.left)
        << one.running << " at " << one.metric;
}

TEST(ScaleIn, IsSafeUpToSevenTenthsOfTheTarget) {
  EXPECT_TRUE(scale_in_is_safe({.metric = 12.1, .target = 20}, {}));
  EXPECT_TRUE(scale_in_is_safe({.metric = 14, .target = 20}, {}));
  EXPECT_FALSE(scale_in_is_safe({.metric = 14.6, .target = 20}, {}));
  EXPECT_TRUE(scale_in_is_safe({.metric = 17.9, .target = 20}, {.scale_in_guard_ratio = 0.9}));
}

TEST(DecidingValue, IsTheLatestUnlessToldOtherwise) {
  const std::vector<double> points{40, 10, 25};
  EXPECT_EQ(deciding_value(points, DecidingDatapoint::latest), 25);
  EXPECT_EQ(deciding_value(points, DecidingDatapoint::mean), 25);
  EXPECT_EQ(deciding_value(points, DecidingDatapoint::largest), 40);
  EXPECT_EQ(deciding_value({}, DecidingDatapoint::latest), std::nullopt);
}

TEST(Aggregate, IsWhatTheStepPolicySays) {
  const std::vector<double> points{40, 10, 25};
  EXPECT_EQ(aggregate(points, MetricAggregation::average), 25);
  EXPECT_EQ(aggregate(points, MetricAggregation::minimum), 10);
  EXPECT_EQ(aggregate(points, MetricAggregation::maximum), 40);
  EXPECT_EQ(aggregate({}, MetricAggregation::average), std::nullopt);
}

// The worked example of
// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
const std::vector<StepAdjustment> documented_steps{
    {.lower_bound = 0, .upper_bound = 10, .scaling_adjustment = 0},
    {.lower_bound = 10, .upper_bound = 20, .scaling_adjustment = 10},
    {.lower_bound = 20, .scaling_adjustment = 30},
    {.lower_bound = -10, .upper_bound = 0, .scaling_adjustment = 0},
    {.lower_bound = -20, .upper_bound = -10, .scaling_adjustment = -10},
    {.upper_bound = -20, .scaling_adjustment = -30}};
constexpr StepRule percent{.type = AdjustmentType::percent_change_in_capacity};

TEST(Steps, FollowTheDocumentedExample) {
  struct Case {
    double metric;
    std::int64_t current;
    std::int64_t after;
  };
  // clang-format off
  const std::array<Case, 12> cases{{
      {59.9, 10, 10}, {60, 10, 11}, {69.9, 10, 11}, {70, 10, 13}, {70, 11, 14}, {50, 10, 10},
      {40.1, 10, 10}, {40, 14, 13}, {40, 10, 9}, {30.1, 10, 9}, {30, 13, 10}, {30, 10, 7}}};
  // clang-format on
  constexpr double threshold = 50;
  for (const Case& one : cases) {
    const StepAdjustment* const step = step_for(documented_steps, one.metric - threshold);
    ASSERT_NE(step, nullptr) << one.metric;
    EXPECT_EQ(stepped_count(one.current, step->scaling_adjustment, percent), one.after)
        << one.metric;
  }
}

TEST(Steps, OnTheThresholdBothReadingsCount) {
  const std::vector<StepAdjustment> below{{.upper_bound = 0, .scaling_adjustment = -1}};
  ASSERT_NE(step_for(below, 0), nullptr);
  EXPECT_EQ(step_for(below, 0.1), nullptr);
  const std::vector<StepAdjustment> above{{.lower_bound = 0, .scaling_adjustment = 1}};
  ASSERT_NE(step_for(above, 0), nullptr);
  EXPECT_EQ(step_for(above, -0.1), nullptr);
}

TEST(Steps, RoundPercentagesTowardsZeroButToOneAtLeast) {
  struct Case {
    std::int64_t current;
    std::int64_t percentage;
    std::int64_t change;
  };
  // 12.7 -> 12, 0.67 -> 1, -0.58 -> -1, -6.67 -> -6: the documented values.
  const std::array<Case, 7> cases{
      {{127, 10, 12}, {67, 1, 1}, {58, -1, -1}, {667, -1, -6}, {4, 25, 1}, {0, 50, 0}, {8, 0, 0}}};
  for (const Case& one : cases)
    EXPECT_EQ(stepped_count(one.current, one.percentage, percent), one.current + one.change)
        << one.current << " by " << one.percentage;
}

TEST(Steps, MinAdjustmentMagnitudeIsTheLeastOfAPercentage) {
  const StepRule rule{.type = AdjustmentType::percent_change_in_capacity,
                      .min_adjustment_magnitude = 2};
  EXPECT_EQ(stepped_count(4, 25, rule), 6);
  EXPECT_EQ(stepped_count(4, -25, rule), 2);
  EXPECT_EQ(stepped_count(100, 25, rule), 125);
  EXPECT_EQ(stepped_count(4, 0, rule), 4);
}

TEST(Steps, ChangeOrSetTheCapacity) {
  EXPECT_EQ(stepped_count(10, 3, {.type = AdjustmentType::change_in_capacity}), 13);
  EXPECT_EQ(stepped_count(10, -3, {.type = AdjustmentType::change_in_capacity}), 7);
  EXPECT_EQ(stepped_count(10, 3, {.type = AdjustmentType::exact_capacity}), 3);
}

}  // namespace
}  // namespace sluice::world
