#include "world/cloudwatch/series.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "world/cloudwatch/metric_store.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant noon{hours{24 * 20'000 + 12}};
constexpr std::int64_t noon_seconds = epoch_seconds(noon);
constexpr MetricStatistic sum{.kind = MetricStatistic::Kind::sum};

class Metrics : public testing::Test {
 protected:
  void put(double value, Instant at, std::int64_t resolution = 60) {
    put(std::vector<ValueCount>{{value, 1}}, at, resolution);
  }
  void put(const std::vector<ValueCount>& values, Instant at, std::int64_t resolution = 60) {
    StatisticSet set;
    for (const ValueCount& value : values)
      set += {.sample_count = value.count,
              .sum = value.value * value.count,
              .minimum = value.value,
              .maximum = value.value};
    now = std::max(now, at);
    store.add(metric, "Count", resolution, at, {.statistics = set, .values = values}, now);
  }
  double read(const MetricStatistic& statistic, Instant start, std::int64_t period) {
    const Periods periods{.start = epoch_seconds(start), .length = period, .count = 1};
    return reader.read(*store.find(metric), "", statistic, periods, epoch_seconds(now))[0];
  }
  double percentile(double which, Instant start, std::int64_t period) {
    return read({.kind = MetricStatistic::Kind::percentile, .percentile = which}, start, period);
  }

  Metric metric{.metric_namespace = "Test", .name = "m"};
  MetricRecords records;
  MetricStore store{records};
  MetricReader reader;
  Instant now = noon;
};

TEST_F(Metrics, GiveEachStatisticOfAPeriod) {
  for (const double value : {4.0, 1.0, 7.0}) put(value, noon + seconds{30});
  const auto statistic = [&](std::string_view name) {
    return read(*parse_statistic(name), noon, 60);
  };
  EXPECT_EQ(statistic("Average"), 4);
  EXPECT_EQ(statistic("Sum"), 12);
  EXPECT_EQ(statistic("Minimum"), 1);
  EXPECT_EQ(statistic("Maximum"), 7);
  EXPECT_EQ(statistic("SampleCount"), 3);
  EXPECT_EQ(statistic("p50"), 4);
  EXPECT_TRUE(std::isnan(read(sum, noon + minutes{1}, 60)));
}

TEST_F(Metrics, PercentilesAreExactOverManyBuckets) {
  for (int i = 1; i <= 100; ++i) put(i, noon + seconds{3 * i});
  EXPECT_EQ(percentile(50, noon, 600), 50);
  EXPECT_EQ(percentile(99, noon, 600), 99);
  EXPECT_EQ(percentile(99.5, noon, 600), 100);
  EXPECT_EQ(percentile(0, noon, 600), 1);
  EXPECT_EQ(percentile(100, noon, 600), 100);
}

TEST_F(Metrics, PercentilesWeighValuesByTheirCounts) {
  put({{1, 90}, {2, 9}, {50, 1}}, noon);
  EXPECT_EQ(percentile(90, noon, 60), 1);
  EXPECT_EQ(percentile(99, noon, 60), 2);
  EXPECT_EQ(percentile(99.9, noon, 60), 50);
  EXPECT_EQ(read(sum, noon, 60), 158);
}

TEST_F(Metrics, AStatisticSetGivesPercentilesOnlyWhereItsValuesAreTheSame) {
  const StatisticSet same{.sample_count = 5, .sum = 15, .minimum = 3, .maximum = 3};
  store.add(metric, "Count", 60, noon, {.statistics = same}, now);
  EXPECT_EQ(percentile(50, noon, 60), 3);
  const StatisticSet spread{.sample_count = 2, .sum = 8, .minimum = 3, .maximum = 5};
  store.add(metric, "Count", 60, noon, {.statistics = spread}, now);
  EXPECT_TRUE(std::isnan(percentile(50, noon, 60)));
  EXPECT_EQ(read(sum, noon, 60), 23);
}

TEST_F(Metrics, ManyDifferentValuesAreKeptNearly) {
  constexpr int many = 10'000;
  for (int i = 0; i < many; ++i) put((i * 7919) % many, noon);
  const MetricSeries& series = store.find(metric)->units.at("Count");
  EXPECT_LE(series.tiers[1].distributions.at(noon_seconds).values.size(),
            MetricDistribution::most_values);
  EXPECT_NEAR(percentile(50, noon, 60), 5000, 500);
  EXPECT_EQ(read(*parse_statistic("Maximum"), noon, 60), many - 1);
}

TEST_F(Metrics, HighResolutionIsReadBySecondAndByMinute) {
  for (int i = 0; i < 60; ++i) put(1, noon + seconds{i}, 1);
  EXPECT_EQ(read(sum, noon + seconds{10}, 1), 1);
  EXPECT_EQ(read(sum, noon + seconds{10}, 10), 10);
  EXPECT_EQ(read(sum, noon, 60), 60);
  put(1, noon + seconds{90});
  EXPECT_TRUE(std::isnan(read(sum, noon + seconds{90}, 10)));
  EXPECT_EQ(read(sum, noon + seconds{60}, 60), 1);
}

