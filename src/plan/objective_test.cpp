#include "plan/objective.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace sluice::plan {
namespace {

using Measure = Objective::Measure;

Objective read(std::string_view text) {
  const auto objective = parse_objective(text);
  EXPECT_TRUE(objective.has_value()) << text;
  return objective.value_or(Objective{.measure = Measure::p50, .limit = -1, .longest_wait = -1});
}

TEST(Objective, IsReadAsItIsWritten) {
  EXPECT_EQ(read("p99 < 60s"),
            (Objective{.measure = Measure::p99, .limit = 60, .longest_wait = 60}));
  EXPECT_EQ(
      read("  p99.9<=2m "),
      (Objective{.measure = Measure::p999, .limit = 120, .inclusive = true, .longest_wait = 120}));
  EXPECT_EQ(read("max < 1h").limit, 3600);
  EXPECT_EQ(read("p50 < 1s").measure, Measure::p50);
  EXPECT_EQ(read("p95 < 1s").measure, Measure::p95);
  EXPECT_EQ(read("miss < 0.1% over 90s"),
            (Objective{.measure = Measure::miss, .limit = 0.001, .longest_wait = 90}));
  EXPECT_EQ(read("miss < 5 %").longest_wait, 60);
  EXPECT_EQ(read("miss <= 0%").limit, 0);
}

TEST(Objective, IsWrittenAsItIsRead) {
  for (const std::string_view text :
       {"p50 < 1s", "p95 <= 7s", "p99 < 60s", "p99.9 < 61s", "max < 86400s", "miss < 0.1% over 90s",
        "miss <= 0% over 60s"})
    EXPECT_EQ(objective_text(read(text)), text);
}

TEST(Objective, OfNoSenseIsRefusedWithWhatWouldBeRight) {
  for (const std::string_view text : {"",
                                      "60s",
                                      "p99",
                                      "p99 60s",
                                      "p98 < 60s",
                                      "p99 > 60s",
                                      "p99 < 60",
                                      "p99 < 1500ms",
                                      "p99 < 0s",
                                      "p99 < 25h",
                                      "p99 < nan",
                                      "p99 < 60s now",
                                      "p99 = 60s",
                                      "miss < 0.1",
                                      "miss < 101%",
                                      "miss < -1%",
                                      "miss < 0%",
                                      "miss < nan%",
                                      "miss < 1% over",
                                      "miss < % over 60s",
                                      "miss < 1% over 60",
                                      "P99 < 60s",
                                      "p99 < < 60s"}) {
    const auto objective = parse_objective(text);
    ASSERT_FALSE(objective.has_value()) << text;
    EXPECT_THAT(objective.error(), testing::HasSubstr("p99 < 60s"));
    EXPECT_THAT(objective.error(), testing::Not(testing::HasSubstr("\n")));
  }
}

TEST(Objective, IsMetBelowItsLimitAndAtItWhereThatIsAllowed) {
  EXPECT_TRUE(is_met(read("p99 < 60s"), 59));
  EXPECT_FALSE(is_met(read("p99 < 60s"), 60));
  EXPECT_TRUE(is_met(read("p99 <= 60s"), 60));
  EXPECT_FALSE(is_met(read("p99 <= 60s"), 61));
}

/// 90 messages that waited 1 s, 9 that waited 10 s, one that waited 100 s.
sim::Histogram some_waits() {
  sim::Histogram waits;
  waits.add(1, 90);
  waits.add(10, 9);
  waits.add(100, 1);
  return waits;
}

TEST(Measured, IsWhatTheHistogramSays) {
  const sim::Histogram waits = some_waits();
  EXPECT_EQ(measured(read("p50 < 60s"), waits, 0), 1);
  EXPECT_EQ(measured(read("p95 < 60s"), waits, 0), 10);
  EXPECT_EQ(measured(read("p99 < 60s"), waits, 0), 10);
  EXPECT_EQ(measured(read("max < 60s"), waits, 0), 100);
  EXPECT_DOUBLE_EQ(measured(read("miss < 1% over 10s"), waits, 0), 0.01);
  EXPECT_DOUBLE_EQ(measured(read("miss < 1% over 10s"), waits, 100), 101.0 / 200);
  EXPECT_EQ(measured(read("p50 < 60s"), waits, 100), 100);
  EXPECT_TRUE(std::isinf(measured(read("p50 < 60s"), waits, 101)));
}

TEST(Reaches, IsSureOnlyOfWhatTheRestCannotChange) {
  const sim::Histogram waits = some_waits();
  const Objective p99 = read("p99 < 60s");
  EXPECT_TRUE(reaches(p99, waits, 100, 10));
  EXPECT_FALSE(reaches(p99, waits, 100, 11)) << "one in a hundred may be above";
  EXPECT_TRUE(reaches(p99, waits, 99, 100)) << "one in ninety-nine may not";
  EXPECT_FALSE(reaches(p99, waits, 1001, 10)) << "nine hundred more may not have waited";
  EXPECT_TRUE(reaches(read("max < 60s"), waits, 1'000'000, 100));
  EXPECT_FALSE(reaches(read("max < 60s"), waits, 1'000'000, 101));
  const Objective miss = read("miss < 1% over 60s");
  EXPECT_TRUE(reaches(miss, waits, 1000, 0.001));
  EXPECT_FALSE(reaches(miss, waits, 1000, 0.002));
}

}  // namespace
}  // namespace sluice::plan
