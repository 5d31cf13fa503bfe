#include "sim/backlog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"

namespace sluice::sim {
namespace {

TEST(Histogram, GivesExactQuantiles) {
  Histogram histogram;
  histogram.add(0, 90);
  histogram.add(7, 9);
  histogram.add(200'000, 1);
  EXPECT_EQ(histogram.count(), 100);
  EXPECT_EQ(histogram.quantile(0.9), 0);
  EXPECT_EQ(histogram.quantile(0.901), 7);
  EXPECT_EQ(histogram.quantile(0.99), 7);
  EXPECT_EQ(histogram.quantile(0.999), 200'000);
  EXPECT_EQ(histogram.largest(), 200'000);
  EXPECT_EQ(histogram.above(6).count, 10);
  EXPECT_EQ(histogram.above(6).seconds, 9 + (200'000 - 6));
  EXPECT_EQ(histogram.above(7).count, 1);
}

TEST(Histogram, OfNothingIsZero) {
  EXPECT_EQ(Histogram{}.quantile(0.99), 0);
  EXPECT_EQ(Histogram{}.largest(), 0);
}

TEST(Backlog, ServesTheSameSecondWhereItCan) {
  Backlog backlog;
  Histogram waits;
  EXPECT_EQ(backlog.pass(0, 5, 10, waits), 5);
  EXPECT_EQ(backlog.count(), 0);
  EXPECT_EQ(waits.largest(), 0);
  EXPECT_EQ(backlog.oldest_age(0), 0);
}

TEST(Backlog, SplitsACohortOverSeconds) {
  Backlog backlog;
  Histogram waits;
  EXPECT_EQ(backlog.pass(0, 5, 2, waits), 2);
  EXPECT_EQ(backlog.oldest_age(0), 1);
  EXPECT_EQ(backlog.pass(1, 1, 2, waits), 2);
  EXPECT_EQ(backlog.oldest_age(1), 2);
  EXPECT_EQ(backlog.pass(2, 0, 2, waits), 2);
  EXPECT_EQ(waits.above(0).count, 3 + 1);
  EXPECT_EQ(waits.above(1).count, 1) << "of the first cohort the last";
  EXPECT_EQ(backlog.count(), 0);
}

/// Message by message, as the cohorts must count.
TEST(Backlog, WaitsAreThoseOfSingleMessages) {
  Random random{11};
  Backlog backlog;
  Histogram waits;
  std::vector<Second> queue;
  std::size_t head = 0;
  std::vector<std::int64_t> expected;
  for (Second now = 0; now < 2000; ++now) {
    const auto arrived = static_cast<std::int64_t>(random.uniform() * 20);
    const auto most = static_cast<std::int64_t>(random.uniform() * 20);
    backlog.pass(now, arrived, most, waits);
    queue.insert(queue.end(), static_cast<std::size_t>(arrived), now);
    for (std::int64_t i = 0; i < most && head < queue.size(); ++i)
      expected.push_back(now - queue[head++]);
    ASSERT_EQ(backlog.count(), static_cast<std::int64_t>(queue.size() - head));
  }
  std::ranges::sort(expected);
  ASSERT_EQ(waits.count(), static_cast<std::int64_t>(expected.size()));
  for (const double share : {0.01, 0.5, 0.9, 0.999, 1.0}) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(expected.size())));
    EXPECT_EQ(waits.quantile(share), expected[rank - 1]) << share;
  }
}

}  // namespace
}  // namespace sluice::sim
