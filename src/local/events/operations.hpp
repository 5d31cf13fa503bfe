#pragma once

#include <span>

#include "local/operation.hpp"
#include "world/events/event_bridge.hpp"

namespace sluice::local {

/// EventBridge: JSON 1.1, target prefix "AWSEvents".
/// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
[[nodiscard]] std::span<const Operation<world::EventBridge>> events_operations();

}  // namespace sluice::local