TEST_F(Metrics, WhatComesLateFindsItsPlace) {
  put(3, noon + minutes{3});
  put(1, noon + minutes{1});
  put(2, noon + minutes{2});
  put(10, noon + minutes{1});
  EXPECT_EQ(read(sum, noon + minutes{1}, 60), 11);
  EXPECT_EQ(read(sum, noon + minutes{2}, 60), 2);
  EXPECT_EQ(read(sum, noon, 600), 16);
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
TEST_F(Metrics, AreKeptInCoarserPeriodsAsTheyAge) {
  put({{1, 1}, {5, 1}}, noon, 1);
  const auto in = [&](Duration later, std::int64_t period) {
    now = noon + later;
    return read(sum, at_epoch_seconds(round_down(noon_seconds, period)), period);
  };
  EXPECT_EQ(in(hours{2}, 1), 6);
  EXPECT_TRUE(std::isnan(in(hours{4}, 1)));
  EXPECT_EQ(in(hours{4}, 60), 6);
  EXPECT_TRUE(std::isnan(in(hours{24 * 16}, 60)));
  EXPECT_EQ(in(hours{24 * 16}, 300), 6);
  EXPECT_TRUE(std::isnan(in(hours{24 * 64}, 300)));
  EXPECT_EQ(in(hours{24 * 64}, 3600), 6);
  EXPECT_TRUE(std::isnan(in(hours{24 * 456}, 3600)));
}

TEST_F(Metrics, OldMinutesAreMovedUpAndStayWhole) {
  constexpr int days = 20;
  for (int i = 0; i < days * 24 * 60; ++i) put({{1, 1}, {3, 1}}, noon + minutes{i});
  const MetricSeries& series = store.find(metric)->units.at("Count");
  // Fifteen days of minutes, and an eighth of them at most that waits to be moved.
  EXPECT_LE(series.tiers[1].buckets.size(), 24'400);
  EXPECT_GE(series.tiers[1].buckets.size(), 21'600);
  EXPECT_EQ(series.tiers[1].buckets.size(), series.tiers[1].distributions.size());
  EXPECT_GT(series.tiers[2].buckets.size(), 500);
  EXPECT_EQ(read(sum, noon, 300), 20);
  EXPECT_EQ(read(sum, noon, 3600), 240);
  EXPECT_EQ(percentile(50, noon, 300), 1);
  EXPECT_EQ(percentile(51, noon, 300), 3);
}

TEST_F(Metrics, SayWhichSeriesChangedAndFromWhen) {
  put(1, noon);
  put(1, noon + minutes{1});
  auto changes = store.take_changes();
  ASSERT_EQ(changes.size(), 1);
  EXPECT_EQ(changes[0].metric, metric);
  EXPECT_EQ(changes[0].unit, "Count");
  EXPECT_EQ(changes[0].since[1], noon_seconds);
  EXPECT_FALSE(changes[0].since[0]);
  EXPECT_TRUE(store.take_changes().empty());
  put(1, noon + minutes{2});
  changes = store.take_changes();
  ASSERT_EQ(changes.size(), 1);
  EXPECT_EQ(changes[0].since[1], noon_seconds + 120);
}

TEST_F(Metrics, UnitsAreStreamsOfTheirOwn) {
  put(1, noon);
  const StatisticSet set{.sample_count = 1, .sum = 5, .minimum = 5, .maximum = 5};
  store.add(metric, "Seconds", 60, noon, {.statistics = set}, now);
  const Periods periods{.start = noon_seconds, .length = 60, .count = 1};
  const MetricRecord& record = *store.find(metric);
  EXPECT_EQ(reader.read(record, "Count", sum, periods, noon_seconds)[0], 1);
  EXPECT_EQ(reader.read(record, "Seconds", sum, periods, noon_seconds)[0], 5);
  EXPECT_TRUE(std::isnan(reader.read(record, "Bytes", sum, periods, noon_seconds)[0]));
  EXPECT_EQ(reader.read(record, "", sum, periods, noon_seconds)[0], 6);
}

TEST(MetricStatistic, ReadsWhatIsModelledAndNothingElse) {
  for (const char* name : {"Average", "p0", "p50", "p99.9", "p99.99", "p100"})
    EXPECT_TRUE(parse_statistic(name)) << name;
  for (const char* name : {"average", "", "p", "p101", "p-1", "tm99", "TM(10%:90%)", "iqm", "p9x",
                           "p1e1", "pinf", "pnan"})
    EXPECT_FALSE(parse_statistic(name)) << name;
  EXPECT_EQ(parse_statistic("p99.5")->percentile, 99.5);
}

}  // namespace
}  // namespace sluice::world
