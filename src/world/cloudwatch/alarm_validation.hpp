#pragma once

#include <optional>

#include "world/cloudwatch/alarm.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// What PutMetricAlarm finds wrong with an alarm; nothing where all is well.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
[[nodiscard]] std::optional<Refusal> wrong_with(const AlarmConfiguration& alarm);

}  // namespace sluice::world
