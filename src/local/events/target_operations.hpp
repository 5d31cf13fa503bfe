#pragma once

#include "local/operation.hpp"
#include "world/events/event_bridge.hpp"

namespace sluice::local {

/// Reads EventBusName: the default bus, by name or ARN, is the only one.
void read_event_bus(const world::EventBridge& bridge, Input& input,
                    std::string_view member = "EventBusName");
/// Reads NextToken and Limit.
[[nodiscard]] world::Paging read_paging(Input& input);

/// The operations on targets, and PutEvents.
Output put_targets(world::EventBridge& bridge, Input& input, const Call& call);
Output list_targets_by_rule(world::EventBridge& bridge, Input& input, const Call& call);
Output remove_targets(world::EventBridge& bridge, Input& input, const Call& call);
Output list_rule_names_by_target(world::EventBridge& bridge, Input& input, const Call& call);
Output put_events(world::EventBridge& bridge, Input& input, const Call& call);

}  // namespace sluice::local
