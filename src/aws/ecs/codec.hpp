#pragma once

#include <string>
#include <string_view>

#include "aws/ecs/messages.hpp"
#include "base/result.hpp"

namespace sluice::aws {

/// The request as ECS's JSON protocol writes it.
[[nodiscard]] std::string encode(const DescribeServicesRequest& request);

/// The answer of ECS's JSON protocol. A service without one of its counts is
/// an error: a missing number is not zero.
[[nodiscard]] Result<DescribeServicesResponse, std::string> decode_describe_services(
    std::string_view body);

}  // namespace sluice::aws
