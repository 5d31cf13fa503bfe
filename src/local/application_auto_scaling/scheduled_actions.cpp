#include <nlohmann/json.hpp>

#include "local/application_auto_scaling/handlers.hpp"
#include "local/application_auto_scaling/parts.hpp"

namespace sluice::local::scaling {
namespace {

constexpr std::int64_t most_on_a_page = 50;

std::optional<world::ScalableTargetAction> read_action(Input& input) {
  auto action = input.structure("ScalableTargetAction");
  if (!action) return std::nullopt;
  return world::ScalableTargetAction{.min_capacity = action->integer("MinCapacity"),
                                     .max_capacity = action->integer("MaxCapacity")};
}

Json write_scheduled_action(const world::ScheduledAction& action) {
  Json output = of_target(action.resource_id);
  output["ScheduledActionName"] = action.name;
  output["ScheduledActionARN"] = action.arn;
  output["Schedule"] = action.schedule;
  set(output, "Timezone", action.timezone);
  if (action.start_time) output["StartTime"] = timestamp(*action.start_time);
  if (action.end_time) output["EndTime"] = timestamp(*action.end_time);
  output["ScalableTargetAction"] =
      write_capacities(action.action.min_capacity, action.action.max_capacity);
  output["CreationTime"] = timestamp(action.created);
  return output;
}

}  // namespace

Output put_scheduled_action(Component& scaling, Input& input, const Call& call) {
  const world::PutScheduledActionRequest request{.target = read_target(input),
                                                 .name = input.required_text("ScheduledActionName"),
                                                 .schedule = input.text("Schedule"),
                                                 .timezone = input.text("Timezone"),
                                                 .start_time = input.instant("StartTime"),
                                                 .end_time = input.instant("EndTime"),
                                                 .action = read_action(input)};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return done(scaling.put_scheduled_action(request, call.now));
}

Output describe_scheduled_actions(Component& scaling, Input& input, const Call&) {
  const world::DescribeScheduledActionsRequest request{.target = read_filter(input),
                                                       .names = input.texts("ScheduledActionNames"),
                                                       .page = read_page(input, most_on_a_page)};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return write_page(scaling.describe_scheduled_actions(request), "ScheduledActions",
                    write_scheduled_action);
}

Output delete_scheduled_action(Component& scaling, Input& input, const Call&) {
  const world::TargetKey target = read_target(input);
  const std::string name = input.required_text("ScheduledActionName");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return done(scaling.delete_scheduled_action(target, name));
}

}  // namespace sluice::local::scaling
