#include "local/store/saved_document.hpp"
#include "world/events/event_bridge.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(InputTransformer, paths, input_template)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RuleTarget, id, arn, role_arn, input, input_path,
                                   input_transformer, dead_letter_arn, maximum_retry_attempts,
                                   maximum_event_age)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EventRule, name, schedule_expression, event_pattern, enabled,
                                   description, role_arn, scheduled_since, next, tags, targets)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EventBridgeState, rules)

}  // namespace sluice::world

namespace sluice::local {

std::unique_ptr<SavedComponent> saved(world::EventBridge& events, std::string place) {
  using Saved = SavedDocument<world::EventBridge, world::EventBridgeState>;
  return std::make_unique<Saved>(events, "events", std::move(place));
}

}  // namespace sluice::local
