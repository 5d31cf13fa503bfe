#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "support/scaling_fakes.hpp"
#include "world/application_auto_scaling/application_auto_scaling.hpp"

namespace sluice::world {

/// Application Auto Scaling with fakes around it, and a hand on the alarms.
struct ScalingLoop {
  explicit ScalingLoop(ScalingParameters parameters = {})
      : scaling{Location{}, identities, alarms, services, zones, parameters} {}

  Instant now = parse_iso8601("2024-12-26T09:00:00Z").value();
  Random random{1};
  Identities identities{random};
  FakeAlarms alarms;
  FakeServices services;
  NoTimeZones zones;
  ApplicationAutoScaling scaling;

  static TargetKey key() { return {"ecs", "service/orders/worker", "ecs:service:DesiredCount"}; }

  void pass(Duration time) {
    const Instant end = now + time;
    for (auto due = scaling.due(); due && *due <= end; due = scaling.due()) {
      EXPECT_GE(*due, now);
      now = *due;
      scaling.run(now);
    }
    now = end;
  }

  void register_target(std::int64_t min, std::int64_t max) {
    EXPECT_TRUE(scaling.register_scalable_target(
        {.target = key(), .min_capacity = min, .max_capacity = max}, now));
  }

  static PutScalingPolicyRequest tracking(const std::string& name, double target) {
    const MetricStat stat{.metric = {"ECS/CustomMetrics", name, {{"ClusterName", "orders"}}},
                          .period = std::chrono::minutes{1},
                          .stat = "Average"};
    return {
        .target = key(),
        .policy_name = name,
        .policy_type = PolicyType::target_tracking,
        .target_tracking = TargetTrackingConfiguration{
            .target_value = target, .customized_metric = CustomizedMetric{.metric_stat = stat}}};
  }

  void track(const std::string& name, double target) { put(tracking(name, target)); }
  void put(const PutScalingPolicyRequest& request) {
    const auto answer = scaling.put_scaling_policy(request, now);
    ASSERT_TRUE(answer) << answer.error().message;
  }

  void steps(const std::string& name, const StepScalingConfiguration& config) {
    put({.target = key(),
         .policy_name = name,
         .policy_type = PolicyType::step_scaling,
         .step_scaling = config});
  }

  [[nodiscard]] const ScalingPolicy& policy(const std::string& name) const {
    return scaling.state().targets.at(key().resource_id).policies.at(name);
  }

  /// The policy's high alarm calls with this metric, and is answered.
  void high(const std::string& name, double metric) {
    call(policy(name).alarm_action, policy(name).high_alarm, metric, 20);
  }
  void low(const std::string& name, double metric) {
    alarms.states[policy(name).low_alarm] = AlarmState::alarm;
    call(policy(name).alarm_action, policy(name).low_alarm, metric, 18);
  }
  /// An alarm that the user made calls a step policy.
  void step(const std::string& name, double metric, double threshold) {
    call(policy(name).arn, "mine", metric, threshold);
  }
  void call(const std::string& action, const std::string& alarm, double metric, double threshold) {
    scaling.act({.action = action,
                 .alarm_name = alarm,
                 .state = AlarmState::alarm,
                 .threshold = threshold,
                 .recent_datapoints = {metric, metric, metric},
                 .newest_began = newest_began},
                now);
    pass(std::chrono::seconds{1});
  }

  /// Of the datapoints that alarms call with; nothing: they do not say.
  std::optional<Instant> newest_began = {};

  /// Newest first.
  [[nodiscard]] std::vector<ScalingActivity> activities(bool not_scaled = false) const {
    const auto page = scaling.describe_scaling_activities({.target = {.service_namespace = "ecs"},
                                                           .include_not_scaled = not_scaled,
                                                           .page = {.max_results = 1000}},
                                                          now);
    std::vector<ScalingActivity> all;
    for (const ScalingActivity* const one : page.value().items) all.push_back(*one);
    return all;
  }
  [[nodiscard]] std::string reason() const {
    const auto all = activities(true);
    return all.empty() || all.front().not_scaled_reasons.empty()
               ? "none"
               : all.front().not_scaled_reasons.front().code;
  }
  [[nodiscard]] std::int64_t desired() const { return services.worker->desired; }
};

}  // namespace sluice::world
