#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/logs/logs.hpp"

namespace sluice::local {

/// How CloudWatch Logs words its validation errors.
[[nodiscard]] inline Input::Wording logs_wording() {
  return {.code = "InvalidParameterException"};
}

/// CloudWatch Logs: JSON 1.1, target prefix "Logs_20140328".
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::Logs>> logs_operations();

}  // namespace sluice::local
