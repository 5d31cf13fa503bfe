#include "local/store/alarm_fields.hpp"
#include "local/store/saved_document.hpp"
#include "world/application_auto_scaling/application_auto_scaling.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CapacityBounds, min, max)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StepAdjustment, lower_bound, upper_bound, scaling_adjustment)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SuspendedState, dynamic_scaling_in, dynamic_scaling_out,
                                   scheduled_scaling)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PredefinedMetric, type, resource_label)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CustomizedMetric, metric_stat, metrics)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TargetTrackingConfiguration, target_value, predefined_metric,
                                   customized_metric, scale_out_cooldown, scale_in_cooldown,
                                   disable_scale_in)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StepScalingConfiguration, adjustment_type, step_adjustments,
                                   min_adjustment_magnitude, cooldown, metric_aggregation)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScalingPolicy, name, arn, resource_id, configuration,
                                   alarm_action, high_alarm, low_alarm, created, low_metric,
                                   not_scaled)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScalableTargetAction, min_capacity, max_capacity)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScheduledAction, name, arn, resource_id, schedule, timezone,
                                   start_time, end_time, action, created, next)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CapacityChange, activity, to, direction, cooldown, started,
                                   poll_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScaleOutCredit, from, to, until)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunningTasks, since, count)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScalableTarget, resource_id, cluster, service, arn, role_arn,
                                   bounds, suspended, created, tags, policies, scheduled_actions,
                                   change, scale_out, scale_in_blocked_until, running)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NotScaledReason, code, max_capacity, min_capacity,
                                   current_capacity)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScalingActivity, sequence, id, resource_id, description, cause,
                                   start, end, status, status_message, not_scaled_reasons)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AlarmAction, action, alarm_name, state, threshold,
                                   recent_datapoints, newest_began)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PendingAlarmAction, due, action)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ApplicationAutoScalingState, targets, activities, next_sequence,
                                   alarm_actions)

}  // namespace sluice::world

namespace sluice::local {

std::unique_ptr<SavedComponent> saved(world::ApplicationAutoScaling& scaling, std::string place) {
  using Saved = SavedDocument<world::ApplicationAutoScaling, world::ApplicationAutoScalingState>;
  return std::make_unique<Saved>(scaling, "application-autoscaling", std::move(place));
}

}  // namespace sluice::local
