#include <fmt/format.h>

#include <algorithm>

#include "world/application_auto_scaling/application_auto_scaling.hpp"
#include "world/application_auto_scaling/validation.hpp"
#include "world/schedule/schedule.hpp"

namespace sluice::world {
namespace {

// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html
constexpr std::size_t most_actions = 200;

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScheduledAction.html
bool is_action_name(std::string_view name) {
  constexpr std::size_t longest = 256;
  const bool outer_blanks = name.starts_with(' ') || name.ends_with(' ');
  const auto forbidden = [](char c) {
    return (c >= '\0' && c < ' ') || c == '\x7f' || c == ':' || c == '/' || c == '|';
  };
  return !name.empty() && name.size() <= longest && !outer_blanks &&
         std::ranges::none_of(name, forbidden);
}

Answer<void> check_capacity_change(const ScalableTargetAction& action) {
  if (!action.min_capacity && !action.max_capacity)
    return invalid("At least one of minimum capacity and maximum capacity should be provided");
  return check_capacities(action.min_capacity, action.max_capacity);
}

Answer<void> check_times(const PutScheduledActionRequest& request) {
  if (request.start_time && request.end_time && *request.start_time >= *request.end_time)
    return invalid("Start time must be before end time");
  return {};
}

Answer<void> check_action(const PutScheduledActionRequest& request, const TimeZones& zones) {
  if (!is_action_name(request.name))
    return invalid(
        fmt::format("1 validation error detected: Value '{}' at 'scheduledActionName' "
                    "failed to satisfy constraint: Member must satisfy regular "
                    "expression pattern: (?!((^[ ]+.*)|(.*([\\u0000-\\u001f]|"
                    "[\\u007f-\\u009f]|[:/|])+.*)|(.*[ ]+$))).+",
                    request.name));
  if (request.action)
    if (auto checked = check_capacity_change(*request.action); !checked) return checked;
  if (request.schedule) {
    const auto schedule = parse_scaling_schedule(*request.schedule);
    if (!schedule) return Failure{schedule.error()};
  }
  if (request.timezone && !find_time_zone(zones, *request.timezone))
    return invalid(fmt::format("Invalid timezone: {}", *request.timezone));
  return check_times(request);
}

}  // namespace

Answer<void> ApplicationAutoScaling::put_scheduled_action(const PutScheduledActionRequest& request,
                                                          Instant now) {
  if (auto checked = check_target(request.target); !checked) return checked;
  if (auto checked = check_action(request, zones_); !checked) return checked;
  ScalableTarget* const target = find_target(request.target.resource_id);
  if (target == nullptr) return no_target(request.target);
  auto existing = target->scheduled_actions.find(request.name);
  if (existing == target->scheduled_actions.end()) {
    if (!request.schedule) return invalid("Schedule must be specified for a new scheduled action");
    if (!request.action)
      return invalid("ScalableTargetAction must be specified for a new scheduled action");
    if (target->scheduled_actions.size() >= most_actions)
      return refuse(
          "LimitExceededException",
          fmt::format("A scalable target may have at most {} scheduled actions", most_actions));
    ScheduledAction action{
        .name = request.name,
        .arn = arn(where_, "autoscaling",
                   fmt::format("scheduledAction:{}:resource/ecs/{}:scheduledActionName/{}",
                               identities_.uuid(), target->resource_id, request.name)),
        .resource_id = target->resource_id,
        .schedule = *request.schedule,
        .action = *request.action,
        .created = now};
    existing = target->scheduled_actions.emplace(request.name, std::move(action)).first;
  }
  ScheduledAction& action = existing->second;
  action.schedule = request.schedule.value_or(action.schedule);
  action.action = request.action.value_or(action.action);
  if (request.timezone) action.timezone = request.timezone;
  action.start_time = request.start_time;
  action.end_time = request.end_time;
  plan(action, now);
  ++revision_;
  return {};
}

void ApplicationAutoScaling::plan(ScheduledAction& action, Instant after) {
  if (action.next) agenda_.erase({*action.next, action.resource_id, action.name});
  action.next.reset();
  const auto schedule = parse_scaling_schedule(action.schedule);
  const auto zone = find_time_zone(zones_, action.timezone.value_or("UTC"));
  if (!schedule || !zone) return;
  constexpr Duration instant_before{1};
  const Instant from =
      action.start_time ? std::max(after, *action.start_time - instant_before) : after;
  action.next = next_after(*schedule, from, {.created = action.created, .zone = *zone});
  if (action.next && action.end_time && *action.next > *action.end_time) action.next.reset();
  if (action.next) agenda_.insert({*action.next, action.resource_id, action.name});
}

void ApplicationAutoScaling::carry_out(const ScheduledAction& action, ScalableTarget& target,
                                       Instant now) {
  if (target.suspended.scheduled_scaling) return;
  const CapacityBounds bounds{.min = action.action.min_capacity.value_or(target.bounds.min),
                              .max = action.action.max_capacity.value_or(target.bounds.max)};
  const auto checked = check_capacities(bounds.min, bounds.max);
  const std::string what =
      fmt::format("min capacity to {} and max capacity to {}", bounds.min, bounds.max);
  add_activity({.sequence = 0,
                .id = {},
                .resource_id = target.resource_id,
                .description = fmt::format("Setting {}", what),
                .cause = fmt::format("scheduled action name {} was triggered", action.name),
                .start = now,
                .end = now,
                .status = checked ? ActivityStatus::successful : ActivityStatus::failed,
                .status_message = checked ? fmt::format("Successfully set {}", what)
                                          : fmt::format("Failed to set {}. Reason: {}", what,
                                                        checked.error().message)});
  if (!checked) return;
  target.bounds = bounds;
  enforce_bounds(target, now);
}

Answer<Page<const ScheduledAction*>> ApplicationAutoScaling::describe_scheduled_actions(
    const DescribeScheduledActionsRequest& request) const {
  if (auto checked = check_filter(request.target); !checked) return Failure{checked.error()};
  std::vector<const ScheduledAction*> found;
  for (const auto& [id, target] : state_.targets) {
    if (!request.target.resource_id.empty() && id != request.target.resource_id) continue;
    for (const auto& [name, action] : target.scheduled_actions) {
      const bool named =
          request.names.empty() || std::ranges::find(request.names, name) != request.names.end();
      if (named) found.push_back(&action);
    }
  }
  return page_of(found, request.page);
}

Answer<void> ApplicationAutoScaling::delete_scheduled_action(const TargetKey& key,
                                                             std::string_view name) {
  if (auto checked = check_target(key); !checked) return checked;
  const MissingThing missing{
      .kind = "scheduled action", .label = "scheduled action name", .name = name};
  ScalableTarget* const target = find_target(key.resource_id);
  if (target == nullptr) return not_found(key, missing);
  const auto found = target->scheduled_actions.find(name);
  if (found == target->scheduled_actions.end()) return not_found(key, missing);
  const ScheduledAction& action = found->second;
  if (action.next) agenda_.erase({*action.next, action.resource_id, action.name});
  target->scheduled_actions.erase(found);
  ++revision_;
  return {};
}

}  // namespace sluice::world
