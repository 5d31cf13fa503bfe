#include "world/application_auto_scaling/application_auto_scaling.hpp"

#include <algorithm>
#include <utility>

namespace sluice::world {

ApplicationAutoScaling::ApplicationAutoScaling(Location where, Identities& identities,
                                               Alarms& alarms, ScalableServices& services,
                                               const TimeZones& zones, ScalingParameters parameters)
    : where_{std::move(where)},
      identities_{identities},
      alarms_{alarms},
      services_{services},
      zones_{zones},
      parameters_{parameters} {}

void ApplicationAutoScaling::act(const AlarmAction& action, Instant now) {
  state_.alarm_actions.push_back({.due = now + parameters_.action_delay, .action = action});
  ++revision_;
}

std::optional<Instant> ApplicationAutoScaling::due() const {
  std::optional<Instant> soonest;
  if (!state_.alarm_actions.empty()) soonest = state_.alarm_actions.front().due;
  if (!agenda_.empty() && (!soonest || agenda_.begin()->at < *soonest))
    soonest = agenda_.begin()->at;
  return soonest;
}

void ApplicationAutoScaling::run(Instant now) {
  for (auto next = due(); next && *next <= now; next = due()) {
    ++revision_;
    const bool is_alarm =
        !state_.alarm_actions.empty() && state_.alarm_actions.front().due == *next;
    if (is_alarm) {
      const AlarmAction action = std::move(state_.alarm_actions.front().action);
      state_.alarm_actions.pop_front();
      answer(action, *next);
    } else {
      const Appointment appointment = *agenda_.begin();
      keep(appointment);
    }
  }
}

void ApplicationAutoScaling::keep(const Appointment& appointment) {
  const Instant at = appointment.at;
  ScalableTarget& target = *find_target(appointment.resource_id);
  if (appointment.scheduled_action.empty()) {
    look_at_change(target, at);
    return;
  }
  ScheduledAction& action = target.scheduled_actions.find(appointment.scheduled_action)->second;
  plan(action, at);  // ends the appointment
  carry_out(action, target, at);
}

void ApplicationAutoScaling::restore(ApplicationAutoScalingState state, Instant) {
  state_ = std::move(state);
  agenda_.clear();
  policies_by_arn_.clear();
  for (const auto& [id, target] : state_.targets) {
    for (const auto& [name, policy] : target.policies)
      policies_by_arn_[policy.arn] = {.resource_id = id, .name = name};
    for (const auto& [name, action] : target.scheduled_actions)
      if (action.next) agenda_.insert({*action.next, id, name});
    if (target.change) agenda_.insert({target.change->poll_at, id});
  }
  ++revision_;
}

}  // namespace sluice::world
