#include "aws/pacing.hpp"

#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1712883723s};

TEST(Pacer, LetsTheBurstPassAndSpacesTheRest) {
  Pacer pacer;
  for (int i = 0; i < 100; ++i) ASSERT_EQ(pacer.reserve("ecs", "DescribeServices", start), 0s) << i;
  EXPECT_EQ(pacer.reserve("ecs", "DescribeServices", start), 50ms);
  EXPECT_EQ(pacer.reserve("ecs", "DescribeServices", start), 100ms);
  EXPECT_EQ(pacer.reserve("ecs", "ListServices", start), 150ms) << "one bucket for both";
}

TEST(Pacer, FillsUpAgainButNeverPastTheBurst) {
  Pacer pacer;
  for (int i = 0; i < 100; ++i) (void)pacer.reserve("ecs", "DescribeServices", start);
  EXPECT_EQ(pacer.reserve("ecs", "DescribeServices", start + 50ms), 0s);
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(pacer.reserve("ecs", "DescribeServices", start + 1h), 0s) << i;
  EXPECT_GT(pacer.reserve("ecs", "DescribeServices", start + 1h), 0s);
}

TEST(Pacer, IsNotFooledByAClockThatGoesBack) {
  Pacer pacer;
  (void)pacer.reserve("ecs", "DescribeServices", start);
  EXPECT_EQ(pacer.reserve("ecs", "DescribeServices", start - 1h), 0s);
  EXPECT_EQ(pacer.reserve("ecs", "DescribeServices", start - 1h + 1s), 0s);
}

TEST(Pacer, SlowsDownWhenAwsThrottlesAllTheSame) {
  Pacer pacer;
  pacer.throttled("ecs", "DescribeServices", start);
  EXPECT_EQ(pacer.reserve("ecs", "DescribeServices", start), 50ms);
}

TEST(Pacer, LeavesUnlimitedOperationsAlone) {
  Pacer pacer;
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(pacer.reserve("sqs", "GetQueueAttributes", start), 0s);
}

}  // namespace
}  // namespace sluice::aws
