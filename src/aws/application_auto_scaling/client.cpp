#include "aws/application_auto_scaling/client.hpp"

#include "aws/application_auto_scaling/codec.hpp"

namespace sluice::aws {

asio::awaitable<Result<DescribeScalableTargetsResponse, Error>>
ApplicationAutoScalingClient::describe_scalable_targets(
    const DescribeScalableTargetsRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "DescribeScalableTargets", .body = encode(request), .deadline = deadline},
      decode_describe_scalable_targets);
}

asio::awaitable<Result<DescribeScalingPoliciesResponse, Error>>
ApplicationAutoScalingClient::describe_scaling_policies(
    const DescribeScalingPoliciesRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "DescribeScalingPolicies", .body = encode(request), .deadline = deadline},
      decode_describe_scaling_policies);
}

asio::awaitable<Result<DescribeScalingActivitiesResponse, Error>>
ApplicationAutoScalingClient::describe_scaling_activities(
    const DescribeScalingActivitiesRequest& request, Instant deadline) {
  return connection_.call(
      {.operation = "DescribeScalingActivities", .body = encode(request), .deadline = deadline},
      decode_describe_scaling_activities);
}

}  // namespace sluice::aws
