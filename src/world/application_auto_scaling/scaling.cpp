#include <algorithm>
#include <string>
#include <string_view>

#include "world/application_auto_scaling/application_auto_scaling.hpp"

namespace sluice::world {
namespace {

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html
constexpr std::int64_t default_cooldown = 300;

Duration cooldown_of(std::optional<std::int64_t> given) {
  return std::chrono::seconds{given.value_or(default_cooldown)};
}

std::string cause_of(const ScalingPolicy& policy, const AlarmAction& action) {
  std::string_view state = "ALARM";
  if (action.state == AlarmState::ok) state = "OK";
  if (action.state == AlarmState::insufficient_data) state = "INSUFFICIENT_DATA";
  // By hand: alarms call each minute, and a format string is read anew each time.
  std::string cause;
  cause.reserve(128 + action.alarm_name.size() + policy.name.size());
  cause.append("monitor alarm ").append(action.alarm_name);
  cause.append(" in state ").append(state).append(" triggered policy ").append(policy.name);
  return cause;
}

/// The scale-out that is going on or was so lately that what it added counts; null
/// where there is none.
const ScaleOutCredit* credit_of(const ScalableTarget& target, Instant now) {
  if (!target.scale_out) return nullptr;
  const ScaleOutCredit& credit = *target.scale_out;
  return !credit.until || now < *credit.until ? &credit : nullptr;
}

/// Whether it tracks a target and may remove capacity.
bool scales_in(const ScalingPolicy& policy) {
  const TargetTrackingConfiguration* const config = policy.target_tracking();
  return config != nullptr && !config->disable_scale_in.value_or(false);
}

/// Whether a scale-in is going on or was done too lately for another one.
bool scale_in_is_blocked(const ScalableTarget& target, Instant now) {
  const bool going_on = target.change && target.change->direction == ScalingDirection::in;
  return going_on || (target.scale_in_blocked_until && now < *target.scale_in_blocked_until);
}

}  // namespace

void ApplicationAutoScaling::answer(const AlarmAction& action, Instant now) {
  const std::string_view called = action.action;
  const std::string_view policy_arn = called.substr(0, called.find(":createdBy/"));
  const auto place = policies_by_arn_.find(policy_arn);
  if (place == policies_by_arn_.end()) return;
  ScalableTarget& target = *find_target(place->second.resource_id);
  ScalingPolicy& policy = target.policies.find(place->second.name)->second;
  const auto capacity = services_.capacity(target.cluster, target.service);
  if (!capacity) return;
  note_running(target, capacity->running, now);
  const Occasion occasion{
      .target = target, .policy = policy, .capacity = *capacity, .action = action, .now = now};
  if (const StepScalingConfiguration* const config = policy.step_scaling(); config != nullptr)
    step(occasion, *config);
  const TargetTrackingConfiguration* const config = policy.target_tracking();

  const auto metric = deciding_value(action.recent_datapoints, parameters_.datapoint);
  if (config == nullptr || !metric || action.state != AlarmState::alarm) return;
  if (action.alarm_name == policy.high_alarm) track_out(occasion, *config, *metric);
  if (action.alarm_name == policy.low_alarm) track_in(occasion, *config, *metric);
}

void ApplicationAutoScaling::track_out(const Occasion& occasion,
                                       const TargetTrackingConfiguration& config, double metric) {
  const std::int64_t want = scale_out_count(multiplied_tasks(occasion),
                                            {.metric = metric, .target = config.target_value});
  scale_out(occasion, want, cooldown_of(config.scale_out_cooldown));
}

void ApplicationAutoScaling::track_in(const Occasion& occasion,
                                      const TargetTrackingConfiguration& config, double metric) {
  occasion.policy.low_metric = metric;
  if (config.disable_scale_in.value_or(false) || !others_are_ready(occasion)) return;
  // Several policies: "the policy that provides the largest capacity" decides.
  std::int64_t want = 0;
  bool safe = true;
  for (const auto& [name, policy] : occasion.target.policies) {
    if (!scales_in(policy)) continue;

    const Tracking tracking{.metric = policy.low_metric.value_or(metric),
                            .target = policy.target_tracking()->target_value};
    safe = safe && scale_in_is_safe(tracking, parameters_);
    want = std::max({want, scale_in_count(occasion.capacity.running, tracking, parameters_),
                     scale_out_count(multiplied_tasks(occasion), tracking)});
  }
  if (!safe) {
    not_scaled(occasion, {.code = "AutoScalingAnticipatedFlapping"});
    return;
  }
  scale_in(occasion, want, cooldown_of(config.scale_in_cooldown));
}

/// "It removes capacity only if all of the target tracking policies with scale-in
/// enabled are ready to scale in":
/// https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
bool ApplicationAutoScaling::others_are_ready(const Occasion& occasion) const {
  return std::ranges::all_of(occasion.target.policies, [&](const auto& entry) {
    const ScalingPolicy& policy = entry.second;
    if (&policy == &occasion.policy || !scales_in(policy)) return true;

    return policy.low_metric && alarms_.alarm_state(policy.low_alarm) == AlarmState::alarm;
  });
}

void ApplicationAutoScaling::note_running(ScalableTarget& target, std::int64_t count,
                                          Instant now) const {
  std::deque<RunningTasks>& seen = target.running;
  if (seen.empty() || seen.back().count != count) seen.push_back({.since = now, .count = count});
  // The first that is kept says what ran when the time that is remembered began.
  while (seen.size() > 1 && seen[1].since + parameters_.tasks_kept_for <= now) seen.pop_front();
}

std::int64_t ApplicationAutoScaling::multiplied_tasks(const Occasion& occasion) const {
  const std::int64_t now = occasion.capacity.running;
  const auto began = occasion.action.newest_began;
  const std::deque<RunningTasks>& seen = occasion.target.running;
  if (parameters_.multiplied == MultipliedTasks::of_the_decision || !began || seen.empty())
    return now;
  const auto later =
      std::ranges::find_if(seen, [&](const RunningTasks& tasks) { return tasks.since > *began; });
  // What is older than all that was seen is taken for the first of it.
  return later == seen.begin() ? later->count : std::prev(later)->count;
}

void ApplicationAutoScaling::step(const Occasion& occasion,
                                  const StepScalingConfiguration& config) {
  const auto metric = aggregate(occasion.action.recent_datapoints,
                                config.metric_aggregation.value_or(MetricAggregation::average));
  if (!metric) return;
  const StepAdjustment* const found =
      step_for(config.step_adjustments, *metric - occasion.action.threshold);
  if (found == nullptr) return;
  const StepRule rule{.type = config.adjustment_type,
                      .min_adjustment_magnitude = config.min_adjustment_magnitude};
  const std::int64_t running = occasion.capacity.running;
  const Duration cooldown = cooldown_of(config.cooldown);
  const std::int64_t want = stepped_count(running, found->scaling_adjustment, rule);
  if (want < running) scale_in(occasion, want, cooldown);
  if (want <= running) return;
  // What the scale-out before added is part of what this one adds.
  const ScaleOutCredit* const credit = credit_of(occasion.target, occasion.now);
  const std::int64_t from = credit != nullptr ? credit->from : running;

  scale_out(occasion, stepped_count(from, found->scaling_adjustment, rule), cooldown);
}

void ApplicationAutoScaling::scale_out(const Occasion& occasion, std::int64_t want,
                                       Duration cooldown) {
  ScalableTarget& target = occasion.target;
  const std::int64_t desired = occasion.capacity.desired;
  if (target.suspended.dynamic_scaling_out) return;
  const std::int64_t to = target.bounds.clamp(want);
  if (to <= desired) {
    const bool at_max = desired >= target.bounds.max;
    not_scaled(
        occasion,
        at_max ? NotScaledReason{.code = "AlreadyAtMaxCapacity", .max_capacity = target.bounds.max}
               : NotScaledReason{.code = "AlreadyAtDesiredCapacity", .current_capacity = desired});
    return;
  }
  const ScaleOutCredit* const credit = credit_of(target, occasion.now);
  if (credit != nullptr && to <= credit->to) return;
  const std::int64_t from = credit != nullptr ? credit->from : occasion.capacity.running;

  const bool changed = change_capacity(target,
                                       {.to = to,
                                        .cause = cause_of(occasion.policy, occasion.action),
                                        .direction = ScalingDirection::out,
                                        .cooldown = cooldown},
                                       occasion.now);
  if (!changed) return;
  // "the cooldown period for the scale-in activity stops and doesn't complete"
  target.scale_in_blocked_until.reset();
  target.scale_out = ScaleOutCredit{.from = from, .to = to};
}

void ApplicationAutoScaling::scale_in(const Occasion& occasion, std::int64_t want,
                                      Duration cooldown) {
  ScalableTarget& target = occasion.target;
  const std::int64_t desired = occasion.capacity.desired;
  if (target.suspended.dynamic_scaling_in || scale_in_is_blocked(target, occasion.now)) return;
  if (occasion.capacity.deployment_in_progress) {
    not_scaled(occasion, {.code = "TargetServicePutResourceAsUnscalable"});
    return;
  }
  const std::int64_t to = target.bounds.clamp(want);
  if (to >= desired) {
    const bool at_min = desired <= target.bounds.min;
    not_scaled(
        occasion,
        at_min ? NotScaledReason{.code = "AlreadyAtMinCapacity", .min_capacity = target.bounds.min}
               : NotScaledReason{.code = "AlreadyAtDesiredCapacity", .current_capacity = desired});
    return;
  }
  change_capacity(target,
                  {.to = to,
                   .cause = cause_of(occasion.policy, occasion.action),
                   .direction = ScalingDirection::in,
                   .cooldown = cooldown},
                  occasion.now);
}

void ApplicationAutoScaling::not_scaled(const Occasion& occasion, NotScaledReason reason) {
  std::string cause = cause_of(occasion.policy, occasion.action);
  ScalingActivity* const last =
      occasion.policy.not_scaled ? find_activity(*occasion.policy.not_scaled) : nullptr;
  // An alarm calls each minute: the same reason again is the same activity, lasting.
  if (last != nullptr && last->cause == cause && last->not_scaled_reasons.front() == reason) {
    last->end = occasion.now;
    return;
  }
  occasion.policy.not_scaled =
      add_activity({.sequence = 0,
                    .id = {},
                    .resource_id = occasion.target.resource_id,
                    .description = "Attempting to scale due to alarm triggered",
                    .cause = std::move(cause),
                    .start = occasion.now,
                    .end = occasion.now,
                    .status = ActivityStatus::failed,
                    .not_scaled_reasons = {std::move(reason)}});
}

}  // namespace sluice::world
