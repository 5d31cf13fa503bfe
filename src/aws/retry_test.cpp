#include "aws/retry.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sluice::aws {
namespace {

using namespace std::chrono_literals;

const Error throttled{.remedy = Remedy::throttled,
                      .operation = "ecs:DescribeServices",
                      .message = "Rate exceeded",
                      .http_status = 400};
const Error unanswered{
    .remedy = Remedy::retry_later, .operation = "sqs:GetQueueAttributes", .message = "timed out"};

TEST(WaitBefore, IsARandomShareOfADoublingSpanUpToTheCap) {
  const RetryPlan plan{.attempts = 10, .longest_wait = 20s};
  Random random{1};
  const std::array<Duration, 7> most{1s, 2s, 4s, 8s, 16s, 20s, 20s};
  for (int round = 0; round < 200; ++round) {
    for (int n = 2; n <= 8; ++n) {
      const Duration wait = wait_before(plan, n, random);
      EXPECT_GE(wait, 0s);
      EXPECT_LT(wait, most.at(static_cast<std::size_t>(n - 2)));
    }
  }
}

TEST(WaitBefore, TheSameSeedWaitsTheSame) {
  Random one{5};
  Random other{5};
  EXPECT_EQ(wait_before({}, 3, one), wait_before({}, 3, other));
}

TEST(RetryQuota, IsUsedUpByAHundredRetriesAndHalfAsManyTimeouts) {
  RetryQuota answers;
  RetryQuota silence;
  int after_answers = 0;
  int after_silence = 0;
  while (answers.take(throttled)) ++after_answers;
  while (silence.take(unanswered)) ++after_silence;
  EXPECT_EQ(after_answers, 100);
  EXPECT_EQ(after_silence, 50);
}

TEST(RetryQuota, SuccessGivesBackWhatItsRetryTookAndOneWhereItNeededNone) {
  RetryQuota quota;
  ASSERT_TRUE(quota.take(throttled));
  quota.succeeded(&throttled);
  EXPECT_EQ(quota.left(), 500);
  quota.succeeded(nullptr);
  EXPECT_EQ(quota.left(), 500) << "never more than it started with";
  ASSERT_TRUE(quota.take(unanswered));
  quota.succeeded(nullptr);
  EXPECT_EQ(quota.left(), 491);
}

}  // namespace
}  // namespace sluice::aws
