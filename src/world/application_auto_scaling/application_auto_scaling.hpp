#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/application_auto_scaling/messages.hpp"
#include "world/application_auto_scaling/parameters.hpp"
#include "world/application_auto_scaling/state.hpp"
#include "world/cloudwatch/alarm.hpp"
#include "world/ecs/scalable_services.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"
#include "world/schedule/time_zone.hpp"

namespace sluice::world {

/// Application Auto Scaling for ECS services: it keeps the alarms of target
/// tracking policies, and when alarms or schedules call, changes desired counts.
/// What it is lent must outlive it.
///
/// The pages of its Describe operations point into its state, until the next change.
///
/// Cooldowns belong to the target: whichever policy starts one, it holds for all
/// of them, as long as the policy that started it says.
class ApplicationAutoScaling final : public AlarmActions {
 public:
  ApplicationAutoScaling(Location where, Identities& identities, Alarms& alarms,
                         ScalableServices& services, const TimeZones& zones,
                         ScalingParameters parameters = {});

  /// Creates or updates; pulls the service's desired count into the bounds at
  /// once. Gives the ScalableTargetARN.
  [[nodiscard]] Answer<std::string> register_scalable_target(
      const RegisterScalableTargetRequest& request, Instant now);
  [[nodiscard]] Answer<Page<const ScalableTarget*>> describe_scalable_targets(
      const DescribeScalableTargetsRequest& request) const;
  /// With its policies, their alarms and its scheduled actions.
  [[nodiscard]] Answer<void> deregister_scalable_target(const TargetKey& key, Instant now);

  [[nodiscard]] Answer<PutScalingPolicyResponse> put_scaling_policy(
      const PutScalingPolicyRequest& request, Instant now);
  [[nodiscard]] Answer<Page<const ScalingPolicy*>> describe_scaling_policies(
      const DescribeScalingPoliciesRequest& request) const;
  [[nodiscard]] Answer<void> delete_scaling_policy(const TargetKey& key, std::string_view name,
                                                   Instant now);
  /// The two alarms of a target tracking policy; a step policy has none of its own.
  [[nodiscard]] std::vector<PolicyAlarm> alarms_of(const ScalingPolicy& policy) const;

  [[nodiscard]] Answer<void> put_scheduled_action(const PutScheduledActionRequest& request,
                                                  Instant now);
  [[nodiscard]] Answer<Page<const ScheduledAction*>> describe_scheduled_actions(
      const DescribeScheduledActionsRequest& request) const;
  [[nodiscard]] Answer<void> delete_scheduled_action(const TargetKey& key, std::string_view name);

  /// Newest first, of the last six weeks.
  [[nodiscard]] Answer<Page<const ScalingActivity*>> describe_scaling_activities(
      const DescribeScalingActivitiesRequest& request, Instant now) const;

  [[nodiscard]] Answer<void> tag_resource(std::string_view arn, const ScalingTags& tags);
  [[nodiscard]] Answer<void> untag_resource(std::string_view arn,
                                            const std::vector<std::string>& keys);
  [[nodiscard]] Answer<ScalingTags> list_tags_for_resource(std::string_view arn) const;

  /// An alarm calls one of our policies; it is answered after the action delay.
  void act(const AlarmAction& action, Instant now) override;

  /// When something happens by itself next.
  [[nodiscard]] std::optional<Instant> due() const;
  /// Does what is due at or before `now`, in order of time.
  void run(Instant now);

  [[nodiscard]] const ApplicationAutoScalingState& state() const { return state_; }
  void restore(ApplicationAutoScalingState state, Instant now);
  /// One more with each change of the state.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  /// A scheduled action's time, or a change that wants to be looked at (no name).
  struct Appointment {
    Instant at;
    std::string resource_id;
    std::string scheduled_action = {};
    friend auto operator<=>(const Appointment&, const Appointment&) = default;
  };
  struct PolicyPlace {
    std::string resource_id;
    std::string name;
  };
  /// A policy that is called, and what it needs to decide.
  struct Occasion {
    ScalableTarget& target;
    ScalingPolicy& policy;
    const ServiceCapacity& capacity;
    const AlarmAction& action;
    Instant now;
  };
  /// A change of the desired count and why.
  struct Intent {
    std::int64_t to;
    std::string cause;
    ScalingDirection direction;
    Duration cooldown = {};
  };

  ScalableTarget* find_target(std::string_view resource_id);
  [[nodiscard]] const ScalableTarget* find_target_by_arn(std::string_view arn) const;
  void enforce_bounds(ScalableTarget& target, Instant now);
  [[nodiscard]] ScalableTarget new_target(const RegisterScalableTargetRequest& request,
                                          Instant now);

  [[nodiscard]] ScalingPolicy new_policy(const PutScalingPolicyRequest& request, PolicyType type,
                                         Instant now);
  [[nodiscard]] Answer<void> put_alarms(const ScalingPolicy& policy, const ScalableTarget& target,
                                        Instant now);
  void delete_alarms_of(const ScalingPolicy& policy, Instant now);

  /// REQUIRES: it is on the agenda, which it leaves.
  void keep(const Appointment& appointment);
  void plan(ScheduledAction& action, Instant after);
  void carry_out(const ScheduledAction& action, ScalableTarget& target, Instant now);

  void answer(const AlarmAction& action, Instant now);
  void track_out(const Occasion& occasion, const TargetTrackingConfiguration& config,
                 double metric);
  void track_in(const Occasion& occasion, const TargetTrackingConfiguration& config, double metric);
  [[nodiscard]] bool others_are_ready(const Occasion& occasion) const;
  /// The tasks that the alarm's datapoint is multiplied by.
  [[nodiscard]] std::int64_t multiplied_tasks(const Occasion& occasion) const;
  void step(const Occasion& occasion, const StepScalingConfiguration& config);
  void scale_out(const Occasion& occasion, std::int64_t want, Duration cooldown);
  void scale_in(const Occasion& occasion, std::int64_t want, Duration cooldown);
  void not_scaled(const Occasion& occasion, NotScaledReason reason);

  void note_running(ScalableTarget& target, std::int64_t count, Instant now) const;

  /// Whether the service took it.
  bool change_capacity(ScalableTarget& target, const Intent& intent, Instant now);
  void look_at_change(ScalableTarget& target, Instant now);
  void end_change(ScalableTarget& target, ActivityStatus status, std::string message, Instant now);

  std::uint64_t add_activity(ScalingActivity activity);
  ScalingActivity* find_activity(std::uint64_t sequence);
  void tell_service(const ScalableTarget& target, const ScalingActivity& activity, Instant now);

  Location where_;
  Identities& identities_;
  Alarms& alarms_;
  ScalableServices& services_;
  const TimeZones& zones_;
  ScalingParameters parameters_;
  ApplicationAutoScalingState state_;
  std::map<std::string, PolicyPlace, std::less<>> policies_by_arn_;
  std::set<Appointment> agenda_;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
