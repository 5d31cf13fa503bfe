#pragma once

#include <nlohmann/json.hpp>

#include "world/refusal.hpp"

namespace sluice::local {

/// A JSON document whose members keep their order, as events do.
using EventJson = nlohmann::ordered_json;

/// Whether an event pattern is right, and of what we model: literals, prefix,
/// suffix, exists, numeric, anything-but, equals-ignore-case.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
[[nodiscard]] world::Answer<void> check_event_pattern(const EventJson& pattern);

/// Whether `event` is what a checked pattern asks for.
[[nodiscard]] bool matches_pattern(const EventJson& pattern, const EventJson& event);

}  // namespace sluice::local
