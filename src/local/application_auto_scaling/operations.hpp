#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/application_auto_scaling/application_auto_scaling.hpp"

namespace sluice::local {

/// The operations of Application Auto Scaling that are modelled: all but
/// GetPredictiveScalingForecast.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::ApplicationAutoScaling>>
application_auto_scaling_operations();

}  // namespace sluice::local
