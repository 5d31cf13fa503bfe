#include "aws/pacing.hpp"

#include <algorithm>
#include <array>

namespace sluice::aws {
namespace {

/// A published rate: `burst` calls at once, then `per_second`. Operations with
/// the same bucket name share it.
struct Rate {
  std::string_view service;
  std::string_view operation;
  std::string_view bucket;
  double burst;
  double per_second;
};

// ECS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
// CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
constexpr std::array rates{
    Rate{"ecs", "DescribeServices", "ecs service read", 100, 20},
    Rate{"ecs", "ListServices", "ecs service read", 100, 20},
    Rate{"cloudwatch", "PutMetricData", "cloudwatch PutMetricData", 500, 500},
};

const Rate* rate_of(std::string_view service, std::string_view operation) {
  const auto* const found = std::ranges::find_if(rates, [&](const Rate& rate) {
    return rate.service == service && rate.operation == operation;
  });
  return found == rates.end() ? nullptr : found;
}

double seconds_of(Duration span) {
  return std::chrono::duration<double>{span}.count();
}

}  // namespace

Duration Pacer::reserve(std::string_view service, std::string_view operation, Instant now) {
  const Rate* rate = rate_of(service, operation);
  if (rate == nullptr) return {};
  Bucket& bucket = buckets_.try_emplace(rate->bucket, Bucket{rate->burst, now}).first->second;
  const double refill = std::max(0.0, seconds_of(now - bucket.at)) * rate->per_second;
  bucket.tokens = std::min(rate->burst, bucket.tokens + refill) - 1;
  bucket.at = now;
  if (bucket.tokens >= 0) return {};
  const std::chrono::duration<double> until_paid{-bucket.tokens / rate->per_second};
  return std::chrono::ceil<Duration>(until_paid);
}

void Pacer::throttled(std::string_view service, std::string_view operation, Instant now) {
  const Rate* rate = rate_of(service, operation);
  if (rate == nullptr) return;
  Bucket& bucket = buckets_.try_emplace(rate->bucket, Bucket{0, now}).first->second;
  bucket.tokens = std::min(bucket.tokens, 0.0);
}

}  // namespace sluice::aws
