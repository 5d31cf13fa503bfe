#include "aws/retry.hpp"

#include <algorithm>

namespace sluice::aws {
namespace {

// What a retry takes from the quota, and what a call that needed none gives
// back: botocore/retries/quota.py.
constexpr int retry_cost = 5;
constexpr int timeout_retry_cost = 10;
constexpr int first_try_refund = 1;

int cost_of(const Error& error) {
  return error.http_status == 0 ? timeout_retry_cost : retry_cost;
}

}  // namespace

Duration wait_before(const RetryPlan& plan, int n, Random& random) {
  Duration wait = std::chrono::seconds{1};
  for (int i = 2; i < n && wait < plan.longest_wait; ++i) wait *= 2;
  const auto most = static_cast<double>(std::min(wait, plan.longest_wait).count());
  return Duration{static_cast<Duration::rep>(random.uniform() * most)};
}

bool RetryQuota::take(const Error& error) {
  if (tokens_ < cost_of(error)) return false;
  tokens_ -= cost_of(error);
  return true;
}

void RetryQuota::succeeded(const Error* retried) {
  const int refund = retried == nullptr ? first_try_refund : cost_of(*retried);
  tokens_ = std::min(capacity, tokens_ + refund);
}

}  // namespace sluice::aws
