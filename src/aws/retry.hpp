#pragma once

#include "aws/error.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace sluice::aws {

/// AWS's standard retry mode.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
struct RetryPlan {
  int attempts = 3;  ///< in all, the first included; >= 1 (AWS_MAX_ATTEMPTS)
  Duration longest_wait = std::chrono::seconds{20};
  /// How long one attempt may take. The SDKs wait for 60 s; a metric that is
  /// due each minute cannot.
  Duration attempt_limit = std::chrono::seconds{10};
};

/// The wait before attempt `n`, where 2 is the first retry: a random share of
/// 2^(n-2) seconds, capped by the plan.
[[nodiscard]] Duration wait_before(const RetryPlan& plan, int n, Random& random);

/// Keeps many clients from drowning a sick service with retries: each retry
/// takes tokens, success gives them back. One bucket a program.
class RetryQuota {
 public:
  /// Takes what a retry after `error` costs; false: there is not enough left.
  [[nodiscard]] bool take(const Error& error);
  /// The call worked; `retried` gives back what its last retry took.
  void succeeded(const Error* retried);
  [[nodiscard]] int left() const { return tokens_; }

 private:
  static constexpr int capacity = 500;
  int tokens_ = capacity;
};

}  // namespace sluice::aws
