#pragma once

#include <string>
#include <string_view>

#include "aws/application_auto_scaling/messages.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// Requests as Application Auto Scaling's JSON protocol writes them.
[[nodiscard]] std::string encode(const DescribeScalableTargetsRequest& request);
[[nodiscard]] std::string encode(const DescribeScalingPoliciesRequest& request);
[[nodiscard]] std::string encode(const DescribeScalingActivitiesRequest& request);

/// Answers of Application Auto Scaling's JSON protocol. The error says what is
/// missing.
[[nodiscard]] Result<DescribeScalableTargetsResponse, std::string> decode_describe_scalable_targets(
    std::string_view body);
[[nodiscard]] Result<DescribeScalingPoliciesResponse, std::string> decode_describe_scaling_policies(
    std::string_view body);
[[nodiscard]] Result<DescribeScalingActivitiesResponse, std::string>
decode_describe_scaling_activities(std::string_view body);

}  // namespace sluice::aws
