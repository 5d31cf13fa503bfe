#pragma once

#include "aws/application_auto_scaling/messages.hpp"
#include "aws/connection.hpp"

namespace sluice::aws {

/// AWS Application Auto Scaling.
class ApplicationAutoScalingClient {
 public:
  explicit ApplicationAutoScalingClient(Connection connection)
      : connection_{std::move(connection)} {}

  asio::awaitable<Result<DescribeScalableTargetsResponse, Error>> describe_scalable_targets(
      const DescribeScalableTargetsRequest& request, Instant deadline);
  asio::awaitable<Result<DescribeScalingActivitiesResponse, Error>> describe_scaling_activities(
      const DescribeScalingActivitiesRequest& request, Instant deadline);
  asio::awaitable<Result<DescribeScalingPoliciesResponse, Error>> describe_scaling_policies(
      const DescribeScalingPoliciesRequest& request, Instant deadline);

 private:
  Connection connection_;
};

}  // namespace sluice::aws
