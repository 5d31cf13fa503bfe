#include "sim/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/policy/named.hpp"
#include "sim/text_report.hpp"

namespace sluice::sim {
namespace {

using testing::HasSubstr;

std::vector<NamedPolicy> all_policies() {
  std::vector<NamedPolicy> all;
  for (const std::string_view name : policy_names())
    all.push_back({std::string{name}, *policy_named(name, {.tasks = 20})});
  return all;
}

TEST(Comparison, RunsEveryPolicyByItsNameAndTheClairvoyantLast) {
  const Trace trace{.bin_seconds = 60, .arrivals = std::vector<double>(120, 600)};
  const Comparison comparison =
      compare(Scenario{.trace = &trace}, all_policies(), {.stretches = 50});
  ASSERT_EQ(comparison.runs.size(), policy_names().size() + 1);
  EXPECT_EQ(comparison.runs.back().name, "clairvoyant");
  ASSERT_TRUE(comparison.bound);
  for (const PolicyRun& run : comparison.runs) {
    EXPECT_EQ(run.numbers.messages, comparison.runs.front().numbers.messages);
    EXPECT_TRUE(run.numbers.slo_miss > 0 || *cost_ratio(comparison, run.numbers) >= 1);
    std::int64_t arrived = 0;
    for (const Stretch& one : run.recording->stretches()) arrived += one.arrived;
    EXPECT_EQ(arrived, run.numbers.messages);
    EXPECT_THAT(table_text(comparison), HasSubstr(run.name));
    EXPECT_THAT(table_markdown(comparison), HasSubstr(run.name));
  }
}

TEST(TableMarkdown, HasEveryNumber) {
  Numbers numbers{.messages = 10, .mean_excess = 12.34, .oldest_age_p99 = 71, .oldest_age_max = 82};
  numbers.billed_hours = 9.87;
  numbers.peak_tasks = 14;
  numbers.churn = 65;
  numbers.elasticity = {.under_accuracy = 0.111,
                        .over_accuracy = 0.222,
                        .under_timeshare = 0.333,
                        .over_timeshare = 0.444,
                        .instability = 0.555};
  Comparison comparison;
  comparison.runs.push_back({.name = "step", .numbers = numbers});
  EXPECT_THAT(table_markdown(comparison),
              HasSubstr("| step | 12.3 | 71 | 82 | 9.9 | 14 | 65 | 0.111 | 0.222 | 33.3 | 44.4 | "
                        "55.5 |\n"));
}

TEST(Comparison, OfTheImpossibleHasNoBound) {
  const Trace trace{.bin_seconds = 60, .arrivals = {60'000}};
  const Comparison comparison =
      compare(Scenario{.trace = &trace}, {{"static", StaticSettings{100}}}, {});
  EXPECT_FALSE(comparison.bound);
  EXPECT_EQ(comparison.runs.size(), 1U);
  EXPECT_THAT(table_text(comparison), HasSubstr("-"));
}

TEST(PolicyNamed, KnowsNoOther) {
  EXPECT_FALSE(policy_named("prophet", {}));
}

TEST(Bars, AreAsHighAsTheirValues) {
  const std::vector<double> values{0, 1, 4, 8};
  EXPECT_EQ(bars(values, 10), " ▁▄█");
  EXPECT_EQ(bars(values, 2), "▁█") << "the largest of each part";
  EXPECT_EQ(bars({}, 10), "");
}

}  // namespace
}  // namespace sluice::sim
