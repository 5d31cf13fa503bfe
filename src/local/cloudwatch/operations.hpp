#pragma once

#include <span>
#include <string_view>

#include "local/operation.hpp"
#include "world/cloudwatch/cloudwatch.hpp"

namespace sluice::local {

/// CloudWatch's operations, as far as they are modelled.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::CloudWatch>> cloudwatch_operations();

/// The members of outputs that are times, or lists of them: CBOR and Query write
/// them in their own ways.
[[nodiscard]] std::span<const std::string_view> cloudwatch_times();

}  // namespace sluice::local
