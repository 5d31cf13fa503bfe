#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "world/application_auto_scaling/messages.hpp"
#include "world/cloudwatch/alarm.hpp"

namespace sluice::world {

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingPolicy.html
struct ScalingPolicy {
  std::string name;
  std::string arn;
  std::string resource_id;
  std::variant<TargetTrackingConfiguration, StepScalingConfiguration> configuration;
  /// Of target tracking: "<arn>:createdBy/<uuid>", what its alarms call.
  std::string alarm_action = {};
  std::string high_alarm = {};  ///< names
  std::string low_alarm = {};
  Instant created;
  /// The metric by which its low alarm last asked for less.
  std::optional<double> low_metric = {};
  /// The activity that says why it did not scale, while the reason stays.
  std::optional<std::uint64_t> not_scaled = {};

  /// Null where it is of the other type.
  [[nodiscard]] const TargetTrackingConfiguration* target_tracking() const {
    return std::get_if<TargetTrackingConfiguration>(&configuration);
  }
  [[nodiscard]] const StepScalingConfiguration* step_scaling() const {
    return std::get_if<StepScalingConfiguration>(&configuration);
  }
  [[nodiscard]] PolicyType type() const {
    return step_scaling() != nullptr ? PolicyType::step_scaling : PolicyType::target_tracking;
  }
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScheduledAction.html
struct ScheduledAction {
  std::string name;
  std::string arn;
  std::string resource_id;
  std::string schedule;
  std::optional<std::string> timezone = {};
  std::optional<Instant> start_time = {};
  std::optional<Instant> end_time = {};
  ScalableTargetAction action;
  Instant created;
  std::optional<Instant> next = {};
};

/// Which cooldown a change of capacity starts when it is done.
enum class ScalingDirection { out, in, bounds };

/// A change that the service was told and has not reached.
struct CapacityChange {
  std::uint64_t activity;
  std::int64_t to;
  ScalingDirection direction;
  Duration cooldown;
  Instant started;
  Instant poll_at;
};

/// A scale-out whose cooldown is not over: what it added counts for the next one.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html#step-scaling-cooldown
struct ScaleOutCredit {
  std::int64_t from;
  std::int64_t to;
  std::optional<Instant> until = {};  ///< empty: the scale-out is not done yet
};

/// From this moment on so many tasks were seen running.
struct RunningTasks {
  Instant since;
  std::int64_t count;
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTarget.html
struct ScalableTarget {
  std::string resource_id;
  std::string cluster;
  std::string service;
  std::string arn;
  std::string role_arn;
  CapacityBounds bounds;
  SuspendedState suspended = {};
  Instant created;
  ScalingTags tags = {};
  std::map<std::string, ScalingPolicy, std::less<>> policies = {};
  std::map<std::string, ScheduledAction, std::less<>> scheduled_actions = {};

  std::optional<CapacityChange> change = {};
  std::optional<ScaleOutCredit> scale_out = {};
  std::optional<Instant> scale_in_blocked_until = {};
  /// Oldest first; what was seen of the last half hour.
  std::deque<RunningTasks> running = {};
};

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_NotScaledReason.html
struct NotScaledReason {
  std::string code;
  std::optional<std::int64_t> max_capacity = {};
  std::optional<std::int64_t> min_capacity = {};
  std::optional<std::int64_t> current_capacity = {};
  friend bool operator==(const NotScaledReason&, const NotScaledReason&) = default;
};

/// The StatusCode of an activity.
enum class ActivityStatus { pending, in_progress, successful, overridden, unfulfilled, failed };

/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingActivity.html
struct ScalingActivity {
  std::uint64_t sequence;  ///< one more than the activity before
  std::string id;
  std::string resource_id;
  std::string description;
  std::string cause;
  Instant start;
  std::optional<Instant> end = {};
  ActivityStatus status;
  std::string status_message = {};
  std::vector<NotScaledReason> not_scaled_reasons = {};  ///< set: it is a not scaled activity
};

/// An alarm's call that has not been answered yet.
struct PendingAlarmAction {
  Instant due;
  AlarmAction action;
};

/// Everything that Application Auto Scaling remembers.
struct ApplicationAutoScalingState {
  std::map<std::string, ScalableTarget, std::less<>> targets = {};  ///< by resource id
  std::deque<ScalingActivity> activities = {};                      ///< oldest first
  std::uint64_t next_sequence = 0;
  std::deque<PendingAlarmAction> alarm_actions = {};  ///< soonest first
};

}  // namespace sluice::world
